//! Whereabouts without a range.

use crate::json::Path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::whereabouts::IpamProblemKind;

pub(super) const SUMMARY: &str = "a Whereabouts network without a range";

pub(super) static RULE: Rule = Rule { id: "range-missing", level: Level::Deny, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        let whereabouts = &section.whereabouts;
        let unread = |path: &Path| path.is_below("range") || path.is_below("ipRanges");
        let reported = |kind| kind != IpamProblemKind::WithoutEffect;
        if whereabouts.ranges.is_empty()
            && !whereabouts.problems.iter().any(|one| reported(one.kind) && unread(&one.path))
        {
            let problem = "`range` and `ipRanges` are not set, so no address is assigned";
            findings.report(section.path_of("range"), problem, "use a CIDR, such as `192.168.20.0/24`");
        }
    }
}
