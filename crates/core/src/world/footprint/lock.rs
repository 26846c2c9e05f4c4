//! How long a NAD keeps the lock of Whereabouts, which is one for all allocations that do not come from slices of nodes.

use super::Footprint;
use crate::json::Path;
use crate::upstream::whereabouts::Whereabouts;

/// That a Whereabouts section keeps the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// The path of the key in the NAD.
    pub path: Path,
    /// For how long.
    pub time: WaitTime,
}

/// For how long a Whereabouts section keeps the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitTime {
    /// So many seconds at every allocation.
    Allocation(i128),
    /// So many seconds, the lease of one that has died.
    Lease(i128),
    /// As long as calls of the API server for so many ranges take.
    Ranges(usize),
    /// As long as looking up addresses among so many excludes takes.
    Excludes(usize),
    /// Without end, because the search for an address starts over.
    Endless,
}

/// The most ranges of which one address each is assigned within 10 seconds, after which an allocation fails: there is one
/// call of the API server before them, and four for each, of which client-go makes ten at once and then five a second
/// (k8snetworkplumbingwg/whereabouts: pkg/storage/storage.go, pkg/storage/kubernetes/ipam.go,
/// `IPManagementKubernetesUpdate`; kubernetes/client-go: rest/config.go).
const RANGES_IN_TIME: usize = 14;

/// The most excludes that are looked up in about a second, where the last of them are the first addresses: each of these is
/// compared with all excludes before it (k8snetworkplumbingwg/whereabouts: pkg/allocate/allocate.go,
/// `IterateForAssignment`). Of 20,000 it takes 6 s, of 70,000 more than a minute.
const EXCLUDES_IN_TIME: usize = 10_000;

impl Wait {
    /// Whether nobody needs it so long: 10 seconds for all ranges of an allocation, and 60 for a lease that is 1.5 by
    /// default.
    pub fn is_long(&self) -> bool {
        match self.time {
            WaitTime::Allocation(seconds) => seconds > 10,
            WaitTime::Lease(seconds) => seconds > 60,
            // It is no longer than 10 seconds: then the allocation fails.
            WaitTime::Ranges(_) => false,
            WaitTime::Excludes(_) | WaitTime::Endless => true,
        }
    }
}

impl Footprint {
    /// Adds how long allocations of the section at `path` keep the lock. It is a lease: who holds it sleeps for
    /// `sleep_for_race` with each range, and renews it as long as it lives, also where its search for an address does not
    /// end; who dies keeps it for as long as `leader_lease_duration` says (k8snetworkplumbingwg/whereabouts:
    /// pkg/storage/kubernetes/ipam.go, `newLeaderElector`; pkg/allocate/allocate.go, `IterateForAssignment`).
    pub(super) fn add_wait(&mut self, path: &Path, section: &Whereabouts<'_>) {
        let ranges = section.ranges.len();
        let times = i128::try_from(ranges.max(1)).unwrap_or(i128::MAX);
        let sleep = i128::from(section.sleep_for_race.max(0)).saturating_mul(times);
        let leader = section.leader.as_go_counts();
        let lease = if leader.are_valid() { i128::from(leader.lease) / 1_000_000_000 } else { 0 };
        // Excludes have no effect on the slices of nodes.
        let searched = || section.ranges.iter().filter(|_| section.node_slice_size.is_empty());
        let excludes = searched().map(|range| range.excludes.len()).sum();
        let excluding = searched().find(|range| !range.excludes.is_empty()).map(|range| range.exclude_path(0));
        let endless =
            section.ranges.iter().filter_map(|range| Some(range.exclude_path(range.endless_exclude()?))).next();
        let wait = |key: Path, time| Wait { path: path.clone().join(key), time };
        let waits = [
            (sleep > 0).then(|| wait(Path::from("sleep_for_race"), WaitTime::Allocation(sleep))),
            Some(wait(Path::from("leader_lease_duration"), WaitTime::Lease(lease))).filter(Wait::is_long),
            endless.map(|key| wait(key, WaitTime::Endless)),
            excluding.filter(|_| excludes > EXCLUDES_IN_TIME).map(|key| wait(key, WaitTime::Excludes(excludes))),
            (ranges > RANGES_IN_TIME).then(|| wait(Path::from("ipRanges"), WaitTime::Ranges(ranges))),
        ];
        for wait in waits.into_iter().flatten() {
            if self.wait.as_ref().is_none_or(|known| wait.is_long() && !known.is_long()) {
                self.wait = Some(wait);
            }
        }
    }
}
