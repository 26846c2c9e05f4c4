//! A CNI version whose results Multus cannot use.

use crate::facts::nad::config_path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::cni::{CNI_VERSIONS, CniConfig, CniProblemKind};

pub(super) static RULE: Rule = Rule {
    id: "cni-version-unsupported",
    summary: "a CNI version without interface names in its results, or that no plugin knows",
    level: Level::Deny,
    checks: &[Check::Nad(check)],
};

/// The versions whose results name no interface.
const NAMELESS: [&str; 2] = ["0.1.0", "0.2.0"];

const HELP: &str = "use `0.3.1`";

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for problem in review.problems(&[CniProblemKind::BadCniVersion]) {
        findings.report(config_path(&problem.path), &problem.text, HELP);
        findings.count(problem.more);
    }
    let Some(config) = review.nad.config.as_ref().filter(|config| config.root().as_map().is_some()) else { return };
    if let Some(problem) = problem(config) {
        findings.report(["spec", "config", "cniVersion"], problem, HELP);
    }
}

fn problem(config: &CniConfig<'_>) -> Option<String> {
    let version = config.version.as_str();
    if version.is_empty() {
        return Some("absent, which stands for `0.1.0`: Multus then reports no network status".to_owned());
    }
    if NAMELESS.contains(&version) {
        return Some(format!("with {} Multus reports no network status", quoted(version)));
    }
    (!CNI_VERSIONS.contains(&version)).then(|| format!("no plugin knows {}", quoted(version)))
}
