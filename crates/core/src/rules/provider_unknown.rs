//! A network provider that Rook does not have.

use crate::facts::ceph_cluster::{NetworkProvider, PROVIDER_PATH};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::suggest::{meant_or, nearest};
use crate::report::text::quoted;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a network provider that Rook does not have";

pub(super) static RULE: Rule = Rule { id: "provider-unknown", level: Level::Deny, checks: &[Check::Cluster(check)] };

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    // As it is written: the cluster under review has the provider that is meant, so that its other mistakes show.
    let NetworkProvider::Other(provider) = NetworkProvider::of(&review.cluster.object) else { return };
    let meant = nearest(provider, ["multus", "host"]);
    let help = meant_or(meant, "use `multus` or `host`, or remove it for the pod network");
    findings.report(PROVIDER_PATH, format!("{} is not a network provider", quoted(provider)), help);
}
