//! The argument of a call, which is an object.

use ceph_multus_core::json::JsonError;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use serde_json::de::StrRead;
use serde_path_to_error::Segment;

/// Reads it from its JSON text. A problem with a member starts with its path, one with the object itself does not.
pub(crate) fn argument<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, String> {
    let (mut json, mut members) = (serde_json::Deserializer::from_str(text), Members::default());
    let argument = Argument { json: &mut json, members: &mut members };
    serde_path_to_error::deserialize(argument).map_err(|error| {
        // A program has written the text, so the position in it says nothing.
        let (path, problem) = (error.path(), JsonError::from(error.inner()).problem);
        let has_path = path.iter().next().is_some_and(|first| match first {
            Segment::Map { key } => members.contains(&key.as_str()),
            _ => true,
        });
        if has_path { format!("`{path}`: {problem}") } else { problem }
    })
}

/// The names of the members that an object may have.
type Members = &'static [&'static str];

/// JSON that keeps the members of the type that is read from it.
struct Argument<'d, 'de> {
    json: &'d mut serde_json::Deserializer<StrRead<'de>>,
    members: &'d mut Members,
}

impl<'de> Deserializer<'de> for Argument<'_, 'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.json.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        members: Members,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        *self.members = members;
        self.json.deserialize_struct(name, members, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, expecting = "an object")]
    struct Numbered {
        #[serde(rename = "1")]
        one: String,
    }

    fn problem(text: &str) -> String {
        argument::<Numbered>(text).map(|numbered| numbered.one).unwrap_err()
    }

    #[test]
    fn a_problem_with_a_member_names_it_also_if_the_value_reads_like_its_name() {
        assert_eq!(argument::<Numbered>(r#"{"1": "a"}"#).unwrap().one, "a");
        assert_eq!(problem(r#"{"1": 1}"#), "`1`: invalid type: integer `1`, expected a string");
        assert_eq!(problem(r#"{"1": 2}"#), "`1`: invalid type: integer `2`, expected a string");
    }

    #[test]
    fn a_problem_with_the_object_has_no_path() {
        assert_eq!(problem("{}"), "missing field `1`");
        assert_eq!(problem(r#"{"1": "", "1": ""}"#), "duplicate field `1`");
        assert_eq!(problem(r#"{"2": 1}"#), "unknown field `2`, expected `1`");
        assert_eq!(problem(r#"{".": 1}"#), "unknown field `.`, expected `1`");
        assert_eq!(problem("1"), "invalid type: integer `1`, expected an object");
    }
}
