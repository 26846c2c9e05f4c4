//! A Ceph daemon of a Multus cluster on the host's network.

use crate::daemon::Joins;
use crate::finding::{Findings, Level};
use crate::review::PodReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "pod-host-network",
    summary: "a Ceph daemon of a Multus cluster on the network of the host",
    level: Level::Warn,
    checks: &[Check::Pod(check)],
};

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    let daemon = review.daemon;
    let mut known = review.clusters.iter().flatten().peekable();
    let multus = known.peek().is_some() && known.all(|cluster| cluster.uses_multus());
    let accident = || !review.world.chooses_host_network(&review.pod.object);
    if multus && review.pod.host_network && matches!(daemon.joins, Joins::Both | Joins::Public) && accident() {
        let problem = format!("the {} is on the host and joins no Multus network", daemon.name);
        findings.report("spec.hostNetwork", problem, "remove `hostNetwork`");
    }
}
