//! JSON texts: where their values stand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::Problem;
use crate::path::Step;

/// The bytes of the values in a text of one or more, one after the other, as `kubectl get -o json` or `jq` prints them.
pub(crate) fn values(text: &str) -> Result<Vec<(usize, usize)>, Problem> {
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        let span = span_of(text, value.map_err(|error| problem(text, 0, &error))?);
        let inner = text.get(span.0..span.1).unwrap_or_default();
        let mut deserializer = serde_json::Deserializer::from_str(inner);
        Distinct.deserialize(&mut deserializer).map_err(|error| problem(inner, span.0, &error))?;
        found.push(span);
    }
    Ok(found)
}

/// The bytes of the elements of the list `key` in the object at `span`; `None` where there is none.
pub(crate) fn elements(text: &str, span: (usize, usize), key: &str) -> Option<Vec<(usize, usize)>> {
    let (found, list) = walk(text, span, &[Step { key }]);
    let items: Vec<&RawValue> = serde_json::from_str(text.get(list.0..list.1)?).ok()?;
    (found == 1).then(|| items.into_iter().map(|item| span_of(text, item)).collect())
}

/// Goes along `steps` from the value at `span` as far as there are values: how many steps, and the bytes of the last.
pub(crate) fn walk(text: &str, span: (usize, usize), steps: &[Step<'_>]) -> (usize, (usize, usize)) {
    let mut current = span;
    for (found, step) in steps.iter().enumerate() {
        let value = text.get(current.0..current.1).unwrap_or_default();
        let next = if value.trim_start().starts_with('[') {
            let items: Vec<&RawValue> = serde_json::from_str(value).unwrap_or_default();
            step.index().and_then(|index| items.get(index).copied())
        } else {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(value).unwrap_or_default();
            members.get(step.key).copied()
        };
        let Some(next) = next else { return (found, current) };
        current = span_of(text, next);
    }
    (steps.len(), current)
}

/// The bytes of `value`, which was read out of `text`.
fn span_of(text: &str, value: &RawValue) -> (usize, usize) {
    let start = (value.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    (start, start + value.get().len())
}

fn problem(text: &str, offset: usize, error: &serde_json::Error) -> Problem {
    let line_start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let at = offset + line_start + error.column().saturating_sub(1);
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default().to_owned();
    Problem { start: at, end: at + 1, text }
}

/// Reads a value and refuses objects with one key twice, which readers would understand differently.
struct Distinct;

impl<'de> DeserializeSeed<'de> for Distinct {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Distinct {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if keys.contains(&key) {
                let key = ceph_multus_core::text::shortened(&key, ceph_multus_core::limits::VALUE_SHOWN);
                return Err(A::Error::custom(format!("the key `{key}` stands twice in one object; keep one")));
            }
            keys.insert(key);
            map.next_value_seed(Distinct)?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Distinct)?.is_some() {}
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, path: &str) -> (usize, String) {
        let (found, span) = walk(text, (0, text.len()), &crate::path::steps(path));
        (found, text.get(span.0..span.1).unwrap().to_owned())
    }

    #[test]
    fn a_path_is_followed_as_far_as_it_goes() {
        let text = r#" {"a": [ {"b c": "x"}, 2 ], "d": {"e.f": {}}} "#;
        assert_eq!(at(text, "a[0].b c"), (3, r#""x""#.to_owned()));
        assert_eq!(at(text, "a[1]"), (2, "2".to_owned()));
        assert_eq!(at(text, "a[2].x"), (1, r#"[ {"b c": "x"}, 2 ]"#.to_owned()));
        assert_eq!(at(text, "d[e.f].g"), (2, "{}".to_owned()));
        assert_eq!(at(text, "nothing").0, 0);
    }

    #[test]
    fn several_values_are_told_apart() {
        assert_eq!(values("{\"a\":1}\n[2]").unwrap(), [(0, 7), (8, 11)]);
        assert_eq!(elements(r#"{"items": [1, {}]}"#, (0, 18), "items").unwrap(), [(11, 12), (14, 16)]);
        assert_eq!(elements("{}", (0, 2), "items"), None);
    }

    #[test]
    fn broken_json_and_repeated_keys_are_told_with_their_place() {
        let error = |text: &str| {
            let problem = values(text).unwrap_err();
            format!("{}: {}", crate::Position::of(text, problem.start, problem.end), problem.text)
        };
        assert_eq!(error("{\"a\": 1,\n \"b\": }"), "2:7: expected value");
        assert_eq!(
            error("[1]\n{\"a\": {\"b\": 1,\n\"b\": 2}}"),
            "3:3: the key `b` stands twice in one object; keep one"
        );
    }
}
