//! Two nodes get one address.

use std::collections::BTreeMap;

use ceph_multus_core::Level;
use ceph_multus_core::report::text::counted;
use ceph_multus_upstream::address::Address;

use crate::found::Found;
use crate::host::Source;
use crate::nmstate::Policy;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule =
    Rule { id: "host-address-repeated", summary: "one address for several nodes", level: Level::Deny, check };

fn check(site: &Site, found: &mut Found) {
    let mut first: BTreeMap<Address, (Source, String)> = BTreeMap::new();
    for (attempt, document, config) in super::attempts(site) {
        for (place, _) in &attempt.interfaces {
            for address in config.interfaces.get(*place).into_iter().flat_map(|interface| &interface.addresses) {
                let (path, own) = (address.path.clone().key("ip"), address.address());
                if let Source::Policy(place) = attempt.source
                    && let Some(whose) = site.policies.get(place).and_then(|policy| shared_by(site, policy))
                {
                    let help = "use a policy for each node, with `kubernetes.io/hostname` in its `nodeSelector`";
                    found.report(document, path, format!("`{own}` is for {whose}"), help);
                    continue;
                }
                match first.get(&own) {
                    Some((other, title)) if !is_one_node(site, *other, attempt.source) => {
                        let problem = format!("`{own}` is also the address of {title}");
                        found.report(document, path, problem, "use a different address for each node");
                    }
                    Some(_) => {}
                    None => _ = first.insert(own, (attempt.source, site.name(attempt.source))),
                }
            }
        }
    }
}

/// Which nodes get what the policy gives, where that may be more than one.
fn shared_by(site: &Site, policy: &Policy) -> Option<String> {
    if policy.hostname().is_some() {
        return None;
    }
    if site.nodes.is_empty() {
        return Some(String::from(if policy.selector.is_empty() {
            "every node"
        } else {
            "every node with the labels of `nodeSelector`"
        }));
    }
    let nodes = site.selected(policy);
    (nodes.len() > 1).then(|| counted(nodes.len(), "node"))
}

/// Whether both are about one node, so that the address stays with it.
fn is_one_node(site: &Site, one: Source, other: Source) -> bool {
    site.node_of(one).is_some_and(|node| site.node_of(other) == Some(node))
}
