//! A value that the plugin rejects.

use crate::facts::nad::config_path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::rules::report_cni;
use crate::upstream::cni::CniProblemKind;

pub(super) const SUMMARY: &str = "a value that the CNI plugin rejects";

pub(super) static RULE: Rule = Rule { id: "plugin-config-invalid", level: Level::Deny, checks: &[Check::Nad(check)] };

const KINDS: &[CniProblemKind] = &[
    CniProblemKind::BadMtu,
    CniProblemKind::BadVlanId,
    CniProblemKind::BadVlanTrunk,
    CniProblemKind::BadValue,
    CniProblemKind::IpamNotAllowed,
    CniProblemKind::DeviceRequired,
    CniProblemKind::BridgeRequired,
    CniProblemKind::Conflict,
];

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for problem in review.problems(KINDS) {
        // It may count what can be read.
        findings.resting_on(config_path(&problem.path));
        report_cni(problem, "use a value from the documentation of the plugin", findings);
    }
}
