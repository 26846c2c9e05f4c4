//! The address plan of the CephClusters of a world.

mod ranges;
mod shared;

use ceph_multus_core::Kind;
use ceph_multus_core::facts::ceph_cluster::{CephCluster, CephNetwork};
use ceph_multus_core::facts::object::Object;
use ceph_multus_core::json::Arena;
use ceph_multus_core::settings::Settings;
use ceph_multus_core::world::plan::{Demand, Fit, MostOnDevices, Plan, Sort};
use ceph_multus_core::world::pools::Pools;
use ceph_multus_upstream::NamespacedName;

use crate::document::Document;
use crate::error::ReadError;
use crate::settings::SettingsText;
use crate::world::{ManifestWorld, Parsed, by_name};

use ranges::HandedOut;
pub use ranges::RangePlan;
pub use shared::Shared;

/// The networks of one CephCluster and what fits into them.
#[derive(Debug)]
pub struct ClusterPlan {
    /// The CephCluster.
    pub cluster: NamespacedName,
    /// The networks that it selects, public first; one NAD for both is one network.
    pub networks: Vec<NetworkPlan>,
    /// How many OSDs more fit; `None` where that is not known of a network that OSDs join.
    pub more_osds: Option<u128>,
    /// How many nodes more fit, each with as many OSDs as the others have on average; `None` where the number of nodes
    /// or of OSDs is not known.
    pub more_nodes: Option<u128>,
    /// The OSDs on devices of the node that has most.
    pub most_on_devices: MostOnDevices,
}

/// One network of a CephCluster.
#[derive(Debug)]
pub struct NetworkPlan {
    /// What it is for; both where one NAD serves both.
    pub networks: Vec<CephNetwork>,
    /// The NAD.
    pub nad: NamespacedName,
    /// Whether the NAD is among the manifests or in the inventory.
    pub is_known: bool,
    /// What it hands out.
    pub ranges: Vec<RangePlan>,
    /// What its own daemons take.
    pub demand: Demand,
    /// What other networks take of the same addresses; `None` where there are none.
    pub shared: Option<Shared>,
    /// The free share that is wanted, in percent of the steady state.
    pub headroom_percent: u64,
    /// Whether that fits; `None` where it is not known what the NAD hands out.
    pub fit: Option<Fit>,
    /// How many addresses more the steady state may take without a warning; `None` as above.
    pub room: Option<u128>,
    /// Networks that hand out some of the same addresses, with the first of these.
    pub overlaps: Vec<Overlap>,
}

/// A network that shares addresses with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// The other NAD.
    pub nad: NamespacedName,
    /// The addresses that both hand out.
    pub addresses: String,
}

/// What to add where `documents` have a StorageCluster and nothing has its CephCluster: how many daemons it has is only in
/// that one, which its operator makes.
pub fn without_ceph_cluster(documents: &[Document]) -> Option<String> {
    let cluster = documents.iter().find(|document| document.known_kind() == Some(Kind::StorageCluster))?;
    let namespace = if cluster.namespace().is_empty() { "" } else { &format!("{}/", cluster.namespace()) };
    Some(format!(
        "the CephCluster of StorageCluster {namespace}{} is not in the input; add it, as `kubectl get cephclusters` prints it",
        cluster.name()
    ))
}

/// What else is to run on the networks of every CephCluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhatIf {
    /// More OSDs.
    pub osds: u64,
    /// More nodes, each with as many OSDs as the others have on average.
    pub nodes: u64,
    /// More daemons that join the public network alone, of the sorts that [`DAEMONS`] lists.
    pub daemons: Vec<(Sort, u64)>,
}

/// The daemons that [`WhatIf`] knows.
pub const DAEMONS: [Sort; 8] =
    [Sort::Mon, Sort::Mgr, Sort::Mds, Sort::Rgw, Sort::Nfs, Sort::RbdMirror, Sort::CephfsMirror, Sort::NvmeOf];

impl NetworkPlan {
    /// The addresses of the range that runs out first; `None` where it is not known what the NAD hands out.
    pub fn addresses(&self) -> Option<u128> {
        smallest(&self.ranges)
    }

