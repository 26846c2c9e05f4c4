//! Ranges of one NAD that overlap.

use std::collections::BTreeMap;

use crate::address::{AddressRange, RangeIndex};
use crate::finding::{Findings, Level};
use crate::review::NadReview;
use crate::rule::{Check, Rule};
use crate::whereabouts::PoolRange;

pub(super) static RULE: Rule = Rule {
    id: "ranges-overlap",
    summary: "two ranges of one network that overlap",
    level: Level::Deny,
    checks: &[Check::Nad(check)],
};

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        let ranges = &section.whereabouts.ranges;
        let (mut runs, mut places) = (Vec::new(), Vec::new());
        let mut pools = BTreeMap::new();
        for (place, range) in ranges.iter().enumerate() {
            // Of one pool a pod gets one address whatever the bounds: a second request of the same interface is answered
            // with what it has (k8snetworkplumbingwg/whereabouts: pkg/allocate/allocate.go).
            pools.entry(range.network.range()).or_insert(place);
            for run in handed_out(range) {
                runs.push((run, ()));
                places.push(place);
            }
        }
        let index = RangeIndex::new(&runs);
        for (place, range) in ranges.iter().enumerate() {
            let sharing = handed_out(range).iter().filter_map(|run| places.get(index.first(run)?)).min().copied();
            let pool = pools.get(&range.network.range()).copied();
            // The first is at the latest the range itself.
            let first = sharing.into_iter().chain(pool).min().filter(|first| *first < place);
            if let Some(earlier) = first.and_then(|first| ranges.get(first)) {
                let problem =
                    format!("`{}` overlaps `{}`: a pod gets one address twice", range.network, earlier.network);
                findings.report(section.path_of(&range.path), problem, "use disjoint ranges");
            }
        }
    }
}

/// The addresses of a range; all of its network, where other rules say that it hands out none.
fn handed_out(range: &PoolRange<'_>) -> Vec<AddressRange> {
    range.assignable().map_or_else(|_| vec![range.network.range()], |set| set.ranges().to_vec())
}
