//! A tree put together from the parts of a document, in the order of the text.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ceph_multus_core::json::order::{by_key, equal_neighbours};
use granit_parser::{Event, ScalarStyle, Tag};

use super::lines::Piece;
use super::merge::Merges;
use super::scalar::{plain_key, value_of};
use super::tight::Tight;
use super::{Entry, MERGE, Node, Value};
use crate::error::{Problem, key_twice};
use crate::limits::{DEPTH, VALUES};

/// A document that was read.
#[derive(Debug)]
pub(crate) struct Root {
    /// Its value.
    pub(crate) node: Arc<Node>,
    /// The first key that an object in it has twice; the last value counts, as it does for kubectl and PyYAML.
    pub(crate) repeated: Option<Problem>,
}

/// What is being read.
#[derive(Default)]
pub(super) struct Builder {
    /// Where the document stands in its source.
    start: usize,
    /// How many values it may have: as many as its text can hold without aliases, whatever its size.
    most: usize,
    open: Vec<Collection>,
    /// By their numbers, in ascending order.
    anchors: Vec<(usize, Arc<Node>)>,
    /// The number of the last anchor of each name, where `tight` has aliases.
    names: BTreeMap<String, usize>,
    tight: Tight,
    merges: Merges,
    root: Option<Arc<Node>>,
    repeated: Option<Problem>,
}

/// A collection whose end is not yet there.
struct Collection {
    start: usize,
    anchor: usize,
    content: Members,
}

/// What a collection has so far.
enum Members {
    List(Vec<Arc<Node>>),
    Map { entries: Vec<Entry>, key: Option<(String, (usize, usize))>, merged: Vec<Arc<Node>> },
}

impl Members {
    fn list() -> Members {
        Members::List(Vec::new())
    }

    fn map() -> Members {
        Members::Map { entries: Vec::new(), key: None, merged: Vec::new() }
    }
}

impl Builder {
    /// Starts with nothing of a document of `length` bytes that stands in its source at `start`.
    pub(super) fn new(start: usize, length: usize, tight: Tight) -> Builder {
        Builder { start, tight, most: VALUES.max(length), ..Builder::default() }
    }

    /// Takes a piece of a simple document; `None` where something is wrong.
    pub(super) fn piece(&mut self, piece: &Piece<'_>, span: (usize, usize)) -> Option<()> {
        match piece {
            Piece::Scalar(text, style) => self.scalar(text, *style, 0, None, span),
            Piece::Map => self.open(span, 0, Members::map()),
            Piece::List => self.open(span, 0, Members::list()),
            Piece::End => self.close(span),
        }
        .ok()
    }

    /// The value of all pieces; `None` where a key is there twice: what is wrong is said in the words of the library.
    pub(super) fn finish(self) -> Option<Root> {
        let node = self.root.filter(|_| self.repeated.is_none())?;
        Some(Root { node, repeated: None })
    }

