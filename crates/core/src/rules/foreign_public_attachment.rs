//! A pod that is not Ceph's on a Ceph public network.

use crate::facts::ceph_cluster::CephNetwork;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ForeignPodReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::selection::NetworkSelection;

pub(super) const SUMMARY: &str = "a pod outside Ceph on a Ceph public network";

pub(super) static RULE: Rule =
    Rule { id: "foreign-public-attachment", level: Level::Allow, checks: &[Check::ForeignPod(check)] };

/// The service account of the metrics exporter, which ocs-operator attaches to the public network of its namespace without a
/// label that Rook knows (red-hat-storage/ocs-operator: internal/controller/storagecluster/exporter.go).
const METRICS_EXPORTER: &str = "ocs-metrics-exporter";

fn check(review: &ForeignPodReview<'_>, findings: &mut Findings<'_>) {
    let pod = review.pod;
    let is_exporter = pod.service_account() == METRICS_EXPORTER;
    for (path, network) in super::asked_for(pod) {
        if let Some(selected) = review.ceph.get(network).filter(|network| network.reserved_by().is_none()) {
            if is_exporter && path == super::NETWORKS_PATH && is_own_public(review, network) {
                continue;
            }
            let nad = network.nad.quoted();
            let problem = format!("{nad} is {}", selected.role());
            findings.about(network).report(path, problem, format!("remove {nad}"));
        }
    }
}

/// Whether `network` is the public network of a CephCluster in the namespace of the pod.
fn is_own_public(review: &ForeignPodReview<'_>, network: &NetworkSelection) -> bool {
    let clusters = review.context.moments().flat_map(|world| world.clusters());
    let mut own = clusters.filter(|cluster| cluster.object.namespace == review.pod.object.namespace);
    own.any(|cluster| cluster.network(CephNetwork::Public).is_some_and(|public| public.nad == network.nad))
}
