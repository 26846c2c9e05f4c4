//! The pools of Whereabouts that a NAD hands out addresses of, searched without comparing each with each.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::json::Path;
use crate::json::order::{sort_by, sort_by_key, sorted};
use crate::upstream::address::{Address, AddressRange, AddressSet, Cidr, Family};
use crate::upstream::whereabouts::{name_start, pool_name};

/// A range of Whereabouts and where it keeps its reservations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhereaboutsPool {
    /// `network_name`; empty for the one without a name.
    pub network_name: Rc<str>,
    /// The network, whatever its window and its excludes.
    pub network: Cidr,
    /// The prefix of a node's slice, if nodes have slices.
    pub slice: Option<i64>,
    /// The path of its text in the NAD.
    pub path: Path,
}

impl WhereaboutsPool {
    /// The name of its IPPool; if nodes have slices, what the names of theirs are made of.
    pub fn name(&self) -> String {
        pool_name(&self.network.to_string(), &self.network_name, "")
    }

    fn key(&self) -> (&str, AddressRange) {
        (&self.network_name, self.network.range())
    }
}

/// Of so many runs the names of reservations are compared: what has more has too many ranges or excludes, which is reported
/// whatever they are.
const NAMED_RUNS: usize = 10_100;

/// How one pool is another (k8snetworkplumbingwg/whereabouts: pkg/storage/kubernetes/ipam.go, `IPPoolName`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolMatch {
    /// They are one range with one `network_name`.
    Range,
    /// The names of two IPPools are the same.
    Name,
    /// It is the slice of a node whose name the `network_name` ends with.
    Slice,
    /// It is the slice of a node that is called like the `network_name`, if there is one.
    Node,
}

/// A name for slices of nodes: all NADs with it must have one range, or the controller stops at them. It makes the slices of the
/// last one instead where one has the name by its `network_name` and the other by its configuration
/// (k8snetworkplumbingwg/whereabouts: pkg/node-controller/controller.go, `checkForMultiNadMismatch`, `syncHandler`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SliceName {
    /// `network_name`, or the name of the configuration.
    pub name: Rc<str>,
    /// Whether it is a `network_name`.
    pub is_network: bool,
    /// Whether nodes have slices.
    pub is_sliced: bool,
    /// The path of what says it in the NAD.
    pub path: Path,
}

/// The pools of a NAD.
#[derive(Debug, Default)]
pub struct WhereaboutsPools {
    /// In the order of `network_name` and range.
    all: Vec<WhereaboutsPool>,
    /// The names of their IPPools, and the place of each: every network with a `network_name` looks there.
    names: OnceCell<Vec<(String, usize)>>,
    /// Those with a `network_name` and without slices: that name, the prefix and the first address of each, and its place.
    named: Vec<(Rc<str>, i64, Address, usize)>,
    /// Of each `network_name` the addresses that are looked up among those of other ranges.
    checked: Vec<(Rc<str>, AddressSet)>,
    /// What these are made of.
    runs: Vec<(Rc<str>, AddressRange)>,
    /// In the order of their names, those with slices first.
    slices: Vec<SliceName>,
}

impl WhereaboutsPools {
    pub(super) fn push(&mut self, pool: WhereaboutsPool) {
        self.all.push(pool);
    }

    pub(super) fn push_checked(&mut self, network_name: &Rc<str>, run: AddressRange) {
        let is_named = self.runs.len() < NAMED_RUNS;
        let (name, run) = if is_named { reserved(network_name, run) } else { (&**network_name, run) };
        let name = if name.len() == network_name.len() { Rc::clone(network_name) } else { Rc::from(name) };
        self.runs.push((name, run));
    }

    pub(super) fn push_slices(&mut self, name: SliceName) {
        self.slices.push(name);
    }

