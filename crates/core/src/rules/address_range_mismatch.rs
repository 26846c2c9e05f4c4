//! A network hands out addresses outside of `addressRanges`.

use crate::json::Path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NetworksReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::address::{AddressSet, Cidr};

pub(super) const SUMMARY: &str = "a network that assigns addresses outside `addressRanges`";

pub(super) static RULE: Rule =
    Rule { id: "address-range-mismatch", level: Level::Deny, checks: &[Check::Networks(check)] };

fn check(review: &NetworksReview<'_>, findings: &mut Findings<'_>) {
    // Of an external cluster Rook sets no networks.
    for bound in review.selected().filter(|_| !review.cluster.external) {
        let ranges = review.cluster.address_ranges(bound.network);
        if ranges.is_empty() {
            continue;
        }
        let outside = AddressSet::of(ranges.iter().map(Cidr::range)).complement();
        if let Some((pool, outside)) = bound.pools.first_sharing(&outside) {
            let key = bound.network.key();
            let path = match review.nad {
                Some(_) => pool.path(),
                None => Path::from(["spec", "network", "addressRanges", key]),
            };
            let problem = format!(
                "{}assigns `{outside}`, outside `addressRanges.{key}` of {}",
                review.subject(bound),
                review.cluster.object
            );
            findings.report(path, problem, "change `addressRanges` to contain the network");
        }
    }
}
