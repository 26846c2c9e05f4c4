//! The check for addresses of other pools is off.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "the check against overlapping pools is off";

pub(super) static RULE: Rule = Rule { id: "overlap-check-disabled", level: Level::Warn, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam.iter().filter(|section| !section.whereabouts.overlapping_ranges) {
        let problem = "`false` allows two ranges to assign the same address";
        findings.report(section.path_of("enable_overlapping_ranges"), problem, "remove it");
    }
}
