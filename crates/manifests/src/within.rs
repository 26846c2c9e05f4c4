//! Objects that others carry or make: what a chart makes of its values, and NADs that operators write.

mod chart;
mod generator;
mod install;
mod networks;
mod node;
mod release;
mod text;

use std::sync::Arc;

pub(crate) use chart::Network;
pub(crate) use generator::{CONFIG_MAP_GENERATOR, config_maps, has_other_config_maps};
pub(crate) use install::{Install, Mixture, Part, Reference, Target, Values, data, is_one, single, typed, values_in};
pub(crate) use networks::makes;
pub(crate) use release::{installs, is_release, releases};

use ceph_multus_core::json::Path;

use crate::document::Document;
use crate::position::Position;
use crate::source::Source;
use crate::yaml::{Node, Value};

/// The key by which values of the chart rook-ceph-cluster are known (rook/rook: deploy/charts/rook-ceph-cluster/values.yaml).
pub(crate) const CLUSTER_SPEC: &str = "cephClusterSpec";

/// Keys by which values of the chart rook-ceph, that of the operator, are known (rook/rook: deploy/charts/rook-ceph/values.yaml).
pub(crate) const OPERATOR_KEYS: [&str; 2] = [chart::ENFORCE_HOST_NETWORK, chart::CSI_HOST_NETWORK];

/// Whether a text may have values of one of Rook's charts in it.
pub(crate) fn has_values(text: &str) -> bool {
    let has = |key: &str| text.contains(key);
    has(CLUSTER_SPEC) || OPERATOR_KEYS.iter().any(|key| has(key)) || chart::LISTS.iter().any(|(key, ..)| has(key))
}

/// Whether there may be objects in `document`; what this says no to need not be kept.
pub(crate) fn may_carry(document: &Document) -> bool {
    networks::makes(document.api_version(), document.kind()) || has_values(document.text())
}

/// The NADs that `document`, which is in `namespace`, makes.
pub(crate) fn nads(document: &Document, namespace: &str) -> Vec<Document> {
    let Some(root) = document.tree().filter(|_| makes(document.api_version(), document.kind())) else {
        return Vec::new();
    };
    let origin = format!("{} {}", document.kind(), shown_name(document, namespace));
    networks::nads(document, &root, namespace).into_iter().map(|nad| document.made(nad, &origin)).collect()
}

/// What one chart makes of values.
pub(crate) struct Made {
    /// The objects that the values ask for.
    objects: Vec<Document>,
    /// Those that the chart makes because the values do not say otherwise.
    defaults: Vec<Document>,
    /// What the values say of the network.
    pub(crate) network: Network,
}

impl Made {
    /// The objects of values that are all there is.
    pub(crate) fn whole(self) -> Vec<Document> {
        self.objects.into_iter().chain(self.defaults).collect()
    }

    /// The objects of values of which others may be elsewhere.
    pub(crate) fn partial(self) -> Vec<Document> {
        self.objects.into_iter().map(Document::partial).collect()
    }

    /// The kind, the namespace and the name of the first object.
    pub(crate) fn name(&self) -> (&str, &str, &str) {
        let first = self.objects.first();
        first.map(|object| (object.kind(), object.namespace(), object.name())).unwrap_or_default()
    }

    /// Where the network is set, or would be: the name of the source, and the place in it.
    pub(crate) fn network_place(&self) -> Option<(String, Position)> {
        let first = self.objects.first()?;
        let position = first.locate(&Path::from(["spec", "network"]));
        Some((first.source_at(position).name.clone(), position))
    }
}

/// What charts make of `values` of `document`, which is in `namespace`, and installs them in `release`.
pub(crate) fn made(document: &Document, values: &Values, namespace: &str, release: &str) -> Vec<Made> {
    let mut found = Vec::new();
    find(&values.source, &values.tree, &mut found);
    let made = |(chart, tree): (Chart, Arc<Node>)| {
        let (made, network) = match chart {
            Chart::Cluster => (chart::objects(&tree, release), chart::network(&tree)),
            Chart::Operator => (chart::operator(&tree, release), Network::Known),
        };
        let origin = match document.is_object() {
            true if document.name().is_empty() => document.kind().to_owned(),
            true => format!("{} {}", document.kind(), shown_name(document, namespace)),
            false => format!("values of the chart {}", chart.name()),
        };
        let object = |node: Arc<Node>| document.made_from(&values.source, node, &origin);
        let objects: Vec<Document> = made.own.into_iter().map(object).collect();
        let defaults = made.defaults.into_iter().map(object).collect();
        Made { objects, defaults, network }
    };
    found.into_iter().map(made).filter(|made| !made.objects.is_empty()).collect()
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
