//! A daemon has addresses of the wrong family.

use ceph_multus_core::Level;

use crate::found::Found;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "pod-address-family",
    summary: "a daemon without an address of the family that Ceph uses",
    level: Level::Deny,
    check,
};

fn check(site: &Site, found: &mut Found) {
    for (pod, entry, network) in super::attached(site) {
        let Some(family) = network.family.filter(|_| pod.daemon.is_some()) else { continue };
        if !entry.ips.is_empty() && !super::addresses(entry).any(|address| address.family() == family) {
            let problem = format!("has no {family} address on `{}`, the {}", entry.name, network.title());
            found.report(
                pod.document,
                super::STATUS_PATH,
                problem,
                "change `ipFamily`, or add a range of this family to the network",
            );
        }
    }
}
