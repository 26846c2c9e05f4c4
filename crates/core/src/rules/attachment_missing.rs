//! A Ceph pod without a network that it needs.

use crate::ceph_cluster::CephNetwork;
use crate::daemon::Daemon;
use crate::finding::{Findings, Level};
use crate::review::PodReview;
use crate::rule::{Check, Rule};
use crate::selection::NetworkSelection;
use crate::standing::{Fit, Obstacle};

pub(super) static RULE: Rule = Rule {
    id: "attachment-missing",
    summary: "a Ceph pod without a network that it needs",
    level: Level::Warn,
    checks: &[Check::Pod(check)],
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
