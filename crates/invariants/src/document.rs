//! JSON as it is written: the harness' own reader, which shares nothing with that of the core but the tokenizer.

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Levels that are taken apart; what nests deeper stays text.
const DEPTH: usize = 20;

/// A JSON value. Leaves and keys keep their text, so that numbers of any size, lone surrogates and repeated keys survive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// A string, a number, `true`, `false` or `null` as JSON text, or a value of [`DEPTH`] levels.
    Leaf(String),
    /// An array.
    List(Vec<Document>),
    /// The members of an object, keys as JSON text.
    Map(Vec<(String, Document)>),
}

impl Document {
    /// Reads `text`; `None` where it is not JSON.
    pub fn parse(text: &str) -> Option<Document> {
        let raw: &RawValue = serde_json::from_str(text).ok()?;
        Document::of(raw, DEPTH)
    }

    fn of(raw: &RawValue, depth: usize) -> Option<Document> {
        let text = raw.get();
        let below = depth.checked_sub(1);
        Some(match (text.as_bytes().first()?, below) {
            (b'[', Some(below)) => {
                let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                Document::List(items.into_iter().map(|item| Document::of(item, below)).collect::<Option<_>>()?)
            }
            (b'{', Some(below)) => {
                let members = serde_json::Deserializer::from_str(text).deserialize_map(Members).ok()?;
                let members = members.into_iter().map(|(key, value)| Some((plain(key), Document::of(value, below)?)));
                Document::Map(members.collect::<Option<_>>()?)
            }
            _ => Document::Leaf(text.to_owned()),
        })
    }

    /// A string.
    pub fn text(text: &str) -> Document {
        Document::Leaf(quoted(text))
    }

    /// The value of a string; `None` for every other type, and where it is no Unicode.
    pub fn as_text(&self) -> Option<String> {
        match self {
            Document::Leaf(text) => serde_json::from_str(text).ok(),
            _ => None,
        }
    }

    /// The members of an object, keys as JSON text.
    pub fn members(&self) -> &[(String, Document)] {
        match self {
            Document::Map(members) => members,
            _ => &[],
        }
    }

    /// The member `key`, of repeated ones the last.
    pub fn get(&self, key: &str) -> Option<&Document> {
        let key = quoted(key);
        self.members().iter().rev().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// Like [`Document::get`], through several objects.
    pub fn at(&self, path: &[&str]) -> Option<&Document> {
        path.iter().try_fold(self, |document, key| document.get(key))
    }

    /// The member `key`, of repeated ones the last, for changes.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Document> {
        let key = quoted(key);
        let Document::Map(members) = self else { return None };
        members.iter_mut().rev().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// Sets the member at `path` the naive way: what is absent or `null` on the way is made, a new member goes last.
    /// False where something on the way is no object.
    pub fn set(&mut self, path: &[&str], value: Document) -> bool {
        let Some((key, rest)) = path.split_first() else {
            *self = value;
            return true;
        };
        if *self == Document::Leaf("null".to_owned()) {
            *self = Document::Map(Vec::new());
        }
        if self.get(key).is_none() {
            let Document::Map(members) = self else { return false };
            members.push((quoted(key), Document::Leaf("null".to_owned())));
        }
        self.get_mut(key).is_some_and(|member| member.set(rest, value))
    }

    /// Removes the member at `path`, of repeated ones the last.
    pub fn remove(&mut self, path: &[&str]) {
        let Some((last, way)) = path.split_last() else { return };
        let mut parent = self;
        for key in way {
            match parent.get_mut(key) {
                Some(member) => parent = member,
                None => return,
            }
        }
        let key = quoted(last);
        if let Document::Map(members) = parent
            && let Some(place) = members.iter().rposition(|(name, _)| *name == key)
        {
            members.remove(place);
        }
    }

    /// The same with the members of every object in the order of their keys, where all of its keys differ.
    pub fn sorted(mut self) -> Document {
        match &mut self {
            Document::Leaf(_) => {}
            Document::List(items) => {
                for item in items {
                    *item = std::mem::replace(item, Document::Leaf(String::new())).sorted();
                }
            }
            Document::Map(members) => {
                for (_, value) in members.iter_mut() {
                    *value = std::mem::replace(value, Document::Leaf(String::new())).sorted();
                }
                members.sort_by(|one, other| one.0.cmp(&other.0));
            }
        }
        self
    }

    /// The text, with what `space` gives between the tokens.
    pub fn print(&self, space: &mut impl FnMut() -> &'static str) -> String {
        let mut out = String::new();
        self.push(&mut out, space);
        out
    }

    fn push(&self, out: &mut String, space: &mut impl FnMut() -> &'static str) {
        match self {
            Document::Leaf(text) => out.push_str(text),
            Document::List(items) => {
                out.push('[');
                for (place, item) in items.iter().enumerate() {
                    out.push_str(if place == 0 { "" } else { "," });
                    out.push_str(space());
                    item.push(out, space);
                    out.push_str(space());
                }
                out.push(']');
            }
            Document::Map(members) => {
                out.push('{');
                for (place, (key, value)) in members.iter().enumerate() {
                    out.push_str(if place == 0 { "" } else { "," });
                    out.push_str(space());
                    out.push_str(key);
                    out.push_str(space());
                    out.push(':');
                    out.push_str(space());
                    value.push(out, space);
                    out.push_str(space());
                }
                out.push('}');
            }
        }
    }
}

impl std::fmt::Display for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.print(&mut || ""))
    }
}

impl From<&serde_json::Value> for Document {
    fn from(value: &serde_json::Value) -> Document {
        Document::parse(&value.to_string()).expect("a value prints as JSON")
    }
}

/// `text` as JSON.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A key with no more escapes than it needs; one that is no Unicode stays as it is.
fn plain(key: &RawValue) -> String {
    serde_json::from_str(key.get()).map_or_else(|_| key.get().to_owned(), |key: String| quoted(&key))
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(&'de RawValue, &'de RawValue)>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = access.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_numbers_surrogates_and_repeated_keys() {
        let text = r#"{"a":1e999,"a":"\ud800","b":[1.50,{"c":null}]}"#;
        let document = Document::parse(text).unwrap();
        assert_eq!(document.to_string(), text);
        assert_eq!(document.get("a"), Some(&Document::Leaf(r#""\ud800""#.to_owned())));
    }

    #[test]
    fn sets_and_removes_the_last_of_repeated_keys() {
        let mut document = Document::parse(r#"{"a":{"b":1},"a":{"b":2}}"#).unwrap();
        assert!(document.set(&["a", "b"], Document::text("x")));
        assert_eq!(document.to_string(), r#"{"a":{"b":1},"a":{"b":"x"}}"#);
        document.remove(&["a", "b"]);
        assert_eq!(document.to_string(), r#"{"a":{"b":1},"a":{}}"#);
        assert!(!Document::parse("[]").unwrap().set(&["a"], Document::text("x")));
    }
}
