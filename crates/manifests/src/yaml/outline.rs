//! The objects of a YAML document as JSON, without a tree. Nearly all documents of a large dump need no more: their
//! kind is one that no rule reads, or nothing is wrong in them.

use ceph_multus_core::json::push_string;
use granit_parser::{Event, Parser, ScalarStyle};

use super::MERGE;
use super::build::{bytes, plain_key};
use super::lines::{Piece, pieces};
use super::options::options;
use super::scalar::{Scalar, resolve};
use crate::identity::Names;
use crate::limits::DEPTH;

mod open;

use open::{Key, Object, Open, Role};

/// Whether an object of an `apiVersion` and a `kind` is asked for.
pub(crate) type Wanted<'w> = dyn Fn(&str, &str) -> bool + Sync + 'w;

/// An object of a document: the document itself, or an element of the list that it is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outline {
    /// Its bytes in the source.
    pub(crate) span: (usize, usize),
    /// What it is.
    pub(crate) content: Content,
}

/// What an object is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// All of it, as JSON, and what it says of itself.
    Json(String, Names),
    /// One that nobody asked for: `apiVersion/kind`.
    Unread(String),
}

/// The objects of the part of `text` at `chunk`, which is one document. `None` for everything that is not simple, which
/// the tree is for: what cannot be read, aliases and anchors, tags, keys that stand twice, and what is neither an object
/// nor a list of some.
pub(crate) fn outline(text: &str, chunk: (usize, usize), wanted: &Wanted<'_>) -> Option<Vec<Outline>> {
    let part = text.get(chunk.0..chunk.1)?;
    let writer = of_lines(part, chunk.0, wanted).or_else(|| of_events(part, chunk.0, wanted))?;
    let root = writer.root?;
    match writer.items {
        Some(items) if root.is_list && !items.is_empty() => Some(items),
        None if !root.is_list => Some(vec![Outline { span: chunk, content: root.content }]),
        _ => None,
    }
}

/// What the lines of a simple document say.
fn of_lines<'w>(part: &str, start: usize, wanted: &'w Wanted<'w>) -> Option<Writer<'w>> {
    let mut writer = Writer::new(wanted, part.len());
    pieces(part, &mut |piece, (from, to)| {
        let span = (start + from, start + to);
        match piece {
            Piece::Scalar(text, style) => writer.scalar(&text, style),
            Piece::Map => writer.start(span, true),
            Piece::List => writer.start(span, false),
            Piece::End => writer.end(span),
        }
    })?;
    Some(writer)
}

/// What the library says of any.
fn of_events<'w>(part: &str, start: usize, wanted: &'w Wanted<'w>) -> Option<Writer<'w>> {
    let mut writer = Writer::new(wanted, part.len());
    for event in Parser::new_from_str_with_options(part, options(false)) {
        let (event, span) = event.ok()?;
        writer.take(event, bytes(&span, start))?;
    }
    Some(writer)
}

struct Writer<'w> {
    wanted: &'w Wanted<'w>,
    /// The JSON of the objects that are open.
    out: String,
    open: Vec<Open>,
    /// The hashes of the keys of all open mappings.
    keys: Vec<u64>,
    /// How many collections were open where an object began that nobody asked for: nothing in it is written.
    unread: Option<usize>,
    /// The elements of the list that the document is, if it is one: its kind may stand behind them.
    items: Option<Vec<Outline>>,
    root: Option<Finished>,
}

struct Finished {
    is_list: bool,
    content: Content,
}

