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

/// An IP address as a number, ordered by family and then by value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// Which of the two number spaces `value` belongs to.
    pub family: Family,
    /// The address in network byte order: below 2^32 for IPv4.
    pub value: u128,
}

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

    /// The highest address value.
    pub fn max(self) -> u128 {
        u128::MAX >> (128 - u32::from(self.bits()))
    }
}

impl Address {
    /// Reads an address as `net.ParseIP` does.
    ///
    /// # Errors
    /// [`AddressError::BadAddress`]
    pub fn parse(text: &str) -> Result<Address, AddressError> {
        text::parse(text).map(Address::canonical).ok_or(AddressError::BadAddress)
    }

    /// Like [`Address::parse`], with any number of zeros before a number.
    ///
    /// # Errors
    /// [`AddressError::BadAddress`]
    pub fn parse_sloppy(text: &str) -> Result<Address, AddressError> {
        Address::parse(text).or_else(|_| Address::parse(&without_leading_zeros(text)))
    }

    /// The same address, as an IPv4 one where it is mapped to IPv6.
    pub fn canonical(self) -> Address {
        match self.family {
            Family::V6 if self.value >> 32 == 0xffff => {
                Address { family: Family::V4, value: self.value & Family::V4.max() }
            }
            _ => self,
        }
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
            AddressError::BadPrefix => "a prefix length that is no number",
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
    fn refuses_what_go_refuses() {
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
}
