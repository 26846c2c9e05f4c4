//! A selector that is not one network.

use crate::facts::ceph_cluster::{CephNetwork, Selector};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::selection::Mistaken;

pub(super) const SUMMARY: &str = "a selector that is not exactly one network";

pub(super) static RULE: Rule = Rule { id: "selector-unparsable", level: Level::Deny, checks: &[Check::Cluster(check)] };

const HELP: &str = "use one network, as `namespace/name`";

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    if !cluster.uses_multus() {
        return;
    }
    // Nobody joins the cluster network of an external cluster.
    for network in CephNetwork::ALL.into_iter().filter(|network| !cluster.external || *network == CephNetwork::Public) {
        let path = network.selector_path();
        match cluster.selector(network) {
            Selector::Unset => {}
            Selector::Unparsable(error) => {
                let text = cluster.selector_text(network).unwrap_or_default();
                match Mistaken::of(text) {
                    Some(Mistaken::Addresses) => {
                        let help =
                            format!("{HELP}, and move the CIDR to `spec.network.addressRanges.{}`", network.key());
                        findings.report(path, format!("{} is a CIDR, not a network", quoted(text)), help);
                    }
                    Some(Mistaken::Interface) => {
                        let help = format!("{HELP}, and set `master` of that NAD to the interface");
                        findings.report(path, format!("{} is an interface, not a network", quoted(text)), help);
                    }
                    None => findings.report(path, format!("{error}"), HELP),
                }
            }
            Selector::Network(selection) if selection.nad.name.is_empty() => {
                findings.report(path, "the network has no name", HELP);
            }
            Selector::Network(selection) if selection.nad.name.contains('/') => {
                let problem = format!("the name {} has a slash, so Multus finds no NAD", quoted(&selection.nad.name));
                findings.report(path, problem, "move the namespace to `namespace`");
            }
            Selector::Network(_) => {}
        }
    }
}
