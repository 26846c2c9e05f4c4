//! One layer of a JSON text at a time, for text that is read as Go reads it: of any depth, with numbers of any size, and
//! with escapes that are no character.
//!
//! [`check`] says whether a text is JSON at all; what it passes is taken apart by [`layer`] as far as it matters, or
//! walked through by [`tokens`]. None of them recurses, so that no depth is too deep.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::JsonError;

/// What JSON takes for white space.
const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// A JSON value; the values in it are text, without white space around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layer<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is written.
    Number(&'a str),
    /// A string, unescaped. An escape of half a character is U+FFFD, as for Go (golang/go: src/encoding/json/decode.go).
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<&'a str>),
    /// An object: its members in the order of the text, repeated keys included.
    Map(Vec<(Cow<'a, str>, &'a str)>),
}

/// Whether `text` is exactly one JSON value.
///
/// # Errors
/// Where it is not.
pub fn check(text: &str) -> Result<(), JsonError> {
    serde_json::from_str::<IgnoredAny>(text).map(drop).map_err(|error| JsonError::from(&error))
}

/// The outermost layer of `text`.
///
/// # Errors
/// Where `text` is not JSON. Of what is not JSON some passes: see [`check`].
pub fn layer(text: &str) -> Result<Layer<'_>, JsonError> {
    let text = text.trim_matches(BLANKS);
    let deserializer = &mut serde_json::Deserializer::from_str(text);
    let layer = match text.as_bytes().first() {
        Some(b'{') => deserializer.deserialize_map(Members).map(Layer::Map),
        Some(b'[') => deserializer.deserialize_seq(Elements).map(Layer::List),
        Some(b'"') => Text.deserialize(deserializer).map(Layer::Text),
        Some(b't') => Ok(Layer::Bool(true)),
        Some(b'f') => Ok(Layer::Bool(false)),
        Some(b'n') => Ok(Layer::Null),
        _ => Ok(Layer::Number(text)),
    };
    layer.map_err(|error| JsonError::from(&error))
}

/// The strings, numbers, words and marks that `text`, which is JSON, consists of.
pub fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim_start_matches(BLANKS);
    std::iter::from_fn(move || {
        let length = match rest.as_bytes().first()? {
            b'"' => string_length(rest),
            b'[' | b']' | b'{' | b'}' | b',' | b':' => 1,
            _ => {
                rest.find(|mark| BLANKS.contains(&mark) || matches!(mark, ']' | '}' | ',' | ':')).unwrap_or(rest.len())
            }
        };
        let (token, after) = rest.split_at_checked(length)?;
        rest = after.trim_start_matches(BLANKS);
        Some(token)
    })
}

/// Whether a 64-bit float holds `number`, which is a JSON number: Go rejects what is too large for one.
pub fn fits_float(number: &str) -> bool {
    serde_json::from_str::<f64>(number).is_ok()
}

/// The bytes of the string that `text` starts with, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |place| place.saturating_add(2))
}

/// Reads a string or a key. serde_json takes half a character only where bytes are asked for, and then as the three
/// bytes that it would have in UTF-8 if it were one.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_bytes(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        let mut text = String::with_capacity(bytes.len());
        let mut skipped = 0;
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            // Of the three bytes each is invalid on its own.
            for _ in chunk.invalid() {
                if skipped == 0 {
                    text.push(char::REPLACEMENT_CHARACTER);
                }
                skipped = (skipped + 1) % 3;
            }
        }
        Ok(Cow::Owned(text))
    }

    fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(_) => self.visit_bytes(bytes),
        }
    }
}

struct Elements;

