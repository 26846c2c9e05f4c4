//! A selector that names no known NAD.

use crate::finding::{Findings, Level};
use crate::review::ClusterReview;
use crate::rule::{Check, Rule};
use crate::text::counted;

pub(super) static RULE: Rule = Rule {
    id: "selector-unknown-network",
    summary: "a selector that names no NAD of the inventory",
    level: Level::Deny,
    checks: &[Check::Cluster(check)],
};

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    // What strangers have says nothing about whether the inventory knows Ceph's.
    let known = review.world.nads().iter().filter(|nad| review.world.is_ceph_nad(nad)).count();
    if known == 0 || review.cluster.external {
        return;
    }
    for (network, selection) in review.cluster.networks().filter(|(_, selection)| !selection.name.is_empty()) {
        if review.world.nad(selection).is_none() {
            let nad = selection.quoted_nad();
            let problem = format!("{nad} is not in the inventory, which has {}", counted(known, "NAD"));
            findings.report(network.selector_path(), problem, "mend the name, or add the NAD to `inventory`");
        }
    }
}
