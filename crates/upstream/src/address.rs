//! IP addresses as Go reads and prints them.
//!
//! ```text
//! address = IPv4 / IPv6                   ; IPv4-mapped IPv6 (::ffff:a.b.c.d) counts as IPv4
//! IPv4    = octet 3( "." octet )          ; strict: no leading zeros, sloppy: any number of them
//! IPv6    = RFC 4291 text, without zone   ; sloppy: groups of more than four digits if only zeros lead
//! cidr    = address "/" 1*DIGIT           ; host bits allowed, the prefix may have leading zeros
//! ```
//!
//! Strict is `net.ParseIP` and `net.ParseCIDR` (`golang/go: src/net/ip.go`), sloppy are the parsers that Kubernetes keeps
//! for old objects and Whereabouts uses for most of its keys (`kubernetes/utils: net/parse.go`).

use std::borrow::Cow;
use std::fmt;

mod cidr;
mod index;
mod range;
mod set;
mod taken;
mod text;

pub use cidr::Cidr;
pub use index::{Placed, RangeIndex};
pub use range::AddressRange;
pub use set::AddressSet;
pub use taken::Taken;

/// The family of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// IPv4: 32 bits.
    V4,
    /// IPv6: 128 bits.
    V6,
}

/// An IP address, ordered by family and then by value.
///
/// All addresses lie on one line: those of IPv4 first, by their 32 bits; then those of IPv6, without the IPv4-mapped ones
/// (`::ffff:0:0/96`), which are IPv4 as in Go's `net.IP`. What lies before these is moved up into their place. A range is
/// then two numbers, and no comparison has to look at the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(u128);

/// The number of IPv4 addresses, which is the place of `::`.
const V4_ADDRESSES: u128 = 1 << 32;

/// `::ffff:0.0.0.0`, the first of the IPv4-mapped addresses.
const MAPPED: u128 = 0xffff << 32;

/// Why a text is not an address or not a CIDR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressError {
    /// A CIDR without `/`.
    NoSlash,
    /// The part before the `/`, or all of it, is no IP address.
    BadAddress,
    /// The part after the `/` is not a decimal number.
    BadPrefix,
    /// The prefix is longer than the address.
    PrefixOutOfRange,
}

impl Family {
    /// The number of bits of an address: 32 or 128.
    pub fn bits(self) -> u8 {
        match self {
            Family::V4 => 32,
            Family::V6 => 128,
        }
    }

    /// All of its addresses.
    pub fn range(self) -> AddressRange {
        match self {
            Family::V4 => AddressRange { first: Address(0), last: Address(V4_ADDRESSES - 1) },
            Family::V6 => AddressRange { first: Address(V4_ADDRESSES), last: Address(u128::MAX) },
        }
    }
}

impl Address {
    /// The address of `family` with this value in network byte order, which is below 2^32 for IPv4.
    pub fn new(family: Family, value: u128) -> Address {
        match family {
            Family::V4 => Address(value & (V4_ADDRESSES - 1)),
            Family::V6 => Address::of_bytes(value),
        }
    }

    /// Whether it is in `fe80::/10`, which every interface has.
    pub fn is_link_local(self) -> bool {
        self.family() == Family::V6 && self.value() >> 118 == 0xfe80 >> 6
    }

    /// The address of these sixteen bytes, as Go's `net.IP` holds both families.
    fn of_bytes(value: u128) -> Address {
        match value.checked_sub(MAPPED) {
            None => Address(value + V4_ADDRESSES),
            Some(v4) if v4 < V4_ADDRESSES => Address(v4),
            Some(_) => Address(value),
        }
    }

    /// Its sixteen bytes: of IPv4 those of the IPv4-mapped address.
    fn bytes(self) -> u128 {
        match self.family() {
            Family::V4 => self.0 | MAPPED,
            Family::V6 => self.value(),
        }
    }

    /// Which of the two families it is of.
    pub fn family(self) -> Family {
        if self.0 < V4_ADDRESSES { Family::V4 } else { Family::V6 }
    }

    /// The value in network byte order: below 2^32 for IPv4.
    pub fn value(self) -> u128 {
        match self.family() {
            Family::V6 if self.0 < MAPPED + V4_ADDRESSES => self.0 - V4_ADDRESSES,
            _ => self.0,
        }
    }

    /// The next address; `None` behind the last of its family.
    pub fn next(self) -> Option<Address> {
        self.0.checked_add(1).filter(|next| *next != V4_ADDRESSES).map(Address)
    }

    /// The address before; `None` before the first of its family.
    pub fn previous(self) -> Option<Address> {
        self.0.checked_sub(1).filter(|_| self.0 != V4_ADDRESSES).map(Address)
    }

    /// Reads an address as `net.ParseIP` does.
    ///
    /// # Errors
    /// [`AddressError::BadAddress`]
    pub fn parse(text: &str) -> Result<Address, AddressError> {
        let (family, value) = text::parse(text).ok_or(AddressError::BadAddress)?;
        Ok(Address::new(family, value))
    }

