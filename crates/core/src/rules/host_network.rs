//! Ceph on the hosts' network stack.

use crate::facts::ceph_cluster::{NetworkProvider, PROVIDER_PATH};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "daemons on the host network";

pub(super) static RULE: Rule = Rule { id: "host-network", level: Level::Warn, checks: &[Check::Cluster(check)] };

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    let problem = "the daemons can use every interface of the host";
    let help = "use provider `multus`";
    if cluster.provider == NetworkProvider::Host {
        findings.report(PROVIDER_PATH, problem, help);
    } else if cluster.provider == NetworkProvider::Default
        && let Some(path) = cluster.host_network_paths().next()
    {
        findings.report(path, problem, help);
    }
}
