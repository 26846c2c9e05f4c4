//! Pods have no route to a node's address.

use std::rc::Rc;

use ceph_multus_core::Level;
use ceph_multus_upstream::address::{Address, Cidr};

use crate::found::Found;
use crate::host::HostAddress;
use crate::nad::NadFacts;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "pod-route-missing",
    summary: "a public network without a route to the address of a node",
    level: Level::Warn,
    check,
};

fn check(site: &Site, found: &mut Found) {
    for nad in site.public_nads().into_iter().filter(|nad| !nad.pools.is_empty()) {
        let families = site.families(nad);
        let missed: Vec<(usize, &HostAddress)> = super::node_addresses(site, nad)
            .into_iter()
            .filter(|(_, address)| families.contains(&address.cidr.family()) && !nad.reaches(address.address()))
            // The policy's own rule says so where the settings name the node ranges.
            .filter(|(_, address)| !site.node_ranges.iter().any(|range| range.contains(address.address())))
            .collect();
        let Some((document, first)) = missed.first().copied() else { continue };
        report(nad, document, first, missed.len() - 1, found);
    }
}

fn report(nad: &Rc<NadFacts>, document: usize, first: &HostAddress, more: usize, found: &mut Found) {
    let address: Address = first.address();
    let network: Cidr = first.cidr;
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let problem = format!("the pods have no route to the node address `{address}`{more}, so the node gets no answer");
    let help = format!("add `{{\"dst\": \"{network}\"}}` to `routes`");
    match nad.document {
        Some(own) => found.report(own, nad.ipam_path.clone().key("routes"), problem, help),
        None => found.report(document, &first.path, format!("{} {problem}", nad.title()), help),
    }
}
