//! Objects that others carry or make: what a chart makes of its values, and NADs that operators write.

mod chart;
mod networks;
mod node;
mod text;

use std::rc::Rc;

pub(crate) use networks::makes;

use crate::document::Document;
use crate::source::Source;
use crate::yaml::{Node, Value};

/// The key by which values of the chart rook-ceph-cluster are known (rook/rook: deploy/charts/rook-ceph-cluster/values.yaml).
pub(crate) const CLUSTER_SPEC: &str = "cephClusterSpec";

/// Whether there may be objects in `document`; what this says no to need not be kept.
pub(crate) fn may_carry(document: &Document) -> bool {
    networks::makes(document.api_version(), document.kind()) || document.text().contains(CLUSTER_SPEC)
}

/// The objects that `document` carries or makes, where it is in `namespace`.
pub(crate) fn objects(document: &Document, namespace: &str) -> Vec<Document> {
    let Some(root) = document.tree() else { return Vec::new() };
    if networks::makes(document.api_version(), document.kind()) {
        let origin = format!("{} {}", document.kind(), shown_name(document, namespace));
        return networks::nads(document, &root, namespace).into_iter().map(|nad| document.made(nad, &origin)).collect();
    }
    let source = document.source();
    let mut values = Vec::new();
    find(source, &root, &mut values);
    let mut objects = Vec::new();
    for tree in values {
        let (origin, release) = release(document, &root, namespace);
        objects.extend(chart::objects(&tree, &release).into_iter().map(|node| document.made(node, &origin)));
    }
    objects
}

fn shown_name(document: &Document, namespace: &str) -> String {
    match document.kind() {
        // The one of OpenShift's cluster network operator is in no namespace.
        "Network" => document.name().to_owned(),
        _ => format!("{namespace}/{}", document.name()),
    }
}

/// What a values tree belongs to, and the namespace that the chart is installed in.
fn release(document: &Document, root: &Node, namespace: &str) -> (String, String) {
    let target: &[&str] = match document.kind() {
        "HelmRelease" | "HelmChart" => &["spec", "targetNamespace"],
        "Application" => &["spec", "destination", "namespace"],
        "ApplicationSet" => &["spec", "template", "spec", "destination", "namespace"],
        _ => &[],
    };
    let target = if target.is_empty() { "" } else { root.text_at(target) };
    let release = if target.is_empty() { namespace } else { target };
    let origin = match document.is_object() {
        true => format!("{} {}", document.kind(), shown_name(document, namespace)),
        false => String::from("values of the chart rook-ceph-cluster"),
    };
    (origin, release.to_owned())
}

/// Adds every mapping at or below `node` that has the key of the chart, also in YAML that a string holds.
fn find(source: &Source, node: &Rc<Node>, found: &mut Vec<Rc<Node>>) {
    match &node.value {
        Value::Map(_) if node.entry(CLUSTER_SPEC).is_some() => found.push(Rc::clone(node)),
        Value::Map(entries) => entries.iter().for_each(|entry| find(source, &entry.value, found)),
        Value::List(items) => items.iter().for_each(|item| find(source, item, found)),
        Value::Text(inner, _) if inner.contains(CLUSTER_SPEC) => {
            // A scalar is that text once more.
            let tree = text::yaml_in(&source.text, node);
            if let Some(tree) = tree.filter(|tree| matches!(tree.value, Value::Map(_) | Value::List(_))) {
                find(source, &tree, found);
            }
        }
        _ => {}
    }
}
