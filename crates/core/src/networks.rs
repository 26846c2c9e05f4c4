//! The networks of a CephCluster together with what their NADs hand out.

use crate::address::{AddressSet, Cidr, Family};
use crate::ceph_cluster::{CephCluster, CephNetwork};
use crate::json::Arena;
use crate::nad::{IpamSection, Nad};
use crate::object::Object;
use crate::world::World;

/// A selected network whose NAD is known.
#[derive(Debug)]
pub struct BoundNetwork<'a> {
    /// Public or cluster.
    pub network: CephNetwork,
    /// The NAD that the selector names.
    pub nad: Object<'a>,
    /// What it hands out.
    pub pools: Pools,
}

/// What a NAD hands out, as far as Whereabouts does.
#[derive(Debug, Default)]
pub struct Pools {
    /// The ranges, those left out that hand out nothing.
    pub ranges: Vec<Pool>,
    /// The destinations of its routes.
    pub routes: Vec<Cidr>,
    /// The plugin that makes the interface.
    pub plugin: String,
    /// The host interface that it is made on; empty if none is named.
    pub master: String,
}

/// One range.
#[derive(Debug)]
pub struct Pool {
    /// The path of its text in the NAD.
    pub path: String,
    /// The network.
    pub cidr: Cidr,
    /// The addresses that are handed out.
    pub assignable: AddressSet,
    /// The allocation universe; empty for the one without a name.
    pub network_name: String,
    /// Whether addresses of other ranges are looked up.
    pub overlap_check: bool,
}

impl<'a> BoundNetwork<'a> {
    /// The networks of `cluster` whose NADs are known, public first.
    pub fn of(cluster: &CephCluster<'a>, world: &World<'a>) -> Vec<BoundNetwork<'a>> {
        if cluster.external {
            return Vec::new();
        }
        let bound = |(network, selection)| {
            let nad = *world.nad(selection)?;
            Some(BoundNetwork { network, nad, pools: Pools::of(&nad) })
        };
        cluster.networks().filter_map(bound).collect()
    }

    /// `public network `rook-ceph/public-net``
    pub fn title(&self) -> String {
        format!("{} network `{}/{}`", self.network.key(), self.nad.namespace, self.nad.name)
    }
}

impl Pools {
    /// Reads a NAD.
    pub fn of(nad: &Object<'_>) -> Pools {
        let arena = Arena::new();
        let nad = Nad::new(*nad, &arena);
        let plugins = nad.plugins();
        let mut pools = Pools::default();
        if let Some(main) = plugins.first() {
            main.kind().clone_into(&mut pools.plugin);
            main.text("master").unwrap_or_default().clone_into(&mut pools.master);
        }
        for section in IpamSection::of(&plugins) {
            let whereabouts = &section.whereabouts;
            pools.routes.extend(whereabouts.routes.iter().filter_map(|route| route.destination));
            for range in &whereabouts.ranges {
                let Ok(assignable) = range.assignable().cloned() else { continue };
                pools.ranges.push(Pool {
                    path: section.path_of(&range.path),
                    cidr: range.network,
                    assignable,
                    network_name: whereabouts.network_name.to_owned(),
                    overlap_check: whereabouts.overlapping_ranges,
                });
            }
        }
        pools
    }

    /// The range that runs out first: a pod takes one address of every range, so that the smallest counts.
    pub fn smallest(&self) -> Option<&Pool> {
        self.ranges.iter().min_by_key(|pool| pool.assignable.count())
    }

    /// Whether a range of `family` hands out addresses.
    pub fn has_family(&self, family: Family) -> bool {
        self.ranges.iter().any(|pool| pool.cidr.family() == family)
    }
}
