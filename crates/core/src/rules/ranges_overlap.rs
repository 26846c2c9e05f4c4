//! Ranges of one NAD that overlap.

use std::borrow::Cow;

use crate::json::order::{firsts, sorted};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::address::{AddressRange, Taken};
use crate::upstream::whereabouts::PoolRange;

pub(super) const SUMMARY: &str = "two ranges of one network that overlap";

pub(super) static RULE: Rule = Rule { id: "ranges-overlap", level: Level::Deny, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        let ranges = &section.whereabouts.ranges;
        let networks = sorted(ranges.iter().map(|range| range.network.range()));
        if !networks.iter().zip(networks.iter().skip(1)).any(|(one, next)| one.overlaps(next)) {
            continue;
        }
        // Of one pool a pod gets one address whatever the bounds: a second request of the same interface is answered
        // with what it has (k8snetworkplumbingwg/whereabouts: pkg/allocate/allocate.go).
        let pools = firsts(ranges.iter().map(|range| range.network.range()));
        let mut taken = Taken::new(ranges.iter().flat_map(|range| handed_out(range).to_vec()));
        for (place, (range, pool)) in ranges.iter().zip(pools).enumerate() {
            let runs = handed_out(range);
            let mut is_taken = false;
            for run in runs.iter() {
                is_taken |= taken.take(run, place);
            }
            if (is_taken || pool < place)
                && let Some(room) = findings.room()
            {
                let first = runs.iter().filter_map(|run| taken.first(run)).chain([pool]).min();
                let earlier = first.and_then(|first| ranges.get(first)).unwrap_or(range).network;
                let problem = format!("`{}` overlaps `{earlier}`, so a pod can get one address twice", range.network);
                room.report(section.path_of(range.path()), problem, "use ranges that do not overlap");
            }
        }
    }
}

/// The addresses of a range; all of its network, where other rules say that it hands out none.
fn handed_out<'r>(range: &'r PoolRange<'_>) -> Cow<'r, [AddressRange]> {
    range.assignable().map_or_else(|_| Cow::Owned(vec![range.network.range()]), |set| Cow::Borrowed(set.ranges()))
}
