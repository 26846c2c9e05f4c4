//! A selector that is not one network.

use crate::ceph_cluster::{CephNetwork, Selector};
use crate::finding::{Findings, Level};
use crate::review::ClusterReview;
use crate::rule::{Check, Rule};
use crate::text::quoted;

pub(super) static RULE: Rule = Rule {
    id: "selector-unparsable",
    summary: "a selector that does not name exactly one network",
    level: Level::Deny,
    checks: &[Check::Cluster(check)],
};

const HELP: &str = "write one network as `namespace/name`";

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    if !cluster.uses_multus() || cluster.external {
        return;
    }
    for network in CephNetwork::ALL {
        let path = network.selector_path();
        match cluster.selector(network) {
            Selector::Unset => {}
            Selector::Unparsable(error) => findings.report(path, format!("{error}"), HELP),
            Selector::Network(selection) if selection.name.is_empty() => {
                findings.report(path, "the network has no name", HELP);
            }
            Selector::Network(selection) if selection.name.contains('/') => {
                let problem = format!("the name {} has a slash, Multus looks for a NAD of that very name", quoted(&selection.name));
                findings.report(path, problem, "put the namespace into `namespace`");
            }
            Selector::Network(_) => {}
        }
    }
}
