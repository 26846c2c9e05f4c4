//! Addresses that several networks take: those of one NAD, or those of one pool through several NADs.

use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::facts::object::Object;
use crate::upstream::address::AddressSet;
use crate::world::World;
use crate::world::pools::Pool;

/// The addresses, and which networks take some of them besides the one that is asked about.
#[derive(Debug)]
pub struct Shared<'w, 'a> {
    /// How many can be in use at a time.
    pub has: u128,
    /// The other networks, NAD by NAD: those of other CephClusters, and where the addresses are those of a pool, also the
    /// other one of the same CephCluster. One that selects a NAD for both networks is here twice, and its [`super::Plan`]
    /// counts all of it for the public one.
    pub users: Vec<(&'w CephCluster<'a>, CephNetwork)>,
}

impl<'w, 'a> Shared<'w, 'a> {
    /// Those of `nad`, which `cluster` selects and whose smallest range is `pool`.
    pub fn of_nad(world: &'w World<'a>, cluster: &CephCluster<'_>, nad: &Object<'_>, pool: &Pool) -> Shared<'w, 'a> {
        Shared { has: pool.capacity, users: others(world, cluster, nad).collect() }
    }

    /// Those of `pool` with what other NADs that CephClusters select assign of it; `None` where there are no such NADs.
    pub fn of_pool(
        world: &'w World<'a>,
        cluster: &'w CephCluster<'a>,
        nad: &Object<'_>,
        pool: &Pool,
    ) -> Option<Shared<'w, 'a>> {
        let mut users: Vec<_> = others(world, cluster, nad).collect();
        let (mut runs, mut is_one) = (pool.assignable.ranges().to_vec(), true);
        for other in world.nads().iter().filter(|other| !other.is_same_as(nad)) {
            let Some((user, network)) = world.users_of(other).next() else { continue };
            let Some(pools) = user.network(network).and_then(|selection| world.pools(selection)) else { continue };
            let shares = |one: &&Pool| one.is_one_with(pool) && one.assignable.overlap(&pool.assignable).is_some();
            if let Some(shared) = pools.ranges.iter().find(shares) {
                is_one = false;
                runs.extend(shared.assignable.ranges());
                users.extend(others(world, cluster, other));
                let own = cluster.joined_networks().find(|(_, own)| other.namespaced_name() == own.nad);
                users.extend(own.map(|(network, _)| (cluster, network)));
            }
        }
        (!is_one).then(|| Shared { has: AddressSet::of(runs).count_to(pool.last_storable), users })
    }
}

/// The networks of other CephClusters than `cluster` whose NAD is `nad`: of some a [`super::Plan`] has no demand.
fn others<'w, 'a>(
    world: &'w World<'a>,
    cluster: &CephCluster<'_>,
    nad: &Object<'_>,
) -> impl Iterator<Item = (&'w CephCluster<'a>, CephNetwork)> {
    world.users_of(nad).filter(|(user, _)| !user.object.is_same_as(&cluster.object))
}
