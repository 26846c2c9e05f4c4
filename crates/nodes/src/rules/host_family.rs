//! A node has no address of the family that the pods have.

use std::rc::Rc;

use ceph_multus_core::Level;
use ceph_multus_upstream::address::Family;
use ceph_multus_upstream::text::quoted;

use crate::attempt::Attempt;
use crate::found::Found;
use crate::host::{Interface, Source};
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "host-family",
    summary: "a node without an address of the family that the pods have",
    level: Level::Deny,
    check,
};

fn check(site: &Site, found: &mut Found) {
    for (attempt, document, config) in super::attempts(site) {
        let shims = attempt.shims(config);
        let Some(shim) = shims.first().filter(|_| !shims.iter().any(|shim| shim.is_captured())) else { continue };
        for network in site.public_networks(&attempt.nad) {
            let families = network.families();
            let has_right = |one: &&Interface| families.iter().any(|family| one.has_family(*family));
            if families.is_empty() || shims.iter().any(has_right) {
                continue;
            }
            let has =
                [Family::V4, Family::V6].into_iter().find(|family| shims.iter().any(|one| one.has_family(*family)));
            let mut without = node_groups(site, attempt.source);
            without.retain(|(_, sources)| {
                let others = others(site, attempt, &shims, sources);
                // Where another document gives it only the wrong family, that is the place.
                let is_reported_there = || others.iter().chain(&shims).any(says_more);
                !others.iter().any(has_right) && (has.is_some() || !is_reported_there())
            });
            let Some((node, _)) = without.first() else { continue };
            let wanted = families.iter().map(Family::to_string).collect::<Vec<_>>().join(" and ");
            let has = has.map_or(String::from("no address"), |family| format!("only {family} addresses"));
            let more = Some(without.len() - 1).filter(|more| *more > 0).map(|more| format!(" and {more} more"));
            let on = node.map(|node| format!(" on node {}{}", quoted(node), more.unwrap_or_default()));
            let (name, on, nad) = (&shim.name, on.unwrap_or_default(), attempt.nad.title());
            let problem = format!("`{name}` has {has}{on}, but the pods of {nad} use {wanted}");
            found.report(document, &shim.path, problem, format!("add an address of {wanted}"));
        }
    }
}

/// Whether a fault of its addresses is reported where they are, or where it is made.
fn says_more(interface: &&Interface) -> bool {
    interface.is_made_by_policy() || !interface.addresses.is_empty() || !interface.dynamic.is_empty()
}

/// The other documents about the nodes of `source`: of each node that is known, if it is a policy for several.
fn node_groups(site: &Site, source: Source) -> Vec<(Option<&str>, Vec<Source>)> {
    let Source::Policy(place) = source else { return vec![(None, Vec::new())] };
    let nodes = site.policies.get(place).map(|policy| site.selected(policy)).unwrap_or_default();
    if site.node_of(source).is_some() || nodes.is_empty() {
        return vec![(None, site.beside(place))];
    }
    let mounting = nodes.into_iter().filter(|node| node.mounts).map(|node| node.name.as_str());
    mounting.map(|name| (Some(name), site.all_about(name))).collect()
}

/// The interfaces of `sources` on the network, and what they say of `shims`.
fn others<'s>(site: &'s Site, attempt: &Attempt, shims: &[&Interface], sources: &[Source]) -> Vec<&'s Interface> {
    let mut others = Vec::new();
    for source in sources.iter().filter(|source| **source != attempt.source) {
        let Some((_, config)) = site.config(*source) else { continue };
        others.extend(shims.iter().filter_map(|shim| config.interface(&shim.name)));
        let of_it = site.attempts_of(*source).filter(|other| Rc::ptr_eq(&other.nad, &attempt.nad));
        others.extend(of_it.flat_map(|other| other.shims(config)));
    }
    others
}
