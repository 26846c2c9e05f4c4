//! What OpenShift's network operator makes of `additionalNetworks` (openshift/cluster-network-operator:
//! pkg/network/additional_networks.go).

use std::sync::Arc;

use super::super::node::{map, rendered, text};
use super::{copied, nad};
use crate::yaml::{Node, Value};

/// The NADs of `root`, a Network.
pub(super) fn nads(root: &Arc<Node>) -> Vec<Arc<Node>> {
    let Some(Value::List(items)) = root.at(&["spec", "additionalNetworks"]).map(|list| &list.value) else {
        return Vec::new();
    };
    items.iter().filter_map(nad_of).collect()
}

fn nad_of(item: &Arc<Node>) -> Option<Arc<Node>> {
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
