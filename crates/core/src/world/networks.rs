//! The networks of a CephCluster together with what their NADs hand out.

use std::rc::Rc;

use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::facts::object::Object;
use crate::world::World;
use crate::world::pools::Pools;

/// A selected network whose NAD is known.
#[derive(Debug)]
pub struct BoundNetwork<'a> {
    /// Public or cluster.
    pub network: CephNetwork,
    /// The NAD that the selector names.
    pub nad: Object<'a>,
    /// What it hands out.
    pub pools: Rc<Pools>,
}

impl<'a> BoundNetwork<'a> {
    /// The networks of `cluster` that pods join and whose NADs are known, public first.
    pub fn of(cluster: &CephCluster<'a>, world: &World<'a>) -> Vec<BoundNetwork<'a>> {
        let bound = |(network, selection)| {
            Some(BoundNetwork { network, nad: *world.nad(selection)?, pools: world.pools(selection)? })
        };
        cluster.joined_networks().filter_map(bound).collect()
    }

    /// `public network `rook-ceph/public-net``
    pub fn title(&self) -> String {
        format!("{} network {}", self.network.key(), self.nad.namespaced_name().quoted())
    }
}
