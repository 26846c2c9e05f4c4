//! Whereabouts behind the first plugin of a chain.

use crate::facts::nad::nad_path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::whereabouts::WHEREABOUTS;

pub(super) const SUMMARY: &str = "Whereabouts behind the first plugin of a chain";

pub(super) static RULE: Rule = Rule { id: "ipam-misplaced", level: Level::Warn, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    // Where the first element is no plugin, it is not known which one is to be the first.
    if review.plugins.first().is_some_and(|plugin| plugin.place() > 0) {
        return;
    }
    for plugin in review.plugins.iter().filter(|plugin| plugin.place() > 0 && plugin.ipam_type() == WHEREABOUTS) {
        let Some(room) = findings.room() else { continue };
        let problem =
            "Whereabouts' pod controller reads only the first plugin, so addresses of this one are freed later";
        room.report(nad_path(plugin, "ipam"), problem, "move `ipam` to the first plugin");
    }
}
