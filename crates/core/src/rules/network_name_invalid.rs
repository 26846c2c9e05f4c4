//! A network name that the CNI library refuses.

use crate::cni::CniProblemKind;
use crate::finding::{Findings, Level};
use crate::nad::config_path;
use crate::review::NadReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "network-name-invalid",
    summary: "a network name that is refused at run time",
    level: Level::Deny,
    checks: &[Check::Nad(check)],
};

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for problem in review.nad.problems(&[CniProblemKind::BadNetworkName]) {
        let help = "leave it out to take the name of the NAD";
        findings.report(config_path(&problem.path), problem.text, help);
    }
}
