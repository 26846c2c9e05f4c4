//! Which pool of other NADs is the first to hand out an address of one's own a second time.

use super::{Pool, Pools};
use crate::facts::object::Object;
use crate::json::order::sorted;
use crate::upstream::address::{AddressRange, Placed, RangeIndex};

/// The pools of NADs that are not one's own, searched without comparing each with each: an inventory may have thousands.
#[derive(Debug)]
pub struct Rivals<'r> {
    pools: Vec<(&'r Object<'r>, &'r Pool)>,
    /// The networks of all pools, sorted, each once: a network is distinguished by its place.
    networks: Vec<AddressRange>,
    /// The names of all pools, likewise.
    names: Vec<&'r str>,
    /// Every pool, distinguished by name.
    by_name: RangeIndex,
    /// The pools of each name, distinguished by network: all, and those that do not look for addresses of other ranges.
    of_name: Vec<[RangeIndex; 2]>,
}

impl<'r> Rivals<'r> {
    /// Those of `nads`, in their order.
    pub fn of(nads: impl Iterator<Item = (&'r Object<'r>, &'r Pools)>) -> Rivals<'r> {
        let pools: Vec<(&Object<'_>, &Pool)> =
            nads.flat_map(|(nad, pools)| pools.ranges.iter().map(move |pool| (nad, pool))).collect();
        let mut networks: Vec<AddressRange> = sorted(pools.iter().map(|(_, pool)| pool.cidr.range()));
        networks.dedup();
        let mut names: Vec<&str> = sorted(pools.iter().map(|(_, pool)| pool.network_name()));
        names.dedup();
        let named = pools.iter().enumerate().map(|(place, (_, pool))| (place_in(&names, &pool.network_name()), place));
        let named: Vec<(usize, usize)> = sorted(named);
        let all = index(named.iter().filter_map(|(name, place)| Some((pools.get(*place)?.1, *place, *name))));
        let of_name = named.chunk_by(|(one, _), (other, _)| one == other).map(|group| {
            let of_group = |unchecked: bool| {
                let group = group.iter().filter_map(|(_, place)| Some((pools.get(*place)?.1, *place)));
                let group = group.filter(|(pool, _)| !(unchecked && pool.overlap_check()));
                index(group.map(|(pool, place)| (pool, place, place_in(&networks, &pool.cidr.range()))))
            };
            [of_group(false), of_group(true)]
        });
        Rivals { of_name: of_name.collect(), by_name: all, networks, names, pools }
    }

    /// The first pool that hands out addresses of `own` under another `network_name`, or in another range of the same
    /// name whose reservations are not looked up, or are not kept: where a `network_name` is set, the reconciler frees
    /// them. Ranges of one network and name are one pool, in which every address is reserved once.
    pub fn first(&self, own: &Pool) -> Option<(&'r Object<'r>, &'r Pool)> {
        let (name, network) = (place_in(&self.names, &own.network_name()), place_in(&self.networks, &own.cidr.range()));
        let is_kept = own.network_name().is_empty() && own.overlap_check();
        let of_name = self.of_name.get(name).map(|[all, unchecked]| if is_kept { unchecked } else { all });
        let first = |index: &RangeIndex, key| {
            let runs = own.assignable.ranges().iter();
            runs.filter_map(|run| index.first_besides(run, key)).min()
        };
        let found = [first(&self.by_name, name), of_name.and_then(|index| first(index, network))];
        self.pools.get(found.into_iter().flatten().min()?).copied()
    }
}

/// The index of pools, each with its place and what it is distinguished by.
fn index<'r>(pools: impl Iterator<Item = (&'r Pool, usize, usize)>) -> RangeIndex {
    let runs = pools.flat_map(|(pool, place, key)| {
        pool.assignable.ranges().iter().map(move |run| Placed { range: *run, place, key })
    });
    RangeIndex::new(&runs.collect::<Vec<_>>())
}

/// The place of `wanted` in a sorted list, or one behind it.
fn place_in<T: Ord>(sorted: &[T], wanted: &T) -> usize {
    sorted.binary_search(wanted).unwrap_or(usize::MAX)
}
