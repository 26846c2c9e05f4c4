//! Daemons have no route to the nodes.

use crate::facts::ceph_cluster::CephNetwork;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NetworksReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::address::{AddressSet, Cidr};

pub(super) const SUMMARY: &str = "a public network without a route to the nodes";

pub(super) static RULE: Rule = Rule { id: "node-route-missing", level: Level::Warn, checks: &[Check::Networks(check)] };

fn check(review: &NetworksReview<'_>, findings: &mut Findings<'_>) {
    if review.met.public {
        return;
    }
    for bound in review.concerned().filter(|bound| bound.network == CephNetwork::Public) {
        let Some(pool) = bound.pools.ranges.first() else { continue };
        // What lies in the network itself needs no route.
        let on_link = bound.pools.ranges.iter().map(|pool| pool.cidr.range());
        let reached = AddressSet::of(on_link.chain(bound.pools.routes.iter().map(Cidr::range)));
        for nodes in review.settings.node_ranges.iter().filter(|nodes| nodes.family() == pool.cidr.family()) {
            if reached.missing_of(&nodes.range()).is_some()
                && let Some(room) = findings.room()
            {
                let problem = format!("{}has no route to the nodes in `{nodes}`", review.subject(bound));
                let help = "add the node range to `routes`";
                room.report(review.path(bound, pool), problem, help);
            }
        }
    }
}
