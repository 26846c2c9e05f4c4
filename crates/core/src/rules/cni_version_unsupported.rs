//! A CNI version whose results Multus cannot use.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::rules::report_cni;
use crate::upstream::cni::{CNI_VERSIONS, CniConfig, CniProblemKind};

pub(super) const SUMMARY: &str = "a CNI version without network status, or that no plugin supports";

pub(super) static RULE: Rule = Rule { id: "cni-version-unsupported", level: Level::Deny, checks: &[Check::Nad(check)] };

/// The versions whose results name no interface.
const NAMELESS: [&str; 2] = ["0.1.0", "0.2.0"];

const HELP: &str = "use `0.3.1`";

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for problem in review.problems(&[CniProblemKind::BadCniVersion]) {
        report_cni(problem, HELP, findings);
    }
    let Some(config) = review.nad.config.as_ref().filter(|config| config.root().as_map().is_some()) else { return };
    if let Some(problem) = problem(config) {
        findings.report(["spec", "config", "cniVersion"], problem, HELP);
    }
}

fn problem(config: &CniConfig<'_>) -> Option<String> {
    let version = config.version.as_str();
    if version.is_empty() {
        return Some(
            "`cniVersion` is not set and defaults to `0.1.0`, for which Multus reports no network status".to_owned(),
        );
    }
    if NAMELESS.contains(&version) {
        return Some(format!("Multus reports no network status for {}", quoted(version)));
    }
    (!CNI_VERSIONS.contains(&version)).then(|| format!("no plugin supports {}", quoted(version)))
}
