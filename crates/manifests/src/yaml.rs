//! YAML documents as trees that know where they stand.

mod anchors;
mod build;
mod builder;
mod chunks;
mod elements;
mod lines;
mod merge;
mod options;
mod outline;
mod scalar;
mod tight;

use std::sync::Arc;

use ceph_multus_core::json::{push_all, push_key, push_string};
use ceph_multus_upstream::go_json::same_but_for_case;

use crate::identity::Names;

pub(crate) use anchors::repeated;
pub(crate) use build::{document, object};
pub(crate) use builder::Root;
pub(crate) use chunks::chunks;
pub(crate) use elements::{List, element, element_tree, elements};
pub(crate) use outline::{Content, Outline, Wanted, outline};
pub(crate) use scalar::plain_or_text;

/// The key under which a mapping takes over the members of others; no text can be a key in its place.
const MERGE: &str = "<<";

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
    List(Vec<Arc<Node>>),
    /// A mapping.
    Map(Vec<Entry>),
    /// A string with JSON in it that stands in the source as this value, and not as text.
    Rendered(Arc<Node>),
}

/// A member of a mapping.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The key as JSON has it.
    pub(crate) key: String,
    /// The bytes of the key.
    pub(crate) span: (usize, usize),
    /// The value.
    pub(crate) value: Arc<Node>,
}

impl Node {
    pub(crate) fn new(span: (usize, usize), value: Value) -> Node {
        let (size, depth) = match &value {
            Value::List(items) => totals(items.iter()),
            Value::Map(entries) => totals(entries.iter().map(|entry| &entry.value)),
            Value::Rendered(inner) => (inner.size, inner.depth),
            _ => (0, 0),
        };
        Node { span, value, size: size.saturating_add(1), depth: depth + 1 }
    }

    /// The value as JSON, in the order of the source.
    pub(crate) fn json(&self) -> String {
        let mut out = String::new();
        self.push_json(&mut out);
        out
    }

    fn push_json(&self, out: &mut String) {
        match &self.value {
            Value::Null => out.push_str("null"),
            Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Value::Number(text) => out.push_str(text),
            Value::Text(text, _) => push_string(out, text),
            Value::Rendered(inner) => push_string(out, &inner.json()),
            Value::List(items) => push_all(out, ['[', ']'], items, |out, item| item.push_json(out)),
            Value::Map(entries) => push_all(out, ['{', '}'], entries, |out, entry| {
                push_key(out, &entry.key);
                entry.value.push_json(out);
            }),
        }
    }

    /// What it is as a key; `None` for a list or a mapping.
    fn as_key(&self) -> Option<String> {
        match &self.value {
            Value::Text(text, _) => Some(text.clone()),
            Value::List(_) | Value::Map(_) | Value::Rendered(_) => None,
            _ => Some(self.json()),
        }
    }

    /// The text of a string.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text, _) => Some(text),
            _ => None,
        }
    }

    /// The value at `path`, a key each.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Arc<Node>> {
        let (last, before) = path.split_last()?;
        let mut node = self;
        for key in before {
            node = &node.entry(key)?.value;
        }
        node.entry(last).map(|entry| &entry.value)
    }

    /// The text at `path`; empty where there is none.
    pub(crate) fn text_at(&self, path: &[&str]) -> &str {
        self.at(path).and_then(|node| node.as_text()).unwrap_or_default()
    }

    /// What an object says of itself.
    pub(crate) fn names(&self) -> Names {
        Names::at(&|path| Some(self.text_at(path)))
    }

    /// The member `key` of a mapping.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|entry| entry.key == key),
            _ => None,
        }
    }

    /// The same where Go reads the mapping: without the key, the last that differs from it only in case.
    pub(crate) fn entry_as_go(&self, key: &str) -> Option<&Entry> {
        let Value::Map(entries) = &self.value else { return None };
        self.entry(key).or_else(|| entries.iter().rfind(|entry| same_but_for_case(key, &entry.key)))
    }
}

fn totals<'n>(children: impl Iterator<Item = &'n Arc<Node>>) -> (usize, usize) {
    children.fold((0, 0), |(size, depth), child| (child.size.saturating_add(size), child.depth.max(depth)))
}

#[cfg(test)]
mod tests;
