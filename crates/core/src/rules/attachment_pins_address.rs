//! A pod that asks for a particular address on a network of Ceph.

use crate::facts::pod::Pod;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::rule::{Check, Rule};
use crate::review::{ForeignPodReview, PodReview};
use crate::upstream::address::{Address, Cidr};
use crate::upstream::selection::{EcmpDefaultRoute, NetworkSelection, default_routes};
use crate::world::assigned::Assigned;
use crate::world::ceph_networks::CephNetworks;
use crate::world::context::Context;

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
    // No pod of Ceph asks for an address, and here anybody may have given the label.
    let reported = if review.context.is_assumed(review.daemon, review.pod.object.namespace) {
        let leaves = [&super::foreign_attachment::RULE, &super::attachment_not_allowed::RULE];
        check_addresses(review.pod, review.ceph, review.context, &leaves, findings)
    } else {
        Vec::new()
    };
    let path = super::NETWORKS_PATH;
    if let Err(EcmpDefaultRoute) = default_routes(review.pod.attachments(), 0) {
        let problem = "`default-route` has two gateways of one family, which Multus rejects";
        findings.report(path, problem, "remove `default-route`");
    }
    // They are in the order of the annotation.
    let mut reported = reported.into_iter().peekable();
    for element in review.pod.attachments() {
        let is_reported = reported.next_if(|network| std::ptr::eq(*network, element)).is_some();
        let is_new = |key: &&str| !(is_reported && NetworkSelection::asks_for_addresses(key));
        for key in element.pinned_keys().filter(is_new) {
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

fn check_foreign(review: &ForeignPodReview<'_>, findings: &mut Findings<'_>) {
    let leaves = [&super::foreign_attachment::RULE];
    check_addresses(review.pod, review.ceph, review.context, &leaves, findings);
}

/// Whereabouts adds what a pod asks for, whoever has that address, and host-local looks only on the node. An address that no
/// network assigns, and no node has, is free for others. `leaves` are the rules by which a pod leaves a network where it
/// must not be. The answer has what a finding is about.
fn check_addresses<'p>(
    pod: &'p Pod<'_>,
    ceph: &CephNetworks<'_>,
    context: &Context<'_>,
    leaves: &[&Rule],
    findings: &mut Findings<'_>,
) -> Vec<&'p NetworkSelection> {
    let mut reported = Vec::new();
    // A pod that has to leave the network needs no other address there.
    let rejects_networks = leaves.iter().all(|rule| findings.would_reject(rule.id));
    let mut assigned = None;
    for (path, network) in super::asked_for(pod) {
        if rejects_networks && ceph.reserved_by(network).is_some() {
            continue;
        }
        let Some(of_ceph) = ceph.get(network) else { continue };
        let of_args = network.ips_of_args();
        for (ips, by_args) in [(&network.members().ips, false), (&of_args, true)] {
            if ips.is_empty() {
                continue;
            }
            let assigned = assigned.get_or_insert_with(|| Assigned::of(ceph, context));
            if by_args && !assigned.reads_args(network) {
                continue;
            }
            let whose = |address| match assigned.title(address) {
                Some(title) => Some((address, title, EXCLUDED)),
                None if assigned.is_of_nodes(address, of_ceph) => {
                    Some((address, format!("nodes on {}", of_ceph.title()), EXCLUDED_AND_NOT_OF_NODES))
                }
                None => None,
            };
            if let Some((address, title, help)) = ips.iter().filter_map(|text| requested(text)).find_map(whose) {
                let problem = format!("asks for `{address}`, an address of {title}");
                findings.about(network).report(path, problem, if by_args { "remove `cni-args.ips`" } else { help });
                reported.push(network);
                break;
            }
        }
    }
    reported
}

const EXCLUDED: &str = "remove `ips`, or use an address that Whereabouts excludes";

const EXCLUDED_AND_NOT_OF_NODES: &str =
    "remove `ips`, or use an address outside `nodeRanges` that Whereabouts excludes";

/// The address of an entry of `ips`, with or without a prefix.
fn requested(text: &str) -> Option<Address> {
    Address::parse(text).ok().or_else(|| Some(Cidr::parse(text).ok()?.address()))
}
