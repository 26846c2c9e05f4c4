//! A name that no host interface has.

use crate::facts::nad::nad_path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::cni::{is_alternative_name_alone, is_link_name};

pub(super) const SUMMARY: &str = "a `master` that is not a valid interface name";

pub(super) static RULE: Rule = Rule { id: "cni-master-invalid", level: Level::Deny, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for plugin in review.plugins {
        let Some(master) = plugin.text("master").filter(|master| !is_link_name(master)) else { continue };
        let is_long = is_alternative_name_alone(master);
        let most = if is_long { Level::Warn } else { Level::Deny };
        let Some(room) = findings.room_at_most(most) else { continue };
        let (problem, help) = if is_long {
            ("is too long for an interface, and CNI plugins before 1.6.0 find no alternative names", OWN_NAME)
        } else if master.contains(':') {
            ("is not a valid interface name", "use the interface itself, not an address label")
        } else {
            ("is not a valid interface name", OWN_NAME)
        };
        room.report(nad_path(plugin, "master"), format!("{} {problem}", quoted(master)), help);
    }
}

const OWN_NAME: &str = "use 1 to 15 bytes without blanks, `/` or `:`";
