//! A range that Whereabouts cannot use.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::whereabouts::{IpamProblemKind, SpanError};

pub(super) const SUMMARY: &str = "a range that Whereabouts cannot use";

pub(super) static RULE: Rule = Rule { id: "range-invalid", level: Level::Deny, checks: &[Check::Nad(check)] };

const KINDS: [IpamProblemKind; 4] = [
    IpamProblemKind::BadRangeStartIp,
    IpamProblemKind::BadRangeCidr,
    IpamProblemKind::RangeStartOutsideCidr,
    IpamProblemKind::BadRangeOrRequestedCidr,
];

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        for problem in section.whereabouts.problems.iter().filter(|problem| KINDS.contains(&problem.kind)) {
            let help = "use a CIDR, or `first-last/prefix`";
            findings.report(section.path_of(&problem.path), &problem.text, help);
            findings.count(problem.more);
        }
    }
    for (section, range) in review.ranges() {
        if range.span() == Err(SpanError::MaskTooSmall) && findings.is_wanted() {
            let problem = format!("`{}` has no addresses between the first and the last", range.network);
            findings.report(section.path_of(range.path()), problem, "use a shorter prefix");
        }
    }
}
