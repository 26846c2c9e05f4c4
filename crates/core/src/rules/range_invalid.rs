//! A range that Whereabouts cannot use.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::rules::report_ipam;
use crate::upstream::whereabouts::{IpamProblemKind, SpanError};

pub(super) const SUMMARY: &str = "a range that Whereabouts cannot use";

pub(super) static RULE: Rule = Rule { id: "range-invalid", level: Level::Deny, checks: &[Check::Nad(check)] };

const KINDS: &[IpamProblemKind] = &[
    IpamProblemKind::BadRangeStartIp,
    IpamProblemKind::BadRangeCidr,
    IpamProblemKind::RangeStartOutsideCidr,
    IpamProblemKind::BadRangeOrRequestedCidr,
];

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        for problem in section.problems(KINDS) {
            let help = "use a CIDR, or `first-last/prefix`";
            report_ipam(section, problem, help, findings);
        }
    }
    for (section, range) in review.ranges() {
        if range.span() == Err(SpanError::MaskTooSmall)
            && let Some(room) = findings.room()
        {
            let problem = format!("`{}` has no addresses between the first and the last", range.network);
            room.report(section.path_of(range.path()), problem, "use a shorter prefix");
        }
    }
}