    /// Puts in order what has been pushed.
    pub(super) fn finish(&mut self) {
        sort_by(&mut self.all, |one, other| one.key().cmp(&other.key()).then_with(|| one.path.cmp(&other.path)));
        let named = self.all.iter().enumerate();
        let named = named.filter(|(_, pool)| pool.slice.is_none() && !pool.network_name.is_empty());
        self.named = sorted(named.map(|(place, pool)| {
            (Rc::clone(&pool.network_name), i64::from(pool.network.prefix()), pool.network.network(), place)
        }));
        let runs = sorted(std::mem::take(&mut self.runs));
        let groups = runs.chunk_by(|one, other| one.0 == other.0).filter_map(|group| {
            let (name, _) = group.first()?;
            Some((Rc::clone(name), AddressSet::of(group.iter().map(|(_, run)| *run))))
        });
        self.checked = groups.collect();
        sort_by_key(&mut self.slices, |one| (Rc::clone(&one.name), !one.is_sliced));
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether nodes have slices of any.
    pub fn are_sliced(&self) -> bool {
        self.slices.iter().any(|slices| slices.is_sliced)
    }

    /// Whether `name` is that of slices of nodes: the controller deletes those with the name of a NAD that is gone, whatever the
    /// namespace of the NAD, where a NAD of that name has slices (k8snetworkplumbingwg/whereabouts:
    /// pkg/node-controller/controller.go, `syncHandler`).
    pub fn have_slices(&self, name: &str) -> bool {
        self.slices.iter().any(|slices| slices.is_sliced && *slices.name == *name)
    }

    /// `network_name` and network of each.
    #[cfg(test)]
    pub fn titles(&self) -> Vec<String> {
        self.all.iter().map(|pool| format!("{}/{}", pool.network_name, pool.network.range())).collect()
    }

    /// The first of these that keeps its reservations where one of `others` does; one range only where both assign a common
    /// address, which is whether `has_common`: Whereabouts goes from the first to the last address of a window
    /// (k8snetworkplumbingwg/whereabouts: pkg/allocate/allocate.go, `IterateForAssignment`).
    pub(super) fn same(&self, others: &WhereaboutsPools, has_common: bool) -> Option<(&WhereaboutsPool, PoolMatch)> {
        if self.all.is_empty() {
            return None;
        }
        let range = others.all.iter().find_map(|other| {
            let pool = self.all.get(self.all.partition_point(|pool| pool.key() < other.key()))?;
            (has_common && pool.key() == other.key()).then_some((pool, PoolMatch::Range))
        });
        let slice = |is_node: bool| {
            let sliced = others.all.iter().filter(|other| other.network_name.is_empty() == is_node);
            let kind = if is_node { PoolMatch::Node } else { PoolMatch::Slice };
            sliced.filter_map(|other| self.slice_of(other)).next().map(|pool| (pool, kind))
        };
        range.or_else(|| self.same_name(others)).or_else(|| slice(false)).or_else(|| slice(true))
    }

    /// The first of these whose IPPool has the name of one of `others`, of another range or `network_name`.
    fn same_name(&self, others: &WhereaboutsPools) -> Option<(&WhereaboutsPool, PoolMatch)> {
        // Two ranges without a `network_name` have two names.
        let is_named = |pools: &WhereaboutsPools| pools.all.last().is_some_and(|pool| !pool.network_name.is_empty());
        if !is_named(self) && !is_named(others) {
            return None;
        }
        // Windows of one range are one IPPool.
        let is_first = |(place, pool): &(usize, &WhereaboutsPool)| {
            let before = place.checked_sub(1).and_then(|before| self.all.get(before));
            before.is_none_or(|before| before.key() != pool.key())
        };
        let firsts = || self.all.iter().enumerate().filter(is_first);
        let named = || sorted(firsts().map(|(place, pool)| (pool.name(), place)));
        let names = self.names.get_or_init(named);
        others.all.iter().find_map(|other| {
            let name = other.name();
            let mut place = names.partition_point(|(own, _)| *own < name);
            while let Some((_, found)) = names.get(place).filter(|(own, _)| *own == name) {
                let pool = self.all.get(*found).filter(|pool| pool.key() != other.key());
                if let Some(pool) = pool {
                    return Some((pool, PoolMatch::Name));
                }
                place += 1;
            }
            None
        })
    }

    /// The first of these that may be the slice of a node of `other`: the names of such are `[network-]node-range`.
    fn slice_of(&self, other: &WhereaboutsPool) -> Option<&WhereaboutsPool> {
        let (prefix, range) = (other.slice?, other.network.range());
        let start = name_start(&other.network_name);
        let from = |key: (&str, i64, Address)| {
            self.named.partition_point(|(name, prefix, first, _)| (name.as_ref(), *prefix, *first) < key)
        };
        let mut place = self.named.partition_point(|(name, ..)| **name < *start);
        while let Some((name, ..)) = self.named.get(place).filter(|(name, ..)| name.starts_with(&start)) {
            let found = self.named.get(from((name, prefix, range.first())));
            let found =
                found.filter(|(other, bits, first, _)| (other, *bits) == (name, prefix) && range.contains(*first));
            if let Some((.., pool)) = found {
                return self.all.get(*pool);
            }
            place = self.named.partition_point(|(other, ..)| other <= name);
        }
        None
    }

    /// The first addresses that Whereabouts reserves for only one of these and `others`.
    pub fn blocked(&self, others: &WhereaboutsPools) -> Option<AddressRange> {
        others.checked.iter().find_map(|(name, theirs)| {
            let place = self.checked.binary_search_by(|(own, _)| own.cmp(name)).ok()?;
            self.checked.get(place)?.1.overlap(theirs)
        })
    }

    /// What has the name of slices that `others` have; if it has slices, these are its own
    /// (k8snetworkplumbingwg/whereabouts: pkg/storage/kubernetes/ipam.go, `getNodeSliceName`).
    pub fn slices_of(&self, others: &WhereaboutsPools) -> Option<&SliceName> {
        others.slices.iter().filter(|other| other.is_sliced).find_map(|other| {
            let own = self.slices.get(self.slices.partition_point(|own| own.name < other.name))?;
            (own.name == other.name && (own.is_sliced || other.is_network)).then_some(own)
        })
    }
}

/// The shortest `network_name` with which reservations have the same names as those of `run`, and the addresses there. The
/// address follows the name with `-` for each `:`, so `20::5` of `fd00` is `fd00:20::5` without a name
/// (k8snetworkplumbingwg/whereabouts: pkg/storage/kubernetes/ipam.go, `NormalizeIP`).
fn reserved(mut name: &str, mut run: AddressRange) -> (&str, AddressRange) {
    while !name.is_empty() && run.family() == Family::V6 {
        let (rest, group) = name.rsplit_once('-').unwrap_or(("", name));
        let behind = |address: Address| Address::parse(&format!("{group}:{address}")).ok();
        let Some(first) = behind(run.first()) else { break };
        // Of a range that is too large for it, the first addresses still are.
        let last = behind(run.last()).unwrap_or(Family::V6.range().last());
        (name, run) = (rest, AddressRange::new(first, last.max(first)));
    }
    (name, run)
}
