//! Ranges of one NAD that overlap.

use crate::finding::{Findings, Level};
use crate::review::NadReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "ranges-overlap",
    summary: "two ranges of one network that overlap",
    level: Level::Deny,
    checks: &[Check::Nad(check)],
};

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        let ranges = &section.whereabouts.ranges;
        for (place, range) in ranges.iter().enumerate() {
            if let Some(earlier) = ranges.iter().take(place).find(|earlier| earlier.network.overlaps(&range.network)) {
                let problem = format!("`{}` overlaps `{}`: a pod gets one address twice", range.network, earlier.network);
                findings.report(section.path_of(&range.path), problem, "use disjoint ranges");
            }
        }
    }
}
