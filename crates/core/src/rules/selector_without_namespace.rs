//! A selector that leaves the NAD's namespace to a default.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::object_name::is_object_name;
use crate::upstream::selection::Mistaken;

pub(super) const SUMMARY: &str = "a selector without the namespace of its network";

pub(super) static RULE: Rule =
    Rule { id: "selector-without-namespace", level: Level::Warn, checks: &[Check::Cluster(check)] };

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    for (network, selection) in review.cluster.networks() {
        let name = selection.nad.name.as_str();
        if !selection.namespace_explicit && is_object_name(name) {
            // The short form has no dots.
            let meant = if name.contains('.') {
                format!("set `namespace` to {}", quoted(&selection.nad.namespace))
            } else {
                format!("use {}", selection.nad.quoted())
            };
            let mistaken = Mistaken::of(name).filter(|_| review.world.nad(selection).is_none());
            let help = match mistaken {
                Some(Mistaken::Interface) => format!("{meant}, or use the NAD whose `master` is this interface"),
                Some(_) => String::from("use a NAD, as `namespace/name`, and not an address"),
                None => meant,
            };
            findings.report(network.selector_path(), "the selector has no namespace", help);
        }
    }
}
