//! Services for other Kubernetes clusters, which take the OSDs off the Multus networks.

use crate::facts::ceph_cluster::NetworkProvider;
use crate::facts::kind::Kind;
use crate::facts::object::Object;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ResourceReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "`multiClusterService` together with Multus, which OSDs then do not use";

pub(super) static RULE: Rule =
    Rule { id: "multi-cluster-service", level: Level::Warn, checks: &[Check::Resource(check)] };

const ENABLED: [&str; 4] = ["spec", "network", "multiClusterService", "enabled"];

fn check(review: &ResourceReview<'_>, findings: &mut Findings<'_>) {
    let object = review.object;
    if !matches!(object.kind, Kind::CephCluster | Kind::StorageCluster) || !object.is_true_at(&ENABLED) {
        return;
    }
    let Some(cluster) = review.cluster.filter(|cluster| cluster.runs_on_multus()) else { return };
    // What no change has to do with is not said again with each.
    let was_so = |old: &Object<'_>| old.is_true_at(&ENABLED) && NetworkProvider::of(old) == cluster.provider;
    if !review.old.is_some_and(was_so) {
        findings.report(
            ENABLED,
            "the OSDs listen on the pod network and do not use their Multus networks",
            "use Multus, or `multiClusterService`",
        );
    }
}
