//! Pods answer nodes through a gateway.

use ceph_multus_core::Level;

use crate::found::Found;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "pod-route-through-gateway",
    summary: "pods that answer nodes through a gateway",
    level: Level::Warn,
    check,
};

fn check(site: &Site, found: &mut Found) {
    for nad in site.public_nads() {
        let Some(document) = nad.document else { continue };
        let nodes = super::node_addresses(site, nad);
        for route in &nad.routes {
            let Some(gateway) = route.stand_in else { continue };
            let leads = |address| route.destination.contains(address) && !nad.is_connected(address);
            if let Some((_, node)) = nodes.iter().find(|(_, node)| leads(node.address())) {
                let node = node.address();
                let problem = format!("`gw` is not set, so pods answer node `{node}` through `gateway`, `{gateway}`");
                found.report(
                    document,
                    &route.path,
                    problem,
                    "remove `gateway`, because the nodes are on the same link",
                );
            }
        }
    }
}
