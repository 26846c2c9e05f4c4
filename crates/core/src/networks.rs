//! The networks of a CephCluster together with what their NADs hand out.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::address::{AddressRange, AddressSet, Cidr, Family, RangeIndex};
use crate::ceph_cluster::{CephCluster, CephNetwork};
use crate::json::Arena;
use crate::nad::{IpamSection, Nad};
use crate::object::Object;
use crate::world::World;

mod rivals;

pub use rivals::Rivals;

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
    smallest: Option<usize>,
    families: BTreeSet<Family>,
    runs: OnceCell<Index>,
    networks: OnceCell<Index>,
}

/// Runs of addresses, each with the place of the pool that it is of.
#[derive(Debug)]
struct Index {
    ranges: RangeIndex<()>,
    pools: Vec<usize>,
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
    /// How many of them can be in use at a time: those whose reservations are found again.
    pub capacity: u128,
    /// The allocation universe; empty for the one without a name.
    pub network_name: String,
    /// Whether addresses of other ranges are looked up.
    pub overlap_check: bool,
}

impl Pool {
    /// Whether `other` is the same pool to Whereabouts, in which every address is reserved once
    /// (k8snetworkplumbingwg/whereabouts: pkg/storage/kubernetes/ipam.go, `IPPoolName`).
    pub fn is_one_with(&self, other: &Pool) -> bool {
        self.cidr.range() == other.cidr.range() && self.network_name == other.network_name
    }
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
                    capacity: assignable.count_to(range.last_storable()),
                    assignable,
                    network_name: whereabouts.network_name.to_owned(),
                    overlap_check: whereabouts.overlapping_ranges,
                });
            }
        }
        let sizes = pools.ranges.iter().enumerate();
        pools.smallest = sizes.min_by_key(|(_, pool)| pool.capacity).map(|(place, _)| place);
        pools.families.extend(pools.ranges.iter().map(|pool| pool.cidr.family()));
        pools
    }

    /// The range that runs out first: a pod takes one address of every range, so that the smallest counts.
    pub fn smallest(&self) -> Option<&Pool> {
        self.ranges.get(self.smallest?)
    }

    /// Whether a range of `family` hands out addresses.
    pub fn has_family(&self, family: Family) -> bool {
        self.families.contains(&family)
    }

    /// The first range that hands out any of `addresses`, and the lowest run of them that it has.
    pub fn first_sharing(&self, addresses: &AddressSet) -> Option<(&Pool, AddressRange)> {
        let index = self.runs.get_or_init(|| self.index(|pool| pool.assignable.ranges().to_vec()));
        let place = addresses.ranges().iter().filter_map(|run| index.ranges.first(run)).min()?;
        let pool = self.ranges.get(*index.pools.get(place)?)?;
        Some((pool, pool.assignable.overlap(addresses)?))
    }

    /// The first range whose network has addresses of `cidr`.
    pub fn first_within(&self, cidr: &Cidr) -> Option<&Pool> {
        let index = self.networks.get_or_init(|| self.index(|pool| vec![pool.cidr.range()]));
        self.ranges.get(*index.pools.get(index.ranges.first(&cidr.range())?)?)
    }

    fn index(&self, runs: impl Fn(&Pool) -> Vec<AddressRange>) -> Index {
        let (mut ranges, mut pools) = (Vec::new(), Vec::new());
        for (place, pool) in self.ranges.iter().enumerate() {
            for run in runs(pool) {
                ranges.push((run, ()));
                pools.push(place);
            }
        }
        Index { ranges: RangeIndex::new(&ranges), pools }
    }
}
