//! What Spiderpool makes of a SpiderMultusConfig (spidernet-io/spiderpool: pkg/multuscniconfig/utils.go).

use std::sync::Arc;

use super::super::node::{list, map, moved, rendered, text};
use super::super::text::yaml_in;
use super::{copied, nad};
use crate::yaml::{Node, Value};

/// The NAD of `root`.
pub(super) fn nad_of(source: &str, root: &Arc<Node>, namespace: &str) -> Option<Arc<Node>> {
    let spec = root.at(&["spec"])?;
    let at = root.entry("spec")?.span;
    let annotations = root.at(&["metadata", "annotations"]);
    let annotated = |key: &str| annotations.and_then(|node| copied(node, key)).map(Arc::clone);
    let name = annotated("multus.spidernet.io/cr-name").or_else(|| root.at(&["metadata", "name"]).map(Arc::clone))?;
    let namespace = text(at, namespace);
    if matches!(spec.text_at(&["cniType"]), "" | "custom") {
        let nothing = || moved(&Node::new(at, Value::Null), &|_| at);
        let config = copied(spec, "customCNI").map_or_else(nothing, Arc::clone);
        return Some(nad(at, name, namespace, None, config));
    }
    let (plugin, resource) = plugin(spec, at);
    let mut plugins = vec![plugin];
    if !is(spec, "enableCoordinator", false) {
        plugins.push(map(at, vec![("type", text(at, "coordinator"))]));
    }
    if let Some(Value::List(items)) = copied(spec, "chainCNIJsonData").map(|chained| &chained.value) {
        plugins.extend(items.iter().filter_map(|item| yaml_in(source, item)));
    }
    let version = annotated("multus.spidernet.io/cni-version").unwrap_or_else(|| text(at, "0.3.1"));
    let cni_name = annotated("cni.spidernet.io/cniconfig-name").unwrap_or_else(|| Arc::clone(&name));
    let config = map(at, vec![("cniVersion", version), ("name", cni_name), ("plugins", list(at, plugins))]);
    Some(nad(at, name, namespace, resource, rendered(config)))
}

/// The plugin that makes the interface, and the resource that it takes its device from.
fn plugin(spec: &Node, at: (usize, usize)) -> (Arc<Node>, Option<Arc<Node>>) {
    let kind = spec.text_at(&["cniType"]);
    let own = copied(spec, if kind == "ib-sriov" { "ibsriov" } else { kind });
    let mut plugin = vec![("type", spec.at(&["cniType"]).map_or_else(|| text(at, kind), Arc::clone))];
    if let Some(own) = own {
        plugin.extend(master(own, kind).map(|master| ("master", master)));
        for key in ["bridge", "mtu"] {
            plugin.extend(copied(own, key).map(|value| (key, Arc::clone(value))));
        }
    }
    if kind == "macvlan" {
        plugin.push(("mode", text(at, "bridge")));
    }
    if !is(spec, "disableIPAM", true) {
        plugin.push(("ipam", map(at, vec![("type", text(at, "spiderpool"))])));
    }
    (map(at, plugin), own.and_then(|own| copied(own, "resourceName")).map(Arc::clone))
}

/// The bond or the first of the links, or the VLAN on it that the coordinator makes.
fn master(own: &Node, kind: &str) -> Option<Arc<Node>> {
    let links = match own.at(&["master"]).map(|master| &master.value) {
        Some(Value::List(links)) => links.first(),
        _ => None,
    };
    let link = own.at(&["bond", "name"]).or(links)?;
    let vlan = own.at(&["vlanID"]).filter(|_| kind != "sriov");
    Some(match (link.as_text(), vlan) {
        (Some(name), Some(vlan)) => text(link.span, &format!("{name}.{}", vlan.json())),
        _ => Arc::clone(link),
    })
}

/// Whether `key` is set to `wanted`.
fn is(spec: &Node, key: &str, wanted: bool) -> bool {
    matches!(copied(spec, key).map(|node| &node.value), Some(Value::Bool(value)) if *value == wanted)
}
