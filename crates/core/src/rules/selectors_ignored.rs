//! Selectors that nobody looks at.

use crate::facts::ceph_cluster::{CephNetwork, PROVIDER_PATH};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::selection::{Mistake, Mistaken};

pub(super) const SUMMARY: &str = "selectors that Rook ignores";

pub(super) static RULE: Rule = Rule { id: "selectors-ignored", level: Level::Warn, checks: &[Check::Cluster(check)] };

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    if cluster.uses_multus() || CephNetwork::ALL.iter().all(|network| cluster.selector_text(*network).is_none()) {
        return;
    }
    let mistaken = CephNetwork::ALL.into_iter().find_map(|network| Some((network.key(), cluster.mistake(network)?)));
    let help = match mistaken {
        None => String::from("set `provider`, or remove them"),
        Some((key, Mistake { kind: Mistaken::Cidr, text, many, .. })) => {
            let noun = if many { "CIDRs" } else { "CIDR" };
            format!("remove them, and move the {noun} {} to `addressRanges.{key}`", quoted(text))
        }
        Some((key, Mistake { kind: Mistaken::Address, .. })) => {
            format!("remove them, and use CIDRs in `addressRanges.{key}`")
        }
        Some((_, Mistake { kind: Mistaken::Interface, text, .. })) => {
            format!("remove them, and set `master` of a NAD to {}", quoted(text))
        }
    };
    findings.resting_on(PROVIDER_PATH).report(
        ["spec", "network", "selectors"],
        "Rook ignores selectors without provider `multus`",
        help,
    );
}
