//! Sorting by comparison, once for all types: the sorts of the standard library and the heap of the core are a copy of
//! their code for every type.

/// The places 0 to `count` in the order that `is_after` tells of two of them; equal ones stay as they are.
pub fn places(count: usize, is_after: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    let mut width = 1;
    while width < count {
        let mut merged = Vec::with_capacity(count);
        for run in places.chunks(width * 2) {
            let (mut left, mut right) = run.split_at_checked(width).unwrap_or((run, &[]));
            while let ([one, left_rest @ ..], [next, right_rest @ ..]) = (left, right) {
                if is_after(*one, *next) {
                    merged.push(*next);
                    right = right_rest;
                } else {
                    merged.push(*one);
                    left = left_rest;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        places = merged;
        width *= 2;
    }
    places
}

/// `items` in the order that `is_after` tells of two of them; equal ones stay as they are.
pub fn sorted<T>(items: Vec<T>, is_after: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let places = places(items.len(), &|one, next| match (items.get(one), items.get(next)) {
        (Some(one), Some(next)) => is_after(one, next),
        _ => false,
    });
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    places.into_iter().filter_map(|place| items.get_mut(place)?.take()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_keep_their_order() {
        for count in 0..40_usize {
            let items: Vec<(usize, usize)> = (0..count).map(|place| (place * 7 % 5, place)).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            assert_eq!(sorted(items, |one, next| one.0 > next.0), expected);
        }
    }
}
