//! A node has no interface on the public network.

use std::rc::Rc;

use ceph_multus_core::Level;
use ceph_multus_core::facts::ceph_cluster::CephNetwork;
use ceph_multus_core::facts::nad::config_path;
use ceph_multus_core::json::Path;
use ceph_multus_core::report::text::{either, quoted};

use crate::found::Found;
use crate::host::Source;
use crate::nad::{Join, NadFacts};
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "host-shim-missing",
    summary: "nodes without an interface on the public network",
    level: Level::Warn,
    check,
};

const HELP: &str = "run `ceph-multus host-network` to write the config of each node";

fn check(site: &Site, found: &mut Found) {
    if site.policies.is_empty() && site.states.is_empty() {
        return;
    }
    for network in site.networks.iter().filter(|network| network.role == CephNetwork::Public) {
        let nad = &network.nad;
        if matches!(nad.join, Join::Vlan { .. } | Join::Other(_)) {
            continue;
        }
        let (document, path) = match (network.document, nad.document) {
            (Some(document), _) => (document, network.role.selector_path()),
            (None, Some(document)) => (document, config_path(Path::default())),
            (None, None) => continue,
        };
        let attempts: Vec<Source> = tried(site, nad).collect();
        let title = nad.title();
        if attempts.is_empty() {
            let problem = format!("no node has an interface on {title}, so nodes cannot reach the daemons");
            found.report(document, path, problem, HELP);
            continue;
        }
        let without: Vec<&str> = site.mounting().into_iter().filter(|name| !has(site, &attempts, name)).collect();
        if !without.is_empty() {
            let (noun, verb) = if without.len() == 1 { ("node", "has") } else { ("nodes", "have") };
            let problem = format!("{noun} {} {verb} no interface on {title}", listed(&without));
            found.report(document, path, problem, HELP);
        }
    }
}

/// The documents that try to join the network.
fn tried<'s>(site: &'s Site, nad: &'s Rc<NadFacts>) -> impl Iterator<Item = Source> + 's {
    site.attempts.iter().filter(move |attempt| Rc::ptr_eq(&attempt.nad, nad)).map(|attempt| attempt.source)
}

/// Whether the node of a name tries: by its state where that is known, or by a policy that is for it.
fn has(site: &Site, attempts: &[Source], name: &str) -> bool {
    let is_known = site.states.iter().any(|state| state.node == name);
    attempts.iter().any(|source| match *source {
        Source::State(place) => site.states.get(place).is_some_and(|state| state.node == name),
        Source::Policy(place) => {
            !is_known && site.policies.get(place).is_some_and(|policy| site.may_select(policy, name))
        }
    })
}

fn listed(names: &[&str]) -> String {
    if names.len() > 8 {
        let (shown, rest) = names.split_at(8);
        let shown: Vec<String> = shown.iter().map(|name| quoted(name)).collect();
        return format!("{} and {} more", shown.join(", "), rest.len());
    }
    either(names).replace(" or ", " and ")
}
