//! Address ranges of a network that there is not.

use crate::facts::ceph_cluster::{CephNetwork, NetworkProvider, PROVIDER_PATH, SELECTORS_PATH};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "address ranges of a network that is not selected";

pub(super) static RULE: Rule =
    Rule { id: "address-range-misplaced", level: Level::Deny, checks: &[Check::Cluster(check)] };

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    if cluster.external {
        return;
    }
    for network in CephNetwork::ALL.into_iter().filter(|network| !cluster.address_range_nodes(*network).is_empty()) {
        let key = network.key();
        let path = ["spec", "network", "addressRanges", key];
        if cluster.uses_multus() && cluster.selector_text(network).is_none() {
            let problem = format!("Rook rejects address ranges without `selectors.{key}`");
            findings.resting_on(SELECTORS_PATH).report(
                path,
                problem,
                format!("set `selectors.{key}`, or remove the ranges"),
            );
        } else if cluster.provider == NetworkProvider::Default && !cluster.host_network {
            findings.resting_on(PROVIDER_PATH).report(
                path,
                "Rook rejects address ranges without provider `multus` or `host`",
                "set `provider`, or remove the ranges",
            );
        }
    }
}
