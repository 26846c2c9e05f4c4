//! A CNI configuration that names no plugin.

use crate::facts::nad::config_path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::rules::report_cni;
use crate::upstream::cni::CniProblemKind;

pub(super) const SUMMARY: &str = "a CNI config without a plugin type";

pub(super) static RULE: Rule = Rule { id: "cni-type-missing", level: Level::Deny, checks: &[Check::Nad(check)] };

const KINDS: &[CniProblemKind] = &[CniProblemKind::NoTypeAndNoPlugins, CniProblemKind::PluginWithoutType];

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for problem in review.problems(KINDS) {
        findings.resting_on(config_path(&problem.path).key("type"));
        report_cni(problem, "set `type` to the plugin", findings);
    }
}
