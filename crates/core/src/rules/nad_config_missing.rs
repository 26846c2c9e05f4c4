//! A NAD without a configuration.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a NAD without a CNI config";

pub(super) static RULE: Rule = Rule { id: "nad-config-missing", level: Level::Deny, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    // One of another type is reported by `field-malformed`.
    let is_absent =
        review.nad.object.at(&["spec", "config"]).is_none_or(|node| node.is_null() || node.type_name() == "a string");
    if review.nad.config.is_none() && is_absent {
        let problem = "`config` is not set, so Multus reads a file of this name on each node";
        findings.report(["spec", "config"], problem, "add the CNI config here");
    }
}
