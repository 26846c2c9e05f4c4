//! Sorting, once for everything.

use std::cmp::Ordering;

/// `items` in ascending order, equal ones as they came.
pub fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    sort_by(&mut items, T::cmp);
    items
}

/// Brings `items` into the ascending order of their keys, equal ones as they came.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// Brings `items` into the order that `compare` says, equal ones as they came. Sorted are their places: that is one sort
/// for all types, which in a module is half a dozen kilobytes, and what is large is moved once instead of at every step.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let at_places = |one: usize, other: usize| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    };
    for (one, other) in swaps(items.len(), &at_places) {
        items.swap(one, other);
    }
}

/// What is to be swapped, one pair after another, so that what stands at the places below `number` is in ascending order.
fn swaps(number: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<(usize, usize)> {
    let mut swaps = Vec::new();
    // Most of what is sorted is in order as it comes.
    if (1..number).all(|place| compare(place - 1, place).is_le()) {
        return swaps;
    }
    let mut places = places(number, compare);
    for start in 0..number {
        let mut hole = start;
        while let Some(from) = places.get_mut(hole).map(|place| std::mem::replace(place, hole)) {
            if from == start {
                break;
            }
            swaps.push((hole, from));
            hole = from;
        }
    }
    swaps
}

/// The places below `number` in ascending order of what stands there, those of equal things as they come.
fn places(number: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..number).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

/// Of each of `keys` the place of the first that is equal: its own where there is none before it.
pub fn firsts<K: Ord>(keys: impl Iterator<Item = K>) -> Vec<usize> {
    let keys: Vec<K> = keys.collect();
    let places = places(keys.len(), &|one, other| keys.get(one).cmp(&keys.get(other)));
    let mut firsts = vec![0; keys.len()];
    for equal in places.chunk_by(|one, next| keys.get(*one) == keys.get(*next)) {
        for place in equal {
            if let (Some(known), Some(first)) = (firsts.get_mut(*place), equal.first()) {
                *known = *first;
            }
        }
    }
    firsts
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
    fn sorts_as_the_standard_library_does() {
        let mut state = 7_u32;
        for length in 0..200 {
            let items: Vec<(u32, u32)> = (0..length)
                .map(|place| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 28, place)
                })
                .collect();
            let mut expected = items.clone();
            expected.sort();
            assert_eq!(sorted(items), expected);
        }
    }

    #[test]
    fn equal_keys_keep_their_order() {
        let places = by_key(["b", "a", "b", "", "a"].into_iter());
        assert_eq!(places, [("", 3), ("a", 1), ("a", 4), ("b", 0), ("b", 2)]);
        let last: Vec<_> = last_by_key(["b", "a", "b", "", "a"].into_iter()).collect();
        assert_eq!(last, [("", 3), ("a", 4), ("b", 2)]);
        assert_eq!(firsts(["b", "a", "b", "", "a", "b"].into_iter()), [0, 1, 0, 3, 1, 0]);
        let equal: Vec<_> = equal_neighbours(&places).collect();
        assert_eq!(equal, [(("a", 1), ("a", 4)), (("b", 0), ("b", 2))]);
    }
}
