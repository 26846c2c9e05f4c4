//! Selectors that nobody looks at.

use crate::facts::ceph_cluster::{CephNetwork, PROVIDER_PATH};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::selection::Mistaken;

pub(super) const SUMMARY: &str = "selectors that Rook ignores";

pub(super) static RULE: Rule = Rule { id: "selectors-ignored", level: Level::Warn, checks: &[Check::Cluster(check)] };

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    let texts: Vec<_> =
        CephNetwork::ALL.into_iter().filter_map(|network| Some((network, cluster.selector_text(network)?))).collect();
    if texts.is_empty() || cluster.uses_multus() {
        return;
    }
    let mistaken = texts.iter().find_map(|(network, text)| Some((network, text, Mistaken::of(text)?)));
    let help = match mistaken {
        None => String::from("set `provider`, or remove them"),
        Some((network, text, Mistaken::Addresses)) => {
            format!("remove them, and move the CIDR {} to `addressRanges.{}`", quoted(text), network.key())
        }
        Some((_, text, Mistaken::Interface)) => {
            format!("remove them, and set `master` of a NAD to {}", quoted(text))
        }
    };
    findings.resting_on(PROVIDER_PATH).report(
        ["spec", "network", "selectors"],
        "Rook ignores selectors without provider `multus`",
        help,
    );
}