impl<'w> Writer<'w> {
    /// For a text of `length` bytes: as JSON it is shorter, unless much in it is escaped.
    fn new(wanted: &'w Wanted<'w>, length: usize) -> Writer<'w> {
        Writer {
            wanted,
            out: String::with_capacity(2 * length),
            open: Vec::new(),
            keys: Vec::new(),
            unread: None,
            items: None,
            root: None,
        }
    }

    fn take(&mut self, event: Event<'_>, span: (usize, usize)) -> Option<()> {
        match event {
            Event::Scalar(text, style, 0, None) => self.scalar(&text, style),
            Event::SequenceStart(_, 0, None) => self.start(span, false),
            Event::MappingStart(_, 0, None) => self.start(span, true),
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) | Event::DocumentEnd => Some(()),
            _ => None,
        }
    }

    /// Makes room for a value.
    fn before_value(&mut self) -> Option<()> {
        let is_written = self.unread.is_none();
        let parent = self.open.last_mut()?;
        if parent.is_map {
            // A list or an object is no key.
            return std::mem::take(&mut parent.has_key).then_some(());
        }
        if parent.count > 0 && is_written && !matches!(parent.role, Role::Items) {
            self.out.push(',');
        }
        parent.count += 1;
        Some(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle) -> Option<()> {
        let is_written = self.unread.is_none();
        let is_plain = style == ScalarStyle::Plain;
        let parent = self.open.last_mut()?;
        if matches!(parent.role, Role::Items) {
            return None;
        }
        if parent.is_map && !parent.has_key {
            let resolved = is_plain.then(|| plain_key(text));
            let key = resolved.as_deref().unwrap_or(text);
            if key == MERGE {
                return None;
            }
            self.keys.push(hash(key));
            parent.key = Key::of(&parent.role, key);
            if is_written {
                if parent.count > 0 {
                    self.out.push(',');
                }
                push_simple(&mut self.out, key);
                self.out.push(':');
            }
            parent.count += 1;
            parent.has_key = true;
            return Some(());
        }
        self.before_value()?;
        let value = if is_plain { resolve(text) } else { Scalar::Text };
        if is_written {
            match &value {
                Scalar::Null => self.out.push_str("null"),
                Scalar::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
                Scalar::Number(number) => self.out.push_str(number),
                Scalar::Text => push_simple(&mut self.out, text),
            }
        }
        let key = self.open.last_mut()?.key.take();
        if let (Some(key), Scalar::Text) = (key, value) {
            self.names(key, text)?;
        }
        Some(())
    }

    /// Keeps what the innermost object says of itself.
    fn names(&mut self, key: Key, text: &str) -> Option<()> {
        let depth = self.open.len();
        let object = self.open.iter_mut().rev().find_map(|open| match &mut open.role {
            Role::Object(object) => Some(object),
            _ => None,
        })?;
        let names = &mut object.names;
        let text = text.to_owned();
        match key {
            Key::ApiVersion => names.api_version = text,
            Key::Kind => names.kind = text,
            Key::Name => names.name = text,
            Key::GenerateName => names.generate_name = text,
            Key::Namespace => names.namespace = text,
            Key::Metadata | Key::Items => {}
        }
        if !matches!(key, Key::ApiVersion | Key::Kind) {
            return Some(());
        }
        let is_known = !names.api_version.is_empty() && !names.kind.is_empty();
        // A list is not asked for, its elements may be.
        let is_list = names.kind.ends_with("List");
        if is_known && !object.is_unread && !is_list && !(self.wanted)(&names.api_version, &names.kind) {
            object.is_unread = true;
            self.out.truncate(object.from);
            self.unread = Some(depth);
        }
        Some(())
    }

    fn start(&mut self, span: (usize, usize), is_map: bool) -> Option<()> {
        if self.open.len() + 1 >= DEPTH {
            return None;
        }
        let is_item = self.open.last().is_some_and(|open| matches!(open.role, Role::Items));
        let is_root = self.open.is_empty();
        if (is_root || is_item) && !is_map {
            return None;
        }
        let mut role = Role::Other;
        if !is_root {
            let depth = self.open.len();
            role = match self.open.last_mut()?.key.take() {
                Some(Key::Items) if depth == 1 && !is_map => Role::Items,
                Some(Key::Metadata) if is_map => Role::Metadata,
                _ => Role::Other,
            };
            self.before_value()?;
        }
        if matches!(role, Role::Items) {
            self.items = Some(Vec::new());
        }
        if is_root || is_item {
            role = Role::Object(Object { start: span.0, from: self.out.len(), ..Object::default() });
        }
        let is_written = self.unread.is_none();
        self.open.push(Open { is_map, count: 0, keys: self.keys.len(), has_key: false, key: None, role });
        if is_written {
            self.out.push(if is_map { '{' } else { '[' });
        }
        Some(())
    }

    fn end(&mut self, span: (usize, usize)) -> Option<()> {
        let is_written = self.unread.is_none();
        self.unread = self.unread.filter(|unread| *unread != self.open.len());
        let open = self.open.pop()?;
        let keys = self.keys.get_mut(open.keys..)?;
        keys.sort_unstable();
        if keys.windows(2).any(|pair| pair.first() == pair.last()) {
            return None;
        }
        self.keys.truncate(open.keys);
        if is_written {
            self.out.push(if open.is_map { '}' } else { ']' });
        }
        let Role::Object(object) = open.role else { return Some(()) };
        let is_list = object.names.kind.ends_with("List");
        let content = match object.is_unread {
            true => Content::Unread(format!("{}/{}", object.names.api_version, object.names.kind)),
            // A copy, as it takes no more room than it needs: a dump has hundreds of thousands of objects.
            false => Content::Json(self.out.get(object.from..)?.to_owned(), object.names),
        };
        self.out.truncate(object.from);
        match &mut self.items {
            // A list within a list.
            Some(_) if !self.open.is_empty() && is_list => return None,
            Some(items) if !self.open.is_empty() => items.push(Outline { span: (object.start, span.1), content }),
            _ => self.root = Some(Finished { is_list, content }),
        }
        Some(())
    }
}

/// `text` as a JSON string; most has nothing in it that is escaped.
fn push_simple(out: &mut String, text: &str) {
    if text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        push_string(out, text);
    }
}

/// FNV-1a, 64 bits. Where two keys have the same, the tree is asked.
fn hash(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests;
