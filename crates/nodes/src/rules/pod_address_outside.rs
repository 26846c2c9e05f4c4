//! A pod has an address that today no other would get.

use ceph_multus_core::Level;
use ceph_multus_upstream::address::Address;

use crate::found::Found;
use crate::rule::Rule;
use crate::site::{Network, Site};

pub(super) static RULE: Rule = Rule {
    id: "pod-address-outside",
    summary: "a pod with an address that its network no longer assigns",
    level: Level::Warn,
    check,
};

fn check(site: &Site, found: &mut Found) {
    for (pod, entry, network) in super::attached(site) {
        for address in super::addresses(entry) {
            let pools = network.nad.pools.iter().filter(|pool| pool.cidr.family() == address.family());
            let within: Vec<_> = pools.clone().filter(|pool| pool.cidr.contains(address)).collect();
            let problem = match within.first() {
                _ if pools.count() == 0 || is_reported_elsewhere(network, address) => continue,
                None => format!("`{address}` is not in a range of `{}`", entry.name),
                Some(pool) if pool.assignable.contains(address) => continue,
                Some(_) => format!("`{address}` can no longer be assigned by `{}`", entry.name),
            };
            let help = "restart the pod, which is older than the NAD";
            found.report(pod.document, super::STATUS_PATH, problem, help);
        }
    }
}

/// Whether the address is outside of `addressRanges`, which weighs more.
fn is_reported_elsewhere(network: &Network, address: Address) -> bool {
    !network.address_ranges.is_empty() && !network.address_ranges.iter().any(|range| range.contains(address))
}
