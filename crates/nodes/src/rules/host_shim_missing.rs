//! A node has no interface on the public network.

use std::collections::BTreeSet;
use std::rc::Rc;

use ceph_multus_core::Level;
use ceph_multus_core::facts::ceph_cluster::CephNetwork;
use ceph_multus_core::facts::nad::config_path;
use ceph_multus_core::json::Path;
use ceph_multus_core::report::text::quoted;

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

/// Names of nodes that a message shows.
const NAMED: usize = 8;

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
        let attempts: BTreeSet<Source> = tried(site, nad).collect();
        let title = nad.title();
        if attempts.is_empty() {
            let problem = format!("no node has an interface on {title}, so nodes cannot reach the daemons");
            found.report(document, path, problem, HELP);
            continue;
        }
        let without: Vec<&str> = site
            .mounting()
            .into_iter()
            .filter(|name| !site.sources_about(name).iter().any(|source| attempts.contains(source)))
            .collect();
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

/// `a`, `b` and `c`; of many names all but the first are counted.
fn listed(names: &[&str]) -> String {
    let mut shown: Vec<String> = names.iter().take(NAMED).map(|name| quoted(name)).collect();
    if let Some(more) = names.len().checked_sub(NAMED).filter(|more| *more > 0) {
        shown.push(format!("{more} more"));
    }
    match shown.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => shown.concat(),
    }
}
