//! JSON values to take members out of, and to put some in. Scalars stay as they are written.

use std::borrow::Cow;

use ceph_multus_core::json::{Arena, Node, push_all, push_key, string};
use ceph_multus_upstream::go_json::sorted_members;

use crate::json;

/// A value. It borrows what it is made of.
#[derive(Debug)]
pub(crate) enum Tree<'t> {
    /// `null`, a boolean, a number or a string, as JSON.
    Scalar(Cow<'t, str>),
    /// An array.
    List(Vec<Tree<'t>>),
    /// An object, in the order of its keys.
    Map(Vec<(String, Tree<'t>)>),
}

impl<'t> Tree<'t> {
    /// All of the JSON `text`, by way of `arena`; of repeated keys the last.
    pub(crate) fn whole(text: &'t str, arena: &'t Arena) -> Tree<'t> {
        Tree::read(text, None, arena)
    }

    /// What is in `kept`, too, which was read out of `text`.
    pub(crate) fn kept(text: &'t str, kept: &Node<'_>, arena: &'t Arena) -> Tree<'t> {
        Tree::read(text, Some(kept), arena)
    }

    fn read(text: &'t str, kept: Option<&Node<'_>>, arena: &'t Arena) -> Tree<'t> {
        match json::shallow(text, arena) {
            Some(Node::Map(map)) => {
                let mut members = Vec::new();
                for (key, value) in sorted_members(&map) {
                    let below = match kept {
                        Some(Node::Map(kept)) => {
                            let Some(below) = kept.get(key) else { continue };
                            Some(below)
                        }
                        _ => None,
                    };
                    members.push((key.to_owned(), Tree::read(json::raw(value), below, arena)));
                }
                Tree::Map(members)
            }
            Some(Node::List(items)) => {
                let kept = kept.and_then(Node::as_list).unwrap_or_default();
                let mut elements = Vec::new();
                for (place, item) in items.iter().enumerate() {
                    elements.push(Tree::read(json::raw(item), kept.get(place), arena));
                }
                Tree::List(elements)
            }
            _ => Tree::Scalar(Cow::Borrowed(text.trim())),
        }
    }

    /// `{}`
    pub(crate) fn object() -> Tree<'t> {
        Tree::Map(Vec::new())
    }

    /// A string.
    pub(crate) fn text(text: &str) -> Tree<'t> {
        Tree::Scalar(Cow::Owned(string(text)))
    }

    /// The member `key` of an object.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Tree<'t>> {
        match self {
            Tree::Map(members) => members.iter_mut().find(|(known, _)| known == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Takes the member `key` out of an object.
    pub(crate) fn remove(&mut self, key: &str) -> Option<Tree<'t>> {
        match self {
            Tree::Map(members) => {
                let place = members.iter().position(|(known, _)| known == key)?;
                Some(members.remove(place).1)
            }
            _ => None,
        }
    }

    /// Gives an object the member `key`; another value becomes an object.
    pub(crate) fn set(&mut self, key: &str, value: Tree<'t>) {
        self.remove(key);
        if !matches!(self, Tree::Map(_)) {
            *self = Tree::object();
        }
        if let Tree::Map(members) = self {
            let place = members.partition_point(|(known, _)| known.as_str() < key);
            members.insert(place, (key.to_owned(), value));
        }
    }

    /// Whether this is `null`, `{}` or `[]`.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Tree::Scalar(text) => text == "null",
            Tree::List(items) => items.is_empty(),
            Tree::Map(members) => members.is_empty(),
        }
    }

    /// Takes out the members of these names, at whatever depth.
    pub(crate) fn drop_members(&mut self, names: &[&str]) {
        match self {
            Tree::Scalar(_) => {}
            Tree::List(items) => items.iter_mut().for_each(|item| item.drop_members(names)),
            Tree::Map(members) => members.retain_mut(|(name, member)| {
                member.drop_members(names);
                !names.contains(&name.as_str())
            }),
        }
    }

    /// Takes out members that are empty, also where they become that: they say nothing.
    pub(crate) fn drop_empty(&mut self) {
        match self {
            Tree::Scalar(_) => {}
            Tree::List(items) => items.iter_mut().for_each(Tree::drop_empty),
            Tree::Map(members) => members.retain_mut(|(_, member)| {
                member.drop_empty();
                !member.is_empty()
            }),
        }
    }

    /// As JSON text.
    pub(crate) fn json(&self) -> String {
        let mut out = String::new();
        self.push_json(&mut out);
        out
    }

    fn push_json(&self, out: &mut String) {
        match self {
            Tree::Scalar(text) => out.push_str(text),
            Tree::List(items) => push_all(out, ['[', ']'], items, |out, item| item.push_json(out)),
            Tree::Map(members) => push_all(out, ['{', '}'], members, |out, (key, value)| {
                push_key(out, key);
                value.push_json(out);
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use ceph_multus_core::json::{Shape, read};

    use super::*;

    #[test]
    fn a_value_is_written_by_key_and_of_repeated_keys_the_last() {
        let arena = Arena::new();
        let tree = Tree::whole(r#" {"b": [1.50, {}, "\u0041"], "a": null, "b ": 1, "a": {"c" : true}} "#, &arena);
        assert_eq!(tree.json(), r#"{"a":{"c":true},"b":[1.50,{},"\u0041"],"b ":1}"#);
    }

    #[test]
    fn what_is_kept_is_what_was_read() {
        static SHAPE: Shape =
            Shape::Fields(&[("a", Shape::Each(&Shape::Fields(&[("b", Shape::Whole)]))), ("c", Shape::Raw)]);
        let text = r#"{"a": [{"b": {"x": 1}, "y": 2}, 3], "c": {"z": []}, "d": 1}"#;
        let arena = Arena::new();
        let tree = Tree::kept(text, &read(text, &arena, &SHAPE).unwrap(), &arena);
        assert_eq!(tree.json(), r#"{"a":[{"b":{"x":1}},3],"c":{"z":[]}}"#);
    }

    #[test]
    fn members_come_and_go() {
        let arena = Arena::new();
        let mut tree = Tree::whole(r#"{"a": {"x": null, "y": [{"z": {}}]}, "c": {"d": {"e": []}}}"#, &arena);
        tree.drop_empty();
        tree.set("b", Tree::text("\n"));
        assert_eq!(tree.json(), r#"{"a":{"y":[{}]},"b":"\n"}"#);
        assert_eq!(tree.remove("a").map(|a| a.json()).as_deref(), Some(r#"{"y":[{}]}"#));
        let mut scalar = Tree::whole("null", &arena);
        scalar.set("a", Tree::object());
        assert_eq!(scalar.json(), r#"{"a":{}}"#);
    }
}
