//! The networks of CephClusters with the addresses that Whereabouts has assigned in them, and who holds these.

use std::collections::BTreeMap;
use std::rc::Rc;

use ceph_multus_core::world::plan::Sort;
use ceph_multus_upstream::NamespacedName;
use ceph_multus_upstream::address::{AddressRange, AddressSet};

use super::whose::{is_ceph, is_of};
use crate::dump::pool::{Lease, PoolObject};
use crate::dump::{Fate, Live};
use crate::nad::{NadFacts, PoolFacts};
use crate::site::Site;

/// A network.
#[derive(Debug)]
pub struct LiveNetwork {
    /// The NAD.
    pub nad: NamespacedName,
    /// What it is for, of each CephCluster: `public network of rook-ceph/my-cluster`.
    pub users: Vec<String>,
    /// Its ranges.
    pub ranges: Vec<LiveRange>,
}

/// A range of a network.
#[derive(Debug)]
pub struct LiveRange {
    /// The range.
    pub range: String,
    /// Whether each node assigns the addresses of a slice of it.
    pub is_sliced: bool,
    /// The IPPools that hold its reservations, as `namespace/name`.
    pub pools: Vec<String>,
    /// The places of the documents of these IPPools.
    pub documents: Vec<usize>,
    /// How many addresses can be assigned.
    pub addresses: u128,
    /// How many of them are reserved.
    pub taken: u128,
    /// How many of those the reconciler would free.
    pub orphaned: u128,
    /// How many of those it frees at its next run: none where a pool stops it.
    pub freed: u128,
    /// Who holds them.
    pub holders: Vec<Holder>,
}

/// Who holds addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// `osd`, `mon`, ..., `jobs of Rook`, `without a pod`, `others`
    pub name: String,
    /// Whether that is Ceph's.
    pub is_ceph: bool,
    /// How many addresses.
    pub addresses: usize,
}

/// The networks of CephClusters, each NAD once.
pub(super) fn all(site: &Site, live: &Live) -> Vec<LiveNetwork> {
    nads(site).iter().map(|nad| network(site, live, nad)).collect()
}

/// The NADs of CephClusters, each once.
pub(crate) fn nads(site: &Site) -> Vec<Rc<NadFacts>> {
    let mut nads: Vec<Rc<NadFacts>> = Vec::new();
    for network in &site.networks {
        if !nads.iter().any(|known| Rc::ptr_eq(known, &network.nad)) {
            nads.push(Rc::clone(&network.nad));
        }
    }
    nads
}

fn network(site: &Site, live: &Live, nad: &Rc<NadFacts>) -> LiveNetwork {
    let users = site.networks.iter().filter(|network| Rc::ptr_eq(&network.nad, nad));
    let users = users.map(|network| {
        let role = network.role.key();
        format!("{role} network of {}", network.cluster)
    });
    LiveNetwork {
        nad: nad.name.clone(),
        users: users.collect(),
        ranges: nad.pools.iter().map(|facts| range(site, live, facts)).collect(),
    }
}

fn range(site: &Site, live: &Live, facts: &PoolFacts) -> LiveRange {
    let own: Vec<&PoolObject> = live.pools.iter().filter(|pool| is_of(facts, pool)).collect();
    let mut holders: BTreeMap<(bool, String), usize> = BTreeMap::new();
    let (mut taken, mut orphaned, mut freed) = (Vec::new(), 0, 0);
    for lease in own.iter().flat_map(|pool| &pool.leases) {
        let Some(address) = lease.address.filter(|address| facts.assignable.contains(*address)) else { continue };
        taken.push(AddressRange::one(address));
        orphaned += u128::from(matches!(live.own_fate(lease), Fate::Freed(_)));
        freed += u128::from(matches!(live.fate(lease), Fate::Freed(_)));
        *holders.entry(holder(site, live, lease)).or_default() += 1;
    }
    LiveRange {
        range: facts.cidr.to_string(),
        is_sliced: facts.sliced,
        pools: own.iter().map(|pool| format!("{}/{}", pool.namespace, pool.name)).collect(),
        documents: own.iter().map(|pool| pool.document).collect(),
        addresses: facts.capacity,
        taken: AddressSet::of(taken).count(),
        orphaned,
        freed,
        holders: holders
            .into_iter()
            .map(|((other, name), addresses)| Holder { name, is_ceph: !other, addresses })
            .collect(),
    }
}

/// Who holds an address, Ceph's first.
fn holder(site: &Site, live: &Live, lease: &Lease) -> (bool, String) {
    if live.pods.is_empty() {
        return (true, String::from("not known"));
    }
    let Some(pod) = live.pod(&lease.podref) else { return (true, String::from("without a pod")) };
    if !is_ceph(site, live, &lease.podref) {
        return (true, String::from("others"));
    }
    // As the plan has it, where it has it.
    let name = pod.daemon.map_or("", |daemon| Sort::of(daemon).map_or(daemon.name(), Sort::name));
    (false, if pod.is_job() { String::from("jobs of Rook") } else { name.to_owned() })
}

impl LiveRange {
    /// What is free now.
    pub fn free(&self) -> u128 {
        self.addresses.saturating_sub(self.taken)
    }

    /// What is free once the reconciler has run.
    pub fn free_then(&self) -> u128 {
        self.free().saturating_add(self.freed)
    }
}
