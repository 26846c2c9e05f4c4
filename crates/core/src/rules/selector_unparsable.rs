//! A selector that is not one network.

use crate::facts::ceph_cluster::{CephNetwork, Selector};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::object_name::is_object_name;
use crate::upstream::selection::{Mistake, Mistaken};

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
        let error = match cluster.selector(network) {
            Selector::Unset => continue,
            Selector::Unparsable(error) => Some(error),
            Selector::Network(selection) if is_object_name(&selection.nad.name) => continue,
            Selector::Network(_) => None,
        };
        let name = cluster.network(network).map(|selection| selection.nad.name.as_str());
        let (problem, help) = match (cluster.mistake(network), error, name) {
            (Some(mistake), ..) => (format!("{mistake}, not a network"), instead(mistake, network)),
            (None, Some(error), _) => (format!("{error}"), HELP.to_owned()),
            (None, None, None | Some("")) => (String::from("the network has no name"), HELP.to_owned()),
            (None, None, Some(name)) if name.contains('/') => (
                format!("the name {} has a slash, so Multus finds no NAD", quoted(name)),
                String::from("move the namespace to `namespace`"),
            ),
            (None, None, Some(name)) => {
                (format!("Kubernetes rejects the name {}, so Multus finds no NAD", quoted(name)), HELP.to_owned())
            }
        };
        findings.report(network.selector_path(), problem, help);
    }
}

/// What to do about `mistake` in the selector of `network`.
fn instead(mistake: Mistake<'_>, network: CephNetwork) -> String {
    let ranges = format!("`spec.network.addressRanges.{}`", network.key());
    match mistake.kind {
        Mistaken::Cidr if mistake.many => format!("{HELP}, and move the CIDRs to {ranges}"),
        Mistaken::Cidr => format!("{HELP}, and move the CIDR to {ranges}"),
        // What the prefix length is, only the one knows who wrote it.
        Mistaken::Address => format!("{HELP}, and CIDRs in {ranges}"),
        Mistaken::Interface => format!("{HELP}, and set `master` of that NAD to the interface"),
    }
}
