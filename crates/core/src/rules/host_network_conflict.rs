//! The legacy host network switch beside a provider.

use crate::ceph_cluster::NetworkProvider;
use crate::finding::{Findings, Level};
use crate::review::ClusterReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "host-network-conflict",
    summary: "`hostNetwork: true` beside a network provider",
    level: Level::Deny,
    checks: &[Check::Cluster(check)],
};

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    if cluster.host_network && cluster.provider != NetworkProvider::Default {
        findings.report(
            "spec.network.hostNetwork",
            "`true` beside a `provider`, which Rook refuses",
            "remove `hostNetwork`",
        );
    }
}