impl<'de> Visitor<'de> for Elements {
    type Value = Vec<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element::<&RawValue>()? {
            items.push(item.get());
        }
        Ok(items)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(Cow<'de, str>, &'de str)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(key) = access.next_key_seed(Text)? {
            members.push((key, access.next_value::<&RawValue>()?.get()));
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> String {
        check(json).unwrap();
        match layer(json).unwrap() {
            Layer::Text(text) => text.into_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn half_a_character_is_the_replacement_character() {
        for (json, expected) in [
            (r#""\ud800""#, "\u{fffd}"),
            (r#""\udc00a""#, "\u{fffd}a"),
            (r#""\ud800\ud800\udc00""#, "\u{fffd}\u{10000}"),
            (r#""\ud800\ud801\u0041""#, "\u{fffd}\u{fffd}A"),
            (r#""é\udfffé""#, "é\u{fffd}é"),
            (r#""\ud83e\udd80\\ud800""#, "\u{1f980}\\ud800"),
        ] {
            assert_eq!(text(json), expected, "{json}");
        }
        assert_eq!(layer(r#"{"\ud800":"\ud800"}"#).unwrap(), Layer::Map(vec![("\u{fffd}".into(), r#""\ud800""#)]));
    }

    #[test]
    fn what_is_below_stays_text() {
        let json = " {\"a\" : [ 1 , 2 ] , \"\\u0061\":{\"b\":null}, \"c\":-1e999 } ";
        check(json).unwrap();
        let members = vec![("a".into(), "[ 1 , 2 ]"), ("a".into(), r#"{"b":null}"#), ("c".into(), "-1e999")];
        assert_eq!(layer(json).unwrap(), Layer::Map(members));
        assert_eq!(layer("[ 1 , 2 ]").unwrap(), Layer::List(vec!["1", "2"]));
        assert_eq!(layer("-1e999").unwrap(), Layer::Number("-1e999"));
        let scalars = ["true", "false", "null"].map(|json| layer(json).unwrap());
        assert_eq!(scalars, [Layer::Bool(true), Layer::Bool(false), Layer::Null]);
    }

    #[test]
    fn any_depth_and_any_number_is_json_and_nothing_else_is() {
        check(&format!("{}{}", "[".repeat(200_000), "]".repeat(200_000))).unwrap();
        check(&"1".repeat(100_000)).unwrap();
        for (json, error) in [
            ("", "EOF while parsing a value at line 1 column 0"),
            ("[", "EOF while parsing a list at line 1 column 1"),
            ("{\"a\":1,}", "key must be a string at line 1 column 8"),
            ("01", "invalid number at line 1 column 2"),
            (".5", "expected value at line 1 column 1"),
            ("1.", "invalid number at line 1 column 2"),
            ("\"\\x\"", "invalid escape at line 1 column 3"),
            ("\"\\u12\"", "EOF while parsing a string at line 1 column 6"),
            ("\"\n\"", "control character (\\u0000-\\u001F) found while parsing a string at line 1 column 1"),
            ("{} x", "trailing characters at line 1 column 4"),
            ("\u{feff}[]", "expected value at line 1 column 1"),
            ("NaN", "expected value at line 1 column 1"),
        ] {
            assert_eq!(check(json).unwrap_err().to_string(), error, "{json:?}");
        }
    }

    #[test]
    fn tokens_are_without_the_blanks_between_them() {
        let found: Vec<&str> = tokens(" { \"a \\\" \\\\\" :\n[-1.5e3,true , null ] } ").collect();
        assert_eq!(found, ["{", "\"a \\\" \\\\\"", ":", "[", "-1.5e3", ",", "true", ",", "null", "]", "}"]);
        assert_eq!(tokens("\"open").collect::<Vec<_>>(), ["\"open"]);
    }

    #[test]
    fn a_float_may_be_small_and_not_too_large() {
        for number in ["0", "-0.0", "1e308", "1e-999", "0e999", "1"] {
            assert!(fits_float(number), "{number}");
        }
        for number in ["1e309", "-1e999", "1e99999999999999999999"] {
            assert!(!fits_float(number), "{number}");
        }
        assert!(!fits_float(&"1".repeat(400)));
    }
}
