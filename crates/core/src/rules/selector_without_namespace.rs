//! A selector that leaves the NAD's namespace to a default.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::selection::Mistaken;

pub(super) const SUMMARY: &str = "a selector without the namespace of its network";

pub(super) static RULE: Rule =
    Rule { id: "selector-without-namespace", level: Level::Warn, checks: &[Check::Cluster(check)] };

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    for (network, selection) in review.cluster.networks() {
        if !selection.namespace_explicit && !selection.nad.name.is_empty() {
            let meant = selection.nad.quoted();
            let is_interface = Mistaken::of(&selection.nad.name) == Some(Mistaken::Interface);
            let help = if is_interface && review.world.nad(selection).is_none() {
                format!("use {meant}, or the NAD whose `master` is this interface")
            } else {
                format!("use {meant}")
            };
            findings.report(network.selector_path(), "the selector has no namespace", help);
        }
    }
}
