//! A Ceph pod without a network that it needs.

use std::collections::BTreeSet;

use crate::attachment::same_nad;
use crate::ceph_cluster::CephNetwork;
use crate::daemon::{Daemon, Joins};
use crate::finding::{Findings, Level};
use crate::object::NETWORKS_ANNOTATION;
use crate::review::{PodReview, WorkloadReview};
use crate::rule::{Check, Rule};
use crate::selection::NetworkSelection;
use crate::standing::{Fit, Obstacle};

pub(super) static RULE: Rule = Rule {
    id: "attachment-missing",
    summary: "a Ceph pod without a network that it needs",
    level: Level::Warn,
    checks: &[Check::Pod(check), Check::Pod(check_csi), Check::Workload(check_toolbox)],
};

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    // What nobody but a person makes is not helped onto a network.
    let is_bare = review.origin.is_some() && review.daemon.has_controller() && !review.pod.has_controller();
    let Some(standing) = review.standing.filter(|_| !review.pod.host_network && !is_bare) else { return };
    let daemon = review.daemon;
    if standing.fit() == Fit::Empty && daemon.is_csi() && !daemon.is_csi_holder() {
        // Not Rook's word any more: since v1.18 another operator makes these pods.
        for (network, selection) in standing.lacking() {
            let problem = problem(network, selection, daemon);
            findings.report(super::NETWORKS_PATH, problem, format!("add {}", selection.quoted_nad()));
        }
    }
    for (network, selection) in standing.missing() {
        let (nad, problem) = (selection.quoted_nad(), problem(network, selection, daemon));
        match (standing.obstacle(), standing.edit()) {
            (None, Some(edit)) => findings.mend(edit.clone(), problem, format!("add {nad}")),
            (Some(Obstacle::NameClash), _) => {
                findings.report(super::NETWORKS_PATH, problem, "ask for other interface names, and add it");
            }
            (Some(Obstacle::UnknownNad), _) | (None, None) => {
                findings.report(super::NETWORKS_PATH, problem, "add it, and its NAD to `inventory`");
            }
        }
    }
}

fn problem(network: CephNetwork, selection: &NetworkSelection, daemon: Daemon) -> String {
    format!("no {} network {}, which the {} needs", network.key(), selection.quoted_nad(), daemon.name)
}

/// One operator may serve several CephClusters: its CSI controllers then need the public network of each. Which it
/// serves only the cluster knows, so that nothing is written into the annotation.
fn check_csi(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.pod.host_network || !review.daemon.is_csi() || review.daemon.joins != Joins::Public {
        return;
    }
    let Ok(networks) = &review.pod.networks else { return };
    let joined: BTreeSet<(&str, &str)> =
        networks.iter().map(|one| (one.namespace.as_str(), one.name.as_str())).collect();
    let namespace = review.pod.object.namespace;
    let own = review.world.cluster_of_operator(namespace);
    let others = review.world.other_public_networks(namespace, own);
    for (cluster, public) in others.iter().filter(|(_, one)| !joined.contains(&(one.namespace.as_str(), &one.name))) {
        let nad = public.quoted_nad();
        let problem = format!("no public network {nad} of {}, which the {} serves", cluster.object, review.daemon.name);
        findings.caution(super::NETWORKS_PATH, problem, format!("add {nad}"));
    }
}

/// Rook attaches the toolbox to no network, and whether somebody wants to reach OSDs from it only they know: told where
/// they write it, and not at each of its pods.
fn check_toolbox(review: &WorkloadReview<'_>, findings: &mut Findings<'_>) {
    let (workload, world) = (review.workload, review.world);
    let networks = workload.pod.networks.as_deref();
    // An annotation on the workload itself is told by `annotation-misplaced`.
    let is_misplaced = workload.object.annotation(NETWORKS_ANNOTATION).is_some_and(|text| !text.is_empty());
    let (false, false, Ok(networks)) = (is_misplaced, workload.pod.host_network, networks) else { return };
    let cluster = world.cluster_in(workload.object.namespace).filter(|_| review.daemon.is_toolbox());
    let Some(public) = cluster.and_then(|cluster| cluster.network(CephNetwork::Public)) else { return };
    if !networks.iter().any(|network| same_nad(network, public)) {
        let nad = public.quoted_nad();
        let problem = format!("no public network {nad}: `rados`, `rbd` and `radosgw-admin` do not reach the OSDs");
        let path = format!("{}.{}", workload.template(), super::NETWORKS_PATH);
        findings.caution(path, problem, format!("add {nad}, Rook does not"));
    }
}
