//! One thing that is wrong with what Whereabouts has assigned.

use ceph_multus_core::json::Path;
use ceph_multus_upstream::address::Address;

use crate::dump::pool::{Lease, PoolObject};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveFinding {
    /// What sort of thing.
    pub kind: Kind,
    /// The place of the document that shows it.
    pub document: usize,
    /// The field that does.
    pub path: Path,
    /// The IPPool, reservation or NodeSlicePool.
    pub pool: String,
    /// The address.
    pub address: Option<Address>,
    /// Whose it is, as `namespace/pod`; of two pods that have it, the one for which it is reserved.
    pub podref: String,
    /// Who also has the address, likewise, where two have it.
    pub other: Option<String>,
    /// What is wrong, for people.
    pub text: String,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $id:literal,)*) => {
        /// What may be wrong, in the order in which to look at it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// The word for it.
            pub fn id(self) -> &'static str {
                match self { $(Kind::$kind => $id,)* }
            }

            /// Whether it stops pods, or takes an address from one that runs.
            pub fn is_harmful(self) -> bool {
                matches!(self, Kind::ReconcilerStopped | Kind::OrphanButAlive | Kind::Duplicate | Kind::Unreserved)
            }
        }
    };
}

kinds! {
    /// A pool whose range cannot be read: nothing is freed any more.
    ReconcilerStopped "reconciler-stopped",
    /// A pod has lost its reservation, or will at the next run, though it runs.
    OrphanButAlive "orphan-but-alive",
    /// One address is given twice.
    Duplicate "duplicate",
    /// A pod has an address of a range that no pool has for it.
    Unreserved "unreserved",
    /// A reservation whose pod is gone.
    Orphan "orphan",
    /// A reservation that says of no pod that it is its.
    Unowned "unowned",
    /// A key that is no number.
    KeyUnreadable "key-unreadable",
    /// An address beyond the range of the pool.
    OutsideRange "outside-range",
    /// An address before or after those that can be assigned today.
    OutsideWindow "outside-window",
    /// An address that is excluded today.
    InsideExclude "inside-exclude",
    /// Two reservations of one interface in one pool.
    TwoLeases "two-leases",
    /// A pool that no NAD uses any more.
    LeftOver "left-over",
    /// Pools of one range in two namespaces.
    TwoInstallations "two-installations",
    /// No record across ranges though the NAD asks for it.
    NoOverlapRecord "no-overlap-record",
    /// A record across ranges that the reconciler deletes though the pod lives.
    RecordVanishes "record-vanishes",
    /// The holder is not Ceph's.
    Foreign "foreign",
    /// A node with two slices.
    SliceRepeated "slice-repeated",
    /// A node without a slice.
    SliceMissing "slice-missing",
    /// A slice that is not in the range.
    SliceOutside "slice-outside",
    /// The slice of a node that is gone.
    SliceLeft "slice-left",
}

impl LiveFinding {
    /// About a pool, or another object of Whereabouts, as a whole.
    pub(super) fn of_object(kind: Kind, document: usize, name: &str, text: String) -> LiveFinding {
        LiveFinding {
            kind,
            document,
            path: Path::default(),
            pool: name.to_owned(),
            address: None,
            podref: String::new(),
            other: None,
            text,
        }
    }

    /// About one reservation of a pool.
    pub(super) fn of_lease(kind: Kind, pool: &PoolObject, lease: &Lease, text: String) -> LiveFinding {
        LiveFinding {
            kind,
            document: pool.document,
            path: Path::from(["spec", "allocations"]).key(lease.key.clone()),
            pool: pool.name.clone(),
            address: lease.address,
            podref: lease.podref.clone(),
            other: None,
            text,
        }
    }

    /// The same with the pods the other way round, where two have the address.
    pub(super) fn swapped(mut self) -> LiveFinding {
        if let Some(other) = &mut self.other {
            std::mem::swap(&mut self.podref, other);
        }
        self
    }

    /// The pods that it is about.
    pub(crate) fn podrefs(&self) -> impl Iterator<Item = &String> {
        [&self.podref].into_iter().chain(&self.other).filter(|podref| !podref.is_empty())
    }
}
