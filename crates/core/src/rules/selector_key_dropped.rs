//! A member of a selector that Rook does not pass on.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::limits::VALUE_SHOWN;
use crate::report::text::shortened;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a member of a selector that Rook drops";

pub(super) static RULE: Rule =
    Rule { id: "selector-key-dropped", level: Level::Warn, checks: &[Check::Cluster(check)] };

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    for (network, selection) in review.cluster.networks() {
        for key in &selection.members().ignored_keys {
            let key = shortened(key, VALUE_SHOWN);
            let problem = format!("Rook ignores `{key}` when it annotates the pods");
            findings.report(network.selector_path(), problem, format!("remove `{key}`"));
        }
    }
}
