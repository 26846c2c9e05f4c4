//! A change of the pool of an existing network.

use crate::facts::nad::{IpamSection, Nad};
use crate::json::Arena;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a change of the range of an existing network";

pub(super) static RULE: Rule = Rule { id: "range-changed", level: Level::Warn, checks: &[Check::Nad(check)] };

const HELP: &str = "restart every pod of the network, whose addresses stay in the old pool";

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    let Some(old) = review.old else { return };
    let arena = Arena::new();
    let old = Nad::new(old, &arena);
    let plugins = old.plugins();
    for (before, after) in IpamSection::of(&plugins).iter().zip(review.ipam) {
        let (one, two) = (&before.whereabouts, &after.whereabouts);
        for (place, range) in two.ranges.iter().enumerate() {
            let earlier = one.ranges.get(place).map(|earlier| earlier.network);
            if let Some(earlier) = earlier.filter(|earlier| *earlier != range.network)
                && let Some(room) = findings.room()
            {
                let problem = format!("changes from `{earlier}` to `{}`", range.network);
                room.report(after.path_of(range.path()), problem, HELP);
            }
        }
        if one.network_name != two.network_name {
            findings.report(after.path_of("network_name"), "changes on an existing network", HELP);
        }
        if one.overlapping_ranges != two.overlapping_ranges {
            findings.report(after.path_of("enable_overlapping_ranges"), "changes on an existing network", HELP);
        }
    }
}
