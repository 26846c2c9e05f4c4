//! A run of consecutive addresses.

use std::fmt;

use super::{Address, Family};

/// The addresses from `first` to `last`, both included, of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressRange {
    /// The family of both ends.
    pub family: Family,
    /// The lowest address value.
    pub first: u128,
    /// The highest address value, not below `first`.
    pub last: u128,
}

impl AddressRange {
    /// The range of one address.
    pub fn one(address: Address) -> AddressRange {
        AddressRange { family: address.family, first: address.value, last: address.value }
    }

    /// The lowest address.
    pub fn first_address(&self) -> Address {
        Address { family: self.family, value: self.first }
    }

    /// The highest address.
    pub fn last_address(&self) -> Address {
        Address { family: self.family, value: self.last }
    }

    /// The number of addresses; 2^128 is given as 2^128 - 1.
    pub fn count(&self) -> u128 {
        (self.last - self.first).saturating_add(1)
    }

    /// Whether `address` is in the range.
    pub fn contains(&self, address: Address) -> bool {
        self.family == address.family && self.first <= address.value && address.value <= self.last
    }

    /// Whether the two ranges share an address.
    pub fn overlaps(&self, other: &AddressRange) -> bool {
        self.family == other.family && self.first <= other.last && other.first <= self.last
    }

    /// Whether every address of `other` is in this range.
    pub fn covers(&self, other: &AddressRange) -> bool {
        self.family == other.family && self.first <= other.first && other.last <= self.last
    }
}

/// `10.0.0.1-10.0.0.9`, or one address where the range has no other.
impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first_address().fmt(f)?;
        if self.last > self.first { write!(f, "-{}", self.last_address()) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(first: u128, last: u128) -> AddressRange {
        AddressRange { family: Family::V4, first, last }
    }

    #[test]
    fn ranges_overlap_where_they_share_an_address() {
        assert!(range(1, 5).overlaps(&range(5, 9)));
        assert!(!range(1, 5).overlaps(&range(6, 9)));
        assert!(!range(1, 5).overlaps(&AddressRange { family: Family::V6, first: 1, last: 5 }));
    }

    #[test]
    fn a_range_covers_only_what_it_holds_whole() {
        assert!(range(1, 5).covers(&range(1, 5)));
        assert!(!range(1, 5).covers(&range(4, 6)));
    }

    #[test]
    fn prints_both_ends_unless_they_are_one() {
        assert_eq!(range(0x0a00_0001, 0x0a00_0009).to_string(), "10.0.0.1-10.0.0.9");
        assert_eq!(range(0x0a00_0001, 0x0a00_0001).to_string(), "10.0.0.1");
    }

    #[test]
    fn counts_the_whole_ipv6_space_without_overflow() {
        assert_eq!(range(1, 5).count(), 5);
        assert_eq!(AddressRange { family: Family::V6, first: 0, last: u128::MAX }.count(), u128::MAX);
    }
}
