//! Two hold one address.

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use ceph_multus_core::Level;
use ceph_multus_upstream::address::Address;

use crate::found::Found;
use crate::live::Kind;
use crate::nad::{NadFacts, PoolFacts};
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "pod-address-repeated",
    summary: "one address on two pods, or on a pod and a node",
    level: Level::Deny,
    check,
};

/// The first with an address.
struct Holder {
    owner: Owner,
    /// Whether it has the address on a network of Ceph, or only one of a network of Ceph.
    is_on_ceph_network: bool,
}

/// Who has an address.
#[derive(PartialEq, Eq)]
enum Owner {
    /// A node, by the object of this name.
    Node(String),
    /// A pod, as `namespace/name`.
    Pod(String),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Owner::Node(source) => write!(f, "a node, by {source}"),
            Owner::Pod(podref) => write!(f, "pod {podref}"),
        }
    }
}

fn check(site: &Site, found: &mut Found) {
    let mut first: BTreeMap<Address, Holder> = BTreeMap::new();
    for nad in site.public_nads() {
        for (document, address) in super::node_addresses(site, nad) {
            let source = site.sources().find(|source| site.config(*source).is_some_and(|(own, _)| own == document));
            let name = source.map(|source| site.name(source)).unwrap_or_default();
            first.entry(address.address()).or_insert(Holder { owner: Owner::Node(name), is_on_ceph_network: true });
        }
    }
    let nads: BTreeMap<String, &Rc<NadFacts>> = site.nads.iter().map(|nad| (nad.name.to_string(), nad)).collect();
    let is_of_ceph = |address| {
        let has = |pool: &PoolFacts| pool.cidr.contains(address);
        site.networks.iter().any(|network| network.nad.pools.iter().any(has))
    };
    for pod in site.live.pods.iter().filter(|pod| pod.is_live() && !pod.host_network) {
        for entry in pod.entries() {
            let nad = nads.get(&entry.name).copied();
            if nad.is_some_and(|nad| is_elsewhere(site, nad)) {
                continue;
            }
            let is_on_ceph_network = nad.is_some_and(|nad| site.is_cephs(nad));
            for address in super::addresses(entry).filter(|address| is_of_ceph(*address)) {
                let own = Owner::Pod(pod.podref());
                let Some(other) = first.get(&address).filter(|other| other.owner != own) else {
                    first.insert(address, Holder { owner: own, is_on_ceph_network });
                    continue;
                };
                if !is_on_ceph_network && !other.is_on_ceph_network {
                    continue;
                }
                let other = &other.owner;
                let problem = format!("`{address}` is also the address of {other}");
                let help = help(&site.live.holders(address), &own, other);
                match other {
                    Owner::Node(_) => found.report(pod.document, super::STATUS_PATH, problem, help),
                    Owner::Pod(_) => {
                        found.report_with(Kind::Duplicate, pod.document, super::STATUS_PATH, problem, help);
                    }
                }
            }
        }
    }
}

/// Whether pods of `nad` meet none of Ceph's: no CephCluster selects it, and it is on another link than each that one does.
fn is_elsewhere(site: &Site, nad: &Rc<NadFacts>) -> bool {
    let Some(carrier) = nad.carrier().filter(|_| !site.is_cephs(nad)) else { return false };
    site.networks.iter().all(|network| network.nad.carrier().is_some_and(|link| link != carrier))
}

/// Which of the two is to restart, as far as a reservation says it.
fn help(holders: &[&str], own: &Owner, other: &Owner) -> String {
    match (holders, own, other) {
        ([holder], Owner::Pod(own), Owner::Pod(other)) if holder == other => {
            format!("restart pod {own}, because an IPPool has reserved the address for the other")
        }
        ([holder], Owner::Pod(own), Owner::Pod(other)) if holder == own => {
            format!("restart pod {other}, because an IPPool has reserved the address for this one")
        }
        _ => String::from("restart one of them, once the address is reserved for the other"),
    }
}
