//! What NADs hand out: the pools of addresses that Whereabouts makes of their ranges.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::facts::nad::{IpamSection, Nad};
use crate::facts::object::Object;
use crate::json::order::sorted;
use crate::json::{Arena, Path};
use crate::upstream::address::{Address, AddressRange, AddressSet, Cidr, Family, Placed, RangeIndex};
use crate::upstream::cni::{Plugin, Segments};
use crate::upstream::whereabouts::path_in;

mod rivals;

pub use rivals::Rivals;

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
    /// The segments that its plugins join, without those of plugins that these call.
    pub segments: Segments,
    smallest: Option<usize>,
    has_v4: bool,
    has_v6: bool,
    runs: OnceCell<RangeIndex>,
    networks: OnceCell<RangeIndex>,
}

/// One range.
#[derive(Debug)]
pub struct Pool {
    /// What it shares with the other ranges of its section: there may be thousands.
    pub section: Rc<PoolSection>,
    /// Its place in `ipRanges`, counted from 0; `None` for `range` at the top.
    pub place: Option<usize>,
    /// The network.
    pub cidr: Cidr,
    /// The addresses that are handed out.
    pub assignable: AddressSet,
    /// How many of them can be in use at a time: those whose reservations are found again.
    pub capacity: u128,
    /// The last address whose reservation is found again.
    pub last_storable: Address,
}

/// The IPAM section of a range.
#[derive(Debug)]
pub struct PoolSection {
    /// Its path in the NAD.
    pub path: Path,
    /// `network_name`: addresses are reserved once among the ranges of one name, and among those without one.
    pub network_name: String,
    /// Whether each node has a part of the range, so that excludes do nothing (`node_slice_size`).
    pub is_sliced: bool,
    /// Whether addresses of other ranges are looked up.
    pub overlap_check: bool,
}

impl Pool {
    /// Whether `other` is the same pool to Whereabouts, in which every address is reserved once
    /// (k8snetworkplumbingwg/whereabouts: pkg/storage/kubernetes/ipam.go, `IPPoolName`).
    pub fn is_one_with(&self, other: &Pool) -> bool {
        self.cidr.range() == other.cidr.range() && self.network_name() == other.network_name()
    }

    /// The path of its text in the NAD.
    pub fn path(&self) -> Path {
        self.section.path.clone().join(path_in(self.place, "range"))
    }

    /// `network_name`, see [`PoolSection`].
    pub fn network_name(&self) -> &str {
        &self.section.network_name
    }

    /// Whether each node has a part of it.
    pub fn is_sliced(&self) -> bool {
        self.section.is_sliced
    }

    /// Whether addresses of other ranges are looked up.
    pub fn overlap_check(&self) -> bool {
        self.section.overlap_check
    }
}

impl Pools {
    /// Reads a NAD.
    pub fn of(nad: &Object<'_>) -> Pools {
        let arena = Arena::new();
        let nad = Nad::new(*nad, &arena);
        let plugins = nad.plugins();
        Pools::read(&nad, &plugins, IpamSection::of(&plugins))
    }

    /// The same, of the plugins of a NAD and their Whereabouts sections.
    pub fn read(nad: &Nad<'_>, plugins: &[Plugin<'_>], sections: Vec<IpamSection<'_>>) -> Pools {
        let segments = Segments::of(plugins.iter().flat_map(|plugin| nad.segments_of(plugin)).collect());
        let mut pools = Pools { segments, ..Pools::default() };
        if let Some(main) = plugins.first() {
            main.kind().clone_into(&mut pools.plugin);
            main.text("master").unwrap_or_default().clone_into(&mut pools.master);
        }
        for section in sections {
            let (path, whereabouts) = (section.path(), section.whereabouts);
            pools.routes.extend(whereabouts.routes.iter().map(|route| route.destination));
            let (network_name, overlap_check) = (whereabouts.network_name.to_owned(), whereabouts.overlapping_ranges);
            let is_sliced = !whereabouts.node_slice_size.is_empty();
            let section = Rc::new(PoolSection { path, network_name, is_sliced, overlap_check });
            for range in whereabouts.ranges {
                let (place, cidr, last) = (range.place, range.network, range.last_storable());
                let capacity = range.capacity();
                let Ok(assignable) = range.into_assignable() else { continue };
                let section = Rc::clone(&section);
                pools.ranges.push(Pool { section, place, cidr, assignable, capacity, last_storable: last });
            }
        }
        let sizes = pools.ranges.iter().enumerate();
        pools.smallest = sizes.min_by_key(|(_, pool)| pool.capacity).map(|(place, _)| place);
        for pool in &pools.ranges {
            match pool.cidr.family() {
                Family::V4 => pools.has_v4 = true,
                Family::V6 => pools.has_v6 = true,
            }
        }
        pools
    }

    /// The range that runs out first: a pod takes one address of every range, so that the smallest counts.
    pub fn smallest(&self) -> Option<&Pool> {
        self.ranges.get(self.smallest?)
    }

    /// Whether a range is of the same pool as one of `other`.
    pub fn has_pool_of(&self, other: &Pools) -> bool {
        let keys =
            |pools: &Pools| sorted(pools.ranges.iter().map(|pool| (pool.cidr.range(), pool.network_name().to_owned())));
        let theirs = keys(other);
        self.ranges.iter().any(|pool| {
            let key = (pool.cidr.range(), pool.network_name());
            theirs.binary_search_by(|(range, name)| (*range, name.as_str()).cmp(&key)).is_ok()
        })
    }

    /// Whether a range of `family` hands out addresses.
    pub fn has_family(&self, family: Family) -> bool {
        match family {
            Family::V4 => self.has_v4,
            Family::V6 => self.has_v6,
        }
    }

    /// The first range that hands out any of `addresses`, and the lowest run of them that it has.
    pub fn first_sharing(&self, addresses: &AddressSet) -> Option<(&Pool, AddressRange)> {
        let index = self.runs.get_or_init(|| {
            let pools = self.ranges.iter().enumerate();
            let runs =
                pools.flat_map(|(place, pool)| pool.assignable.ranges().iter().map(move |run| placed(*run, place)));
            RangeIndex::new(&runs.collect::<Vec<_>>())
        });
        let pool = self.ranges.get(addresses.ranges().iter().filter_map(|run| index.first(run)).min()?)?;
        Some((pool, pool.assignable.overlap(addresses)?))
    }

    /// The first range whose network has addresses of `cidr`.
    pub fn first_within(&self, cidr: &Cidr) -> Option<&Pool> {
        let index = self.networks.get_or_init(|| {
            let networks = self.ranges.iter().enumerate().map(|(place, pool)| placed(pool.cidr.range(), place));
            RangeIndex::new(&networks.collect::<Vec<_>>())
        });
        self.ranges.get(index.first(&cidr.range())?)
    }
}

fn placed(range: AddressRange, place: usize) -> Placed {
    Placed { range, place, key: 0 }
}
