//! A Multus cluster that selects no network.

use crate::facts::ceph_cluster::{CephNetwork, SELECTORS_PATH, Selector};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};
use crate::rules::{provider_unknown, selector_unknown_key};

pub(super) const SUMMARY: &str = "provider `multus` without a selected network";

pub(super) static RULE: Rule = Rule { id: "selectors-missing", level: Level::Deny, checks: &[Check::Cluster(check)] };

/// What may be why nothing is selected.
static CAUSES: [&Rule; 2] = [&provider_unknown::RULE, &selector_unknown_key::RULE];

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    // Who misspells the provider or a key has one thing to correct first, which says where the network belongs.
    if CAUSES.iter().any(|rule| findings.has_rejected(rule.id)) {
        return;
    }
    let unset = |network| matches!(cluster.selector(network), Selector::Unset);
    if cluster.runs_on_multus() && CephNetwork::ALL.into_iter().all(unset) {
        findings.resting_on(SELECTORS_PATH).report(
            SELECTORS_PATH,
            "the provider is `multus`, but neither `public` nor `cluster` is set",
            "set `public`, `cluster` or both to a NetworkAttachmentDefinition, as `namespace/name`",
        );
    }
}
