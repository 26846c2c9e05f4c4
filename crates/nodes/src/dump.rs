//! Pods and Whereabouts' objects as a dump of a cluster has them.

pub(crate) mod pod;
pub(crate) mod pool;
mod reconciler;

use std::collections::{BTreeMap, BTreeSet};

use ceph_multus_core::facts::kind::group_of;
use ceph_multus_manifests::Document;
use ceph_multus_upstream::address::Address;
use serde_json::Value;

pub use reconciler::{Fate, Why};

use pod::PodFacts;
use pool::{PoolObject, Reservation, SlicePool};

/// What a dump of a cluster has of pods and reservations.
#[derive(Debug, Default)]
pub(crate) struct Live {
    /// The IPPools.
    pub(crate) pools: Vec<PoolObject>,
    /// The OverlappingRangeIPReservations.
    pub(crate) reservations: Vec<Reservation>,
    /// The NodeSlicePools.
    pub(crate) slices: Vec<SlicePool>,
    /// The pods.
    pub(crate) pods: Vec<PodFacts>,
    /// The places of the pods, by `namespace/name`.
    by_podref: BTreeMap<String, usize>,
    /// Whose the reservations of all pools are.
    pooled: BTreeSet<String>,
    /// Whose the reservations of an address are, in all pools.
    reserved: BTreeMap<Address, BTreeSet<String>>,
}

/// The group of Whereabouts' objects.
pub(crate) const GROUP: &str = "whereabouts.cni.cncf.io";

impl Live {
    /// Reads the documents.
    pub(crate) fn read(documents: &[Document]) -> Live {
        let mut live = Live::default();
        for (place, document) in documents.iter().enumerate() {
            let value = || serde_json::from_str::<Value>(document.json()).unwrap_or_default();
            match (group_of(document.api_version()), document.kind()) {
                ("", "Pod") => live.pods.push(PodFacts::read(place, &value())),
                (GROUP, "IPPool") => live.pools.push(PoolObject::read(place, &value())),
                (GROUP, "OverlappingRangeIPReservation") => {
                    live.reservations.push(Reservation::read(place, &value()));
                }
                (GROUP, "NodeSlicePool") => live.slices.push(SlicePool::read(place, &value())),
                _ => {}
            }
        }
        live.indexed()
    }

    /// The same, so that pods are found by their names.
    fn indexed(mut self) -> Live {
        self.by_podref = self.pods.iter().enumerate().map(|(place, pod)| (pod.podref(), place)).collect();
        self.pooled = self.pools.iter().flat_map(|pool| &pool.leases).map(|lease| lease.podref.clone()).collect();
        for lease in self.pools.iter().flat_map(|pool| &pool.leases) {
            if let Some(address) = lease.address {
                let holders = self.reserved.entry(address).or_default();
                holders.extend(Some(&lease.podref).filter(|podref| !podref.is_empty()).cloned());
            }
        }
        self
    }

    /// Whether a pool has reserved an address, for a pod or for none.
    pub(crate) fn is_reserved(&self, address: Address) -> bool {
        self.reserved.contains_key(&address)
    }

    /// The pods for which pools have reserved an address, as `namespace/name`.
    pub(crate) fn holders(&self, address: Address) -> Vec<&str> {
        self.reserved.get(&address).into_iter().flatten().map(String::as_str).collect()
    }

    /// The places of Whereabouts' objects, which are read here and nowhere else.
    pub(crate) fn documents(&self) -> impl Iterator<Item = usize> {
        let pools = self.pools.iter().map(|pool| pool.document);
        let reservations = self.reservations.iter().map(|reservation| reservation.document);
        pools.chain(reservations).chain(self.slices.iter().map(|pool| pool.document))
    }

    /// The pod of a `podref`.
    pub(crate) fn pod(&self, podref: &str) -> Option<&PodFacts> {
        self.pods.get(*self.by_podref.get(podref)?)
    }
}
