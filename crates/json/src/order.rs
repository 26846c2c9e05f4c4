//! Sorting, once for everything.

use std::cmp::Ordering;

/// `items` in ascending order, equal ones as they came. Sorted are their places: that is one sort for all types, and what
/// is large is moved twice instead of at every step.
pub fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    sort(items.into_iter().collect())
}

fn sort<T: Ord>(items: Vec<T>) -> Vec<T> {
    let places = places(items.len(), &|one, other| items.get(one).cmp(&items.get(other)));
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    places.into_iter().filter_map(|place| items.get_mut(place)?.take()).collect()
}

/// The places below `number` in ascending order of what stands there.
fn places(number: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..number).collect();
    places.sort_unstable_by(|one, other| compare(*one, *other).then(one.cmp(other)));
    places
}

/// The places of `keys` in the ascending order of the keys; equal ones in the order in which they stand.
pub fn by_key<'k>(keys: impl Iterator<Item = &'k str>) -> Vec<(&'k str, usize)> {
    sorted(keys.enumerate().map(|(place, key)| (key, place)))
}

/// The places of `keys` in the ascending order of the keys, of equal ones the last alone: what a map of Go keeps.
pub fn last_by_key<'k>(keys: impl Iterator<Item = &'k str>) -> impl Iterator<Item = (&'k str, usize)> {
    let mut places = by_key(keys);
    // Backwards the last of equal keys is the first, which is the one that `dedup` keeps.
    places.reverse();
    places.dedup_by_key(|(key, _)| *key);
    places.into_iter().rev()
}

/// The neighbours of a sorted list whose keys are equal.
pub fn equal_neighbours<'l, 'k>(
    sorted: &'l [(&'k str, usize)],
) -> impl Iterator<Item = ((&'k str, usize), (&'k str, usize))> + 'l {
    sorted.iter().copied().zip(sorted.iter().copied().skip(1)).filter(|(one, next)| one.0 == next.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_keep_their_order() {
        let places = by_key(["b", "a", "b", "", "a"].into_iter());
        assert_eq!(places, [("", 3), ("a", 1), ("a", 4), ("b", 0), ("b", 2)]);
        let last: Vec<_> = last_by_key(["b", "a", "b", "", "a"].into_iter()).collect();
        assert_eq!(last, [("", 3), ("a", 4), ("b", 2)]);
        let equal: Vec<_> = equal_neighbours(&places).collect();
        assert_eq!(equal, [(("a", 1), ("a", 4)), (("b", 0), ("b", 2))]);
    }
}
