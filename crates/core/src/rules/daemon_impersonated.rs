//! A pod that wears the label of a Ceph daemon and is none.

use crate::facts::author::is_controller;
use crate::facts::daemon::Joins;
use crate::facts::object::{DEFAULT_NETWORK_ANNOTATION, NETWORKS_ANNOTATION, Object};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::rule::{Check, Rule};
use crate::review::{Origin, PodReview};

pub(super) const SUMMARY: &str = "a pod with the label of a Ceph daemon that Rook did not create";

pub(super) static RULE: Rule = Rule { id: "daemon-impersonated", level: Level::Deny, checks: &[Check::Pod(check)] };

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    let daemon = review.daemon;
    let account = review.pod.service_account();
    if let Some(needed) = needed_account(review).filter(|needed| *needed != account) {
        let whose = if account.is_empty() { String::from("the default account") } else { quoted(account) };
        let problem = format!("the pod has the label of {} but runs as {whose}", daemon.with_article());
        findings.report(
            ["spec", "serviceAccountName"],
            problem,
            format!("remove the label, or run the pod as `{needed}`"),
        );
    }
    let Some(origin) = review.origin else { return };
    if is_bare(review, &origin) {
        let problem = format!("no controller owns this pod, but Rook creates the {} with one", daemon.name());
        findings.report(["metadata", "ownerReferences"], problem, "remove the label");
        return;
    }
    let creator = origin.creator.filter(|_| matches!(daemon.joins(), Joins::Both | Joins::Public));
    if let Some(creator) = creator.filter(|user| !is_controller(user)) {
        let problem = format!("{} creates a pod with the label of {}", quoted(creator), daemon.with_article());
        findings.caution(["metadata", "labels", "app"], problem, "remove the label, or leave the pod to Rook");
    }
}

/// The service account without which a pod is not what may join a cluster network
/// (rook/rook: pkg/operator/ceph/cluster/osd/spec.go, pkg/operator/ceph/controller/network.go;
/// red-hat-storage/ocs-operator: internal/controller/storagecluster/blackbox_exporter.go).
fn needed_account(review: &PodReview<'_>) -> Option<&'static str> {
    let is_cluster_network = |one| review.ceph.get(one).is_some_and(|network| network.cluster.is_some());
    let on_cluster_network = || !review.pod.host_network && review.pod.attachments().iter().any(is_cluster_network);
    match review.daemon.joins() {
        Joins::Both => Some("rook-ceph-osd"),
        Joins::One => Some("rook-ceph-cmd-reporter").filter(|_| on_cluster_network()),
        Joins::LikeOsds => Some("odf-blackbox-exporter").filter(|_| on_cluster_network()),
        _ => None,
    }
}

/// Whether the pod is on networks, and neither a controller nor a person's tool brought it there. One that is already
/// what it was is left alone: somebody may have orphaned it, and it must not lose its labels over that.
fn is_bare(review: &PodReview<'_>, origin: &Origin<'_>) -> bool {
    let pod = review.pod;
    let asked = |object: &Object<'_>| {
        let annotation = |key| object.annotation(key).map(str::to_owned);
        let label = object.label("app").map(str::to_owned);
        (label, annotation(NETWORKS_ANNOTATION), annotation(DEFAULT_NETWORK_ANNOTATION))
    };
    let was = origin.old.is_some_and(|old| asked(&old) == asked(&pod.object));
    !was && !pod.host_network && pod.asks_for_networks() && review.daemon.needs_controller() && !pod.has_controller()
}
