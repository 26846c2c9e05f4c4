//! Nodes that stand in no source as they are: each with the place that people edit.

use std::sync::Arc;

use crate::yaml::{Entry, Node, Value};

/// A mapping whose members stand at `span`.
pub(super) fn map(span: (usize, usize), members: Vec<(&str, Arc<Node>)>) -> Arc<Node> {
    let entry = |(key, value): (&str, Arc<Node>)| Entry { key: key.to_owned(), span: place(&value, span), value };
    Arc::new(Node::new(span, Value::Map(members.into_iter().map(entry).collect())))
}

/// Where a key is shown: at its value, and where that is large at what it is made of.
fn place(value: &Node, span: (usize, usize)) -> (usize, usize) {
    match &value.value {
        Value::List(_) | Value::Map(_) | Value::Rendered(_) | Value::Text(_, true) => span,
        _ => value.span,
    }
}

/// A string.
pub(super) fn text(span: (usize, usize), text: &str) -> Arc<Node> {
    Arc::new(Node::new(span, Value::Text(text.to_owned(), false)))
}

/// A whole number.
pub(super) fn number(span: (usize, usize), number: u64) -> Arc<Node> {
    Arc::new(Node::new(span, Value::Number(number.to_string())))
}

/// A list.
pub(super) fn list(span: (usize, usize), items: Vec<Arc<Node>>) -> Arc<Node> {
    Arc::new(Node::new(span, Value::List(items)))
}

/// A string with the JSON of `inner`.
pub(super) fn rendered(inner: Arc<Node>) -> Arc<Node> {
    Arc::new(Node::new(inner.span, Value::Rendered(inner)))
}

/// `node` and everything below it, each with the place that `span` gives it.
pub(super) fn moved(node: &Node, span: &impl Fn((usize, usize)) -> (usize, usize)) -> Arc<Node> {
    let value = match &node.value {
        Value::Null => Value::Null,
        Value::Bool(value) => Value::Bool(*value),
        Value::Number(number) => Value::Number(number.clone()),
        Value::Text(text, is_block) => Value::Text(text.clone(), *is_block),
        Value::Rendered(inner) => Value::Rendered(moved(inner, span)),
        Value::List(items) => Value::List(items.iter().map(|item| moved(item, span)).collect()),
        Value::Map(entries) => {
            let entry = |entry: &Entry| Entry {
                key: entry.key.clone(),
                span: span(entry.span),
                value: moved(&entry.value, span),
            };
            Value::Map(entries.iter().map(entry).collect())
        }
    };
    Arc::new(Node::new(span(node.span), value))
}

/// A mapping with nothing in it.
pub(super) fn empty(span: (usize, usize)) -> Arc<Node> {
    Arc::new(Node::new(span, Value::Map(Vec::new())))
}

/// `node` as a part of a longer text, in which its source begins at `start`.
pub(super) fn behind(node: Arc<Node>, start: usize) -> Arc<Node> {
    if start == 0 { node } else { moved(&node, &|(from, to)| (from + start, to + start)) }
}

/// `values` over `before`, as Helm and Flux put values together that come one after the other: maps member by member,
/// everything else replaces, also null, which is only of use against the chart's own (helm/helm: pkg/cli/values/options.go,
/// `mergeMaps`; fluxcd/pkg: runtime/transform/transform.go, `MergeMaps`).
pub(super) fn over(values: &Arc<Node>, before: &Arc<Node>) -> Arc<Node> {
    let (Value::Map(own), Value::Map(others)) = (&values.value, &before.value) else { return Arc::clone(values) };
    let both = |entry: &Entry| match before.entry(&entry.key) {
        Some(earlier) => Entry { value: over(&entry.value, &earlier.value), ..entry.clone() },
        None => entry.clone(),
    };
    let mut entries: Vec<Entry> = own.iter().map(both).collect();
    entries.extend(others.iter().filter(|other| values.entry(&other.key).is_none()).cloned());
    Arc::new(Node::new(values.span, Value::Map(entries)))
}

/// `values` over `defaults`, as Helm merges them: maps member by member, a member that is null goes, everything else
/// replaces (helm/helm: pkg/chartutil/coalesce.go).
pub(super) fn merged(values: &Arc<Node>, defaults: &Arc<Node>) -> Arc<Node> {
    let (Value::Map(own), Value::Map(others)) = (&values.value, &defaults.value) else { return Arc::clone(values) };
    let mut entries: Vec<Entry> = Vec::new();
    for entry in own.iter().filter(|entry| !matches!(entry.value.value, Value::Null)) {
        let value = match defaults.entry(&entry.key) {
            Some(default) => merged(&entry.value, &default.value),
            None => Arc::clone(&entry.value),
        };
        entries.push(Entry { value, ..entry.clone() });
    }
    entries.extend(others.iter().filter(|other| values.entry(&other.key).is_none()).cloned());
    Arc::new(Node::new(values.span, Value::Map(entries)))
}
