//! NADs that operators write, each from an object of its own.

use std::sync::Arc;

use ceph_multus_core::facts::kind::group_of;

use crate::document::Document;
use crate::yaml::{Node, Value};

use super::node::{list, map, moved, number, rendered, text};
use super::text::{list_in, yaml_in};

const SRIOV: &str = "sriovnetwork.openshift.io";

/// The prefix of the names of devices, as OpenShift and the operator's chart have it.
const RESOURCE_PREFIX: &str = "openshift.io";

const RESOURCE_NAME: &str = "k8s.v1.cni.cncf.io/resourceName";

/// Whether NADs are made of objects of this `apiVersion` and `kind`.
pub(crate) fn makes(api_version: &str, kind: &str) -> bool {
    matches!(
        (group_of(api_version), kind),
        (SRIOV, "SriovNetwork" | "SriovIBNetwork" | "OVSNetwork")
            | ("operator.openshift.io", "Network")
            | ("spiderpool.spidernet.io", "SpiderMultusConfig")
    )
}

/// The NADs that are made of `root`, which is `document` in `namespace`.
pub(super) fn nads(document: &Document, root: &Arc<Node>, namespace: &str) -> Vec<Arc<Node>> {
    let source = document.source().text.as_str();
    let nad = match document.kind() {
        "Network" => return additional(root),
        "SpiderMultusConfig" => spider(source, root, namespace),
        kind => sriov(source, kind, root, namespace),
    };
    nad.into_iter().collect()
}

/// A NAD; `config` is a string.
fn nad(
    at: (usize, usize),
    name: Arc<Node>,
    namespace: Arc<Node>,
    resource: Option<Arc<Node>>,
    config: Arc<Node>,
) -> Arc<Node> {
    let mut metadata = vec![("name", name), ("namespace", namespace)];
    if let Some(resource) = resource {
        metadata.push(("annotations", map(at, vec![(RESOURCE_NAME, resource)])));
    }
    let mut spec = vec![("config", config)];
    spec.retain(|(_, config)| !matches!(config.value, Value::Null));
    map(
        at,
        vec![
            ("apiVersion", text(at, "k8s.cni.cncf.io/v1")),
            ("kind", text(at, "NetworkAttachmentDefinition")),
            ("metadata", map(at, metadata)),
            ("spec", map(at, spec)),
        ],
    )
}

fn copied<'n>(spec: &'n Node, key: &str) -> Option<&'n Arc<Node>> {
    spec.entry(key).map(|entry| &entry.value).filter(|value| !matches!(value.value, Value::Null))
}

/// What the SR-IOV network operator renders (k8snetworkplumbingwg/sriov-network-operator: bindata/manifests/cni-config).
fn sriov(source: &str, kind: &str, root: &Arc<Node>, namespace: &str) -> Option<Arc<Node>> {
    let spec = root.at(&["spec"])?;
    let at = root.entry("spec")?.span;
    let name = Arc::clone(root.at(&["metadata", "name"])?);
    let namespace = match copied(spec, "networkNamespace") {
        Some(node) if node.as_text().is_some_and(|text| !text.is_empty()) => Arc::clone(node),
        _ => text(at, namespace),
    };
    let plugin = match kind {
        "SriovIBNetwork" => "ib-sriov",
        "OVSNetwork" => "ovs",
        _ => "sriov",
    };
    let mut config = vec![("type", text(at, plugin))];
    // The key of the custom resource, that of the plugin, and what is written where it is absent.
    let members: &[(&str, &str, Option<u64>)] = match kind {
        "SriovIBNetwork" => &[("linkState", "link_state", None)],
        "OVSNetwork" => &[
            ("bridge", "bridge", None),
            ("vlan", "vlan", None),
            ("mtu", "mtu", None),
            ("trunk", "trunk", None),
            ("interfaceType", "interface_type", None),
        ],
        _ => &[
            ("vlan", "vlan", Some(0)),
            ("vlanQoS", "vlanQoS", Some(0)),
            ("vlanProto", "vlanProto", None),
            ("spoofChk", "spoofchk", None),
            ("trust", "trust", None),
            ("minTxRate", "min_tx_rate", None),
            ("maxTxRate", "max_tx_rate", None),
            ("linkState", "link_state", None),
        ],
    };
    for (own, rendered, default) in members {
        match (copied(spec, own), default) {
            (Some(value), _) => config.push((rendered, Arc::clone(value))),
            (None, Some(default)) => config.push((rendered, number(at, *default))),
            (None, None) => {}
        }
    }
    if let Some(capabilities) = copied(spec, "capabilities").and_then(|node| yaml_in(source, node)) {
        config.push(("capabilities", capabilities));
    }
    let ipam = copied(spec, "ipam").and_then(|node| yaml_in(source, node));
    config.push(("ipam", ipam.unwrap_or_else(|| map(at, Vec::new()))));
    let own = map(at, config);
    let mut whole = vec![("cniVersion", text(at, "1.0.0")), ("name", Arc::clone(&name))];
    match copied(spec, "metaPlugins").and_then(|node| list_in(source, node)) {
        Some(meta) if matches!(&meta.value, Value::List(items) if !items.is_empty()) => {
            let mut plugins = vec![own];
            if let Value::List(items) = &meta.value {
                plugins.extend(items.iter().cloned());
            }
            whole.push(("plugins", list(at, plugins)));
        }
        _ => {
            if let Value::Map(entries) = &own.value {
                whole.extend(entries.iter().map(|entry| (entry.key.as_str(), Arc::clone(&entry.value))));
            }
        }
    }
    let resource = copied(spec, "resourceName").and_then(|node| Some((node.span, node.as_text()?)));
    let resource = resource.map(|(span, name)| text(span, &format!("{RESOURCE_PREFIX}/{name}")));
    Some(nad(at, name, namespace, resource, rendered(map(at, whole))))
}

