//! The elements of a list of objects, as kubectl prints it, cut apart before they are read: a long list is read in parts,
//! and an element that is not simple takes no other with it.

use super::Value;
use super::build::document;
use super::builder::Root;
use crate::error::Problem;
use crate::kinds;

/// What a list says of itself.
#[derive(Debug, Default)]
pub(crate) struct List {
    /// Its `apiVersion`.
    pub(crate) api_version: String,
    /// Its `kind`.
    pub(crate) kind: String,
}

/// The bytes of each element of the part of `text` at `chunk`, which is one document: from the beginning of its first line
/// to that of the next element, or to the end of the list; and what the list says of itself. `None` where the document is no
/// list of objects, or one whose elements begin elsewhere than behind a dash of their own.
pub(crate) fn elements(text: &str, chunk: (usize, usize)) -> Option<(Vec<(usize, usize)>, List)> {
    let part = text.get(chunk.0..chunk.1)?;
    let items = part.split_inclusive('\n').scan(0, |end, line| {
        *end += line.len();
        Some((line.trim_end(), *end))
    });
    let (_, first) = items.into_iter().find(|(line, _)| *line == "items:")?;
    let (mut starts, mut indent, mut at) = (Vec::new(), 0, first);
    for line in part.get(first..)?.split_inclusive('\n') {
        let content = line.trim_start_matches(' ');
        let own = line.len() - content.len();
        // How far a tab indents nobody says: a comment behind one is part of the element before it.
        if content.starts_with('\t') && !content.trim().is_empty() {
            return None;
        }
        if is_dash(content) && (own == indent || starts.is_empty()) {
            indent = own;
            starts.push(at);
        } else if own == 0 && !content.starts_with('#') && !content.trim_end().is_empty() {
            break;
        } else if starts.is_empty() && !content.starts_with('#') {
            return None;
        }
        at += line.len();
    }
    let around = [part.get(..first)?, part.get(at..)?].concat();
    let ends = starts.iter().skip(1).chain([&at]);
    let spans: Vec<(usize, usize)> =
        starts.iter().zip(ends).map(|(start, end)| (chunk.0 + start, chunk.0 + end)).collect();
    let list = list(&around)?;
    (!starts.is_empty()).then_some((spans, list))
}

/// The element at `span` as an object of its own, in which every byte stands where it stood: a space is in place of the
/// dash. `None` where nothing else is there.
pub(crate) fn element(text: &str, span: (usize, usize)) -> Option<String> {
    let mut object = text.get(span.0..span.1)?.to_owned();
    let dash = object.find('-')?;
    object.replace_range(dash..=dash, " ");
    Some(object)
}

/// The element at `span` as a tree, as [`document`] reads one.
pub(crate) fn element_tree(text: &str, span: (usize, usize)) -> Result<Option<Root>, Problem> {
    let root = document(text, span)?;
    Ok(root.map(|Root { node, repeated }| {
        let only = match &node.value {
            Value::List(items) => items.first().cloned(),
            _ => None,
        };
        Root { node: only.unwrap_or(node), repeated }
    }))
}

/// Whether a line begins with the dash of an element.
fn is_dash(content: &str) -> bool {
    content.strip_prefix('-').is_some_and(|rest| rest.starts_with([' ', '\n', '\r']))
}

/// The list of objects whose `items` have been taken out; `None` where this is none.
fn list(around: &str) -> Option<List> {
    let root = document(around, (0, around.len())).ok()??;
    let is_empty = root.node.entry("items").is_some_and(|items| matches!(items.value.value, Value::Null));
    let names = root.node.names();
    let is_list = root.repeated.is_none() && is_empty && kinds::is_list(&names.kind);
    is_list.then_some(List { api_version: names.api_version, kind: names.kind })
}
