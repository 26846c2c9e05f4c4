//! Services for other Kubernetes clusters, which take the OSDs off the Multus networks.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "multi-cluster-service",
    summary: "`multiClusterService` together with Multus, which OSDs then do not use",
    level: Level::Warn,
    checks: &[Check::Cluster(check)],
};

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    let is_on = cluster.object.is_true_at(&["spec", "network", "multiClusterService", "enabled"]);
    if is_on && cluster.uses_multus() && !cluster.external {
        findings.report(
            ["spec", "network", "multiClusterService", "enabled"],
            "the OSDs listen on the pod network and do not use their Multus networks",
            "use Multus, or `multiClusterService`",
        );
    }
}
