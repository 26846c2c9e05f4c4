//! The address plan of the CephClusters of a world.

use ceph_multus_core::Kind;
use ceph_multus_core::ceph_cluster::{CephCluster, CephNetwork};
use ceph_multus_core::json::Arena;
use ceph_multus_core::networks::Pools;
use ceph_multus_core::plan::{Count, Demand, Fit, Plan};
use ceph_multus_core::settings::Settings;

use crate::document::Document;
use crate::error::ReadError;
use crate::settings::SettingsText;
use crate::world::{Parsed, World, by_name};

/// The networks of one CephCluster and what fits into them.
#[derive(Debug)]
pub struct ClusterPlan {
    /// `namespace/name`
    pub cluster: String,
    /// The networks that it selects, public first; one NAD for both is one network.
    pub networks: Vec<NetworkPlan>,
    /// How many OSDs more fit; `None` where that is not known of a network that OSDs join.
    pub more_osds: Option<u128>,
    /// How many nodes more fit, each with as many OSDs as the others have on average; `None` where the number of nodes
    /// or of OSDs is not known.
    pub more_nodes: Option<u128>,
}

/// One network of a CephCluster.
#[derive(Debug)]
pub struct NetworkPlan {
    /// What it is for; both where one NAD serves both.
    pub networks: Vec<CephNetwork>,
    /// The NAD, as `namespace/name`.
    pub nad: String,
    /// Whether the NAD is among the manifests or in the inventory.
    pub is_known: bool,
    /// What it hands out.
    pub ranges: Vec<RangePlan>,
    /// What is taken from it.
    pub demand: Demand,
    /// The free share that is wanted, in percent of the steady state.
    pub headroom_percent: u64,
    /// Whether that fits; `None` where it is not known what the NAD hands out.
    pub fit: Option<Fit>,
    /// How many addresses more the steady state may take without a warning; `None` as above.
    pub room: Option<u128>,
}

/// One range of a network.
#[derive(Debug)]
pub struct RangePlan {
    /// The network of the range, in CIDR notation.
    pub cidr: String,
    /// The first and the last address that are handed out.
    pub bounds: Option<(String, String)>,
    /// How many addresses are handed out.
    pub addresses: u128,
}

impl NetworkPlan {
    /// The addresses of the range that runs out first; `None` where it is not known what the NAD hands out.
    pub fn addresses(&self) -> Option<u128> {
        self.ranges.iter().map(|range| range.addresses).min()
    }
}

/// The plan of every CephCluster among the documents and in the inventory of `settings`.
///
/// # Errors
/// Every problem of the settings, and objects that stand twice.
pub fn plan(
    documents: &[Document],
    settings: &SettingsText,
    namespace: &str,
) -> Result<Vec<ClusterPlan>, Vec<ReadError>> {
    let arena = Arena::new();
    let parsed = Parsed::read(documents, settings, &arena)?;
    let world = parsed.world(namespace)?;
    crate::inventory::refuse_repeated(documents, &world)?;
    Ok(clusters(&world))
}

fn clusters(world: &World<'_>) -> Vec<ClusterPlan> {
    let settings = &world.settings;
    let mut clusters = Vec::new();
    for (_, place) in by_name(settings.inventory.iter()) {
        let object = settings.inventory.get(place).filter(|object| object.kind == Kind::CephCluster);
        let Some(object) = object else { continue };
        let around = ceph_multus_core::world::World::new(&settings.inventory, object);
        clusters.push(of_cluster(&around, settings, &CephCluster::new(*object)));
    }
    clusters
}

fn of_cluster(
    world: &ceph_multus_core::world::World<'_>,
    settings: &Settings<'_>,
    cluster: &CephCluster<'_>,
) -> ClusterPlan {
    let plan = Plan::of(world, settings, cluster);
    let mut networks: Vec<NetworkPlan> = Vec::new();
    for (network, selection) in cluster.networks() {
        let Some(demand) = plan.demand(network) else {
            networks.iter_mut().for_each(|known| known.networks.push(network));
            continue;
        };
        let nad = world.nad(selection);
        let pools = nad.map(Pools::of).unwrap_or_default();
        let smallest = pools.smallest().map(|pool| pool.capacity);
        networks.push(NetworkPlan {
            networks: vec![network],
            nad: format!("{}/{}", selection.namespace, selection.name),
            is_known: nad.is_some(),
            ranges: pools.ranges.iter().map(RangePlan::of).collect(),
            demand: demand.clone(),
            headroom_percent: settings.headroom_percent,
            fit: smallest.map(|has| demand.fit(has, settings.headroom_percent)),
            room: smallest.map(|has| demand.room(has, settings.headroom_percent)),
        });
    }
    let nodes = nodes(cluster, settings);
    ClusterPlan {
        cluster: format!("{}/{}", cluster.object.namespace, cluster.object.name),
        more_osds: more(&networks, |network| Some((1, rotated(network)))),
        more_nodes: more(&networks, |network| {
            let each = |name| Some(part(&network.demand.steady, name).div_ceil(nodes?));
            let osds = each("osd").filter(|osds| *osds > 0)?;
            Some((osds.saturating_add(each("CSI addons")?), rotated(network).saturating_mul(osds)))
        }),
        networks,
    }
}

impl RangePlan {
    fn of(pool: &ceph_multus_core::networks::Pool) -> RangePlan {
        let bounds = pool.assignable.first().zip(pool.assignable.last());
        RangePlan {
            cidr: pool.cidr.to_string(),
            bounds: bounds.map(|(first, last)| (first.to_string(), last.to_string())),
            addresses: pool.capacity,
        }
    }
}

/// How many things fit that take addresses of every network: `each` says how many, and how many more for a time.
fn more(networks: &[NetworkPlan], each: impl Fn(&NetworkPlan) -> Option<(u64, u64)>) -> Option<u128> {
    let mut least = None;
    for network in networks {
        if network.demand.unknown.iter().any(|unknown| unknown.name == "osd") {
            return None;
        }
        let (steady, surge) = each(network)?;
        let fits = network.demand.room_for(network.addresses()?, network.headroom_percent, steady, surge);
        least = Some(least.map_or(fits, |least: u128| least.min(fits)));
    }
    least
}

/// The addresses that one more OSD takes while its key is rotated: those of today are all rotated, or none.
fn rotated(network: &NetworkPlan) -> u64 {
    u64::from(part(&network.demand.surge, "OSD key rotation") > 0)
}

fn part(count: &Count, name: &str) -> u64 {
    count.parts().iter().filter(|part| part.name == name).map(|part| part.upper).sum()
}

/// The number of storage nodes: those that the spec lists, or what the settings say.
fn nodes(cluster: &CephCluster<'_>, settings: &Settings<'_>) -> Option<u64> {
    let listed = cluster.object.at(&["spec", "storage", "nodes"]).and_then(ceph_multus_core::json::Node::as_list);
    let listed = listed.and_then(|nodes| u64::try_from(nodes.len()).ok()).filter(|nodes| *nodes > 0);
    listed.or(settings.nodes)
}
