//! A selector that gives one address to every pod.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a selector that asks for an address or a default route";

pub(super) static RULE: Rule =
    Rule { id: "selector-pins-address", level: Level::Deny, checks: &[Check::Cluster(check)] };

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    for (network, selection) in review.cluster.networks() {
        for key in selection.pinned_keys() {
            let problem = format!("Rook copies `{key}` to every pod of this network");
            findings.report(network.selector_path(), problem, format!("remove `{key}`"));
        }
    }
}
