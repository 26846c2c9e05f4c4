//! Ranges of one NAD that overlap.

use crate::address::RangeIndex;
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
        let networks: Vec<_> = ranges.iter().map(|range| (range.network.range(), ())).collect();
        let index = RangeIndex::new(&networks);
        for (place, range) in ranges.iter().enumerate() {
            // The first that overlaps a range is at the latest the range itself.
            let first = index.first(&range.network.range()).filter(|first| *first < place);
            if let Some(earlier) = first.and_then(|first| ranges.get(first)) {
                let problem =
                    format!("`{}` overlaps `{}`: a pod gets one address twice", range.network, earlier.network);
                findings.report(section.path_of(&range.path), problem, "use disjoint ranges");
            }
        }
    }
}
