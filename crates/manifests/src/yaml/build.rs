//! From the events of the YAML library to trees.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use ceph_multus_core::json::order::{by_key, equal_neighbours};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, Tag};

use super::lines::{Piece, pieces};
use super::merge::Merges;
use super::options::options;
use super::scalar::{Scalar, resolve};
use super::tight::{Tight, tight_aliases};
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

/// Reads the part of `text` at `chunk`, which is one document; `None` where it is empty. Places are those of `text`.
pub(crate) fn document(text: &str, chunk: (usize, usize)) -> Result<Option<Root>, Problem> {
    let part = text.get(chunk.0..chunk.1).unwrap_or_default();
    build(part, chunk.0, Tight::default()).or_else(|problem| match tight_aliases(part) {
        Some((part, tight)) => build(&part, chunk.0, tight),
        None => Err(problem),
    })
}

/// Reads the object at `span`, which is a document, or an element of a list. Its first line is indented as it was.
pub(crate) fn object(text: &str, span: (usize, usize)) -> Option<Arc<Node>> {
    let line = text.get(..span.0)?.rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
    let before = text.get(line..span.0)?;
    let indent = if before.bytes().all(|byte| matches!(byte, b' ' | b'-')) { before.len() } else { 0 };
    // An element of a list ends where the text goes on, behind the indentation of another line.
    let part = text.get(span.0..span.1)?;
    let part = Some(part.trim_end_matches(' ')).filter(|part| part.ends_with('\n')).unwrap_or(part);
    let part = format!("{}{part}", " ".repeat(indent));
    build(&part, span.0 - indent, Tight::default()).ok()?.map(|root| root.node)
}

fn build(part: &str, start: usize, tight: Tight) -> Result<Option<Root>, Problem> {
    match of_lines(part, start) {
        Some(root) => Ok(Some(root)),
        None => of_events(part, start, tight),
    }
}

/// What the lines of a simple document say; see [`pieces`].
pub(super) fn of_lines(part: &str, start: usize) -> Option<Root> {
    let mut builder = Builder { start, most: VALUES.max(part.len()), ..Builder::default() };
    pieces(part, &mut |piece, (from, to)| {
        let span = (start + from, start + to);
        match piece {
            Piece::Scalar(text, style) => builder.scalar(&text, style, 0, None, span).ok(),
            Piece::Map => builder.open(span, 0, Content::map()).ok(),
            Piece::List => builder.open(span, 0, Content::List(Vec::new())).ok(),
            Piece::End => builder.close(span).ok(),
        }
    })?;
    // What is wrong is said in the words of the library.
    let node = builder.root.filter(|_| builder.repeated.is_none())?;
    Some(Root { node, repeated: None })
}

/// What the library says of any.
pub(super) fn of_events(part: &str, start: usize, tight: Tight) -> Result<Option<Root>, Problem> {
    let mut builder = Builder { start, tight, most: VALUES.max(part.len()), ..Builder::default() };
    let mut root = None;
    for event in Parser::new_from_str_with_options(part, options(!builder.tight.is_empty())) {
        let (event, span) = event.map_err(|error| {
            let at = start + place_of(part, &error);
            Problem { start: at, end: at + 1, text: error.info() }
        })?;
        if let Some(document) = builder.take(event, bytes(&span, start))? {
            root = Some(document);
        }
    }
    Ok(root)
}

/// The byte of `part` at which an error is. Where a tab indents a line of a plain scalar or the first one of a block, the
/// library gives the start of the scalar.
fn place_of(part: &str, error: &ScanError) -> usize {
    let at = error.marker().byte_offset().unwrap_or_default();
    let may_be_blank = match error.kind() {
        ErrorKind::TabInPlainScalar => false,
        ErrorKind::TabAtBlockScalarStart => true,
        _ => return at,
    };
    let mut ends = part.match_indices(['\n', '\r']).map(|(end, _)| end + 1).filter(|start| *start > at);
    let tab = ends.find_map(|start| {
        let line = part.get(start..)?.lines().next()?;
        let rest = line.trim_start_matches(' ');
        let is_it = rest.starts_with('\t') && (may_be_blank || !rest.trim().is_empty());
        is_it.then(|| start + line.len() - rest.len())
    });
    tab.unwrap_or(at)
}

pub(super) fn bytes(span: &Span, offset: usize) -> (usize, usize) {
    let start = offset + span.start.byte_offset().unwrap_or_default();
    (start, span.end.byte_offset().map_or(start, |end| offset + end))
}

