//! A change of the networks of an existing cluster.

use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a change of the networks of an existing cluster";

pub(super) static RULE: Rule = Rule { id: "network-changed", level: Level::Warn, checks: &[Check::Cluster(check)] };

/// The members besides the selectors whose change daemons see only when they start again.
const MEMBERS: [&str; 3] = ["addressRanges", "ipFamily", "dualStack"];

const HELP: &str = "keep old and new networks connected until all daemons have restarted";

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let Some(old) = review.old.filter(|old| old.uses_multus()) else { return };
    let cluster = review.cluster;
    if !cluster.runs_on_multus() {
        return;
    }
    for network in CephNetwork::ALL {
        if let (Some(before), Some(after)) = (old.network_in_effect(network), cluster.network_in_effect(network))
            && (&before.nad, &before.interface) != (&after.nad, &after.interface)
        {
            findings.report(network.selector_path(), "changes on an existing cluster", HELP);
        }
    }
    check_left_behind(old, cluster, findings);
    for member in MEMBERS {
        let path = ["spec", "network", member];
        if old.object.at(&path) != cluster.object.at(&path) {
            findings.report(["spec", "network", member], "changes on an existing cluster", HELP);
        }
    }
}

/// A new cluster gets the value of `public` for `cluster` too, see `cluster-selector-implicit`. Who then moves `public` may
/// not know of it, as where a file in Git has `public` alone: replication would stay on the old network.
fn check_left_behind(old: &CephCluster<'_>, cluster: &CephCluster<'_>, findings: &mut Findings<'_>) {
    let networks = |cluster| CephNetwork::ALL.map(|network| CephCluster::network(cluster, network));
    if let ([Some(public), Some(before)], [Some(moved), Some(left)]) = (networks(old), networks(cluster))
        && public.nad == before.nad
        && before.nad == left.nad
        && left.nad != moved.nad
    {
        let problem = format!("stays on {}, the public network before this change", left.nad.quoted());
        findings.report(CephNetwork::Cluster.selector_path(), problem, "set `cluster` too");
    }
}
