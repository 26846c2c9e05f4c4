//! The addresses of a range that are in use, and how.

use std::collections::BTreeMap;
use std::rc::Rc;

use ceph_multus_upstream::address::Address;

use super::{NodeView, is_of};
use crate::live::{Kind, LiveReport};
use crate::nad::{NadFacts, PoolFacts};
use crate::site::Site;

/// An address in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The address.
    pub address: Address,
    /// How it is held.
    pub holding: Holding,
    /// Whose it is, as `namespace/pod`; empty where a reservation does not say.
    pub podref: String,
    /// What is wrong with it, for people; empty where nothing is.
    pub fault: String,
}

/// How an address is held, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holding {
    /// A pod has it, or it is reserved for one.
    Assigned,
    /// It is reserved for a pod that is gone, or for none.
    Orphan,
    /// A pod has it, and another may get it.
    Unreserved,
    /// Two have it.
    Twice,
}

impl Holding {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Holding::Assigned => "assigned",
            Holding::Orphan => "orphan",
            Holding::Unreserved => "unreserved",
            Holding::Twice => "twice",
        }
    }

    fn of(kind: Kind) -> Option<Holding> {
        match kind {
            Kind::Duplicate => Some(Holding::Twice),
            Kind::OrphanButAlive | Kind::Unreserved => Some(Holding::Unreserved),
            Kind::Orphan | Kind::Unowned => Some(Holding::Orphan),
            _ => None,
        }
    }
}

/// The addresses of the range `facts` that are in use; `None` where the input has neither its pool nor a pod.
pub(super) fn of(
    site: &Site,
    report: &LiveReport,
    nad: &Rc<NadFacts>,
    facts: &PoolFacts,
    nodes: &[NodeView],
) -> Option<Vec<Held>> {
    let live = &site.live;
    let mut held: BTreeMap<Address, Held> = BTreeMap::new();
    let mut add = |address: Address, podref: String| {
        let new = Held { address, holding: Holding::Assigned, podref, fault: String::new() };
        held.entry(address).or_insert(new);
    };
    let mut is_known = false;
    for pool in live.pools.iter().filter(|pool| is_of(facts, pool)) {
        is_known = true;
        for lease in &pool.leases {
            if let Some(address) = lease.address.filter(|address| facts.cidr.contains(*address)) {
                add(address, lease.podref.clone());
            }
        }
    }
    for pod in live.pods.iter().filter(|pod| pod.is_live() && !pod.host_network) {
        for entry in pod.entries().filter(|entry| entry.is_of(&nad.name)) {
            is_known = true;
            for address in entry.ips.iter().filter_map(|ip| Address::parse(ip).ok()) {
                if facts.cidr.contains(address) {
                    add(address, pod.podref());
                }
            }
        }
    }
    let faults =
        report.findings.iter().filter_map(|one| Some((one.address?, Holding::of(one.kind)?, one.text.clone())));
    let shared = nodes.iter().flat_map(|node| {
        let addresses = node.interfaces.iter().flat_map(|interface| &interface.addresses);
        addresses.map(|cidr| {
            (cidr.address(), Holding::Twice, format!("{} is also an address of {}", cidr.address(), node.name))
        })
    });
    for (address, holding, fault) in faults.chain(shared) {
        if let Some(held) = held.get_mut(&address).filter(|held| held.holding < holding) {
            held.holding = holding;
            held.fault = fault;
        }
    }
    is_known.then(|| held.into_values().collect())
}
