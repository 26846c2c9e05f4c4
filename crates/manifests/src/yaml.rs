//! YAML documents as trees that know where they stand.

mod build;
mod merge;
mod scalar;

use std::rc::Rc;

use serde::Serialize;
use serde::ser::{Error, SerializeMap, SerializeSeq, Serializer};

pub(crate) use build::read;

/// A value, with aliases and merge keys resolved.
#[derive(Debug)]
pub(crate) struct Node {
    /// Its bytes in the source.
    pub(crate) span: (usize, usize),
    /// What it is.
    pub(crate) value: Value,
    /// How many values it is when its aliases are written out.
    size: usize,
    /// How deep it nests, aliases included.
    depth: usize,
}

/// What a node is.
#[derive(Debug)]
pub(crate) enum Value {
    /// `null`
    Null,
    /// A boolean.
    Bool(bool),
    /// A number as JSON writes it.
    Number(String),
    /// A string; whether it is a block, whose span is that of its lines.
    Text(String, bool),
    /// A sequence.
    List(Vec<Rc<Node>>),
    /// A mapping.
    Map(Vec<Entry>),
}

/// A member of a mapping.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The key as JSON has it.
    pub(crate) key: String,
    /// The bytes of the key.
    pub(crate) span: (usize, usize),
    /// The value.
    pub(crate) value: Rc<Node>,
}

impl Node {
    fn new(span: (usize, usize), value: Value) -> Node {
        let (size, depth) = match &value {
            Value::List(items) => totals(items.iter()),
            Value::Map(entries) => totals(entries.iter().map(|entry| &entry.value)),
            _ => (0, 0),
        };
        Node { span, value, size: size.saturating_add(1), depth: depth + 1 }
    }

    /// The member `key` of a mapping.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|entry| entry.key == key),
            _ => None,
        }
    }
}

fn totals<'n>(children: impl Iterator<Item = &'n Rc<Node>>) -> (usize, usize) {
    children.fold((0, 0), |(size, depth), child| (child.size.saturating_add(size), child.depth.max(depth)))
}

/// As JSON, in the order of the source.
impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(text) => {
                let raw: &serde_json::value::RawValue = serde_json::from_str(text).map_err(S::Error::custom)?;
                raw.serialize(serializer)
            }
            Value::Text(text, _) => serializer.serialize_str(text),
            Value::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item.as_ref()))?;
                list.end()
            }
            Value::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries.iter().try_for_each(|entry| map.serialize_entry(&entry.key, entry.value.as_ref()))?;
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests;
