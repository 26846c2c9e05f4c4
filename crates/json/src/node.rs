//! The tree that a document is read into.

use crate::order::{by_key, equal_neighbours};

/// A number as JSON wrote it: Go and Kubernetes tell integers from the rest, so this does too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// A whole number from 0 to 2^64-1, written without fraction or exponent.
    Unsigned(u64),
    /// A whole number below 0, down to -2^63.
    Negative(i64),
    /// Everything else: a fraction, an exponent, or too large for 64 bits.
    Float(f64),
}

/// A JSON value, borrowed from the text wherever it holds no escape, and from an [`Arena`] otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Node<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string, unescaped.
    Text(&'a str),
    /// An array.
    List(&'a [Node<'a>]),
    /// An object.
    Map(Map<'a>),
    /// A value that the shape keeps as its JSON text, to be read later if at all.
    Raw(&'a str),
}

/// The members of a JSON object in the order of the text, repeated keys included.
#[derive(Debug, Clone, Copy, Default)]
pub struct Map<'a>(&'a [Member<'a>]);

/// As many members are compared pair by pair.
const FEW: usize = 8;

/// A key with its value.
pub type Member<'a> = (&'a str, Node<'a>);

impl<'a> Node<'a> {
    /// The member `key` of an object; of repeated keys the last, as Go and serde have it. `None` for every other type.
    pub fn get(&self, key: &str) -> Option<&'a Node<'a>> {
        self.as_map()?.get(key)
    }

    /// Like [`Node::get`], through several objects; `None` without a key.
    pub fn at(&self, path: &[&str]) -> Option<&'a Node<'a>> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.get(first)?, |node, key| node.get(key))
    }

    /// The text of a string.
    pub fn as_text(&self) -> Option<&'a str> {
        match self {
            Node::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Node::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A whole number that is not negative.
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Node::Number(Number::Unsigned(value)) => Some(*value),
            _ => None,
        }
    }

    /// A whole number that a Go `int` holds.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Node::Number(Number::Unsigned(value)) => i64::try_from(*value).ok(),
            Node::Number(Number::Negative(value)) => Some(*value),
            _ => None,
        }
    }

    /// The elements of an array.
    pub fn as_list(&self) -> Option<&'a [Node<'a>]> {
        match self {
            Node::List(items) => Some(items),
            _ => None,
        }
    }

    /// The members of an object.
    pub fn as_map(&self) -> Option<&Map<'a>> {
        match self {
            Node::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Node::Null | Node::Raw("null"))
    }

    /// What a message calls this type: `an object`, `a string` and so on.
    pub fn type_name(&self) -> &'static str {
        match self {
            Node::Null => "null",
            Node::Bool(_) => "a boolean",
            Node::Number(_) => "a number",
            Node::Text(_) => "a string",
            Node::List(_) => "a list",
            Node::Map(_) => "an object",
            Node::Raw(text) => match text.as_bytes().first() {
                Some(b'{') => "an object",
                Some(b'[') => "a list",
                Some(b'"') => "a string",
                Some(b't' | b'f') => "a boolean",
                Some(b'n') => "null",
                _ => "a number",
            },
        }
    }
}

impl<'a> Map<'a> {
    /// The object of these members.
    pub(super) fn of(members: &'a [Member<'a>]) -> Self {
        Self(members)
    }

    /// The member `key`; of repeated keys the last.
    pub fn get(&self, key: &str) -> Option<&'a Node<'a>> {
        self.0.iter().rev().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// The members in the order of the text.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&'a str, &'a Node<'a>)> + ExactSizeIterator + use<'a> {
        self.0.iter().map(|(key, value)| (*key, value))
    }

    /// The value of the member at `place`.
    pub fn value_at(&self, place: usize) -> Option<&'a Node<'a>> {
        self.0.get(place).map(|(_, value)| value)
    }

    /// The number of members, repeated keys counted each time.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the object is `{}`.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the object has so few members that a look at every pair of keys shows at once that no two are equal, in
    /// whatever case. Nearly all objects are such, and nothing has to be sorted for them.
    pub fn is_plain(&self) -> bool {
        let is_new = |(place, (key, _)): (usize, &Member<'_>)| {
            key.is_ascii() && self.0.iter().take(place).all(|(other, _)| !other.eq_ignore_ascii_case(key))
        };
        self.0.len() <= FEW && self.0.iter().enumerate().all(is_new)
    }

    /// The keys that stand more than once, each once, sorted.
    pub fn repeated_keys(&self) -> Vec<&'a str> {
        if self.is_plain() {
            return Vec::new();
        }
        let keys = by_key(self.iter().map(|(key, _)| key));
        let mut repeated: Vec<&'a str> = equal_neighbours(&keys).map(|((key, _), _)| key).collect();
        repeated.dedup();
        repeated
    }
}

/// The order of the keys is no part of an object's meaning.
impl PartialEq for Map<'_> {
    fn eq(&self, other: &Self) -> bool {
        // As one author wrote both, the order is nearly always the same. The keys alone decide on the way to compare:
        // values that were compared twice would be compared four times a level below, and without end at the bottom.
        let keys = |map: &Self| map.iter().map(|(key, _)| key);
        match (self.len() == other.len(), keys(self).eq(keys(other))) {
            (true, true) => self.0 == other.0,
            (true, false) => self.by_key().eq(other.by_key()),
            (false, _) => false,
        }
    }
}

impl<'a> Map<'a> {
    fn by_key(&self) -> impl Iterator<Item = &'a Member<'a>> {
        by_key(self.iter().map(|(key, _)| key)).into_iter().filter_map(|(_, place)| self.0.get(place))
    }
}
