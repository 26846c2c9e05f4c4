//! What the reconciler of Whereabouts makes of a reservation at its next run (k8snetworkplumbingwg/whereabouts:
//! pkg/reconciler/iploop.go, pkg/reconciler/wrappedPod.go).

use super::Live;
use super::pod::PodFacts;
use super::pool::{Lease, PoolObject, Reservation};

/// What becomes of a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stays.
    Kept,
    /// It stays, whatever happens: it says of no pod that it is its.
    Never,
    /// It goes.
    Freed(Why),
    /// It goes with the next change of its pool: its key is no number.
    Vanishes,
    /// It stays until the pool that stops the reconciler is gone.
    Stopped,
    /// Nobody can tell: the input has no pods.
    Unknown,
}

/// Why a reservation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// There is no such pod.
    NoPod,
    /// A controller of taints takes the pod away.
    Disrupted,
    /// Multus has not said what the pod has, or nobody can read it.
    NoStatus,
    /// The pod has another address.
    OtherAddress,
    /// No pool knows the pod.
    NoPool,
}

impl Live {
    /// The first pool that stops the reconciler for all: one whose range nobody can read.
    pub(crate) fn stopper(&self) -> Option<&PoolObject> {
        self.pools.iter().find(|pool| pool.range.is_none())
    }

    /// What becomes of a reservation of a pool.
    pub(crate) fn fate(&self, lease: &Lease) -> Fate {
        if self.stopper().is_some() {
            return Fate::Stopped;
        }
        self.own_fate(lease)
    }

    /// The same as if no pool stopped the reconciler.
    pub(crate) fn own_fate(&self, lease: &Lease) -> Fate {
        if !lease.is_number {
            return Fate::Vanishes;
        }
        if lease.podref.is_empty() {
            return Fate::Never;
        }
        if self.pods.is_empty() {
            return Fate::Unknown;
        }
        let text = lease.address.map(|address| address.to_string()).unwrap_or_default();
        self.pod_has(&lease.podref, &text).map_or_else(Fate::Freed, |()| Fate::Kept)
    }

    /// What becomes of a reservation across ranges. Its address is read from its name with `:` for every `-`, so that a
    /// name with the network in front, and an address that ends in `::`, are never found again.
    pub(crate) fn reservation_fate(&self, reservation: &Reservation) -> Fate {
        if self.stopper().is_some() {
            return Fate::Stopped;
        }
        if reservation.podref.is_empty() || !self.pooled.contains(&reservation.podref) {
            return Fate::Freed(Why::NoPool);
        }
        if self.pods.is_empty() {
            return Fate::Unknown;
        }
        let text = reservation.name.replace('-', ":");
        self.pod_has(&reservation.podref, &text).map_or_else(Fate::Freed, |()| Fate::Kept)
    }

    fn pod_has(&self, podref: &str, address: &str) -> Result<(), Why> {
        let pod: &PodFacts = self.pod(podref).ok_or(Why::NoPod)?;
        if pod.disrupted {
            return Err(Why::Disrupted);
        }
        if pod.status.is_none() {
            return Err(Why::NoStatus);
        }
        if pod.has_text(address) { Ok(()) } else { Err(Why::OtherAddress) }
    }
}

#[cfg(test)]
mod tests;
