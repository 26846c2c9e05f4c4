//! What the chart rook-ceph-cluster makes of its values (rook/rook: deploy/charts/rook-ceph-cluster).

use std::sync::Arc;

use ceph_multus_core::facts::object::OPERATOR_SETTINGS;

use crate::yaml::{self, Node, Value};

use super::CLUSTER_SPEC;
use super::node::{list, map, merged, moved, text};

/// What `cephClusterSpec` has where the values do not say otherwise, as far as it takes addresses.
const SPEC_DEFAULTS: &str = "{mon: {count: 3, allowMultiplePerNode: false}, mgr: {count: 2, allowMultiplePerNode: false}, \
                             storage: {useAllNodes: true, useAllDevices: true}}";

/// The lists of values that objects come from: the key, the kind, and the list of a chart without values.
pub(super) const LISTS: [(&str, &str, &str); 2] = [
    (
        "cephFileSystems",
        "CephFilesystem",
        "[{name: ceph-filesystem, spec: {metadataServer: {activeCount: 1, activeStandby: true}}}]",
    ),
    ("cephObjectStores", "CephObjectStore", "[{name: ceph-objectstore, spec: {gateway: {instances: 1}}}]"),
];

/// What a chart makes of values.
#[derive(Default)]
pub(super) struct Objects {
    /// What the values ask for.
    pub(super) own: Vec<Arc<Node>>,
    /// What the chart makes because the values do not say otherwise.
    pub(super) defaults: Vec<Arc<Node>>,
}

/// The objects of the values `values`, installed in `namespace`: a CephCluster, and what takes addresses beside it.
pub(super) fn objects(values: &Arc<Node>, namespace: &str) -> Objects {
    let Some(entry) = values.entry(CLUSTER_SPEC) else { return Objects::default() };
    let at = entry.span;
    if !matches!(entry.value.value, Value::Map(_)) {
        return Objects::default();
    }
    let named = values.at(&["clusterName"]).filter(|name| name.as_text().is_some_and(|name| !name.is_empty()));
    let name = named.map_or_else(|| text(at, namespace), Arc::clone);
    let spec = merged(&entry.value, &parsed(SPEC_DEFAULTS, at));
    let cluster = object(at, "ceph.rook.io/v1", "CephCluster", name, namespace, ("spec", spec));
    let mut made = Objects { own: vec![cluster], defaults: Vec::new() };
    for (key, kind, defaults) in LISTS {
        let own = values.entry(key).map(|entry| Arc::clone(&entry.value));
        let objects = if own.is_some() { &mut made.own } else { &mut made.defaults };
        let items = own.unwrap_or_else(|| parsed(defaults, at));
        let Value::List(items) = &items.value else { continue };
        for item in items {
            if let (Some(name), Some(spec)) = (item.at(&["name"]), item.at(&["spec"])) {
                let spec = ("spec", Arc::clone(spec));
                objects.push(object(item.span, "ceph.rook.io/v1", kind, Arc::clone(name), namespace, spec));
            }
        }
    }
    if let Some(config) = values.entry("configOverride").filter(|entry| entry.value.as_text().is_some()) {
        let data = map(config.span, vec![("config", Arc::clone(&config.value))]);
        let name = text(config.span, "rook-config-override");
        made.own.push(object(config.span, "v1", "ConfigMap", name, namespace, ("data", data)));
    }
    made
}

/// What values say of the network of their CephCluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    /// Which provider it has, or that of another chart.
    Known,
    /// Other fields, which mean nothing without a provider.
    Open,
    /// Nothing.
    Unset,
}

/// What values of the chart rook-ceph-cluster say of the network.
pub(super) fn network(values: &Node) -> Network {
    match values.at(&[CLUSTER_SPEC, "network"]) {
        Some(network) if network.entry("provider").is_some() => Network::Known,
        Some(network) if matches!(&network.value, Value::Map(members) if !members.is_empty()) => Network::Open,
        _ => Network::Unset,
    }
}

/// The value of the chart rook-ceph for `ROOK_ENFORCE_HOST_NETWORK`.
pub(super) const ENFORCE_HOST_NETWORK: &str = "enforceHostNetwork";

/// The value, below `csi`, for `CSI_ENABLE_HOST_NETWORK`; up to Rook v1.19.
pub(super) const CSI_HOST_NETWORK: &str = "enableCSIHostNetwork";

/// What the operator's chart makes of its values, as far as rules read it: the ConfigMap with its settings (rook/rook:
/// deploy/charts/rook-ceph/templates/configmap.yaml).
pub(super) fn operator(values: &Arc<Node>, namespace: &str) -> Objects {
    let settings = [
        ("ROOK_ENFORCE_HOST_NETWORK", &[ENFORCE_HOST_NETWORK][..]),
        ("CSI_ENABLE_HOST_NETWORK", &["csi", CSI_HOST_NETWORK]),
    ];
    let written = |(name, path): (&'static str, &[&str])| {
        let value = values.at(path)?;
        let word = value.as_text().map_or_else(|| value.json(), str::to_owned);
        Some((name, text(value.span, &word)))
    };
    let data: Vec<_> = settings.into_iter().filter_map(written).collect();
    let Some(at) = data.first().map(|(_, value)| value.span) else { return Objects::default() };
    let name = text(at, OPERATOR_SETTINGS);
    let settings = object(at, "v1", "ConfigMap", name, namespace, ("data", map(at, data)));
    Objects { own: vec![settings], defaults: Vec::new() }
}

fn object(
    at: (usize, usize),
    api_version: &str,
    kind: &str,
    name: Arc<Node>,
    namespace: &str,
    body: (&str, Arc<Node>),
) -> Arc<Node> {
    let metadata = map(at, vec![("name", name), ("namespace", text(at, namespace))]);
    map(at, vec![("apiVersion", text(at, api_version)), ("kind", text(at, kind)), ("metadata", metadata), body])
}

/// A value of this file, which is shown at `at`.
fn parsed(text: &str, at: (usize, usize)) -> Arc<Node> {
    match yaml::document(text, (0, text.len())) {
        Ok(Some(root)) => moved(&root.node, &|_| at),
        _ => list(at, Vec::new()),
    }
}
