//! What is really handed out: Whereabouts' objects and the status of pods, beside what NADs say today.

pub(crate) mod pod;
pub(crate) mod pool;
mod reconciler;
mod report;
mod slices;

use ceph_multus_core::kind::group_of;
use ceph_multus_manifests::{Document, ReadError, SettingsText};
use serde_json::Value;

pub use reconciler::{Fate, Why};
pub use report::{Holder, Kind, LiveFinding, LiveNetwork, LiveRange, LiveReport};

use crate::site::Site;
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
}

/// The group of Whereabouts' objects.
const GROUP: &str = "whereabouts.cni.cncf.io";

impl Live {
    /// Reads the documents.
    pub(crate) fn read(documents: &[Document]) -> Live {
        let mut live = Live::default();
        for (place, document) in documents.iter().enumerate() {
            let value = || serde_json::from_str::<Value>(document.json()).unwrap_or_default();
            match (group_of(document.api_version()), document.kind()) {
                ("", "Pod") => live.pods.push(PodFacts::read(place, &value())),
                (GROUP, "IPPool") => live.pools.push(PoolObject::read(&value())),
                (GROUP, "OverlappingRangeIPReservation") => live.reservations.push(Reservation::read(&value())),
                (GROUP, "NodeSlicePool") => live.slices.push(SlicePool::read(&value())),
                _ => {}
            }
        }
        live
    }

    /// The pod of a `podref`.
    pub(crate) fn pod(&self, podref: &str) -> Option<&PodFacts> {
        let (namespace, name) = podref.split_once('/')?;
        self.pods.iter().find(|pod| pod.namespace == namespace && pod.name == name)
    }
}

/// What the networks of CephClusters have really handed out.
///
/// # Errors
/// Every problem of the settings, and documents that nest too deep.
pub fn report(documents: &[Document], settings: &SettingsText, namespace: &str) -> Result<LiveReport, Vec<ReadError>> {
    let site = Site::read(documents, settings, namespace)?;
    Ok(LiveReport::of(&site, &site.live))
}
