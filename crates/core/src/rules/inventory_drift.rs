//! The inventory says something else.

use crate::ceph_cluster::{CephCluster, CephNetwork};
use crate::finding::{Findings, Level};
use crate::json::{self, Arena, Node, Shape};
use crate::review::{ClusterReview, NadReview};
use crate::rule::{Check, Rule};
use crate::selection::NetworkSelection;

pub(super) static RULE: Rule = Rule {
    id: "inventory-drift",
    summary: "an object that differs from its copy in the inventory",
    level: Level::Deny,
    checks: &[Check::Cluster(check_cluster), Check::Nad(check_nad)],
};

const HELP: &str = "bring `inventory` up to date";

/// Pods are judged by the copy: where it says something else, they would be mended towards the wrong networks.
fn check_cluster(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let Some(copy) = review.world.copy().map(|copy| CephCluster::new(*copy)) else { return };
    let cluster = review.cluster;
    if copy.provider != cluster.provider {
        findings.report("spec.network.provider", "differs from the copy in the inventory", HELP);
    }
    for network in CephNetwork::ALL {
        // That `cluster` is written out says nothing new.
        let theirs = copy.network(network).or_else(|| copy.network(CephNetwork::Public));
        let ours = cluster.network(network).or_else(|| cluster.network(CephNetwork::Public));
        if ours.map(meaning) != theirs.map(meaning) {
            findings.report(network.selector_path(), "differs from the copy in the inventory", HELP);
        }
    }
}

fn meaning(selection: &NetworkSelection) -> (&str, &str, Option<&str>) {
    (&selection.namespace, &selection.name, selection.interface.as_deref())
}

fn check_nad(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    let Some(copy) = review.copy else { return };
    let arena = Arena::new();
    let text = copy.config(&arena);
    let read = |text| json::read(text, &arena, &Shape::Whole).unwrap_or(Node::Null);
    if text != review.nad.text && read(text) != read(review.nad.text) {
        findings.caution("spec.config", "differs from the copy in the inventory", HELP);
    }
}
