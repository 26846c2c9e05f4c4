//! How many addresses a Ceph cluster takes from each of its networks, by the custom resources of the world
//! (rook/rook: pkg/operator/ceph, the spec of each daemon).

mod count;
mod drivers;
mod fit;
mod osds;
mod shared;
mod sort;
mod steady;
mod surge;
#[cfg(test)]
mod tests;

use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::facts::kind::Kind;
use crate::settings::Settings;
use crate::world::World;

pub use count::{Count, Part};
pub(super) use drivers::Drivers;
pub use fit::Fit;
pub use osds::MostOnDevices;
use osds::Osds;
pub use shared::Shared;
pub use sort::Sort;
pub use steady::mons;

/// The addresses that a CephCluster takes from its networks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    demands: Vec<(CephNetwork, Demand)>,
}

/// The addresses that a CephCluster takes from one network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demand {
    /// While nothing happens.
    pub steady: Count,
    /// At most, beyond the steady state: while daemons are replaced, probed or updated.
    pub surge: Count,
    /// What takes addresses, too, and is not counted.
    pub uncounted: Vec<Uncounted>,
}

/// Daemons whose number nothing in the world tells. They are in neither bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncounted {
    /// The daemons.
    pub sort: Sort,
    /// What would tell: a setting, or objects for the inventory.
    pub help: &'static str,
}

impl Demand {
    /// Adds what another network takes from the same addresses.
    pub fn add_other(&mut self, other: &Demand) {
        self.steady.add_sum(Sort::Others, &other.steady);
        self.surge.add_sum(Sort::Others, &other.surge);
    }
}

impl Plan {
    /// Counts the daemons of `cluster`. The mons, mgrs and OSDs of an external cluster run elsewhere; its RGW, MDS and CSI pods
    /// run here.
    pub fn of(world: &World<'_>, settings: &Settings<'_>, cluster: &CephCluster<'_>) -> Plan {
        let mut demands = Vec::new();
        if !is_counted(cluster) {
            return Plan { demands };
        }
        let public = cluster.network(CephNetwork::Public);
        let replication = cluster.network(CephNetwork::Cluster).filter(|_| !cluster.external);
        let one_nad = public.zip(replication).is_some_and(|(public, replication)| public.nad == replication.nad);
        let osds = Osds::of(cluster, settings);
        if public.is_some() {
            let networks: &[CephNetwork] = if one_nad { &CephNetwork::ALL } else { &[CephNetwork::Public] };
            let mut demand = steady::public(world, settings, cluster, &osds);
            // Rook attaches an OSD once for each selector (rook/rook: pkg/operator/k8sutil/network.go); the repetition
            // is removed where the policy changes pods.
            if one_nad && !settings.mutate {
                demand.steady.add_exactly(Sort::OsdAgain, osds.number);
            }
            demand.surge = surge::public(world, cluster, &osds, networks);
            demands.push((CephNetwork::Public, demand));
        }
        if replication.is_some() && !one_nad {
            let mut demand = Demand::default();
            steady::add_osds(&mut demand, &osds);
            steady::add_odf(&mut demand, world, cluster, CephNetwork::Cluster);
            demand.surge = surge::cluster(cluster);
            demands.push((CephNetwork::Cluster, demand));
        }
        Plan { demands }
    }

    /// What `network` must have addresses for; `None` where it is not selected, or is the NAD of the public network and
    /// counted there.
    pub fn demand(&self, network: CephNetwork) -> Option<&Demand> {
        self.demands.iter().find(|(known, _)| *known == network).map(|(_, demand)| demand)
    }
}

/// Whether anything is known to count: of a StorageCluster nothing is before its CephCluster is there.
pub fn is_counted(cluster: &CephCluster<'_>) -> bool {
    cluster.object.kind == Kind::CephCluster
}
