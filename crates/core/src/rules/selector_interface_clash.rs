//! Selectors whose interface names meet in an OSD.

use crate::facts::ceph_cluster::CephNetwork;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::selection::{NetworkSelection, interface_names};

pub(super) const SUMMARY: &str = "two selectors with the same interface name";

pub(super) static RULE: Rule =
    Rule { id: "selector-interface-clash", level: Level::Deny, checks: &[Check::Cluster(check)] };

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let mut networks: Vec<(CephNetwork, &NetworkSelection)> = review.cluster.networks().collect();
    // One NAD for both is attached once.
    if let [(_, public), (_, cluster)] = networks.as_slice()
        && public.nad == cluster.nad
    {
        networks.truncate(1);
    }
    let selections = networks.iter().map(|(_, selection)| *selection);
    let Some(name) = interface_names(selections, 0).conflict else { return };
    let asks = |selection: &NetworkSelection| selection.interface.as_deref() == Some(name.as_str());
    if let Some((network, _)) = networks.iter().rev().find(|(_, selection)| asks(selection)) {
        let problem = format!("the interface name {} is already in use in an OSD", quoted(&name));
        findings.report(network.selector_path(), problem, "use another name, or remove it");
    }
}
