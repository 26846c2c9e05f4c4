//! A NAD whose name the short form cannot write.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a NAD name that the short form of a selection cannot write";

pub(super) static RULE: Rule = Rule { id: "nad-name-dotted", level: Level::Warn, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    let name = review.nad.object.name;
    if name.contains('.') {
        let problem = format!("{} has dots, so Multus rejects `namespace/name` selections of it", quoted(name));
        findings.report(["metadata", "name"], problem, "use a name without dots");
    }
}
