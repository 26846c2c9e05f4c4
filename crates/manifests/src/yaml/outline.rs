//! The objects of a YAML document as JSON, without a tree. Nearly all documents of a large dump need no more: their
//! kind is one that no rule reads, or nothing is wrong in them.

use ceph_multus_core::json::push_string;
use granit_parser::{Event, Parser, ScalarStyle};

use super::MERGE;
use super::build::bytes;
use super::lines::{Piece, pieces};
use super::options::options;
use super::scalar::{Scalar, plain_key, resolve};
use crate::hash::fnv_1a;
use crate::identity::Names;
use crate::kinds::is_list;
use crate::limits::DEPTH;

mod open;

use open::{Key, Open, Role};

/// Whether an object of an `apiVersion` and a `kind` is asked for.
pub(crate) type Wanted<'w> = dyn Fn(&str, &str) -> bool + Sync + 'w;

/// An object, which is a document or an element of a list.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outline {
    /// Where it begins in the source, behind comments and the dash of an element.
    pub(crate) start: usize,
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

/// The object that `part`, one document which stands in the source at `start`, is. `None` for everything that is not simple,
/// which the tree is for: what cannot be read, aliases and anchors, tags, keys that stand twice, lists of objects, and what
/// is no object.
pub(crate) fn outline(part: &str, start: usize, wanted: &Wanted<'_>) -> Option<Outline> {
    of_lines(part, start, wanted).or_else(|| of_events(part, start, wanted))?.finish()
}

/// What the lines of a simple document say.
fn of_lines<'w>(part: &str, start: usize, wanted: &'w Wanted<'w>) -> Option<Writer<'w>> {
    let mut writer = Writer::new(wanted, part.len());
    pieces(part, &mut |piece, (from, _)| match piece {
        Piece::Scalar(text, style) => writer.scalar(&text, style),
        Piece::Map => writer.start(start + from, true),
        Piece::List => writer.start(start + from, false),
        Piece::End => writer.end(),
    })?;
    Some(writer)
}

/// What the library says of any.
fn of_events<'w>(part: &str, start: usize, wanted: &'w Wanted<'w>) -> Option<Writer<'w>> {
    let mut writer = Writer::new(wanted, part.len());
    for event in Parser::new_from_str_with_options(part, options(false)) {
        let (event, span) = event.ok()?;
        writer.take(event, bytes(&span, start).0)?;
    }
    Some(writer)
}

struct Writer<'w> {
    wanted: &'w Wanted<'w>,
    /// The JSON of what was read.
    out: String,
    open: Vec<Open>,
    /// The hashes of the keys of all open mappings.
    keys: Vec<u64>,
    /// Where the object begins, once it has.
    start: Option<usize>,
    /// What it says of itself.
    names: Names,
    /// Whether nobody asked for it: nothing of it is written.
    is_unread: bool,
}

impl<'w> Writer<'w> {
    /// For a text of `length` bytes: as JSON it is shorter, unless much in it is escaped.
    fn new(wanted: &'w Wanted<'w>, length: usize) -> Writer<'w> {
        Writer {
            wanted,
            out: String::with_capacity(2 * length),
            open: Vec::new(),
            keys: Vec::new(),
            start: None,
            names: Names::default(),
            is_unread: false,
        }
    }

    fn take(&mut self, event: Event<'_>, start: usize) -> Option<()> {
        match event {
            Event::Scalar(text, style, 0, None) => self.scalar(&text, style),
            Event::SequenceStart(_, 0, None) => self.start(start, false),
            Event::MappingStart(_, 0, None) => self.start(start, true),
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) | Event::DocumentEnd => Some(()),
            _ => None,
        }
    }

    /// Makes room for a value.
    fn before_value(&mut self) -> Option<()> {
        let parent = self.open.last_mut()?;
        if parent.is_map {
            // A list or an object is no key.
            return std::mem::take(&mut parent.has_key).then_some(());
        }
        if parent.count > 0 && !self.is_unread {
            self.out.push(',');
        }
        parent.count += 1;
        Some(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle) -> Option<()> {
        let is_plain = style == ScalarStyle::Plain;
        let parent = self.open.last_mut()?;
        if parent.is_map && !parent.has_key {
            let resolved = is_plain.then(|| plain_key(text));
            let key = resolved.as_deref().unwrap_or(text);
            if key == MERGE {
                return None;
            }
            // Where two keys have the same, the tree is asked.
            self.keys.push(fnv_1a(key.bytes()));
            parent.key = Key::of(&parent.role, key);
            if !self.is_unread {
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
        if !self.is_unread {
            match &value {
                Scalar::Null => self.out.push_str("null"),
                Scalar::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
                Scalar::Number(number) => self.out.push_str(number),
                Scalar::Text => push_simple(&mut self.out, text),
            }
        }
        let key = self.open.last_mut()?.key.take();
        if let (Some(key), Scalar::Text) = (key, value) {
            self.names(key, text);
        }
        Some(())
    }

    /// Keeps what the object says of itself.
    fn names(&mut self, key: Key, text: &str) {
        let names = &mut self.names;
        let place = match key {
            Key::ApiVersion => &mut names.api_version,
            Key::Kind => &mut names.kind,
            Key::Name => &mut names.name,
            Key::GenerateName => &mut names.generate_name,
            Key::Namespace => &mut names.namespace,
            Key::Metadata | Key::Items => return,
        };
        text.clone_into(place);
        let is_known = !names.api_version.is_empty() && !names.kind.is_empty();
        let asks = matches!(key, Key::ApiVersion | Key::Kind) && is_known;
        if asks && !is_list(&names.kind) && !(self.wanted)(&names.api_version, &names.kind) {
            self.is_unread = true;
            self.out.clear();
        }
    }

    fn start(&mut self, start: usize, is_map: bool) -> Option<()> {
        if self.open.len() + 1 >= DEPTH {
            return None;
        }
        let mut role = Role::Object;
        if let Some(parent) = self.open.last_mut() {
            role = match parent.key.take() {
                // Of a list the elements are asked for.
                Some(Key::Items) if !is_map => return None,
                Some(Key::Metadata) if is_map => Role::Metadata,
                _ => Role::Other,
            };
            self.before_value()?;
        } else if is_map && self.start.is_none() {
            self.start = Some(start);
        } else {
            return None;
        }
        self.open.push(Open { is_map, count: 0, keys: self.keys.len(), has_key: false, key: None, role });
        if !self.is_unread {
            self.out.push(if is_map { '{' } else { '[' });
        }
        Some(())
    }

    fn end(&mut self) -> Option<()> {
        let open = self.open.pop()?;
        let keys = self.keys.get_mut(open.keys..)?;
        keys.sort_unstable();
        if keys.windows(2).any(|pair| pair.first() == pair.last()) {
            return None;
        }
        self.keys.truncate(open.keys);
        if !self.is_unread {
            self.out.push(if open.is_map { '}' } else { ']' });
        }
        Some(())
    }

    fn finish(self) -> Option<Outline> {
        let start = self.start.filter(|_| !is_list(&self.names.kind))?;
        let content = match self.is_unread {
            true => Content::Unread(format!("{}/{}", self.names.api_version, self.names.kind)),
            // A copy, as it takes no more room than it needs: a dump has hundreds of thousands of objects.
            false => Content::Json(self.out.as_str().to_owned(), self.names),
        };
        Some(Outline { start, content })
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

#[cfg(test)]
mod tests;
