//! Edits on the text of a document: what is not edited survives to the byte.

use std::borrow::Cow;

use super::{Arena, Node, Path, Shape, object, read};

/// The document is not what the edit takes it for: not JSON, or not an object on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpliceError;

static MEMBERS: Shape = Shape::Members;

/// Sets the member at `path` of the object `text` to `value`, which is JSON text. Objects that are absent or `null` on
/// the way are made; a new member goes to the end of its object. Every other member keeps its text.
///
/// # Errors
/// Where `text`, or a value on the way, is not an object, and where the path leads through a list.
pub fn set(text: &str, path: &Path, value: &str) -> Result<String, SpliceError> {
    set_at(text, &path.keys().ok_or(SpliceError)?, value)
}

fn set_at(text: &str, keys: &[&str], value: &str) -> Result<String, SpliceError> {
    let Some((key, rest)) = keys.split_first() else { return Ok(value.to_owned()) };
    let arena = Arena::new();
    let Ok(Node::Map(members)) = read(text, &arena, &MEMBERS) else { return Err(SpliceError) };
    // Of repeated keys the last is the one that counts, so that is the one to change.
    let last = members.iter().rposition(|(name, _)| name == *key);
    let mut edited: Vec<(&str, Cow<'_, str>)> = Vec::with_capacity(members.len() + 1);
    for (place, (name, node)) in members.iter().enumerate() {
        let Node::Raw(text) = node else { return Err(SpliceError) };
        let text = match last {
            Some(last) if last == place => Cow::Owned(set_at(if *text == "null" { "{}" } else { text }, rest, value)?),
            _ => Cow::Borrowed(*text),
        };
        edited.push((name, text));
    }
    if last.is_none() {
        edited.push((key, Cow::Owned(set_at("{}", rest, value)?)));
    }
    Ok(object(&edited))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_a_member_and_leaves_the_text_of_the_others() {
        let text = r#"{ "a": 1.50, "b": {"c": [ 1, 2 ], "d": "x"}, "e": 12345678901234567890123 }"#;
        assert_eq!(
            set(text, &Path::from(["b", "d"]), "\"y\"").unwrap(),
            r#"{"a":1.50,"b":{"c":[ 1, 2 ],"d":"y"},"e":12345678901234567890123}"#
        );
    }

    #[test]
    fn makes_what_is_absent_or_null_on_the_way() {
        assert_eq!(set(r#"{"a":null}"#, &Path::from(["a", "b"]), "1").unwrap(), r#"{"a":{"b":1}}"#);
        assert_eq!(set("{}", &Path::from(["a", "b/c", "d"]), "1").unwrap(), r#"{"a":{"b/c":{"d":1}}}"#);
    }

    #[test]
    fn changes_the_last_of_repeated_keys() {
        assert_eq!(set(r#"{"a":1,"a":2}"#, &Path::from(["a"]), "3").unwrap(), r#"{"a":1,"a":3}"#);
    }

    #[test]
    fn rejects_a_value_on_the_way_that_is_no_object() {
        assert_eq!(set(r#"{"a":[]}"#, &Path::from(["a", "b"]), "1"), Err(SpliceError));
        assert_eq!(set("[]", &Path::from(["a"]), "1"), Err(SpliceError));
    }
}
