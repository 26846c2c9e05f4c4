//! What the pictures show: all objects together.

use ceph_multus_core::facts::ceph_cluster::CephNetwork;
use ceph_multus_core::facts::object::Object;
use ceph_multus_core::settings::Settings;
use ceph_multus_core::world::World;
use ceph_multus_core::world::plan::{Demand, Plan, mons};
use ceph_multus_core::world::pools::Pools;

/// A NAD and what it is to a CephCluster.
#[derive(Debug)]
pub struct Network<'a> {
    /// `rook-ceph/public-net`
    pub name: String,
    /// What it is.
    pub role: NetworkRole,
    /// `rook-ceph/my-cluster`; empty where no CephCluster selects it.
    pub cluster: String,
    /// The NAD; `None` if a selector names one that is not known.
    pub nad: Option<Object<'a>>,
    /// The addresses that it can assign.
    pub pools: Pools,
    /// How many addresses its CephCluster takes.
    pub demand: Option<Demand>,
    /// How many monitors live in it, where it is their window.
    pub monitors: Option<u64>,
}

/// What a network is to a CephCluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NetworkRole {
    /// The public network, or that and the cluster network in one NAD.
    Public,
    /// The cluster network.
    Cluster,
    /// The window of the monitors.
    Monitors,
    /// Another one.
    Other,
}

impl NetworkRole {
    /// The word that the pictures use.
    pub fn name(self) -> &'static str {
        match self {
            NetworkRole::Public => "public",
            NetworkRole::Cluster => "cluster",
            NetworkRole::Monitors => "monitors",
            NetworkRole::Other => "other",
        }
    }

    /// The role of a network that a CephCluster selects.
    pub fn of(network: CephNetwork) -> NetworkRole {
        match network {
            CephNetwork::Public => NetworkRole::Public,
            CephNetwork::Cluster => NetworkRole::Cluster,
        }
    }
}

/// The networks of all CephClusters, each once, the monitors' window, and then the NADs that no CephCluster selects.
pub fn networks<'a>(world: &World<'a>, settings: &Settings<'a>) -> Vec<Network<'a>> {
    let mut networks: Vec<Network<'a>> = Vec::new();
    for cluster in world.clusters() {
        let plan = Plan::of(world, settings, cluster);
        for (network, selection) in cluster.networks() {
            let (role, nad) = (NetworkRole::of(network), world.nad(selection).copied());
            if let Some(added) = add(&mut networks, &selection.nad.namespace, &selection.nad.name, role, nad) {
                added.cluster = format!("{}/{}", cluster.object.namespace, cluster.object.name);
                added.demand = plan.demand(network).cloned();
            }
        }
    }
    if let Some(window) = &settings.monitor_network {
        let nad = world.nad(window).copied();
        if let Some(added) = add(&mut networks, &window.nad.namespace, &window.nad.name, NetworkRole::Monitors, nad) {
            let theirs = world.clusters().iter().filter(|cluster| world.monitor_window(cluster, settings).is_some());
            added.monitors = theirs.map(mons).reduce(u64::saturating_add);
        }
    }
    for nad in world.nads() {
        add(&mut networks, nad.namespace, nad.name, NetworkRole::Other, Some(*nad));
    }
    networks
}

/// Adds a network, unless one of this name is there.
fn add<'n, 'a>(
    networks: &'n mut Vec<Network<'a>>,
    namespace: &str,
    name: &str,
    role: NetworkRole,
    nad: Option<Object<'a>>,
) -> Option<&'n mut Network<'a>> {
    let name = format!("{namespace}/{name}");
    if networks.iter().any(|known| known.name == name) {
        return None;
    }
    let pools = nad.as_ref().map(Pools::of).unwrap_or_default();
    networks.push(Network { name, role, cluster: String::new(), nad, pools, demand: None, monitors: None });
    networks.last_mut()
}
