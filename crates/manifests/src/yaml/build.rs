//! YAML documents read to trees: line by line where they are simple, by the library where not.

use std::sync::Arc;

use granit_parser::{ErrorKind, Parser, ScanError, Span};

use super::Node;
use super::builder::{Builder, Root};
use super::lines::pieces;
use super::options::options;
use super::tight::{Tight, tight_aliases};
use crate::error::Problem;

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
    let mut builder = Builder::new(start, part.len(), Tight::default());
    pieces(part, &mut |piece, (from, to)| builder.piece(&piece, (start + from, start + to)))?;
    builder.finish()
}

/// What the library says of any.
pub(super) fn of_events(part: &str, start: usize, tight: Tight) -> Result<Option<Root>, Problem> {
    let options = options(!tight.is_empty());
    let mut builder = Builder::new(start, part.len(), tight);
    let mut root = None;
    for event in Parser::new_from_str_with_options(part, options) {
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
