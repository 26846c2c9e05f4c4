//! Selectors that nobody looks at.

use crate::ceph_cluster::CephNetwork;
use crate::finding::{Findings, Level};
use crate::review::ClusterReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "selectors-ignored",
    summary: "selectors that have no effect",
    level: Level::Warn,
    checks: &[Check::Cluster(check)],
};

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    if CephNetwork::ALL.into_iter().all(|network| cluster.selector_text(network).is_none()) {
        return;
    }
    let path = "spec.network.selectors";
    if cluster.external {
        findings.report(path, "no effect on the daemons of an external cluster", "remove them");
    } else if !cluster.uses_multus() {
        findings.report(path, "no effect without provider `multus`", "set the provider, or remove them");
    }
}
