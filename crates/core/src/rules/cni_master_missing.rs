//! No host interface is named.

use crate::facts::nad::nad_path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "`master` is not set";

pub(super) static RULE: Rule = Rule { id: "cni-master-missing", level: Level::Warn, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for plugin in review.plugins {
        let linked = plugin.flag("linkInContainer") || plugin.place() > 0;
        let is_missing = matches!(plugin.kind(), "macvlan" | "ipvlan") && plugin.text("master").is_none() && !linked;
        if is_missing && let Some(room) = findings.room() {
            let problem = "`master` is not set, so the plugin uses the interface of the node's default route";
            room.report(nad_path(plugin, "master"), problem, HELP);
        }
    }
}

const HELP: &str = "set it to the storage interface";
