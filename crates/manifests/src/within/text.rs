//! YAML in a string of a source, with its places in that source.

use std::sync::Arc;

use crate::yaml::{self, Node, Value};

use super::node::moved;

/// The first document of the YAML that the string `node` holds; `None` where it is no string or cannot be read.
pub(super) fn yaml_in(source: &str, node: &Node) -> Option<Arc<Node>> {
    let Value::Text(inner, is_block) = &node.value else { return None };
    Some(placed(source, node, parsed(inner)?.as_ref(), inner, *is_block, 0))
}

/// The same for JSON texts that stand one after the other with commas between them, without the brackets of a list.
pub(super) fn list_in(source: &str, node: &Node) -> Option<Arc<Node>> {
    let Value::Text(inner, is_block) = &node.value else { return None };
    let list = parsed(&format!("[{inner}]"))?;
    Some(placed(source, node, &list, inner, *is_block, 1))
}

fn parsed(text: &str) -> Option<Arc<Node>> {
    let chunk = yaml::chunks(text).into_iter().next()?;
    yaml::document(text, chunk).ok()?.map(|root| root.node)
}

/// `tree` with places in `source`; those in it count from `before` bytes in front of the string.
fn placed(source: &str, node: &Node, tree: &Node, inner: &str, is_block: bool, before: usize) -> Arc<Node> {
    let whole = node.span;
    let lines = if is_block { block_lines(source, whole, inner) } else { verbatim(source, whole, inner) };
    let Some(lines) = lines else { return moved(tree, &|_| whole) };
    let place = |byte: usize| {
        let byte = byte.saturating_sub(before);
        let line = lines.partition_point(|(start, _)| *start <= byte).saturating_sub(1);
        lines.get(line).map_or(whole.0, |(start, there)| there + (byte - start))
    };
    moved(tree, &|(start, end)| (place(start), place(end).max(place(start))))
}

/// For each line of `inner`, the lines of a block scalar: where it starts there, and where in the source. `None` where a
/// line is another one in the source: the block is folded.
fn block_lines(source: &str, span: (usize, usize), inner: &str) -> Option<Vec<(usize, usize)>> {
    let mut there = source.get(..span.0)?.rfind('\n')? + 1;
    let mut lines = Vec::new();
    let mut start = 0;
    let mut outer = source.get(there..)?.split_inclusive('\n');
    for line in inner.split_inclusive('\n') {
        let shown = outer.next()?;
        let content = line.trim_end_matches('\n');
        let indent = shown.trim_end_matches(['\n', '\r']).strip_suffix(content)?.len();
        lines.push((start, there + indent));
        start += line.len();
        there += shown.len();
    }
    Some(lines)
}

/// A string that stands in the source as it is.
fn verbatim(source: &str, span: (usize, usize), inner: &str) -> Option<Vec<(usize, usize)>> {
    let offset = source.get(span.0..span.1)?.find(inner)?;
    Some(vec![(0, span.0 + offset)])
}
