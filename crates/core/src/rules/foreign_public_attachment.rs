//! A pod that is not Ceph's on a Ceph public network.

use crate::ceph_cluster::CephNetwork;
use crate::finding::{Findings, Level};
use crate::review::ForeignPodReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "foreign-public-attachment",
    summary: "a pod that is not Ceph's on a Ceph public network",
    level: Level::Allow,
    checks: &[Check::ForeignPod(check)],
};

fn check(review: &ForeignPodReview<'_>, findings: &mut Findings<'_>) {
    let path = super::NETWORKS_PATH;
    for element in review.pod.attachments() {
        if let Some(cluster) = review.world.network_owner(element, CephNetwork::Public) {
            let nad = format!("`{}/{}`", element.namespace, element.name);
            let problem = format!("{nad} is the public network of {}", cluster.object);
            findings.report(path, problem, format!("remove {nad}"));
        }
    }
}
