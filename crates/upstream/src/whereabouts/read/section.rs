//! Reading the members of an object by the fields of a struct.

use crate::cni::whole;
use crate::go_json::{Fields, get};
use ceph_multus_json::{Map, Node};

/// An object, or what stands in its place and reads as an empty one.
pub(super) struct Section<'n> {
    /// The members, `None` for `null` and whatever else stands there.
    pub(super) map: Option<&'n Map<'n>>,
    fields: Fields,
}

impl<'n> Section<'n> {
    pub(super) fn new(node: &'n Node<'n>, fields: Fields) -> Section<'n> {
        Section { map: node.as_map(), fields }
    }

    pub(super) fn value(&self, name: &str) -> Option<&'n Node<'n>> {
        get(self.map?, self.fields, name)
    }

    pub(super) fn text(&self, name: &str) -> &'n str {
        self.value(name).and_then(Node::as_text).unwrap_or_default()
    }

    pub(super) fn number(&self, name: &str) -> i64 {
        self.value(name).and_then(whole).unwrap_or_default()
    }

    pub(super) fn list(&self, name: &str) -> &'n [Node<'n>] {
        self.value(name).and_then(Node::as_list).unwrap_or_default()
    }

    /// The entries of a list that are objects, or `null`, which reads as an empty one.
    pub(super) fn sections(&self, name: &str, fields: Fields) -> impl Iterator<Item = (usize, Section<'n>)> {
        let entries = self.list(name).iter().enumerate();
        let entries = entries.filter(|(_, entry)| matches!(entry, Node::Map(_) | Node::Null));
        entries.map(move |(place, entry)| (place, Section::new(entry, fields)))
    }
}
