//! A daemon has an address that Ceph would not take.

use ceph_multus_core::Level;

use crate::found::Found;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "pod-address-outside-ranges",
    summary: "a daemon with an address outside `addressRanges`",
    level: Level::Deny,
    check,
};

fn check(site: &Site, found: &mut Found) {
    for (pod, entry, network) in super::attached(site) {
        if network.address_ranges.is_empty() || !network.wants(pod) {
            continue;
        }
        let is_within = |address| network.address_ranges.iter().any(|range| range.contains(address));
        let own: Vec<_> = super::addresses(entry).collect();
        if let Some(address) = own.first().filter(|_| !own.iter().any(|address| is_within(*address))) {
            let problem = format!("`{address}` is not in `addressRanges` of the {}", network.title());
            found.report(
                pod.document,
                super::STATUS_PATH,
                problem,
                "add its range; without it the daemon cannot restart",
            );
        }
    }
}
