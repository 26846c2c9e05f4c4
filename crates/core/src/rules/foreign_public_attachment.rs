//! A pod that is not Ceph's on a Ceph public network.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ForeignPodReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a pod outside Ceph on a Ceph public network";

pub(super) static RULE: Rule =
    Rule { id: "foreign-public-attachment", level: Level::Allow, checks: &[Check::ForeignPod(check)] };

/// The service account of the metrics exporter, which ocs-operator attaches to the public network of its namespace without a
/// label that Rook knows (red-hat-storage/ocs-operator: internal/controller/storagecluster/exporter.go).
const METRICS_EXPORTER: &str = "ocs-metrics-exporter";

fn check(review: &ForeignPodReview<'_>, findings: &mut Findings<'_>) {
    let pod = review.pod;
    if pod.service_account() == METRICS_EXPORTER && review.context.world.is_ceph_namespace(pod.object.namespace) {
        return;
    }
    for (path, network) in super::asked_for(pod) {
        if let Some(selected) = review.ceph.get(network).filter(|network| network.reserved_by().is_none()) {
            let nad = network.nad.quoted();
            let problem = format!("{nad} is {}", selected.role());
            findings.about(network).report(path, problem, format!("remove {nad}"));
        }
    }
}
