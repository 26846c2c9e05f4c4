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

/// One network of a CephCluster, for which others are looked for.
pub(super) struct Network<'n, 'a> {
    pub(super) world: &'n World<'a>,
    pub(super) settings: &'n Settings<'n>,
    pub(super) cluster: &'n CephCluster<'a>,
    /// What the CephCluster takes of it.
    pub(super) own: &'n Demand,
    /// What else is to run in every CephCluster.
    pub(super) more: &'n WhatIf,
}

impl Network<'_, '_> {
    /// What other networks take of the addresses of `nad`: of those of the NAD or, if these are scarcer, of those of its
    /// pool. `None` where there are no others.
    pub(super) fn shared(&self, nad: &Object<'_>, pool: &Pool) -> Result<Option<Shared>, PlanError> {
        let of_nad = self.total(core_plan::Shared::of_nad(self.world, self.cluster, nad, pool), false)?;
        let of_pool = core_plan::Shared::of_pool(self.world, self.cluster, nad, pool);
        let of_pool = of_pool.map(|shared| self.total(shared, true)).transpose()?;
        let fit = |shared: &Shared| shared.all.fit(shared.addresses, self.settings.headroom_percent);
        let worse = of_pool.filter(|of_pool| fit(of_pool) >= fit(&of_nad)).unwrap_or(of_nad);
        Ok(Some(worse).filter(|shared| shared.network.is_some() || !shared.clusters.is_empty()))
    }

    /// What the users of `shared` take, and with them the network itself.
    fn total(&self, shared: core_plan::Shared<'_, '_>, is_pool: bool) -> Result<Shared, PlanError> {
        let (mut others, mut clusters, mut network) = (Demand::default(), Vec::new(), None);
        for (user, other) in shared.users {
            let plan = Plan::of(self.world, self.settings, user);
            let Some(mut demand) = plan.demand(other).cloned() else { continue };
            add(&mut demand, other, self.more, nodes(user, self.settings))?;
            add_all(&mut others, &demand);
            if user.object.is_same_as(&self.cluster.object) {
                network = Some(other);
            } else {
                clusters.push(user.object.namespaced_name().owned());
            }
        }
        clusters.sort();
        clusters.dedup();
        let mut all = self.own.clone();
        add_all(&mut all, &others);
        Ok(Shared { addresses: shared.has, is_pool, network, clusters, others, all })
    }
}

/// Adds another demand, and each daemon whose number is not known there and was known here.
fn add_all(demand: &mut Demand, other: &Demand) {
    demand.add_other(other);
    for uncounted in &other.uncounted {
        if !demand.uncounted.contains(uncounted) {
            demand.uncounted.push(uncounted.clone());
        }
    }
}
