//! Who was the first to take an address, of many who take ranges one after another.

use super::index::{bounds, stretches, stretches_within};
use super::{Address, AddressRange};

/// Addresses, each of which belongs to whoever takes it first. Whether some are taken is known at once; all takers
/// together need the time of sorting what they take.
#[derive(Debug)]
pub struct Taken {
    /// Where the stretches start between neighbouring bounds of all that is ever taken, ascending.
    starts: Vec<Address>,
    /// Who has a stretch.
    owners: Vec<Option<usize>>,
    /// Of a stretch that is taken one behind it that is not, or that is nearer to one.
    next: Vec<usize>,
}

impl Taken {
    /// Nothing is taken yet of `ranges`, which are all that ever are.
    pub fn new(ranges: impl Iterator<Item = AddressRange>) -> Taken {
        let starts = bounds(ranges);
        let (owners, next) = (vec![None; starts.len()], (0..starts.len()).collect());
        Taken { starts, owners, next }
    }

    /// `takers` have taken their ranges one after another.
    pub fn by(takers: impl Iterator<Item = (usize, AddressRange)>) -> Taken {
        let takers: Vec<(usize, AddressRange)> = takers.collect();
        let mut taken = Taken::new(takers.iter().map(|(_, range)| *range));
        for (owner, range) in &takers {
            taken.take(range, *owner);
        }
        taken
    }

    /// Takes what is left of `range` for `owner`; whether somebody had some of it before.
    pub fn take(&mut self, range: &AddressRange, owner: usize) -> bool {
        let stretches = stretches(&self.starts, range);
        let (mut place, mut had) = (stretches.start, false);
        while place < stretches.end {
            let free = self.free(place);
            had |= free > place;
            if let Some(taken) = self.owners.get_mut(free).filter(|_| free < stretches.end) {
                *taken = Some(owner);
                self.skip(free, free + 1);
            }
            place = free + 1;
        }
        had
    }

    /// The lowest owner that has some of `range`.
    pub fn first(&self, range: &AddressRange) -> Option<usize> {
        self.owners.get(stretches_within(&self.starts, range))?.iter().flatten().min().copied()
    }

    /// The first stretch from `place` on that nobody has. Halves the way for whoever comes next.
    fn free(&mut self, mut place: usize) -> usize {
        while let Some(next) = self.next.get(place).copied().filter(|next| *next != place) {
            let behind = self.next.get(next).copied().unwrap_or(next);
            self.skip(place, behind);
            place = behind;
        }
        place
    }

    fn skip(&mut self, place: usize, next: usize) {
        if let Some(known) = self.next.get_mut(place) {
            *known = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Family;

    #[test]
    fn an_address_belongs_to_the_first_that_takes_it() {
        let at = |value| Address::new(Family::V4, value);
        let range = |first, last| AddressRange::new(at(first), at(last));
        let all = [range(5, 9), range(20, 29), range(0, 40), range(8, 21), range(41, 50), range(30, 41)];
        let mut taken = Taken::new(all.into_iter());
        let had: Vec<bool> = all.iter().enumerate().map(|(owner, range)| taken.take(range, owner)).collect();
        assert_eq!(had, [false, false, true, true, false, true]);
        let firsts: Vec<_> = all.iter().map(|range| taken.first(range)).collect();
        assert_eq!(firsts, [Some(0), Some(1), Some(0), Some(0), Some(4), Some(2)]);
        let others = [range(6, 6), range(10, 11), range(29, 29), range(30, 41), range(41, 41), range(51, 60)];
        let firsts: Vec<_> = others.iter().map(|range| taken.first(range)).collect();
        assert_eq!(firsts, [Some(0), Some(2), Some(1), Some(2), Some(4), None]);
    }
}
