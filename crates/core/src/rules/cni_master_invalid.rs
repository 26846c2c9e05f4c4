//! A name that no host interface has.

use crate::facts::nad::nad_path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::cni::is_link_name;

pub(super) const SUMMARY: &str = "a `master` that is not a valid interface name";

pub(super) static RULE: Rule = Rule { id: "cni-master-invalid", level: Level::Deny, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for plugin in review.plugins {
        if let Some(master) = plugin.text("master").filter(|master| !is_link_name(master))
            && let Some(room) = findings.room()
        {
            let help = if master.contains(':') {
                "use the interface itself, not an address label"
            } else {
                "use 1 to 15 bytes without blanks, `/` or `:`"
            };
            let problem = format!("{} is not a valid interface name", quoted(master));
            room.report(nad_path(plugin, "master"), problem, help);
        }
    }
}
