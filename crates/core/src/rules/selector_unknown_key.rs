//! A selector that Rook does not look at.

use crate::edit::path_text;
use crate::finding::{Findings, Level};
use crate::limits::VALUE_SHOWN;
use crate::review::ClusterReview;
use crate::rule::{Check, Rule};
use crate::suggest::nearest;
use crate::text::shortened;

pub(super) static RULE: Rule = Rule {
    id: "selector-unknown-key",
    summary: "a selector key other than `public` and `cluster`",
    level: Level::Deny,
    checks: &[Check::Cluster(check)],
};

const KEYS: [&str; 2] = ["public", "cluster"];

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    if !cluster.uses_multus() {
        return;
    }
    for key in cluster.selector_keys().filter(|key| !KEYS.contains(key)) {
        let shown = shortened(key, VALUE_SHOWN);
        let path = path_text(["spec", "network", "selectors", &shown].into_iter());
        let help = match nearest(key, KEYS) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "the keys are `public` and `cluster`".to_owned(),
        };
        findings.report(path, "Rook ignores this key", help);
    }
    for key in KEYS {
        if cluster.object.at(&["spec", "network", key]).is_some() {
            let help = format!("move it to `spec.network.selectors.{key}`");
            findings.report(format!("spec.network.{key}"), "Rook ignores a selector here", help);
        }
    }
}
