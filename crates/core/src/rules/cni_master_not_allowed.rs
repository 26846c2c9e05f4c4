//! A host interface that the settings do not allow.

use crate::facts::nad::nad_path;
use crate::json::order::sorted;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::{either, quoted};
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a host interface that the settings do not allow";

pub(super) static RULE: Rule = Rule { id: "cni-master-not-allowed", level: Level::Deny, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    let allowed = &review.settings.allowed_masters;
    if allowed.is_empty() {
        return;
    }
    let known = sorted(allowed.iter().copied());
    for plugin in review.plugins {
        if let Some(master) = plugin.text("master").filter(|master| known.binary_search(master).is_err())
            && let Some(room) = findings.room()
        {
            let problem = format!("{} is not in `allowedMasters`", quoted(master));
            room.report(nad_path(plugin, "master"), problem, format!("use {}", either(allowed)));
        }
    }
}
