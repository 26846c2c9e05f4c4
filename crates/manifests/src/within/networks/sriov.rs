//! What the SR-IOV network operator renders (k8snetworkplumbingwg/sriov-network-operator: bindata/manifests/cni-config).

use std::sync::Arc;

use super::super::node::{list, map, number, rendered, text};
use super::super::text::{list_in, yaml_in};
use super::{copied, nad};
use crate::yaml::{Node, Value};

/// The prefix of the names of devices, as OpenShift and the operator's chart have it.
const RESOURCE_PREFIX: &str = "openshift.io";

/// A key of the custom resource, that of the plugin, and the number that is written where it is absent.
type Member = (&'static str, &'static str, Option<u64>);

const SRIOV_IB_NETWORK: &[Member] = &[("linkState", "link_state", None)];

const OVS_NETWORK: &[Member] = &[
    ("bridge", "bridge", None),
    ("vlan", "vlan", None),
    ("mtu", "mtu", None),
    ("trunk", "trunk", None),
    ("interfaceType", "interface_type", None),
];

const SRIOV_NETWORK: &[Member] = &[
    ("vlan", "vlan", Some(0)),
    ("vlanQoS", "vlanQoS", Some(0)),
    ("vlanProto", "vlanProto", None),
    ("spoofChk", "spoofchk", None),
    ("trust", "trust", None),
    ("minTxRate", "min_tx_rate", None),
    ("maxTxRate", "max_tx_rate", None),
    ("linkState", "link_state", None),
];

/// The NAD of `root`, an object of this kind.
pub(super) fn nad_of(source: &str, kind: &str, root: &Arc<Node>, namespace: &str) -> Option<Arc<Node>> {
    let spec = root.at(&["spec"])?;
    let at = root.entry("spec")?.span;
    let name = Arc::clone(root.at(&["metadata", "name"])?);
    let namespace = match copied(spec, "networkNamespace") {
        Some(node) if node.as_text().is_some_and(|text| !text.is_empty()) => Arc::clone(node),
        _ => text(at, namespace),
    };
    let plugin = map(at, plugin(source, kind, spec, at));
    let mut config = vec![("cniVersion", text(at, "1.0.0")), ("name", Arc::clone(&name))];
    match copied(spec, "metaPlugins").and_then(|node| list_in(source, node)).as_deref() {
        Some(Node { value: Value::List(meta), .. }) if !meta.is_empty() => {
            let plugins = [plugin].into_iter().chain(meta.iter().cloned());
            config.push(("plugins", list(at, plugins.collect())));
        }
        _ => {
            if let Value::Map(entries) = &plugin.value {
                config.extend(entries.iter().map(|entry| (entry.key.as_str(), Arc::clone(&entry.value))));
            }
        }
    }
    let resource = copied(spec, "resourceName").and_then(|node| Some((node.span, node.as_text()?)));
    let resource = resource.map(|(span, name)| text(span, &format!("{RESOURCE_PREFIX}/{name}")));
    Some(nad(at, name, namespace, resource, rendered(map(at, config))))
}

/// The members of the plugin's own configuration.
fn plugin(source: &str, kind: &str, spec: &Node, at: (usize, usize)) -> Vec<(&'static str, Arc<Node>)> {
    let (plugin, members) = match kind {
        "SriovIBNetwork" => ("ib-sriov", SRIOV_IB_NETWORK),
        "OVSNetwork" => ("ovs", OVS_NETWORK),
        _ => ("sriov", SRIOV_NETWORK),
    };
    let mut config = vec![("type", text(at, plugin))];
    for (own, rendered, default) in members {
        let value = copied(spec, own).map(Arc::clone).or_else(|| default.map(|default| number(at, default)));
        config.extend(value.map(|value| (*rendered, value)));
    }
    let capabilities = copied(spec, "capabilities").and_then(|node| yaml_in(source, node));
    config.extend(capabilities.map(|capabilities| ("capabilities", capabilities)));
    let ipam = copied(spec, "ipam").and_then(|node| yaml_in(source, node));
    config.push(("ipam", ipam.unwrap_or_else(|| map(at, Vec::new()))));
    config
}
