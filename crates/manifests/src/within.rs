//! Objects that others carry or make: what a chart makes of its values, and NADs that operators write.

mod chart;
mod generator;
mod networks;
mod node;
mod release;
mod text;

use std::sync::Arc;

pub(crate) use generator::{CONFIG_MAP_GENERATOR, config_maps, has_other_config_maps};
pub(crate) use networks::makes;
use release::Release;
pub(crate) use release::{Reference, Target, is_release, releases};

use crate::document::Document;
use crate::source::Source;
use crate::yaml::{Node, Value};

/// The key by which values of the chart rook-ceph-cluster are known (rook/rook: deploy/charts/rook-ceph-cluster/values.yaml).
pub(crate) const CLUSTER_SPEC: &str = "cephClusterSpec";

/// Keys by which values of the chart rook-ceph, that of the operator, are known (rook/rook: deploy/charts/rook-ceph/values.yaml).
pub(crate) const OPERATOR_KEYS: [&str; 2] = [chart::ENFORCE_HOST_NETWORK, chart::CSI_HOST_NETWORK];

/// Whether a text may have values of one of Rook's charts in it.
pub(crate) fn has_values(text: &str) -> bool {
    text.contains(CLUSTER_SPEC) || OPERATOR_KEYS.iter().any(|key| text.contains(key))
}

/// Whether there may be objects in `document`; what this says no to need not be kept.
pub(crate) fn may_carry(document: &Document) -> bool {
    networks::makes(document.api_version(), document.kind()) || has_values(document.text())
}

/// The objects that `document`, which is in `namespace`, carries or makes; `release` is the namespace of what is made of
/// values for which the document itself has no release.
pub(crate) fn objects(document: &Document, namespace: &str, release: &str) -> Vec<Document> {
    let Some(root) = document.tree() else { return Vec::new() };
    if networks::makes(document.api_version(), document.kind()) {
        let origin = format!("{} {}", document.kind(), shown_name(document, namespace));
        return networks::nads(document, &root, namespace).into_iter().map(|nad| document.made(nad, &origin)).collect();
    }
    let mut objects = Vec::new();
    for (own, values) in Release::of(document, &root, namespace).values {
        let release = own.as_deref().unwrap_or(release);
        let mut found = Vec::new();
        find(document.source(), &values, &mut found);
        for (chart, tree) in found {
            let made = match chart {
                Chart::Cluster => chart::objects(&tree, release),
                Chart::Operator => chart::operator(&tree, release),
            };
            let origin = match document.is_object() {
                true if document.name().is_empty() => document.kind().to_owned(),
                true => format!("{} {}", document.kind(), shown_name(document, namespace)),
                false => format!("values of the chart {}", chart.name()),
            };
            objects.extend(made.into_iter().map(|node| document.made(node, &origin)));
        }
    }
    objects
}

/// The values that `document`, in `namespace`, takes from elsewhere.
pub(crate) fn references(document: &Document, namespace: &str) -> Vec<Reference> {
    let root = document.tree().filter(|_| release::is_release(document));
    root.map(|root| Release::of(document, &root, namespace).references).unwrap_or_default()
}

fn shown_name(document: &Document, namespace: &str) -> String {
    match document.kind() {
        // The one of OpenShift's cluster network operator is in no namespace.
        "Network" => document.name().to_owned(),
        _ => format!("{namespace}/{}", document.name()),
    }
}

/// One of Rook's charts.
#[derive(Clone, Copy)]
enum Chart {
    Cluster,
    Operator,
}

impl Chart {
    fn name(self) -> &'static str {
        match self {
            Chart::Cluster => "rook-ceph-cluster",
            Chart::Operator => "rook-ceph",
        }
    }

    /// The chart that a mapping is the values of.
    fn of(node: &Node) -> Option<Chart> {
        if node.entry(CLUSTER_SPEC).is_some() {
            Some(Chart::Cluster)
        } else if node.entry(chart::ENFORCE_HOST_NETWORK).is_some()
            || node.at(&["csi", chart::CSI_HOST_NETWORK]).is_some()
        {
            Some(Chart::Operator)
        } else {
            None
        }
    }
}

/// Adds every mapping at or below `node` that has the keys of a chart, also in YAML that a string holds.
fn find(source: &Source, node: &Arc<Node>, found: &mut Vec<(Chart, Arc<Node>)>) {
    match &node.value {
        Value::Map(entries) => match Chart::of(node) {
            Some(chart) => found.push((chart, Arc::clone(node))),
            None => entries.iter().for_each(|entry| find(source, &entry.value, found)),
        },
        Value::List(items) => items.iter().for_each(|item| find(source, item, found)),
        Value::Text(inner, _) if has_values(inner) => {
            // A scalar is that text once more.
            let tree = text::yaml_in(&source.text, node);
            if let Some(tree) = tree.filter(|tree| matches!(tree.value, Value::Map(_) | Value::List(_))) {
                find(source, &tree, found);
            }
        }
        _ => {}
    }
}
