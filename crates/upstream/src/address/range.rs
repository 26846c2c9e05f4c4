//! A run of consecutive addresses.

use std::fmt;

use super::{Address, Family};

/// The addresses from one to another, both included, of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressRange {
    pub(super) first: Address,
    pub(super) last: Address,
}

impl AddressRange {
    /// The addresses from `first` to `last`, which is of the same family and not below.
    pub fn new(first: Address, last: Address) -> AddressRange {
        AddressRange { first, last }
    }

    /// The range of one address.
    pub fn one(address: Address) -> AddressRange {
        AddressRange { first: address, last: address }
    }

    /// The family of all of them.
    pub fn family(&self) -> Family {
        self.first.family()
    }

    /// The lowest address.
    pub fn first(&self) -> Address {
        self.first
    }

    /// The highest address.
    pub fn last(&self) -> Address {
        self.last
    }

    /// The number of addresses.
    pub fn count(&self) -> u128 {
        self.last.0 - self.first.0 + 1
    }

    /// Whether `address` is in the range.
    pub fn contains(&self, address: Address) -> bool {
        self.first <= address && address <= self.last
    }

    /// Whether the two ranges share an address.
    pub fn overlaps(&self, other: &AddressRange) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whether every address of `other` is in this range.
    pub fn covers(&self, other: &AddressRange) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// The addresses that both ranges have.
    pub fn common(&self, other: &AddressRange) -> Option<AddressRange> {
        let (first, last) = (self.first.max(other.first), self.last.min(other.last));
        (first <= last).then_some(AddressRange { first, last })
    }

    /// Where `other` starts and ends on a line from 0 to 1 that is this range.
    pub fn place_of(&self, other: &AddressRange) -> (f64, f64) {
        let length = (self.last.0 - self.first.0) as f64 + 1.0;
        let place = |offset: u128, more: f64| {
            let place = (offset as f64 + more) / length;
            // Enough for a picture, and the same text on every machine.
            (place * 1e6).round() / 1e6
        };
        let offset = |address: Address| address.0.saturating_sub(self.first.0);
        (place(offset(other.first), 0.0), place(offset(other.last), 1.0))
    }

    /// What lies between the first and the last address.
    pub fn inner(&self) -> Option<AddressRange> {
        let (first, last) = (self.first.next()?, self.last.previous()?);
        (first <= last).then_some(AddressRange { first, last })
    }
}

/// `10.0.0.1-10.0.0.9`, or one address where the range has no other.
impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        if self.last > self.first { write!(f, "-{}", self.last) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(family: Family, first: u128, last: u128) -> AddressRange {
        AddressRange::new(Address::new(family, first), Address::new(family, last))
    }

    fn range(first: u128, last: u128) -> AddressRange {
        of(Family::V4, first, last)
    }

    #[test]
    fn ranges_overlap_where_they_share_an_address() {
        assert!(range(1, 5).overlaps(&range(5, 9)));
        assert!(!range(1, 5).overlaps(&range(6, 9)));
        assert!(!range(1, 5).overlaps(&of(Family::V6, 1, 5)));
    }

    #[test]
    fn a_range_covers_only_what_it_holds_whole() {
        assert!(range(1, 5).covers(&range(1, 5)));
        assert!(!range(1, 5).covers(&range(4, 6)));
    }

    #[test]
    fn what_is_common_or_within_may_be_nothing() {
        assert_eq!(range(1, 5).common(&range(4, 9)), Some(range(4, 5)));
        assert_eq!(range(1, 5).common(&range(6, 9)), None);
        assert_eq!(
            [range(1, 4), range(1, 3), range(1, 2), range(1, 1)].map(|range| range.inner()),
            [Some(range(2, 3)), Some(range(2, 2)), None, None]
        );
    }

    #[test]
    fn a_range_has_its_place_on_another() {
        assert_eq!(range(0, 255).place_of(&range(0, 255)), (0.0, 1.0));
        assert_eq!(range(16, 31).place_of(&range(20, 20)), (0.25, 0.3125));
        let all = of(Family::V6, 0, u128::MAX / 2 - 1);
        assert_eq!(all.place_of(&of(Family::V6, u128::MAX / 4, u128::MAX / 2 - 1)), (0.5, 1.0));
    }

    #[test]
    fn prints_both_ends_unless_they_are_one() {
        assert_eq!(range(0x0a00_0001, 0x0a00_0009).to_string(), "10.0.0.1-10.0.0.9");
        assert_eq!(range(0x0a00_0001, 0x0a00_0001).to_string(), "10.0.0.1");
    }

    #[test]
    fn counts_the_whole_ipv6_space_without_overflow() {
        assert_eq!(range(1, 5).count(), 5);
        assert_eq!(
            of(Family::V6, 0, u128::MAX).count(),
            u128::MAX - u128::from(u32::MAX),
            "all but the IPv4-mapped ones"
        );
    }
}