    /// The addresses that everything which is taken must fit in: those of the NAD, or of its pool if others share it.
    pub fn has(&self) -> Option<u128> {
        self.shared.as_ref().map(|shared| shared.addresses).or_else(|| self.addresses())
    }

    /// What is taken from them, by its own daemons and by others.
    pub fn all(&self) -> &Demand {
        self.shared.as_ref().map_or(&self.demand, |shared| &shared.all)
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
    plan_if(documents, settings, namespace, &WhatIf::default()).map_err(|error| match error {
        PlanError::Unreadable(errors) => errors,
        PlanError::NodesUnknown => Vec::new(),
    })
}

/// Why there is no plan.
#[derive(Debug)]
pub enum PlanError {
    /// Something cannot be read, or stands twice.
    Unreadable(Vec<ReadError>),
    /// Nodes are to be added, and it is not known how many there are, or how many OSDs they have.
    NodesUnknown,
}

/// The same with what `more` says beside what is there.
///
/// # Errors
/// As those of [`plan`], and where nodes are added to a number that is not known.
pub fn plan_if(
    documents: &[Document],
    settings: &SettingsText,
    namespace: &str,
    more: &WhatIf,
) -> Result<Vec<ClusterPlan>, PlanError> {
    let arena = Arena::new();
    let parsed = Parsed::read(documents, settings, &arena).map_err(PlanError::Unreadable)?;
    let world = parsed.world(namespace).map_err(PlanError::Unreadable)?;
    crate::inventory::reject_repeated(documents, &world).map_err(PlanError::Unreadable)?;
    clusters(&world, more)
}

fn clusters(world: &ManifestWorld<'_>, more: &WhatIf) -> Result<Vec<ClusterPlan>, PlanError> {
    let settings = &world.settings;
    let mut clusters = Vec::new();
    for (_, place) in by_name(settings.inventory.iter()) {
        let object = settings.inventory.get(place).filter(|object| object.kind == Kind::CephCluster);
        let Some(object) = object else { continue };
        let around = ceph_multus_core::world::World::new(&settings.inventory, object);
        clusters.push(of_cluster(&around, settings, &CephCluster::new(*object), more)?);
    }
    Ok(clusters)
}

fn of_cluster<'a>(
    world: &ceph_multus_core::world::World<'a>,
    settings: &Settings<'_>,
    cluster: &CephCluster<'a>,
    what_if: &WhatIf,
) -> Result<ClusterPlan, PlanError> {
    let plan = Plan::of(world, settings, cluster);
    let nodes = nodes(cluster, settings);
    let mut networks: Vec<NetworkPlan> = Vec::new();
    for (network, selection) in cluster.networks() {
        let Some(demand) = plan.demand(network) else {
            networks.iter_mut().for_each(|known| known.networks.push(network));
            continue;
        };
        let mut demand = demand.clone();
        add(&mut demand, network, what_if, nodes)?;
        let nad = world.nad(selection);
        let HandedOut { ranges, pools } = nad.map(HandedOut::by).unwrap_or_default();
        let own = smallest(&ranges);
        let shared = match nad.zip(pools.smallest()).filter(|_| own.is_some_and(|own| own > 0)) {
            Some((nad, pool)) => {
                shared::Network { world, settings, cluster, own: &demand, more: what_if }.shared(nad, pool)?
            }
            None => None,
        };
        let all = shared.as_ref().map_or(&demand, |shared| &shared.all);
        let has = shared.as_ref().map(|shared| shared.addresses).or(own);
        let percent = settings.headroom_percent;
        networks.push(NetworkPlan {
            networks: vec![network],
            nad: selection.nad.clone(),
            is_known: nad.is_some(),
            ranges,
            headroom_percent: percent,
            fit: has.map(|has| all.fit(has, percent)),
            room: has.map(|has| all.room(has, percent)),
            overlaps: nad.map(|nad| overlaps(world, nad, &pools)).unwrap_or_default(),
            demand,
            shared,
        });
    }
    Ok(ClusterPlan {
        cluster: cluster.object.namespaced_name().owned(),
        more_osds: more(&networks, |network| Some((1, rotated(network)))),
        more_nodes: more(&networks, |network| {
            let each = |sort| Some(network.demand.steady.of(sort).div_ceil(nodes?));
            let osds = each(Sort::Osd).filter(|osds| *osds > 0)?;
            Some((osds.saturating_add(each(Sort::CsiAddons)?), rotated(network).saturating_mul(osds)))
        }),
        most_on_devices: MostOnDevices::of(cluster),
        networks,
    })
}

