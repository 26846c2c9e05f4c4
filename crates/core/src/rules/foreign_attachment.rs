//! A pod that is no OSD on a Ceph cluster network.

use crate::ceph_cluster::CephNetwork;
use crate::finding::{Findings, Level};
use crate::review::ForeignPodReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "foreign-attachment",
    summary: "a pod that is not Ceph's on a Ceph cluster network",
    level: Level::Deny,
    checks: &[Check::ForeignPod(check)],
};

fn check(review: &ForeignPodReview<'_>, findings: &mut Findings<'_>) {
    let path = super::NETWORKS_PATH;
    for element in review.pod.attachments() {
        // A network that is public for some cluster has clients of every kind.
        if review.world.network_owner(element, CephNetwork::Public).is_some() {
            continue;
        }
        if let Some(cluster) = review.world.network_owner(element, CephNetwork::Cluster) {
            let nad = format!("`{}/{}`", element.namespace, element.name);
            let problem = format!("{nad} is the cluster network of {}, which is for its OSDs only", cluster.object);
            findings.report(path, problem, format!("remove {nad}"));
        }
    }
}
