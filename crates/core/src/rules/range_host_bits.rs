//! A range that begins before the address that it is written with.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a range that starts before the address that it is written with";

pub(super) static RULE: Rule = Rule { id: "range-host-bits", level: Level::Warn, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for (section, range) in review.ranges() {
        let written = range.network.address();
        // With a first address of its own, as `range_start` or before a hyphen, the range says where it begins.
        if range.start.is_some() || range.text.contains('-') || !range.network.has_host_bits() {
            continue;
        }
        let Some(first) = range.assignable().ok().and_then(|set| set.first()) else { continue };
        if first < written
            && let Some(room) = findings.room()
        {
            let problem = format!(
                "{} means `{}`, so Whereabouts assigns addresses from `{first}` on",
                quoted(range.text),
                range.network
            );
            let help = format!("use `{}`, or set `range_start`", range.network);
            room.report(section.path_of(range.path()), problem, help);
        }
    }
}