/// Adds what is to run beside what is there to the demand on `network`.
fn add(demand: &mut Demand, network: CephNetwork, more: &WhatIf, nodes: Option<u64>) -> Result<(), PlanError> {
    let mut osds = more.osds;
    if more.nodes > 0 {
        let is_open = demand.uncounted.iter().any(|uncounted| uncounted.sort == Sort::Osd);
        let nodes = nodes.filter(|nodes| *nodes > 0 && !is_open).ok_or(PlanError::NodesUnknown)?;
        let each = |sort| demand.steady.of(sort).div_ceil(nodes);
        let (per_node, addons) = (each(Sort::Osd), each(Sort::CsiAddons));
        osds = osds.saturating_add(more.nodes.saturating_mul(per_node));
        demand.steady.add_more(Sort::CsiAddons, more.nodes.saturating_mul(addons));
    }
    demand.steady.add_more(Sort::Osd, osds);
    if demand.steady.of(Sort::OsdAgain) > 0 {
        demand.steady.add_more(Sort::OsdAgain, osds);
    }
    if network == CephNetwork::Public {
        for (sort, number) in &more.daemons {
            demand.steady.add_more(*sort, *number);
        }
    }
    Ok(())
}

/// The addresses of the range that runs out first: a pod takes one of every range.
fn smallest(ranges: &[RangePlan]) -> Option<u128> {
    ranges.iter().map(|range| range.addresses).min()
}

/// The other NADs that hand out addresses of `pools`, with the first run that both have.
fn overlaps(world: &ceph_multus_core::world::World<'_>, nad: &Object<'_>, pools: &Pools) -> Vec<Overlap> {
    let mut overlaps = Vec::new();
    for (other, theirs) in world.nads_with_pools().filter(|(other, _)| !other.is_same_as(nad)) {
        let shared = pools.ranges.iter().find_map(|pool| theirs.first_sharing(&pool.assignable));
        if let Some((_, addresses)) = shared {
            let nad = other.namespaced_name().owned();
            overlaps.push(Overlap { nad, addresses: addresses.to_string() });
        }
    }
    overlaps
}

/// How many things fit that take addresses of every network: `each` says how many, and how many more for a time.
fn more(networks: &[NetworkPlan], each: impl Fn(&NetworkPlan) -> Option<(u64, u64)>) -> Option<u128> {
    let mut least = None;
    for network in networks {
        if network.all().uncounted.iter().any(|uncounted| uncounted.sort == Sort::Osd) {
            return None;
        }
        let (mut steady, mut surge) = each(network)?;
        // What is added joins both networks: if they share a pool, it takes addresses of that twice.
        let own = network.shared.as_ref().and_then(|shared| shared.network);
        if let Some(other) = networks.iter().find(|other| own.is_some_and(|own| other.networks.contains(&own))) {
            let (more_steady, more_surge) = each(other)?;
            (steady, surge) = (steady.saturating_add(more_steady), surge.saturating_add(more_surge));
        }
        let fits = network.all().room_for(network.has()?, network.headroom_percent, steady, surge);
        least = Some(least.map_or(fits, |least: u128| least.min(fits)));
    }
    least
}

/// The addresses that one more OSD takes while its key is rotated: those of today are all rotated, or none.
fn rotated(network: &NetworkPlan) -> u64 {
    u64::from(network.demand.surge.of(Sort::OsdKeyRotation) > 0)
}

/// The number of storage nodes: those that the spec lists, or what the settings say.
fn nodes(cluster: &CephCluster<'_>, settings: &Settings<'_>) -> Option<u64> {
    let listed = cluster.object.at(&["spec", "storage", "nodes"]).and_then(ceph_multus_core::json::Node::as_list);
    let listed = listed.and_then(|nodes| u64::try_from(nodes.len()).ok()).filter(|nodes| *nodes > 0);
    listed.or(settings.nodes)
}
