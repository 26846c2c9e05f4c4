//! From text to [`Node`].

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::node::Member;
use super::path::{Path, Step};
use super::{Arena, Node, Number, Shape};

/// Why a text is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// The members on the way to the fault, outermost first, as far as they were read: `["spec", "network"]`.
    pub path: Path,
    /// The line of the fault, counted from 1.
    pub line: usize,
    /// The column of the fault in bytes, counted from 1.
    pub column: usize,
    /// What is wrong, in the words of the JSON library, without the position.
    pub problem: String,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {} column {}", self.problem, self.line, self.column)
    }
}

impl From<&serde_json::Error> for JsonError {
    fn from(error: &serde_json::Error) -> JsonError {
        let (line, column) = (error.line(), error.column());
        let mut problem = format!("{error}");
        if let Some(text) = problem.strip_suffix(&format!(" at line {line} column {column}")) {
            problem = text.to_owned();
        }
        JsonError { path: Path::default(), line, column, problem }
    }
}

impl<'a> Node<'a> {
    /// The text of a string, also of one that was kept as it is written: that is read into `arena`.
    pub fn text_in(&self, arena: &'a Arena) -> Option<&'a str> {
        match self {
            Node::Raw(text) => read(text, arena, &Shape::Whole).ok()?.as_text(),
            other => other.as_text(),
        }
    }
}

/// Reads `text`, which must hold exactly one JSON value, and keeps what `shape` names, in `arena`.
///
/// # Errors
/// Where the text is not JSON, or what is kept nests deeper than 128 levels.
pub fn read<'a>(text: &'a str, arena: &'a Arena, shape: &'static Shape) -> Result<Node<'a>, JsonError> {
    let mut reading = Reading { arena, members: Vec::new(), items: Vec::new(), trail: Vec::new() };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = Seed { shape, reading: &mut reading };
    seed.deserialize(&mut deserializer).and_then(|node| deserializer.end().map(|()| node)).map_err(|error| {
        let path = reading.trail.into_iter().rev().collect();
        JsonError { path, ..JsonError::from(&error) }
    })
}

/// What all values of a document share while it is read.
struct Reading<'de> {
    arena: &'de Arena,
    /// The members of the objects whose end is still to come, outermost first. How many an object has is known at its
    /// end only: this way each takes one place in the arena, of the right size.
    members: Vec<Member<'de>>,
    /// The same of arrays.
    items: Vec<Node<'de>>,
    /// The keys that an error passed on its way out, innermost first.
    trail: Vec<Step>,
}

/// Reads one value.
struct Seed<'t, 'de> {
    shape: &'static Shape,
    reading: &'t mut Reading<'de>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_, 'de> {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        let seed = Seed { shape: self.shape.resolved(), ..self };
        match seed.shape {
            Shape::Raw => {
                let raw: &'de RawValue = serde::Deserialize::deserialize(deserializer)?;
                Ok(Node::Raw(raw.get()))
            }
            _ => deserializer.deserialize_any(seed),
        }
    }
}

