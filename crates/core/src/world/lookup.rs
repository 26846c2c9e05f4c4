//! Finding objects of the world by what they are called, without looking at each of them.

use std::cell::OnceCell;
use std::cmp::Ordering;

use crate::json::order::sorted;

/// What is sorted once it is asked for. Most requests ask for none of it.
#[derive(Debug, Default)]
pub(super) struct Lookup {
    /// CephClusters by namespace and name.
    pub(super) clusters: SortedPlaces,
    /// The networks of CephClusters by what they are for and their NAD.
    pub(super) networks: SortedPlaces,
    /// Other objects by kind, namespace and name.
    pub(super) resources: SortedPlaces,
}

/// The places of a list, sorted by a key of what stands there.
#[derive(Debug, Default)]
pub(super) struct SortedPlaces(OnceCell<Vec<usize>>);

impl SortedPlaces {
    /// All places below `number` by the ascending `key` of what stands there; where keys are equal, in their own order.
    pub(super) fn sorted<K: Ord>(&self, number: usize, key: impl Fn(usize) -> K) -> &[usize] {
        self.0.get_or_init(|| {
            let places = sorted((0..number).map(|place| (key(place), place)));
            places.into_iter().map(|(_, place)| place).collect()
        })
    }

    /// The places whose key is `wanted`, ascending. `number` and `key` are the same at every call.
    pub(super) fn of<K: Ord>(&self, number: usize, key: impl Fn(usize) -> K, wanted: K) -> &[usize] {
        self.range(number, key, |key| key.cmp(&wanted))
    }

    /// The places whose key is equal by `compare`, such as one that looks at the first part of it, in the order of the whole.
    pub(super) fn range<K: Ord>(
        &self,
        number: usize,
        key: impl Fn(usize) -> K,
        compare: impl Fn(&K) -> Ordering,
    ) -> &[usize] {
        let places = self.sorted(number, &key);
        let start = places.partition_point(|place| compare(&key(*place)).is_lt());
        let found = places.get(start..).unwrap_or_default();
        let end = found.partition_point(|place| compare(&key(*place)).is_le());
        found.get(..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn equal_keys_are_found_in_their_order() {
        let words = ["b", "a", "c", "a", "b", "a"];
        let key = |place: usize| words.get(place).copied();
        let places = SortedPlaces::default();
        let of = |word| places.of(words.len(), key, Some(word));
        assert_eq!([of("a"), of("b"), of("c"), of("d")], [&[1, 3, 5][..], &[0, 4], &[2], &[]]);
        assert_eq!(places.sorted(words.len(), key), [1, 3, 5, 0, 4, 2]);
        let pairs = [("a", 2), ("b", 1), ("a", 1), ("a", 2)];
        let places = SortedPlaces::default();
        let range =
            |first| places.range(pairs.len(), |place| pairs.get(place), |pair| pair.map(|pair| pair.0).cmp(&first));
        assert_eq!([range(Some("a")), range(Some("b")), range(Some("c"))], [&[2, 0, 3][..], &[1], &[]]);
    }

    #[test]
    fn few_keys_are_looked_at_once_they_are_sorted() {
        let looked_at = Cell::new(0);
        let key = |place: usize| {
            looked_at.set(looked_at.get() + 1);
            Some(place)
        };
        let places = SortedPlaces::default();
        places.sorted(4096, key);
        looked_at.set(0);
        assert_eq!(places.of(4096, key, Some(77)), [77]);
        assert!(looked_at.get() <= 2 * 13, "{}", looked_at.get());
    }
}
