//! Only `public` is selected, or `cluster` still has the value that `public` had.

use crate::ceph_cluster::{CephNetwork, Selector};
use crate::edit::Edit;
use crate::finding::{Findings, Level};
use crate::review::ClusterReview;
use crate::rule::{Check, Rule};
use crate::settings::ClusterSelector;
use crate::text::quoted;

pub(super) static RULE: Rule = Rule {
    id: "cluster-selector-implicit",
    summary: "`selectors.cluster` does not say that it takes the value of `public`",
    level: Level::Warn,
    checks: &[Check::Cluster(check)],
};

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    if review.settings.cluster_selector == ClusterSelector::Implicit || cluster.external {
        return;
    }
    let (Some(_), Some(public)) = (cluster.network(CephNetwork::Public), cluster.selector_text(CephNetwork::Public)) else {
        return;
    };
    let edit = Edit::text(&["spec", "network", "selectors", "cluster"], public);
    let help = format!("set it to {}", quoted(public));
    if matches!(cluster.selector(CephNetwork::Cluster), Selector::Unset) {
        findings.mend(edit, "absent, so that it takes the value of `public`", help);
    } else if follows_old_public(review, public) {
        findings.mend(edit, "still has the value that `public` had", help);
    }
}

/// Whether this update changes `public` and leaves `cluster` at the value that both had.
fn follows_old_public(review: &ClusterReview<'_>, public: &str) -> bool {
    let Some(old) = review.old else { return false };
    let cluster = review.cluster.selector_text(CephNetwork::Cluster);
    let old_public = old.selector_text(CephNetwork::Public);
    cluster == old_public && old_public == old.selector_text(CephNetwork::Cluster) && old_public != Some(public)
}