    /// Takes an event; returns a document when it is complete and holds something.
    pub(super) fn take(&mut self, event: Event<'_>, span: (usize, usize)) -> Result<Option<Root>, Problem> {
        match event {
            Event::DocumentEnd => {
                let root = self.root.take().filter(|root| !matches!(root.value, Value::Null));
                return Ok(root.map(|node| Root { node, repeated: self.repeated.take() }));
            }
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), span)?,
            Event::SequenceStart(_, anchor, _) => self.open(span, anchor, Members::list())?,
            Event::MappingStart(_, anchor, _) => self.open(span, anchor, Members::map())?,
            Event::SequenceEnd | Event::MappingEnd => self.close(span)?,
            Event::Alias(id) => self.alias(id, span)?,
            Event::Anchor(id, name) => {
                self.names.insert(name.into_owned(), id);
            }
            _ => {}
        }
        Ok(None)
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: (usize, usize),
    ) -> Result<(), Problem> {
        if style == ScalarStyle::Plain && self.tight.has(span.0 - self.start) {
            let id = text.get(1..).and_then(|name| self.names.get(name));
            return match id {
                Some(id) => self.alias(*id, span),
                None => Err(Problem::at(span, "an alias whose anchor is nowhere")),
            };
        }
        if let Some(Collection { content: Members::Map { key: None, .. }, .. }) = self.open.last() {
            let is_plain = style == ScalarStyle::Plain && tag.is_none();
            let text = if is_plain { plain_key(text).into_owned() } else { text.to_owned() };
            if anchor > 0 {
                let node = Arc::new(Node::new(span, Value::Text(text.clone(), false)));
                self.remember(anchor, &node);
            }
            if let Some(Collection { content: Members::Map { key, .. }, .. }) = self.open.last_mut() {
                *key = Some((text, span));
            }
            return Ok(());
        }
        let value = match tag {
            None if style == ScalarStyle::Plain => value_of(text),
            Some(tag) if matches!(tag.core_suffix(), Some("bool" | "int" | "float" | "null")) => value_of(text),
            _ => Value::Text(text.to_owned(), matches!(style, ScalarStyle::Literal | ScalarStyle::Folded)),
        };
        let node = Arc::new(Node::new(span, value));
        self.remember(anchor, &node);
        self.add(node, span)
    }

    /// The node of an anchor once more; of a scalar also as a key.
    fn alias(&mut self, id: usize, span: (usize, usize)) -> Result<(), Problem> {
        let Some(node) = self.anchored(id) else {
            return Err(Problem::at(span, "an alias within its own anchor"));
        };
        match self.open.last_mut().map(|open| &mut open.content) {
            Some(Members::Map { key: key @ None, .. }) => {
                *key = Some((node.as_key().ok_or_else(|| key_is_no_scalar(span))?, span));
                Ok(())
            }
            _ => self.add(node, span),
        }
    }

    fn open(&mut self, span: (usize, usize), anchor: usize, content: Members) -> Result<(), Problem> {
        if let Some(Collection { content: Members::Map { key: None, .. }, .. }) = self.open.last() {
            return Err(key_is_no_scalar(span));
        }
        if self.open.len() >= DEPTH {
            return Err(too_deep(span));
        }
        self.open.push(Collection { start: span.0, anchor, content });
        Ok(())
    }

    fn close(&mut self, span: (usize, usize)) -> Result<(), Problem> {
        let Some(Collection { start, anchor, content }) = self.open.pop() else { return Ok(()) };
        let value = match content {
            Members::List(items) => Value::List(items),
            Members::Map { mut entries, merged, .. } => {
                if let Some(problem) = keep_last_of_each_key(&mut entries) {
                    self.repeated.get_or_insert(problem);
                }
                Value::Map(self.merges.resolve(entries, &merged, (start, span.1))?)
            }
        };
        let node = Arc::new(Node::new((start, span.1), value));
        self.remember(anchor, &node);
        self.add(node, (start, span.1))
    }

    fn remember(&mut self, anchor: usize, node: &Arc<Node>) {
        if anchor > 0 {
            let place = self.anchors.partition_point(|(known, _)| *known < anchor);
            self.anchors.insert(place, (anchor, Arc::clone(node)));
        }
    }

    fn anchored(&self, anchor: usize) -> Option<Arc<Node>> {
        let place = self.anchors.partition_point(|(known, _)| *known < anchor);
        let (known, node) = self.anchors.get(place)?;
        (*known == anchor).then(|| Arc::clone(node))
    }

    /// Puts a complete node in its place. What aliases multiply is bounded here.
    fn add(&mut self, node: Arc<Node>, span: (usize, usize)) -> Result<(), Problem> {
        if node.depth + self.open.len() > DEPTH {
            return Err(too_deep(span));
        }
        if node.size > self.most {
            let most = self.most;
            return Err(Problem::at(span, &format!("more than {most} values once its aliases are written out")));
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Members::List(items)) => items.push(node),
            Some(Members::Map { entries, key, merged }) => match key.take() {
                None => return Err(key_is_no_scalar(span)),
                Some((key, _)) if key == MERGE => merged.push(node),
                Some((key, span)) => entries.push(Entry { key, span, value: node }),
            },
        }
        Ok(())
    }
}

/// Takes out what another entry of the same key replaces; tells the first that does.
fn keep_last_of_each_key(entries: &mut Vec<Entry>) -> Option<Problem> {
    let places = by_key(entries.iter().map(|entry| entry.key.as_str()));
    let again: Vec<(usize, usize)> = equal_neighbours(&places).map(|((_, first), (_, again))| (first, again)).collect();
    let entry = entries.get(again.iter().map(|(_, again)| *again).min()?)?;
    let found = Problem::at(entry.span, &key_twice(&entry.key));
    let replaced: BTreeSet<usize> = again.into_iter().map(|(first, _)| first).collect();
    let mut place = 0;
    entries.retain(|_| {
        place += 1;
        !replaced.contains(&(place - 1))
    });
    Some(found)
}

fn key_is_no_scalar(span: (usize, usize)) -> Problem {
    Problem::at(span, "a key that is a list or an object")
}

fn too_deep(span: (usize, usize)) -> Problem {
    Problem::at(span, &format!("more than {DEPTH} levels deep"))
}
