//! A CNI configuration that Multus cannot read.

use crate::facts::nad::config_path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::rules::report_cni;
use crate::upstream::cni::CniProblemKind;

pub(super) const SUMMARY: &str = "a CNI config that Multus cannot read";

pub(super) static RULE: Rule = Rule { id: "nad-config-invalid", level: Level::Deny, checks: &[Check::Nad(check)] };

const KINDS: &[CniProblemKind] = &[
    CniProblemKind::NotJsonObject,
    CniProblemKind::TooLarge,
    CniProblemKind::Crash,
    CniProblemKind::BadFieldType,
    CniProblemKind::BadFieldSize,
];

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for problem in review.problems(KINDS) {
        let help = match problem.kind {
            CniProblemKind::BadFieldType => "change its type",
            CniProblemKind::BadFieldSize => "use a smaller number",
            CniProblemKind::TooLarge => "remove keys that the plugins do not know",
            CniProblemKind::Crash if !problem.path.is_empty() => "add the plugins",
            _ => "use one JSON object",
        };
        report_cni(problem, help, findings);
    }
    // Of repeated keys the last counts, which is seldom the one that is read by the eye.
    for path in review.nad.config.iter().flat_map(|config| &config.repeated_keys) {
        findings.report(config_path(path), "is set twice", "remove the duplicate");
    }
    findings.count(review.nad.config.as_ref().map_or(0, |config| config.more_repeated_keys));
}
