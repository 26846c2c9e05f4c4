//! A selector that Rook does not look at.

use crate::facts::ceph_cluster::CephCluster;
use crate::json::{Node, Path};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::suggest::{meant_or, nearest};
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a selector key other than `public` and `cluster`";

pub(super) static RULE: Rule =
    Rule { id: "selector-unknown-key", level: Level::Deny, checks: &[Check::Cluster(check)] };

const KEYS: [&str; 2] = ["public", "cluster"];

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    check_places(cluster, findings);
    if !cluster.uses_multus() {
        return;
    }
    for key in cluster.selector_keys().filter(|key| !KEYS.contains(key)) {
        let Some(room) = findings.room() else { continue };
        let path = Path::from(["spec", "network", "selectors"]).key(key.to_owned());
        let help = meant_or(nearest(key, KEYS), "use `public` or `cluster`");
        room.report(path, "unknown key, ignored by Rook", help);
    }
}

/// Selectors that stand beside `selectors`: they mean Multus, whatever the provider is.
fn check_places(cluster: &CephCluster<'_>, findings: &mut Findings<'_>) {
    let multus = if cluster.uses_multus() { "" } else { ", and set provider `multus`" };
    for key in KEYS {
        if cluster.object.at(&["spec", "network", key]).is_some() {
            let help = format!("move it to `spec.network.selectors.{key}`{multus}");
            report(cluster, ["spec", "network", key].into(), "Rook ignores selectors here", help, findings);
        }
    }
    let network = cluster.object.at(&["spec", "network"]).and_then(Node::as_map);
    for (key, node) in network.into_iter().flat_map(|map| map.iter()) {
        let meant = nearest(key, ["selectors"]).filter(|_| key != "selectors");
        if meant.is_some() && node.as_map().is_some() {
            let path = Path::from(["spec", "network"]).key(key.to_owned());
            report(cluster, path, "unknown key, ignored by Rook", meant_or(meant, ""), findings);
        }
    }
}

/// Without provider `multus` the daemons run, on the pod network: a warning.
fn report(cluster: &CephCluster<'_>, path: Path, problem: &str, help: String, findings: &mut Findings<'_>) {
    let most = if cluster.runs_on_multus() { Level::Deny } else { Level::Warn };
    findings.report_at_most(most, path, problem, help);
}
