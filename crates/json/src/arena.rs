//! Where the trees live.

use bumpalo::Bump;

use super::Node;
use super::node::Member;

/// Holds what trees are made of until it is dropped, all of it at once. A tree costs few allocations this way, a
/// [`Node`] is a plain value that is copied, and taking a tree apart costs nothing.
#[derive(Debug, Default)]
pub struct Arena(Bump);

impl Arena {
    /// An empty arena.
    pub fn new() -> Self {
        Self::default()
    }

    /// The object of these members.
    pub fn map<'a>(&'a self, members: &[Member<'a>]) -> Node<'a> {
        Node::Map(super::Map::of(self.0.alloc_slice_fill_iter(members.iter().copied())))
    }

    /// The array of these elements.
    pub fn list<'a>(&'a self, items: &[Node<'a>]) -> Node<'a> {
        Node::List(self.0.alloc_slice_fill_iter(items.iter().copied()))
    }

    /// A copy of `text`.
    pub fn text(&self, text: &str) -> &str {
        self.0.alloc_str(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Shape, read};

    #[test]
    fn what_is_built_reads_like_what_is_read() {
        let arena = Arena::new();
        let key = String::from("key");
        let list = arena.list(&[Node::Null, Node::Text(arena.text("text"))]);
        let map = arena.map(&[(arena.text(&key), list)]);
        drop(key);
        assert_eq!(read(r#"{"key":[null,"text"]}"#, &arena, &Shape::Whole), Ok(map));
    }
}
