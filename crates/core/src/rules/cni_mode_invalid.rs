//! A mode that the plugin does not have.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::rules::report_cni;
use crate::upstream::cni::CniProblemKind;

pub(super) const SUMMARY: &str = "a mode that the CNI plugin does not have";

pub(super) static RULE: Rule = Rule { id: "cni-mode-invalid", level: Level::Deny, checks: &[Check::Nad(check)] };

const KINDS: &[CniProblemKind] = &[CniProblemKind::BadMode];

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for problem in review.problems(KINDS) {
        report_cni(problem, "use one of its modes, or remove it", findings);
    }
}
