//! A range with nothing to hand out.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::whereabouts::SpanError;

pub(super) const SUMMARY: &str = "a range without assignable addresses";

pub(super) static RULE: Rule = Rule { id: "range-exhausted", level: Level::Deny, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for (section, range) in review.ranges() {
        if range.assignable() == Err(SpanError::Exhausted)
            && let Some(room) = findings.room()
        {
            let problem = "the excludes leave no assignable address";
            room.report(section.path_of(range.path()), problem, "use fewer excludes or a larger range");
        }
    }
}
