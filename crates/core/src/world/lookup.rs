//! Finding objects of the world by what they are called, without looking at each of them.

use std::cell::OnceCell;

use crate::json::order::sorted;

/// What is sorted once it is asked for. Most requests ask for none of it.
#[derive(Debug, Default)]
pub(super) struct Lookup {
    /// CephClusters by namespace.
    pub(super) clusters: Places,
    /// The networks of CephClusters by what they are for and their NAD.
    pub(super) networks: Places,
    /// Other objects by kind and namespace.
    pub(super) resources: Places,
}

/// The places of a list, sorted by a key of what stands there.
#[derive(Debug, Default)]
pub(super) struct Places(OnceCell<Vec<usize>>);

impl Places {
    /// All places below `number` by the ascending `key` of what stands there; where keys are equal, in their own order.
    pub(super) fn sorted<K: Ord>(&self, number: usize, key: impl Fn(usize) -> K) -> &[usize] {
        self.0.get_or_init(|| {
            let places = sorted((0..number).map(|place| (key(place), place)));
            places.into_iter().map(|(_, place)| place).collect()
        })
    }

    /// The places whose key is `wanted`, ascending. `number` and `key` are the same at every call.
    pub(super) fn of<K: Ord>(&self, number: usize, key: impl Fn(usize) -> K, wanted: K) -> &[usize] {
        let places = self.sorted(number, &key);
        let start = places.partition_point(|place| key(*place) < wanted);
        let found = places.get(start..).unwrap_or_default();
        let end = found.partition_point(|place| key(*place) <= wanted);
        found.get(..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_are_found_in_their_order() {
        let words = ["b", "a", "c", "a", "b", "a"];
        let key = |place: usize| words.get(place).copied();
        let places = Places::default();
        let of = |word| places.of(words.len(), key, Some(word));
        assert_eq!([of("a"), of("b"), of("c"), of("d")], [&[1, 3, 5][..], &[0, 4], &[2], &[]]);
        assert_eq!(places.sorted(words.len(), key), [1, 3, 5, 0, 4, 2]);
    }
}
