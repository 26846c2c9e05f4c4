//! A Whereabouts section that the plugin rejects.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::rules::report_ipam;
use crate::upstream::whereabouts::IpamProblemKind;

pub(super) const SUMMARY: &str = "a Whereabouts section that the plugin rejects";

pub(super) static RULE: Rule = Rule { id: "ipam-config-invalid", level: Level::Deny, checks: &[Check::Nad(check)] };

const KINDS: &[IpamProblemKind] = &[IpamProblemKind::ConfigJson, IpamProblemKind::BadStaticAddress];

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        // The destinations of routes have a rule of their own.
        for problem in section.problems(KINDS).filter(|one| !one.path.is_below("routes")) {
            report_ipam(section, problem, "change it", findings);
        }
    }
}
