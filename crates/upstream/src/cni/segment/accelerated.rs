//! The ports of an accelerated bridge.

use std::rc::Rc;

use super::super::Plugin;
use super::trunk::Trunk;
use super::{Carrier, DEFAULT_VLAN, Segment, TRUNK, device};
use ceph_multus_json::order::sorted;

/// One for each bridge of its list. It takes the one that its device is a port of; its own VLAN or a trunk are in place of
/// the default one (k8snetworkplumbingwg/accelerated-bridge-cni: pkg/config/config.go,
/// `handleBridgeConfig`, pkg/manager/manager.go, `AttachRepresentor`).
pub(super) fn ports(plugin: &Plugin<'_>, vlan: Option<i64>) -> Vec<Segment> {
    let vlan = vlan.filter(|id| *id > 0);
    let trunk = Trunk::of(plugin.list("trunk"));
    let is_only_trunk = vlan.is_none() && !trunk.ids.is_empty();
    let trunk = Rc::new(trunk.with_untagged(DEFAULT_VLAN));
    let names = plugin.text("bridge").unwrap_or("cni0").split(',').map(str::trim);
    let ports = names.map(|name| Segment::new(Carrier::Link, name, plugin.path_of("bridge")));
    let mut ports: Vec<Segment> = sorted(ports);
    ports.dedup();
    let mut last = String::new();
    for port in &mut ports {
        // One port of a carrier is enough to have the trunk: a text has room for thousands.
        if port.name != last {
            port.trunk = Rc::clone(&trunk);
            last.clone_from(&port.name);
        }
        if is_only_trunk {
            port.vlan = String::from(TRUNK);
        } else if let Some(id) = vlan.filter(|id| *id != DEFAULT_VLAN) {
            port.vlan = if port.vlan.is_empty() { format!("{id}") } else { format!("{}.{id}", port.vlan) };
        }
    }
    ports.extend(device::named(plugin));
    ports
}
