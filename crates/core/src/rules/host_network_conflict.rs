//! The legacy host network switch beside a provider.

use crate::facts::ceph_cluster::NetworkProvider;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "`hostNetwork: true` together with a provider";

pub(super) static RULE: Rule =
    Rule { id: "host-network-conflict", level: Level::Deny, checks: &[Check::Cluster(check)] };

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    if cluster.provider == NetworkProvider::Default {
        return;
    }
    for path in cluster.host_network_paths() {
        findings.report(path, "Rook rejects `hostNetwork: true` if `provider` is set", "remove `hostNetwork`");
    }
}
