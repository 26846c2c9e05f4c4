//! A range with nothing to hand out.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::whereabouts::SpanError;

pub(super) static RULE: Rule = Rule {
    id: "range-exhausted",
    summary: "a range in which nothing is left to hand out",
    level: Level::Deny,
    checks: &[Check::Nad(check)],
};

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for (section, range) in review.ranges() {
        if range.assignable() == Err(SpanError::Exhausted) && findings.is_wanted() {
            let problem = "the excludes leave no address";
            findings.report(section.path_of(range.path()), problem, "exclude less, or use a larger range");
        }
    }
}
