//! From the events of the YAML library to trees.

use std::rc::Rc;

use ceph_multus_core::json::order::{by_key, equal_neighbours};
use granit_parser::{Event, Options, Parser, ScalarStyle, Span, Tag};

use super::merge::Merges;
use super::scalar::{Scalar, resolve};
use super::{Entry, Node, Value};
use crate::error::{Problem, key_twice};
use crate::limits::{DEPTH, VALUES};

/// Reads all documents of `text`; those that are empty are left out.
pub(crate) fn read(text: &str) -> Result<Vec<Rc<Node>>, Problem> {
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.block_nesting_limit = DEPTH;
    options.flow_nesting_limit = DEPTH;
    // A key of one line may be as long as that line: minified JSON is YAML, too.
    options.simple_key_max_lookahead = 64 * 1024;
    let mut documents = Vec::new();
    let mut builder = Builder::default();
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| {
            let at = error.marker().byte_offset().unwrap_or_default();
            Problem { start: at, end: at + 1, text: error.info() }
        })?;
        if let Some(document) = builder.take(event, bytes(&span))? {
            documents.push(document);
        }
    }
    Ok(documents)
}

fn bytes(span: &Span) -> (usize, usize) {
    let start = span.start.byte_offset().unwrap_or_default();
    (start, span.end.byte_offset().unwrap_or(start))
}

/// What is being read.
#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    /// By their numbers, in ascending order.
    anchors: Vec<(usize, Rc<Node>)>,
    merges: Merges,
    root: Option<Rc<Node>>,
}

/// A collection whose end is not yet there.
struct Open {
    start: usize,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Rc<Node>>),
    Map { entries: Vec<Entry>, key: Option<(String, (usize, usize))>, merged: Vec<Rc<Node>> },
}

/// The key under which a mapping takes over the members of others; no text can be a key in its place.
const MERGE: &str = "<<";

impl Builder {
    /// Takes an event; returns a document when it is complete and holds something.
    fn take(&mut self, event: Event<'_>, span: (usize, usize)) -> Result<Option<Rc<Node>>, Problem> {
        match event {
            Event::DocumentStart(..) => *self = Builder::default(),
            Event::DocumentEnd => return Ok(self.root.take().filter(|root| !matches!(root.value, Value::Null))),
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), span)?,
            Event::SequenceStart(_, anchor, _) => self.open(span, anchor, Content::List(Vec::new()))?,
            Event::MappingStart(_, anchor, _) => {
                self.open(span, anchor, Content::Map { entries: Vec::new(), key: None, merged: Vec::new() })?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span)?,
            Event::Alias(id) => match self.anchored(id) {
                Some(node) => self.add(node, span)?,
                None => return Err(problem(span, "an alias within its own anchor")),
            },
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
        if let Some(Open { content: Content::Map { key: key @ None, .. }, .. }) = self.open.last_mut() {
            let is_plain = style == ScalarStyle::Plain && tag.is_none();
            *key = Some((key_text(text, is_plain, span)?, span));
            return Ok(());
        }
        let value = match tag {
            None if style == ScalarStyle::Plain => value_of(text, span)?,
            Some(tag) if matches!(tag.core_suffix(), Some("bool" | "int" | "float" | "null")) => value_of(text, span)?,
            _ => Value::Text(text.to_owned(), matches!(style, ScalarStyle::Literal | ScalarStyle::Folded)),
        };
        let node = Rc::new(Node::new(span, value));
        self.remember(anchor, &node);
        self.add(node, span)
    }

    fn open(&mut self, span: (usize, usize), anchor: usize, content: Content) -> Result<(), Problem> {
        if let Some(Open { content: Content::Map { key: None, .. }, .. }) = self.open.last() {
            return Err(problem(span, "a key that is a list or an object"));
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
            Content::Map { entries, merged, .. } => {
                refuse_repeated_keys(&entries)?;
                Value::Map(self.merges.resolve(entries, &merged, (start, span.1))?)
            }
        };
        let node = Rc::new(Node::new((start, span.1), value));
        self.remember(anchor, &node);
        self.add(node, (start, span.1))
    }

    fn remember(&mut self, anchor: usize, node: &Rc<Node>) {
        if anchor > 0 {
            let place = self.anchors.partition_point(|(known, _)| *known < anchor);
            self.anchors.insert(place, (anchor, Rc::clone(node)));
        }
    }

    fn anchored(&self, anchor: usize) -> Option<Rc<Node>> {
        let place = self.anchors.partition_point(|(known, _)| *known < anchor);
        let (known, node) = self.anchors.get(place)?;
        (*known == anchor).then(|| Rc::clone(node))
    }

    /// Puts a complete node in its place. What aliases multiply is bounded here.
    fn add(&mut self, node: Rc<Node>, span: (usize, usize)) -> Result<(), Problem> {
        if node.depth + self.open.len() > DEPTH {
            return Err(too_deep(span));
        }
        if node.size > VALUES {
            return Err(problem(span, &format!("more than {VALUES} values once its aliases are written out")));
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map { entries, key, merged }) => match key.take() {
                None => return Err(problem(span, "an alias as a key")),
                Some((key, _)) if key == MERGE => merged.push(node),
                Some((key, span)) => entries.push(Entry { key, span, value: node }),
            },
        }
        Ok(())
    }
}

fn value_of(text: &str, span: (usize, usize)) -> Result<Value, Problem> {
    Ok(match resolve(text) {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool(value),
        Scalar::Number(number) => Value::Number(number),
        Scalar::Text => Value::Text(text.to_owned(), false),
        Scalar::NoNumber => return Err(problem(span, &format!("`{text}` is no number in JSON; quote it"))),
    })
}

/// The key as JSON has it: kubectl makes `true` of `on`, and `8` of `010`.
fn key_text(text: &str, is_plain: bool, span: (usize, usize)) -> Result<String, Problem> {
    if !is_plain {
        return Ok(text.to_owned());
    }
    match resolve(text) {
        Scalar::Null => Err(problem(span, "a key that is null; quote it")),
        Scalar::Bool(value) => Ok(value.to_string()),
        Scalar::Number(number) => Ok(number),
        Scalar::Text | Scalar::NoNumber => Ok(text.to_owned()),
    }
}

fn refuse_repeated_keys(entries: &[Entry]) -> Result<(), Problem> {
    let places = by_key(entries.iter().map(|entry| entry.key.as_str()));
    let first = equal_neighbours(&places).map(|(_, (_, again))| again).min();
    match first.and_then(|again| entries.get(again)) {
        Some(entry) => Err(problem(entry.span, &key_twice(&entry.key))),
        None => Ok(()),
    }
}

fn too_deep(span: (usize, usize)) -> Problem {
    problem(span, &format!("more than {DEPTH} levels deep"))
}

pub(super) fn problem(span: (usize, usize), text: &str) -> Problem {
    Problem { start: span.0, end: span.1, text: text.to_owned() }
}