    /// Like [`Address::parse`], with any number of zeros before a number.
    ///
    /// # Errors
    /// [`AddressError::BadAddress`]
    pub fn parse_sloppy(text: &str) -> Result<Address, AddressError> {
        Address::parse(text).or_else(|_| Address::parse(&without_leading_zeros(text)))
    }
}

/// As Go prints it: of IPv6 the longest and leftmost run of zeros is `::`.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&text::text(*self))
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Family::V4 => "IPv4",
            Family::V6 => "IPv6",
        })
    }
}

/// What the text lacks, to follow `is` or `:` in a message.
impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AddressError::NoSlash => "no prefix length",
            AddressError::BadAddress => "no IP address",
            AddressError::BadPrefix => "a prefix length that is not a number",
            AddressError::PrefixOutOfRange => "a prefix length that is longer than the address",
        })
    }
}

/// `text` with the zeros before every number taken away, one digit always left. The strict grammar then reads what the
/// sloppy one reads, because zeros are all that it has in addition.
fn without_leading_zeros(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut inside_number, mut changed) = (false, false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let followed = characters.peek().is_some_and(char::is_ascii_hexdigit);
        if character == '0' && !inside_number && followed {
            changed = true;
            continue;
        }
        inside_number = character.is_ascii_hexdigit();
        out.push(character);
    }
    if changed { Cow::Owned(out) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strict(text: &str) -> Option<String> {
        Address::parse(text).ok().map(|address| address.to_string())
    }

    fn sloppy(text: &str) -> Option<String> {
        Address::parse_sloppy(text).ok().map(|address| address.to_string())
    }

    #[test]
    fn prints_addresses_as_go_does() {
        for (text, printed) in [
            ("10.0.0.1", "10.0.0.1"),
            ("FD00:0:0:0:1:0:0:0", "fd00::1:0:0:0"),
            ("fd00:0:0:1:0:0:0:1", "fd00:0:0:1::1"),
            ("1:0:0:2:3:0:0:4", "1::2:3:0:0:4"),
            ("1:2:0:4:5:6:7:8", "1:2:0:4:5:6:7:8"),
            ("::1.2.3.4", "::102:304"),
            ("4000::16.0.0.0", "4000::1000:0"),
            ("::ffff:10.0.0.1", "10.0.0.1"),
            ("::FFFF:a00:1", "10.0.0.1"),
            ("::", "::"),
        ] {
            assert_eq!(strict(text).as_deref(), Some(printed), "{text}");
            assert_eq!(sloppy(text).as_deref(), Some(printed), "{text}");
        }
    }

    #[test]
    fn rejects_what_go_rejects() {
        for text in [
            "",
            " 10.0.0.1",
            "10.0.0",
            "10.0.0.256",
            "10.0.0.1.",
            "1::2::3",
            "fe80::1%eth0",
            "1:2:3:4:5:6:7:8:9",
            "::g",
        ] {
            assert_eq!(strict(text), None, "{text}");
            assert_eq!(sloppy(text), None, "{text}");
        }
    }

    #[test]
    fn only_the_sloppy_parser_takes_leading_zeros() {
        for (text, printed) in [
            ("010.001.000.00005", "10.1.0.5"),
            ("00192.00168.1.0", "192.168.1.0"),
            ("fd00::00001", "fd00::1"),
            ("::ffff:010.0.0.01", "10.0.0.1"),
            ("0.0.0.000", "0.0.0.0"),
        ] {
            assert_eq!(strict(text), None, "{text}");
            assert_eq!(sloppy(text).as_deref(), Some(printed), "{text}");
        }
        assert_eq!(sloppy("0256.0.0.1"), None);
        assert_eq!(sloppy("::010000"), None);
    }

    #[test]
    fn orders_by_family_and_value() {
        let parse = |text| Address::parse(text).unwrap();
        assert!(parse("255.255.255.255") < parse("::1"));
        assert!(parse("10.0.0.9") < parse("10.0.0.10"));
    }

    #[test]
    fn every_value_is_in_order_and_the_same_again() {
        let edges =
            [0, 1, 2, 0xffff_ffff, 1 << 32, MAPPED - 1, MAPPED + V4_ADDRESSES, 1 << 64, u128::MAX - 1, u128::MAX];
        let addresses = edges.map(|value| Address::new(Family::V6, value));
        assert!(addresses.is_sorted_by(|one, next| one < next));
        assert_eq!(addresses.map(Address::value), edges);
        assert!(addresses.iter().all(|address| address.family() == Family::V6));
        let mapped = [0, 5, 0xffff_ffff].map(|value| Address::new(Family::V6, MAPPED + value));
        assert_eq!(mapped, [0, 5, 0xffff_ffff].map(|value| Address::new(Family::V4, value)));
    }

    #[test]
    fn neighbours_are_of_one_family() {
        for family in [Family::V4, Family::V6] {
            let all = family.range();
            assert_eq!((all.first().previous(), all.last().next()), (None, None));
            let second = all.first().next().unwrap();
            assert_eq!((second.previous(), second.family()), (Some(all.first()), family));
        }
        let below = Address::parse("::fffe:ffff:ffff").unwrap();
        assert_eq!(below.next(), Address::parse("::1:0:0:0").ok(), "the IPv4-mapped ones are not IPv6");
    }
}
