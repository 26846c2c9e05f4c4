//! Which of many ranges is the first to share an address with another one, without comparing it to each of them.

use super::{AddressRange, Family};
use crate::json::order::sorted;

/// Ranges in an order that counts, each with a key. Built in the time of sorting them; a search takes that of halving
/// their number until nothing is left.
///
/// A segment tree: the leaves are the stretches between neighbouring bounds of the ranges, a node is all the leaves below
/// it.
#[derive(Debug)]
pub struct RangeIndex<K> {
    /// Where a leaf starts, ascending: at the first address of a range, or behind the last one.
    starts: Vec<Bound>,
    /// Of each node the ranges that hold all of it, but not all of its parent.
    covering: Vec<Firsts<K>>,
    /// Of each node the ranges that hold anything of it, those left out that hold all of its parent.
    touching: Vec<Firsts<K>>,
}

/// An address, or the point right behind it.
type Bound = (Family, u128, bool);

impl<K: Copy + PartialEq> RangeIndex<K> {
    /// The index of `entries`.
    pub fn new(entries: &[(AddressRange, K)]) -> Self {
        let bounds = |range: &AddressRange| [(range.family, range.first, false), (range.family, range.last, true)];
        let mut starts: Vec<Bound> = sorted(entries.iter().flat_map(|(range, _)| bounds(range)));
        starts.dedup();
        let leaves = starts.len().next_power_of_two();
        let mut index = RangeIndex { starts, covering: vec![Firsts::default(); 2 * leaves], touching: Vec::new() };
        for (place, (range, key)) in entries.iter().enumerate() {
            let [first, behind] = bounds(range).map(|bound| index.starts.partition_point(|start| *start < bound));
            for node in nodes(leaves, first, behind) {
                add(&mut index.covering, node, (place, *key));
            }
        }
        index.touching.clone_from(&index.covering);
        for node in (2..2 * leaves).rev() {
            let below = index.touching.get(node).copied().unwrap_or_default();
            below.0.into_iter().flatten().for_each(|entry| add(&mut index.touching, node / 2, entry));
        }
        index
    }

    /// The place of the first entry that shares an address with `range`.
    pub fn first(&self, range: &AddressRange) -> Option<usize> {
        self.firsts(range).0.first().copied().flatten().map(|(place, _)| place)
    }

    /// The place of the first entry that shares an address with `range` and has another key than `key`.
    pub fn first_besides(&self, range: &AddressRange, key: K) -> Option<usize> {
        self.firsts(range).0.into_iter().flatten().find(|(_, other)| *other != key).map(|(place, _)| place)
    }

    fn firsts(&self, range: &AddressRange) -> Firsts<K> {
        let leaves = self.covering.len() / 2;
        let up_to = |value| self.starts.partition_point(|start| *start <= (range.family, value, false));
        let (first, behind) = (up_to(range.first).saturating_sub(1), up_to(range.last));
        let mut found = Firsts::default();
        if behind == 0 {
            return found;
        }
        let inside = nodes(leaves, first, behind).map(|node| self.touching.get(node));
        // What holds more than the nodes inside holds the first leaf or the last one.
        let above = [first, behind - 1].into_iter().flat_map(|leaf| {
            std::iter::successors(Some(leaves + leaf), |node| Some(node / 2).filter(|node| *node > 0))
        });
        for firsts in inside.chain(above.map(|node| self.covering.get(node))).flatten() {
            firsts.0.into_iter().flatten().for_each(|entry| found.add(entry));
        }
        found
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

fn add<K: Copy + PartialEq>(nodes: &mut [Firsts<K>], node: usize, entry: (usize, K)) {
    if let Some(firsts) = nodes.get_mut(node) {
        firsts.add(entry);
    }
}

/// The first entry, and the first with another key than that.
#[derive(Debug, Clone, Copy)]
struct Firsts<K>([Option<(usize, K)>; 2]);

impl<K> Default for Firsts<K> {
    fn default() -> Self {
        Firsts([None, None])
    }
}

impl<K: Copy + PartialEq> Firsts<K> {
    fn add(&mut self, entry: (usize, K)) {
        let Firsts([first, second]) = self;
        let is_earlier = |other: Option<(usize, K)>| other.is_none_or(|other| entry.0 < other.0);
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
            let entries: Vec<_> = (0..number(24)).map(|_| (range(&mut number, most), number(3))).collect();
            let index = RangeIndex::new(&entries);
            for _ in 0..40 {
                let (wanted, key) = (range(&mut number, most), number(4));
                let first = entries.iter().position(|(entry, _)| entry.overlaps(&wanted));
                assert_eq!(index.first(&wanted), first, "{entries:?} {wanted:?}");
                let other = entries.iter().position(|(entry, of)| entry.overlaps(&wanted) && *of != key);
                assert_eq!(index.first_besides(&wanted, key), other, "{entries:?} {wanted:?} {key}");
            }
        }
    }

    #[test]
    fn the_last_address_of_all_is_one_like_others() {
        let last = AddressRange { family: Family::V6, first: u128::MAX, last: u128::MAX };
        let index = RangeIndex::new(&[(AddressRange { first: 7, ..last }, ())]);
        assert_eq!(index.first(&last), Some(0));
        assert_eq!(index.first(&AddressRange { first: 0, last: 6, ..last }), None);
        assert_eq!(RangeIndex::<()>::new(&[]).first(&last), None);
    }
}
