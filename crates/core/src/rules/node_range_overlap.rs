//! A network hands out addresses of the nodes.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NetworksReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a network that assigns addresses of the nodes";

pub(super) static RULE: Rule = Rule { id: "node-range-overlap", level: Level::Deny, checks: &[Check::Networks(check)] };

fn check(review: &NetworksReview<'_>, findings: &mut Findings<'_>) {
    if review.met.nad || review.concerned().next().is_none() {
        return;
    }
    let nodes = review.settings.node_addresses();
    for bound in review.concerned() {
        for pool in &bound.pools.ranges {
            if let Some(common) = pool.assignable.overlap(&nodes)
                && let Some(room) = findings.room()
            {
                let problem = format!("{}assigns `{common}`, addresses of nodes", review.subject(bound));
                let help = if pool.is_sliced() {
                    "use a range without addresses of nodes"
                } else {
                    "add the node range to `exclude`, or use another network"
                };
                room.report(review.path(bound, pool), problem, help);
            }
        }
    }
}
