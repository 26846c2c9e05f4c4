//! Which pool of other NADs is the first to hand out an address of one's own a second time.

use std::collections::BTreeMap;

use super::{Pool, Pools};
use crate::address::{AddressRange, RangeIndex};
use crate::json::order::sorted;
use crate::object::Object;

/// The pools of NADs that are not one's own, searched without comparing each with each: an inventory may have thousands.
#[derive(Debug)]
pub struct Rivals<'r> {
    pools: Vec<(&'r Object<'r>, &'r Pool)>,
    /// The networks of all pools, sorted: a network is told from others by its place.
    networks: Vec<AddressRange>,
    /// Every pool, told apart by `network_name`.
    by_name: Index<&'r str>,
    /// The pools of one `network_name`: all, and those that do not look for addresses of other ranges.
    of_name: BTreeMap<&'r str, [Index<usize>; 2]>,
}

/// Runs of addresses, each with the place of its pool.
#[derive(Debug)]
struct Index<K> {
    runs: RangeIndex<K>,
    pools: Vec<usize>,
}

impl<'r> Rivals<'r> {
    /// Those of `nads`, in their order.
    pub fn of(nads: impl Iterator<Item = (&'r Object<'r>, &'r Pools)>) -> Rivals<'r> {
        let pools: Vec<(&Object<'_>, &Pool)> =
            nads.flat_map(|(nad, pools)| pools.ranges.iter().map(move |pool| (nad, pool))).collect();
        let mut networks: Vec<AddressRange> = sorted(pools.iter().map(|(_, pool)| pool.cidr.range()));
        networks.dedup();
        let mut groups: BTreeMap<&str, Vec<(usize, &Pool)>> = BTreeMap::new();
        for (place, (_, pool)) in pools.iter().enumerate() {
            groups.entry(pool.network_name.as_str()).or_default().push((place, pool));
        }
        let place = |pool: &Pool| networks.binary_search(&pool.cidr.range()).unwrap_or(usize::MAX);
        let of_group = |group: Vec<(usize, &'r Pool)>| {
            let unchecked = group.iter().copied().filter(|(_, pool)| !pool.overlap_check);
            [Index::new(group.iter().copied(), place), Index::new(unchecked, place)]
        };
        Rivals {
            by_name: Index::new(pools.iter().map(|(_, pool)| *pool).enumerate(), |pool| pool.network_name.as_str()),
            of_name: groups.into_iter().map(|(name, group)| (name, of_group(group))).collect(),
            networks,
            pools,
        }
    }

    /// The first pool that hands out addresses of `own` under another `network_name`, or in another range of the same
    /// name whose reservations are not looked up, or are not kept: where a `network_name` is set, the reconciler frees
    /// them. Ranges of one network and name are one pool, in which every address is reserved once.
    pub fn first(&self, own: &Pool) -> Option<(&'r Object<'r>, &'r Pool)> {
        let name = own.network_name.as_str();
        let place = self.networks.binary_search(&own.cidr.range()).unwrap_or(usize::MAX);
        let all = usize::from(name.is_empty() && own.overlap_check);
        let of_name = self.of_name.get(name).and_then(|indexes| indexes.get(all));
        let found = [self.by_name.first(own, name), of_name.and_then(|index| index.first(own, place))];
        self.pools.get(found.into_iter().flatten().min()?).copied()
    }
}

impl<K: Copy + PartialEq> Index<K> {
    fn new<'r>(pools: impl Iterator<Item = (usize, &'r Pool)>, key: impl Fn(&'r Pool) -> K) -> Self {
        let (mut runs, mut places) = (Vec::new(), Vec::new());
        for (place, pool) in pools {
            let key = key(pool);
            runs.extend(pool.assignable.ranges().iter().map(|run| (*run, key)));
            places.resize(runs.len(), place);
        }
        Index { runs: RangeIndex::new(&runs), pools: places }
    }

    /// The place of the first pool that has addresses of `own`, and another key.
    fn first(&self, own: &Pool, key: K) -> Option<usize> {
        let runs = own.assignable.ranges().iter();
        self.pools.get(runs.filter_map(|run| self.runs.first_besides(run, key)).min()?).copied()
    }
}