/// What is being read.
#[derive(Default)]
struct Builder {
    /// Where the document stands in its source.
    start: usize,
    /// How many values it may have: as many as its text can hold without aliases, whatever its size.
    most: usize,
    open: Vec<Open>,
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
struct Open {
    start: usize,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Arc<Node>>),
    Map { entries: Vec<Entry>, key: Option<(String, (usize, usize))>, merged: Vec<Arc<Node>> },
}

impl Content {
    fn map() -> Content {
        Content::Map { entries: Vec::new(), key: None, merged: Vec::new() }
    }
}

impl Builder {
    /// Takes an event; returns a document when it is complete and holds something.
    fn take(&mut self, event: Event<'_>, span: (usize, usize)) -> Result<Option<Root>, Problem> {
        match event {
            Event::DocumentEnd => {
                let root = self.root.take().filter(|root| !matches!(root.value, Value::Null));
                return Ok(root.map(|node| Root { node, repeated: self.repeated.take() }));
            }
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), span)?,
            Event::SequenceStart(_, anchor, _) => self.open(span, anchor, Content::List(Vec::new()))?,
            Event::MappingStart(_, anchor, _) => {
                self.open(span, anchor, Content::map())?;
            }
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
        if let Some(Open { content: Content::Map { key: None, .. }, .. }) = self.open.last() {
            let is_plain = style == ScalarStyle::Plain && tag.is_none();
            let text = if is_plain { plain_key(text).into_owned() } else { text.to_owned() };
            if anchor > 0 {
                let node = Arc::new(Node::new(span, Value::Text(text.clone(), false)));
                self.remember(anchor, &node);
            }
            if let Some(Open { content: Content::Map { key, .. }, .. }) = self.open.last_mut() {
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
            Some(Content::Map { key: key @ None, .. }) => {
                *key = Some((node.as_key().ok_or_else(|| key_is_no_scalar(span))?, span));
                Ok(())
            }
            _ => self.add(node, span),
        }
    }

    fn open(&mut self, span: (usize, usize), anchor: usize, content: Content) -> Result<(), Problem> {
        if let Some(Open { content: Content::Map { key: None, .. }, .. }) = self.open.last() {
            return Err(key_is_no_scalar(span));
        }
        if self.open.len() >= DEPTH {
            return Err(too_deep(span));
        }
        self.open.push(Open { start: span.0, anchor, content });
        Ok(())
    }

    fn close(&mut self, span: (usize, usize)) -> Result<(), Problem> {
        let Some(Open { start, anchor, content }) = self.open.pop() else { return Ok(()) };
        let value = match content {
            Content::List(items) => Value::List(items),
            Content::Map { mut entries, merged, .. } => {
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
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map { entries, key, merged }) => match key.take() {
                None => return Err(key_is_no_scalar(span)),
                Some((key, _)) if key == MERGE => merged.push(node),
                Some((key, span)) => entries.push(Entry { key, span, value: node }),
            },
        }
        Ok(())
    }
}

pub(super) fn value_of(text: &str) -> Value {
    match resolve(text) {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool(value),
        Scalar::Number(number) => Value::Number(number),
        Scalar::Text => Value::Text(text.to_owned(), false),
    }
}

/// What a plain scalar `text` is that was put in place of `was`: a string that stays one is no other value.
pub(crate) fn plain_or_text(text: &str, was: &Value) -> Value {
    match was {
        Value::Text(old, _) if old == text => Value::Text(text.to_owned(), false),
        _ => value_of(text),
    }
}

/// The key as JSON has it: kubectl makes `true` of `on`, and `8` of `010`.
pub(super) fn plain_key(text: &str) -> Cow<'_, str> {
    match resolve(text) {
        Scalar::Null => Cow::Borrowed("null"),
        Scalar::Bool(value) => Cow::Borrowed(if value { "true" } else { "false" }),
        Scalar::Number(number) => Cow::Owned(number),
        Scalar::Text => Cow::Borrowed(text),
    }
}

/// Takes out what another entry of the same key replaces; tells the first that does.
fn keep_last_of_each_key(entries: &mut Vec<Entry>) -> Option<Problem> {
    let places = by_key(entries.iter().map(|entry| entry.key.as_str()));
    let again: Vec<(usize, usize)> = equal_neighbours(&places).map(|((_, first), (_, again))| (first, again)).collect();
    let entry = entries.get(again.iter().map(|(_, again)| *again).min()?)?;
    let found = Problem::at(entry.span, &key_twice(&entry.key));
    let replaced: std::collections::BTreeSet<usize> = again.into_iter().map(|(first, _)| first).collect();
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
