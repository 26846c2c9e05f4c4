//! No host interface is named.

use crate::facts::nad::nad_path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "cni-master-missing",
    summary: "no host interface is named",
    level: Level::Warn,
    checks: &[Check::Nad(check)],
};

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for plugin in review.plugins {
        let linked = plugin.flag("linkInContainer") || plugin.place() > 0;
        let is_missing = matches!(plugin.kind(), "macvlan" | "ipvlan") && plugin.text("master").is_none() && !linked;
        if is_missing && findings.is_wanted() {
            let problem = "absent: the interface of the node's default route is taken";
            findings.report(nad_path(plugin, "master"), problem, HELP);
        }
    }
}

const HELP: &str = "name the interface of the storage network";
