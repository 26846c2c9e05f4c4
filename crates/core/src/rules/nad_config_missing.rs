//! A NAD without a configuration.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "nad-config-missing",
    summary: "a NAD without a CNI configuration",
    level: Level::Deny,
    checks: &[Check::Nad(check)],
};

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    if review.nad.config.is_none() {
        let problem = "absent, so that Multus looks for a file of that name on every node";
        findings.report(["spec", "config"], problem, "put the CNI configuration here");
    }
}
