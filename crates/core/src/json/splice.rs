//! Edits on the text of a document: what is not edited survives to the byte.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::push_string;

/// The document is not what the edit takes it for: not JSON, or not an object on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpliceError;

/// Sets the member at `path` of the object `text` to `value`, which is JSON text. Objects that are absent or `null` on
/// the way are made; a new member goes to the end of its object. Every other member keeps its text.
///
/// # Errors
/// Where `text`, or a value on the way, is not an object.
pub fn set(text: &str, path: &[&str], value: &str) -> Result<String, SpliceError> {
    let Some((key, rest)) = path.split_first() else { return Ok(value.to_owned()) };
    let mut members = members_of(text)?;
    // Of repeated keys the last is the one that counts, so that is the one to change.
    match members.iter_mut().rev().find(|(name, _)| name == key) {
        Some((_, old)) => *old = Cow::Owned(set(if *old == "null" { "{}" } else { old }, rest, value)?),
        None if rest.is_empty() => members.push((Cow::Borrowed(key), Cow::Borrowed(value))),
        None => members.push((Cow::Borrowed(key), Cow::Owned(set("{}", rest, value)?))),
    }
    let mut out = String::with_capacity(text.len() + value.len() + 64);
    for (place, (name, text)) in members.iter().enumerate() {
        out.push(if place == 0 { '{' } else { ',' });
        push_string(&mut out, name);
        out.push(':');
        out.push_str(text);
    }
    out.push('}');
    Ok(out)
}

type Member<'a> = (Cow<'a, str>, Cow<'a, str>);

fn members_of(text: &str) -> Result<Vec<Member<'_>>, SpliceError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let members = deserializer.deserialize_map(Members).map_err(|_| SpliceError)?;
    deserializer.end().map_err(|_| SpliceError)?;
    Ok(members)
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<Member<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(Key(key)) = access.next_key()? {
            let value: &'de RawValue = access.next_value()?;
            members.push((key, Cow::Borrowed(value.get())));
        }
        Ok(members)
    }
}

struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::read::key(deserializer).map(Key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_a_member_and_leaves_the_text_of_the_others() {
        let text = r#"{ "a": 1.50, "b": {"c": [ 1, 2 ], "d": "x"}, "e": 12345678901234567890123 }"#;
        assert_eq!(
            set(text, &["b", "d"], "\"y\"").unwrap(),
            r#"{"a":1.50,"b":{"c":[ 1, 2 ],"d":"y"},"e":12345678901234567890123}"#
        );
    }

    #[test]
    fn makes_what_is_absent_or_null_on_the_way() {
        assert_eq!(set(r#"{"a":null}"#, &["a", "b"], "1").unwrap(), r#"{"a":{"b":1}}"#);
        assert_eq!(set("{}", &["a", "b/c", "d"], "1").unwrap(), r#"{"a":{"b/c":{"d":1}}}"#);
    }

    #[test]
    fn changes_the_last_of_repeated_keys() {
        assert_eq!(set(r#"{"a":1,"a":2}"#, &["a"], "3").unwrap(), r#"{"a":1,"a":3}"#);
    }

    #[test]
    fn refuses_a_value_on_the_way_that_is_no_object() {
        assert_eq!(set(r#"{"a":[]}"#, &["a", "b"], "1"), Err(SpliceError));
        assert_eq!(set("[]", &["a"], "1"), Err(SpliceError));
    }
}
