//! A Ceph pod that asks for a particular address.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::PodReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::selection::{EcmpDefaultRoute, default_routes};

pub(super) static RULE: Rule = Rule {
    id: "attachment-pins-address",
    summary: "a Ceph pod that asks for an address or a default route",
    level: Level::Deny,
    checks: &[Check::Pod(check)],
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
            let nad = element.quoted_nad();
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
