//! A Rook resource that puts its daemons on the host's network, in a Multus cluster.

use crate::facts::ceph_cluster::CephCluster;
use crate::facts::daemon_spec::DaemonSpec;
use crate::facts::kind::Kind;
use crate::json::Path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ResourceReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a Rook resource with daemons of a Multus cluster on the host network";

pub(super) static RULE: Rule =
    Rule { id: "daemon-host-network", level: Level::Warn, checks: &[Check::Resource(check)] };

fn check(review: &ResourceReview<'_>, findings: &mut Findings<'_>) {
    // The mgr of an external cluster runs elsewhere.
    let runs_here = |cluster: &CephCluster<'_>| !cluster.external || review.object.kind != Kind::CephCluster;
    if !review.cluster.is_some_and(|cluster| cluster.uses_multus() && runs_here(cluster)) {
        return;
    }
    for part in DaemonSpec::of(review.object.kind).iter().filter(|part| part.is_on_host(review.object)) {
        let name = part.daemon.name();
        let path = Path::from(part.host_network);
        findings.report(
            path,
            format!("the {name} uses the host network, so it has no Multus network"),
            "remove `hostNetwork`",
        );
    }
}
