//! A pod that asks for a particular address on a network of Ceph.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::rule::{Check, Rule};
use crate::review::{ForeignPodReview, PodReview};
use crate::upstream::address::{Address, Cidr};
use crate::upstream::selection::{EcmpDefaultRoute, default_routes};
use crate::world::assigned::Assigned;

pub(super) const SUMMARY: &str = "a pod that asks for an address on a Ceph network, or a default route";

pub(super) static RULE: Rule = Rule {
    id: "attachment-pins-address",
    level: Level::Deny,
    checks: &[Check::Pod(check), Check::ForeignPod(check_foreign)],
};

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.pod.host_network {
        return;
    }
    let path = super::NETWORKS_PATH;
    if let Err(EcmpDefaultRoute) = default_routes(review.pod.attachments(), 0) {
        let problem = "`default-route` has two gateways of one family, which Multus rejects";
        findings.report(path, problem, "remove `default-route`");
    }
    for element in review.pod.attachments() {
        for key in element.pinned_keys() {
            let nad = element.nad.quoted();
            let help = format!("remove `{key}`");
            if key == "default-route" {
                let problem = format!("`default-route` for {nad} replaces the default route of the pod network");
                findings.about(element).caution(path, problem, help);
                continue;
            }
            let problem = format!("the IPAM plugin neither reserves nor checks `{key}` for {nad}");
            // The place to reject it is what the pod comes from: one that is rejected is a daemon that does not come back.
            if review.origin.is_some() {
                findings.about(element).caution(path, problem, help);
            } else {
                findings.about(element).report(path, problem, help);
            }
        }
    }
}

/// Whereabouts adds what a pod asks for, whoever has that address, and host-local looks only on the node. An address that no
/// network assigns is free for others.
fn check_foreign(review: &ForeignPodReview<'_>, findings: &mut Findings<'_>) {
    let mut assigned = None;
    for (path, network) in super::asked_for(review.pod).filter(|(_, network)| review.ceph.get(network).is_some()) {
        let of_args = network.ips_of_args();
        let asked = [
            (&network.members().ips, false, "remove `ips`, or use an address that Whereabouts excludes"),
            (&of_args, true, "remove `cni-args.ips`"),
        ];
        for (ips, by_args, help) in asked.into_iter().filter(|(ips, ..)| !ips.is_empty()) {
            let assigned = assigned.get_or_insert_with(|| Assigned::of(review.ceph, review.context));
            if by_args && !assigned.reads_args(network) {
                continue;
            }
            let addresses = ips.iter().filter_map(|text| requested(text));
            let taken = addresses.filter_map(|address| Some((address, assigned.title(address)?))).next();
            if let Some((address, title)) = taken {
                let problem = format!("asks for `{address}`, an address of {title}");
                findings.about(network).report(path, problem, help);
                break;
            }
        }
    }
}

/// The address of an entry of `ips`, with or without a prefix.
fn requested(text: &str) -> Option<Address> {
    Address::parse(text).ok().or_else(|| Some(Cidr::parse(text).ok()?.address()))
}
