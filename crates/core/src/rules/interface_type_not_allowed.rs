//! A plugin that the settings do not allow.

use crate::facts::nad::nad_path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::{either, quoted};
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a CNI plugin that the settings do not allow";

pub(super) static RULE: Rule =
    Rule { id: "interface-type-not-allowed", level: Level::Deny, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    let allowed = &review.settings.allowed_interface_types;
    let Some(plugin) = review.plugins.first().filter(|_| !allowed.is_empty()) else { return };
    if !plugin.kind().is_empty() && !allowed.contains(&plugin.kind()) {
        let problem = format!("{} is not in `allowedInterfaceTypes`", quoted(plugin.kind()));
        findings.report(nad_path(plugin, "type"), problem, format!("use {}", either(allowed)));
    }
}
