//! Which of many ranges is the first to share an address with another one, without comparing it to each of them.

use ceph_multus_json::order::sorted;

use super::{Address, AddressRange};

/// A range of something that has a place among others, and a key that tells it from some of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The addresses.
    pub range: AddressRange,
    /// Where it stands: the lower, the earlier.
    pub place: usize,
    /// What it has in common with others.
    pub key: usize,
}

/// Ranges in an order that counts. Built in the time of sorting them; a search takes that of halving their number until
/// nothing is left.
///
/// A segment tree: the leaves are the stretches between neighbouring bounds of the ranges, a node is all the leaves below
/// it.
#[derive(Debug)]
pub struct RangeIndex {
    /// Where a leaf starts, ascending.
    starts: Vec<Address>,
    /// Of each node the ranges that hold anything of it.
    nodes: Vec<Firsts>,
}

/// Where `ranges` start, and where the next address behind one is, ascending, each once: between two neighbours nothing
/// starts or ends.
pub(super) fn bounds(ranges: impl Iterator<Item = AddressRange>) -> Vec<Address> {
    let mut bounds: Vec<Address> = Vec::with_capacity(2 * ranges.size_hint().0);
    for range in ranges {
        bounds.push(range.first);
        bounds.extend(range.last.0.checked_add(1).map(Address));
    }
    let mut bounds = sorted(bounds);
    bounds.dedup();
    bounds
}

/// The places of those bounds in `starts` that `range`, of which both ends are among them, is made of.
pub(super) fn stretches(starts: &[Address], range: &AddressRange) -> std::ops::Range<usize> {
    starts.partition_point(|start| *start < range.first)..starts.partition_point(|start| *start <= range.last)
}

/// The same for any range: of what starts before it, the last may reach into it.
pub(super) fn stretches_within(starts: &[Address], range: &AddressRange) -> std::ops::Range<usize> {
    let up_to = |address: Address| starts.partition_point(|start| *start <= address);
    up_to(range.first).saturating_sub(1)..up_to(range.last)
}

impl RangeIndex {
    /// The index of `entries`.
    pub fn new(entries: &[Placed]) -> Self {
        let starts = bounds(entries.iter().map(|entry| entry.range));
        let leaves = starts.len().next_power_of_two();
        let mut index = RangeIndex { starts, nodes: vec![Firsts::default(); 2 * leaves] };
        for entry in entries {
            let own = Firsts([Some((entry.place, entry.key)), None]);
            for_nodes(leaves, stretches(&index.starts, &entry.range), |node| add(&mut index.nodes, node, &own));
        }
        // What holds all of a node holds all that is below it,
        for node in 1..leaves {
            let above = index.node(node);
            [2 * node, 2 * node + 1].into_iter().for_each(|below| add(&mut index.nodes, below, &above));
        }
        // and what holds anything of a node holds something of what is above it.
        for node in (2..2 * leaves).rev() {
            let below = index.node(node);
            add(&mut index.nodes, node / 2, &below);
        }
        index
    }

    /// The place of the first entry that shares an address with `range`.
    pub fn first(&self, range: &AddressRange) -> Option<usize> {
        self.firsts(range).0.first().copied().flatten().map(|(place, _)| place)
    }

    /// The place of the first entry that shares an address with `range` and has another key than `key`.
    pub fn first_besides(&self, range: &AddressRange, key: usize) -> Option<usize> {
        self.firsts(range).0.into_iter().flatten().find(|(_, other)| *other != key).map(|(place, _)| place)
    }

    fn firsts(&self, range: &AddressRange) -> Firsts {
        let mut found = Firsts::default();
        let leaves = self.nodes.len() / 2;
        for_nodes(leaves, stretches_within(&self.starts, range), |node| found.add_all(&self.node(node)));
        found
    }

    fn node(&self, node: usize) -> Firsts {
        self.nodes.get(node).copied().unwrap_or_default()
    }
}

fn add(nodes: &mut [Firsts], node: usize, more: &Firsts) {
    if let Some(firsts) = nodes.get_mut(node) {
        firsts.add_all(more);
    }
}

/// Gives the fewest nodes of a tree of so many leaves that are together the `wanted` leaves.
fn for_nodes(leaves: usize, wanted: std::ops::Range<usize>, mut give: impl FnMut(usize)) {
    let (mut left, mut right) = (leaves + wanted.start, leaves + wanted.end);
    while left < right {
        if left % 2 == 1 {
            give(left);
            left += 1;
        }
        if right % 2 == 1 {
            right -= 1;
            give(right);
        }
        (left, right) = (left / 2, right / 2);
    }
}

/// The place and the key of the first entry, and of the first with another key than that.
#[derive(Debug, Clone, Copy, Default)]
struct Firsts([Option<(usize, usize)>; 2]);

impl Firsts {
    fn add_all(&mut self, more: &Firsts) {
        more.0.into_iter().flatten().for_each(|entry| self.add(entry));
    }

    fn add(&mut self, entry: (usize, usize)) {
        let Firsts([first, second]) = self;
        let is_earlier = |other: Option<(usize, usize)>| other.is_none_or(|other| entry.0 < other.0);
        match first {
            Some(known) if known.1 == entry.1 => known.0 = known.0.min(entry.0),
            known if is_earlier(*known) => (*second, *known) = (*known, Some(entry)),
            _ if is_earlier(*second) => *second = Some(entry),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Family;

    /// Numbers without a pattern, the same at every run (a linear congruential generator).
    fn numbers(seed: u64) -> impl FnMut(u64) -> u64 {
        let mut state = seed;
        move |below| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        }
    }

    fn range(number: &mut impl FnMut(u64) -> u64, most: u64) -> AddressRange {
        let family = if number(4) == 0 { Family::V6 } else { Family::V4 };
        let first = u128::from(number(most));
        let last = first + u128::from(number(most / 4 + 1));
        AddressRange::new(Address::new(family, first), Address::new(family, last))
    }

    #[test]
    fn finds_what_a_look_at_each_finds() {
        for seed in 0..400 {
            let mut number = numbers(seed);
            let most = [8, 40, 1000][usize::try_from(seed % 3).unwrap()];
            let entries: Vec<_> = (0..number(24))
                .map(|place| Placed {
                    range: range(&mut number, most),
                    place: usize::try_from(place).unwrap(),
                    key: usize::try_from(number(3)).unwrap(),
                })
                .collect();
            let index = RangeIndex::new(&entries);
            for _ in 0..40 {
                let (wanted, key) = (range(&mut number, most), usize::try_from(number(4)).unwrap());
                let first = entries.iter().position(|entry| entry.range.overlaps(&wanted));
                assert_eq!(index.first(&wanted), first, "{entries:?} {wanted:?}");
                let other = entries.iter().position(|entry| entry.range.overlaps(&wanted) && entry.key != key);
                assert_eq!(index.first_besides(&wanted, key), other, "{entries:?} {wanted:?} {key}");
            }
        }
    }

    #[test]
    fn the_last_address_of_all_is_one_like_others() {
        let at = |value| Address::new(Family::V6, value);
        let last = AddressRange::one(at(u128::MAX));
        let range = AddressRange::new(at(7), last.last());
        let index = RangeIndex::new(&[Placed { range, place: 0, key: 0 }]);
        assert_eq!(index.first(&last), Some(0));
        assert_eq!(index.first(&AddressRange::new(at(0), at(6))), None);
        assert_eq!(RangeIndex::new(&[]).first(&last), None);
    }
}
