//! The inventory says something else.

use crate::facts::ceph_cluster::{CephCluster, CephNetwork, PROVIDER_PATH};
use crate::facts::object::Object;
use crate::json::{self, Arena, Node, Path, Shape};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::rule::{Check, Rule};
use crate::review::{ClusterReview, NadReview};
use crate::upstream::NamespacedName;
use crate::upstream::selection::NetworkSelection;
use crate::world::World;

pub(super) const SUMMARY: &str = "an object that differs from the inventory";

pub(super) static RULE: Rule =
    Rule { id: "inventory-drift", level: Level::Warn, checks: &[Check::Cluster(check_cluster), Check::Nad(check_nad)] };

const PROBLEM: &str = "differs from the inventory";
/// Rook follows a CephCluster, and nobody a NAD: pods keep what they were started with.
const CLUSTER_HELP: &str =
    "update `inventory` unless the sync does; keep the old object in `previous` until Rook is done";
const NAD_HELP: &str =
    "update `inventory` unless the sync does; keep the old NAD in `previous` until all its pods are restarted";

/// Pods are compared to the copy: the settings should know what Rook is about to write. What `previous` says is known as
/// well: the settings are ahead of the cluster then, or the change is taken back.
fn check_cluster(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    let differs = |copy: &Object<'_>| differences(&CephCluster::as_meant(*copy), cluster);
    let Some(paths) = review.world.copy().map(differs) else { return };
    let before = review.earlier.and_then(World::copy).map(differs);
    if before.is_some_and(|paths| paths.is_empty()) {
        return;
    }
    for path in paths {
        findings.resting_on(PROVIDER_PATH).report(path, PROBLEM, CLUSTER_HELP);
    }
}

/// The paths where `cluster` says something else than its copy.
fn differences(copy: &CephCluster<'_>, cluster: &CephCluster<'_>) -> Vec<Path> {
    let mut paths = Vec::new();
    if copy.provider != cluster.provider {
        paths.push(PROVIDER_PATH.into());
    }
    for network in CephNetwork::ALL {
        if cluster.network_in_effect(network).map(meaning) != copy.network_in_effect(network).map(meaning) {
            paths.push(network.selector_path());
        }
    }
    paths
}

fn meaning(selection: &NetworkSelection) -> (&NamespacedName, Option<&str>) {
    (&selection.nad, selection.interface.as_deref())
}

fn check_nad(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    let [Some(copy), before] = review.copies else { return };
    let differs = |copy| !has_config(copy, review.nad.text);
    if differs(copy) && before.is_none_or(differs) {
        findings.report(["spec", "config"], PROBLEM, NAD_HELP);
    }
}

/// Whether the configuration of a NAD means the same as `text`.
fn has_config(nad: &Object<'_>, text: &str) -> bool {
    let arena = Arena::new();
    let own = nad.config(&arena);
    let read = |text| json::read(text, &arena, &Shape::Whole).unwrap_or(Node::Null);
    own == text || read(own) == read(text)
}
