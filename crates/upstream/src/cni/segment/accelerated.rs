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
    let mut ports = sorted(names.map(|name| Segment::new(Carrier::Link, name, plugin.path_of("bridge"))));
    ports.dedup();
    // One port of a carrier is enough to have the trunk: a text has room for thousands.
    for first in ports.chunk_by_mut(Segment::is_beside).filter_map(<[Segment]>::first_mut) {
        first.trunk = Rc::clone(&trunk);
    }
    let own = vlan.filter(|id| *id != DEFAULT_VLAN);
    let in_vlan = |port: Segment| match is_only_trunk {
        true => Segment { vlan: String::from(TRUNK), ..port },
        false => port.tagged(own),
    };
    ports.into_iter().map(in_vlan).chain(device::named(plugin)).collect()
}
