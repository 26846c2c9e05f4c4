//! What the core read, as plain JSON values.

use ceph_multus_core::json::{Node, Number};
use serde_json::Value;

/// `node` as a JSON value; of repeated keys the last counts, as everywhere.
pub(crate) fn value(node: &Node<'_>) -> Value {
    match node {
        Node::Null => Value::Null,
        Node::Bool(value) => Value::Bool(*value),
        Node::Number(Number::Unsigned(number)) => Value::from(*number),
        Node::Number(Number::Negative(number)) => Value::from(*number),
        Node::Number(Number::Float(number)) => Value::from(*number),
        Node::Text(text) => Value::from(*text),
        Node::List(items) => items.iter().map(value).collect(),
        Node::Map(map) => map.iter().map(|(key, node)| (key.to_owned(), value(node))).collect(),
        Node::Raw(text) => serde_json::from_str(text).unwrap_or_default(),
    }
}
