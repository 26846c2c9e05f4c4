//! From the path of a finding to the bytes of the field that it names.

use ceph_multus_core::json::{Arena, Node, Shape, Step, read};

use crate::json;
use crate::yaml::{self, Entry, Value};

/// The bytes of the deepest of `steps` that is there in the JSON at `span`.
pub(crate) fn in_json(text: &str, span: (usize, usize), steps: &[Step]) -> (usize, usize) {
    let (found, value) = json::walk(text, span, steps);
    let raw = text.get(value.0..value.1).unwrap_or_default();
    let rest = steps.get(found..).unwrap_or_default();
    match read(raw, &Arena::new(), &Shape::Whole) {
        Ok(Node::Text(inner)) if !rest.is_empty() => embedded(text, value, inner, rest).unwrap_or(value),
        _ => value,
    }
}

/// The same in a tree: of a string or number itself, of an object or a list its key.
pub(crate) fn in_yaml(text: &str, root: &yaml::Node, steps: &[Step]) -> (usize, usize) {
    let (mut node, mut place) = (root, (root.span.0, root.span.0));
    let mut entry: for<'n> fn(&'n yaml::Node, &str) -> Option<&'n Entry> = yaml::Node::entry;
    for (index, step) in steps.iter().enumerate() {
        if let Value::Rendered(inner) = &node.value {
            (node, entry) = (inner, yaml::Node::entry_as_go);
        }
        match &node.value {
            Value::Map(_) => match step.as_key().and_then(|key| entry(node, key)) {
                Some(found) => (node, place) = (found.value.as_ref(), found.span),
                None => return place,
            },
            Value::List(items) => match step.as_index().and_then(|index| items.get(index)) {
                Some(item) => (node, place) = (item.as_ref(), item.span),
                None => return place,
            },
            Value::Text(inner, is_block) => {
                let rest = steps.get(index..).unwrap_or_default();
                let found = if *is_block { block } else { embedded }(text, node.span, inner, rest);
                return found.unwrap_or(place);
            }
            _ => return place,
        }
    }
    match &node.value {
        Value::List(_) | Value::Map(_) | Value::Null | Value::Rendered(_) | Value::Text(_, true) => place,
        _ => node.span,
    }
}

/// The place of `steps` in `inner`, a JSON text that the string at `span` holds. `None` where not even the first is there,
/// or the string does not stand in the source as it is.
fn embedded(text: &str, span: (usize, usize), inner: &str, steps: &[Step]) -> Option<(usize, usize)> {
    let (start, end) = inside(inner, steps)?;
    let offset = text.get(span.0..span.1)?.find(inner)?;
    Some((span.0 + offset + start, span.0 + offset + end))
}

/// The same for a literal block, whose lines stand in the source behind their indentation. `None` also where a line of
/// the source ends with something else: the block is folded.
fn block(text: &str, span: (usize, usize), inner: &str, steps: &[Step]) -> Option<(usize, usize)> {
    let (start, end) = inside(inner, steps)?;
    let first = text.get(..span.0)?.rfind('\n')? + 1;
    let before = inner.get(..start)?;
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = inner.get(line_start..)?.lines().next()?;
    let mut lines = text.get(first..)?.split_inclusive('\n');
    let offset: usize = lines.by_ref().take(before.matches('\n').count()).map(str::len).sum();
    let indent = lines.next()?.trim_end_matches(['\n', '\r']).strip_suffix(line)?.len();
    let from = first + offset + indent + (start - line_start);
    Some((from, from + (end - start)))
}

/// The bytes of the deepest of `steps` in a JSON text that a string holds, which Go reads; `None` where there is none of them.
fn inside(inner: &str, steps: &[Step]) -> Option<(usize, usize)> {
    let (found, place) = json::walk_as_go(inner, (0, inner.len()), steps);
    (found > 0).then_some(place)
}
