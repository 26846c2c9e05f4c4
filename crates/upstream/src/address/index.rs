//! Which of many ranges is the first to share an address with another one, without comparing it to each of them.

use super::{AddressRange, Family};
use ceph_multus_json::order::sorted;

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
    starts: Vec<Bound>,
    /// Of each node the ranges that hold anything of it.
    nodes: Vec<Firsts>,
}

/// An address, or the point right behind it.
pub(super) type Bound = (Family, u128, bool);

/// Where a range starts, and the point behind its end.
pub(super) fn bounds(range: &AddressRange) -> [Bound; 2] {
    [(range.family, range.first, false), (range.family, range.last, true)]
}

/// The bounds of `ranges`, ascending, each once.
pub(super) fn all_bounds(ranges: impl Iterator<Item = AddressRange>) -> Vec<Bound> {
    let mut starts = sorted(ranges.flat_map(|range| bounds(&range)));
    starts.dedup();
    starts
}

impl RangeIndex {
    /// The index of `entries`.
    pub fn new(entries: &[Placed]) -> Self {
        let starts = all_bounds(entries.iter().map(|entry| entry.range));
        let leaves = starts.len().next_power_of_two();
        let mut index = RangeIndex { starts, nodes: vec![Firsts::default(); 2 * leaves] };
        for entry in entries {
            let [first, behind] =
                bounds(&entry.range).map(|bound| index.starts.partition_point(|start| *start < bound));
            for node in nodes(leaves, first, behind) {
                index.add(node, &Firsts([Some((entry.place, entry.key)), None]));
            }
        }
        // What holds all of a node holds all that is below it,
        for node in 1..leaves {
            let above = index.node(node);
            [2 * node, 2 * node + 1].into_iter().for_each(|below| index.add(below, &above));
        }
        // and what holds anything of a node holds something of what is above it.
        for node in (2..2 * leaves).rev() {
            let below = index.node(node);
            index.add(node / 2, &below);
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
        let up_to = |value| self.starts.partition_point(|start| *start <= (range.family, value, false));
        let (first, behind) = (up_to(range.first).saturating_sub(1), up_to(range.last));
        let mut found = Firsts::default();
        nodes(self.nodes.len() / 2, first, behind).for_each(|node| found.add_all(&self.node(node)));
        found
    }

    fn node(&self, node: usize) -> Firsts {
        self.nodes.get(node).copied().unwrap_or_default()
    }

    fn add(&mut self, node: usize, more: &Firsts) {
        if let Some(firsts) = self.nodes.get_mut(node) {
            firsts.add_all(more);
        }
    }
}

/// The fewest nodes of a tree of so many leaves that are together the leaves from `first` until before `behind`.
fn nodes(leaves: usize, first: usize, behind: usize) -> impl Iterator<Item = usize> {
    let (mut left, mut right) = (leaves + first, leaves + behind);
    std::iter::from_fn(move || {
        let mut found = [None; 2];
        if left >= right {
            return None;
        }
        if left % 2 == 1 {
            found[0] = Some(left);
            left += 1;
        }
        if right % 2 == 1 {
            right -= 1;
            found[1] = Some(right);
        }
        (left, right) = (left / 2, right / 2);
        Some(found)
    })
    .flatten()
    .flatten()
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
        AddressRange { family, first, last: first + u128::from(number(most / 4 + 1)) }
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
        let last = AddressRange { family: Family::V6, first: u128::MAX, last: u128::MAX };
        let index = RangeIndex::new(&[Placed { range: AddressRange { first: 7, ..last }, place: 0, key: 0 }]);
        assert_eq!(index.first(&last), Some(0));
        assert_eq!(index.first(&AddressRange { first: 0, last: 6, ..last }), None);
        assert_eq!(RangeIndex::new(&[]).first(&last), None);
    }
}