impl<'de> Visitor<'de> for Seed<'_, 'de> {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(Number::Unsigned(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(Number::Negative(value)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'de>, E> {
        Ok(Node::Number(Number::Float(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(self.reading.arena.text(value)))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node<'de>, A::Error> {
        let Seed { shape, reading } = self;
        let start = reading.items.len();
        // What a list that ends in an error has read stays in `items`.
        for place in 0.. {
            match access.next_element_seed(Seed { shape: shape.element(), reading: &mut *reading }) {
                Ok(Some(item)) => reading.items.push(item),
                Ok(None) => break,
                Err(error) => {
                    reading.trail.push(Step::Index(place));
                    return Err(error);
                }
            }
        }
        let list = reading.arena.list(reading.items.get(start..).unwrap_or_default());
        reading.items.truncate(start);
        Ok(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node<'de>, A::Error> {
        let Seed { shape, reading } = self;
        let start = reading.members.len();
        while let Some(key) = access.next_key_seed(Key(reading.arena))? {
            let Some(shape) = shape.member(key) else {
                access.next_value::<IgnoredAny>()?;
                continue;
            };
            match access.next_value_seed(Seed { shape, reading: &mut *reading }) {
                Ok(value) => reading.members.push((key, value)),
                Err(error) => {
                    reading.trail.push(Step::Key(key.to_owned().into()));
                    return Err(error);
                }
            }
        }
        let map = reading.arena.map(reading.members.get(start..).unwrap_or_default());
        reading.members.truncate(start);
        Ok(map)
    }
}

/// Reads a key, without copying it where the text has no escape.
struct Key<'de>(&'de Arena);

impl<'de> DeserializeSeed<'de> for Key<'de> {
    type Value = &'de str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'de> {
    type Value = &'de str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(self.0.text(value))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static POD: Shape = Shape::Fields(&[
        ("metadata", Shape::Fields(&[("name", Shape::Whole), ("labels", Shape::Whole)])),
        ("raw", Shape::Raw),
        ("items", Shape::Each(&Shape::Fields(&[("kept", Shape::Whole)]))),
    ]);

    #[test]
    fn keeps_only_what_the_shape_names() {
        let arena = Arena::new();
        let node = read(r#"{"metadata":{"name":"a","uid":"u","labels":{"x":1}},"spec":[[[]]]}"#, &arena, &POD).unwrap();
        assert_eq!(node, read(r#"{"metadata":{"name":"a","labels":{"x":1}}}"#, &arena, &Shape::Whole).unwrap());
    }

    #[test]
    fn keeps_a_value_of_another_type_than_expected() {
        let arena = Arena::new();
        let node = read(r#"{"metadata":"text"}"#, &arena, &POD).unwrap();
        assert_eq!(node.get("metadata").unwrap().as_text(), Some("text"));
    }

    #[test]
    fn keeps_raw_text_and_prunes_elements() {
        let arena = Arena::new();
        let node = read(r#"{"raw": {"a" : 1} ,"items":[{"kept":1,"x":2},3]}"#, &arena, &POD).unwrap();
        assert_eq!(node.get("raw"), Some(&Node::Raw(r#"{"a" : 1}"#)));
        assert_eq!(node.get("items"), read(r#"[{"kept":1},3]"#, &arena, &Shape::Whole).ok().as_ref());
    }

    #[test]
    fn borrows_text_without_escapes() {
        let arena = Arena::new();
        let text = r#"{"a":"plain","b":"\u0041","\u0063":1}"#;
        let node = read(text, &arena, &Shape::Whole).unwrap();
        let is_borrowed = |part: &str| text.as_bytes().as_ptr_range().contains(&part.as_ptr());
        let [a, b] = ["a", "b"].map(|key| node.get(key).and_then(Node::as_text).unwrap());
        assert_eq!((a, is_borrowed(a), b, is_borrowed(b)), ("plain", true, "A", false));
        assert_eq!(node.get("c").and_then(Node::as_u64), Some(1));
    }

    #[test]
    fn of_repeated_keys_the_last_counts_and_each_is_named() {
        let arena = Arena::new();
        let node = read(r#"{"a":1,"b":2,"b":3,"a":4}"#, &arena, &Shape::Whole).unwrap();
        assert_eq!(node.get("a").and_then(Node::as_u64), Some(4));
        assert_eq!(node.as_map().unwrap().repeated_keys(), ["a", "b"]);
    }

    #[test]
    fn the_order_of_keys_does_not_matter() {
        let arena = Arena::new();
        let same =
            |one, other| read(one, &arena, &Shape::Whole).unwrap() == read(other, &arena, &Shape::Whole).unwrap();
        assert!(same(r#"{"a":1,"b":{"c":2,"d":3}}"#, r#"{"b":{"d":3,"c":2},"a":1}"#));
        assert!(!same(r#"{"a":1,"b":2}"#, r#"{"a":1,"b":3}"#));
        assert!(!same(r#"{"a":1}"#, r#"{"b":1}"#));
        assert!(!same("[1,2]", "[2,1]"));
    }

    #[test]
    fn an_error_names_path_line_and_column() {
        let arena = Arena::new();
        let error = read("{\"items\": [1,\n{\"kept\": }]}", &arena, &POD).unwrap_err();
        assert_eq!(error.path.to_string(), "items[1].kept");
        assert_eq!(error.to_string(), "expected value at line 2 column 10");
        // Each list counts its own elements.
        let error = read(r#"[1, [2, [3, 4, {"a": }]]]"#, &arena, &Shape::Whole).unwrap_err();
        assert_eq!(error.path.to_string(), "[1][1][2].a");
    }

    #[test]
    fn trailing_text_is_an_error() {
        let arena = Arena::new();
        assert_eq!(read("{} x", &arena, &POD).unwrap_err().to_string(), "trailing characters at line 1 column 4");
    }

    #[test]
    fn deep_nesting_is_skipped_where_it_is_not_kept_and_rejected_where_it_is() {
        let arena = Arena::new();
        let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
        assert!(read(&format!(r#"{{"spec":{deep}}}"#), &arena, &POD).is_ok());
        let error = read(&format!(r#"{{"metadata":{{"labels":{deep}}}}}"#), &arena, &POD).unwrap_err();
        assert_eq!(error.problem, "recursion limit exceeded");
    }
}
