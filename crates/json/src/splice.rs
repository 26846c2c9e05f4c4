//! Edits on the text of a document: what is not edited survives to the byte.

use super::{Arena, Node, Path, Shape, push_string, read};

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
    let mut out = String::with_capacity(text.len() + value.len() + 64);
    out.push('{');
    let mut push_member = |name: &str, text: &str| {
        if out.len() > 1 {
            out.push(',');
        }
        push_string(&mut out, name);
        out.push(':');
        out.push_str(text);
    };
    for (place, (name, node)) in members.iter().enumerate() {
        let Node::Raw(text) = node else { return Err(SpliceError) };
        if last == Some(place) {
            push_member(name, &set_at(if *text == "null" { "{}" } else { text }, rest, value)?);
        } else {
            push_member(name, text);
        }
    }
    if last.is_none() {
        push_member(key, &set_at("{}", rest, value)?);
    }
    out.push('}');
    Ok(out)
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
    fn refuses_a_value_on_the_way_that_is_no_object() {
        assert_eq!(set(r#"{"a":[]}"#, &Path::from(["a", "b"]), "1"), Err(SpliceError));
        assert_eq!(set("[]", &Path::from(["a"]), "1"), Err(SpliceError));
    }
}
