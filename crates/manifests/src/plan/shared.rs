//! What else takes the addresses of a network: other CephClusters, and the other network of its own.

use ceph_multus_core::facts::ceph_cluster::{CephCluster, CephNetwork};
use ceph_multus_core::facts::object::Object;
use ceph_multus_core::settings::Settings;
use ceph_multus_core::world::World;
use ceph_multus_core::world::plan::{self as core_plan, Demand, Plan};
use ceph_multus_core::world::pools::Pool;
use ceph_multus_upstream::NamespacedName;

use super::{PlanError, WhatIf, add, nodes};

/// Addresses that other networks take, too.
#[derive(Debug)]
pub struct Shared {
    /// How many can be in use at a time: those of the NAD, or with what other NADs assign of its pool.
    pub addresses: u128,
    /// Whether they are those of a pool with several NADs.
    pub is_pool: bool,
    /// The other network of the same CephCluster, if it takes some of them.
    pub network: Option<CephNetwork>,
    /// The other CephClusters that take some, each once.
    pub clusters: Vec<NamespacedName>,
    /// What the others take.
    pub others: Demand,
    /// What is taken in all.
    pub all: Demand,
}

/// What other networks take of the addresses of `nad`, of which `cluster` takes `own`: of those of the NAD or, if these
/// are scarcer, of those of its pool. `None` where there are no others.
pub(super) fn shared<'a>(
    world: &World<'a>,
    settings: &Settings<'_>,
    cluster: &CephCluster<'a>,
    (nad, pool): (&Object<'_>, &Pool),
    own: &Demand,
    more: &WhatIf,
) -> Result<Option<Shared>, PlanError> {
    let sum = |shared, is_pool| sum(world, settings, cluster, shared, is_pool, own, more);
    let of_nad = sum(core_plan::Shared::of_nad(world, cluster, nad, pool), false)?;
    let of_pool = core_plan::Shared::of_pool(world, cluster, nad, pool);
    let of_pool = of_pool.map(|shared| sum(shared, true)).transpose()?;
    let fit = |shared: &Shared| shared.all.fit(shared.addresses, settings.headroom_percent);
    let worse = of_pool.filter(|of_pool| fit(of_pool) >= fit(&of_nad)).unwrap_or(of_nad);
    Ok(Some(worse).filter(|shared| shared.network.is_some() || !shared.clusters.is_empty()))
}

fn sum(
    world: &World<'_>,
    settings: &Settings<'_>,
    cluster: &CephCluster<'_>,
    shared: core_plan::Shared<'_, '_>,
    is_pool: bool,
    own: &Demand,
    more: &WhatIf,
) -> Result<Shared, PlanError> {
    let (mut others, mut clusters, mut network) = (Demand::default(), Vec::new(), None);
    for (user, other) in shared.users {
        let plan = Plan::of(world, settings, user);
        let Some(mut demand) = plan.demand(other).cloned() else { continue };
        add(&mut demand, other, more, nodes(user, settings))?;
        others.add_other(&demand);
        for unknown in demand.unknown {
            if !others.unknown.contains(&unknown) {
                others.unknown.push(unknown);
            }
        }
        if user.object.is_same_as(&cluster.object) {
            network = Some(other);
        } else {
            clusters.push(user.object.namespaced_name().owned());
        }
    }
    clusters.sort();
    clusters.dedup();
    let mut all = own.clone();
    all.add_other(&others);
    all.unknown.extend(others.unknown.iter().filter(|unknown| !own.unknown.contains(unknown)).cloned());
    Ok(Shared { addresses: shared.has, is_pool, network, clusters, others, all })
}
