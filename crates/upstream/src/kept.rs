//! Lists of which the first are kept: a request of a megabyte has room for half a million faults, and nobody reads them.

use std::borrow::Borrow;

use crate::limits::PROBLEMS_KEPT;

/// What is counted where there is too much of its kind.
pub trait Counted {
    /// How many of its kind come after it that are only counted.
    fn more(&mut self) -> &mut usize;
}

/// The first [`PROBLEMS_KEPT`] of every kind `K`, in their order; the last of a kind counts those after it.
#[derive(Debug)]
pub struct Kept<K, T> {
    items: Vec<T>,
    kinds: Vec<Kind<K>>,
}

#[derive(Debug)]
struct Kind<K> {
    kind: K,
    number: usize,
    last: usize,
}

impl<K, T> Default for Kept<K, T> {
    fn default() -> Self {
        Kept { items: Vec::new(), kinds: Vec::new() }
    }
}

impl<K, T: Counted> Kept<K, T> {
    /// Appends what `make` makes; it is not called where there is enough of the kind.
    pub fn push<Q>(&mut self, kind: &Q, make: impl FnOnce() -> T)
    where
        Q: PartialEq + ToOwned<Owned = K> + ?Sized,
        K: Borrow<Q>,
    {
        let known = self.kinds.iter_mut().find(|known| known.kind.borrow() == kind);
        match known {
            Some(known) if known.number >= PROBLEMS_KEPT => {
                if let Some(last) = self.items.get_mut(known.last) {
                    *last.more() += 1;
                }
                return;
            }
            Some(known) => (known.number, known.last) = (known.number + 1, self.items.len()),
            None => self.kinds.push(Kind { kind: kind.to_owned(), number: 1, last: self.items.len() }),
        }
        self.items.push(make());
    }

    /// Appends `item` with those that it counts.
    pub fn take<Q>(&mut self, kind: &Q, mut item: T)
    where
        Q: PartialEq + ToOwned<Owned = K> + ?Sized,
        K: Borrow<Q>,
    {
        let more = std::mem::take(item.more());
        self.push(kind, || item);
        let known = self.kinds.iter().find(|known| known.kind.borrow() == kind);
        if let Some(last) = known.and_then(|known| self.items.get_mut(known.last)) {
            *last.more() += more;
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// What is kept.
    pub fn into_items(self) -> Vec<T> {
        self.items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Fault(usize, usize);

    impl Counted for Fault {
        fn more(&mut self) -> &mut usize {
            &mut self.1
        }
    }

    #[test]
    fn the_first_of_every_kind_are_kept_and_the_last_of_them_counts_the_rest() {
        let mut kept: Kept<String, Fault> = Kept::default();
        for place in 0..PROBLEMS_KEPT + 5 {
            kept.push("many", || Fault(place, 0));
        }
        kept.take("few", Fault(7, 2));
        kept.take("many", Fault(8, 3));
        let items = kept.into_items();
        assert_eq!(items.len(), PROBLEMS_KEPT + 1);
        assert_eq!(items[PROBLEMS_KEPT - 1], Fault(PROBLEMS_KEPT - 1, 5 + 1 + 3));
        assert_eq!(items[PROBLEMS_KEPT], Fault(7, 2));
    }

    #[test]
    fn what_is_only_counted_is_not_made() {
        let (mut kept, mut made): (Kept<usize, Fault>, usize) = (Kept::default(), 0);
        for place in 0..3 * PROBLEMS_KEPT {
            kept.push(&1, || {
                made += 1;
                Fault(place, 0)
            });
        }
        assert_eq!(made, PROBLEMS_KEPT);
    }
}