/// What OpenShift's network operator makes of `additionalNetworks` (openshift/cluster-network-operator:
/// pkg/network/additional_networks.go).
fn additional(root: &Arc<Node>) -> Vec<Arc<Node>> {
    let Some(Value::List(items)) = root.at(&["spec", "additionalNetworks"]).map(|list| &list.value) else {
        return Vec::new();
    };
    items.iter().filter_map(additional_nad).collect()
}

fn additional_nad(item: &Arc<Node>) -> Option<Arc<Node>> {
    let at = item.span;
    let name = Arc::clone(item.at(&["name"])?);
    let namespace = copied(item, "namespace").map_or_else(|| text(at, "default"), Arc::clone);
    let config = match item.text_at(&["type"]) {
        "Raw" => Arc::clone(item.at(&["rawCNIConfig"])?),
        "SimpleMacvlan" => rendered(simple_macvlan(item, &name)),
        _ => return None,
    };
    Some(nad(at, name, namespace, None, config))
}

fn simple_macvlan(item: &Arc<Node>, name: &Arc<Node>) -> Arc<Node> {
    let entry = item.entry("simpleMacvlanConfig");
    let (at, simple) = entry.map_or((item.span, item), |entry| (entry.span, &entry.value));
    let mut config = vec![("cniVersion", text(at, "0.3.1")), ("name", Arc::clone(name)), ("type", text(at, "macvlan"))];
    for key in ["master", "mtu"] {
        config.extend(copied(simple, key).map(|value| (key, Arc::clone(value))));
    }
    if let Some(mode) = copied(simple, "mode") {
        config.push(("mode", text(mode.span, &mode.as_text().unwrap_or_default().to_lowercase())));
    }
    let ipam = copied(simple, "ipamConfig");
    let kind = ipam.and_then(|ipam| copied(ipam, "type"));
    let is_static = kind.and_then(|kind| kind.as_text()) == Some("Static");
    let kind = text(kind.map_or(at, |kind| kind.span), if is_static { "static" } else { "dhcp" });
    config.push(("ipam", map(ipam.map_or(at, |ipam| ipam.span), vec![("type", kind)])));
    map(at, config)
}

/// What Spiderpool makes of a SpiderMultusConfig (spidernet-io/spiderpool: pkg/multuscniconfig/utils.go).
fn spider(source: &str, root: &Arc<Node>, namespace: &str) -> Option<Arc<Node>> {
    let spec = root.at(&["spec"])?;
    let at = root.entry("spec")?.span;
    let annotations = root.at(&["metadata", "annotations"]);
    let annotated = |key: &str| annotations.and_then(|node| copied(node, key)).map(Arc::clone);
    let name = annotated("multus.spidernet.io/cr-name").or_else(|| root.at(&["metadata", "name"]).map(Arc::clone))?;
    let in_namespace = text(at, namespace);
    let kind = match spec.text_at(&["cniType"]) {
        "" | "custom" => {
            let config =
                copied(spec, "customCNI").map_or_else(|| moved(&Node::new(at, Value::Null), &|_| at), Arc::clone);
            return Some(nad(at, name, in_namespace, None, config));
        }
        kind => kind,
    };
    let own = copied(
        spec,
        match kind {
            "ib-sriov" => "ibsriov",
            other => other,
        },
    );
    let mut plugin = vec![("type", spec.at(&["cniType"]).map_or_else(|| text(at, kind), Arc::clone))];
    let mut resource = None;
    if let Some(own) = own {
        let vlan = own.at(&["vlanID"]).filter(|_| kind != "sriov");
        let master = match own.at(&["master"]).map(|master| &master.value) {
            Some(Value::List(masters)) => masters.first(),
            _ => None,
        };
        let bond = own.at(&["bond", "name"]);
        if let Some(master) = bond.or(master) {
            let master = match (master.as_text(), vlan) {
                (Some(name), Some(vlan)) => text(master.span, &format!("{name}.{}", vlan.json())),
                _ => Arc::clone(master),
            };
            plugin.push(("master", master));
        }
        for (key, rendered) in [("bridge", "bridge"), ("mtu", "mtu")] {
            plugin.extend(copied(own, key).map(|value| (rendered, Arc::clone(value))));
        }
        resource = copied(own, "resourceName").map(Arc::clone);
    }
    if kind == "macvlan" {
        plugin.push(("mode", text(at, "bridge")));
    }
    if !matches!(copied(spec, "disableIPAM").map(|node| &node.value), Some(Value::Bool(true))) {
        plugin.push(("ipam", map(at, vec![("type", text(at, "spiderpool"))])));
    }
    let mut plugins = vec![map(at, plugin)];
    if !matches!(copied(spec, "enableCoordinator").map(|node| &node.value), Some(Value::Bool(false))) {
        plugins.push(map(at, vec![("type", text(at, "coordinator"))]));
    }
    if let Some(chained) = copied(spec, "chainCNIJsonData")
        && let Value::List(items) = &chained.value
    {
        plugins.extend(items.iter().filter_map(|item| yaml_in(source, item)));
    }
    let version = annotated("multus.spidernet.io/cni-version").unwrap_or_else(|| text(at, "0.3.1"));
    let cni_name = annotated("cni.spidernet.io/cniconfig-name").unwrap_or_else(|| Arc::clone(&name));
    let config = map(at, vec![("cniVersion", version), ("name", cni_name), ("plugins", list(at, plugins))]);
    Some(nad(at, name, in_namespace, resource, rendered(config)))
}
