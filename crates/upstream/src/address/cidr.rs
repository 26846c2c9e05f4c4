//! An address with a prefix length.

use std::fmt;

use super::{Address, AddressError, AddressRange, Family, MAPPED, text, without_leading_zeros};

/// A CIDR: the network, and the address that it was written with.
///
/// An IPv4-mapped network of /96 and longer is the IPv4 network, as Go's `IPNet` compares and prints it; a shorter one is
/// an IPv6 network that does not contain its own address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cidr {
    address: Address,
    /// The prefix length in sixteen bytes: of an IPv4 network 96 more than it is written with.
    bits: u8,
}

/// The prefix length of all IPv4 addresses in sixteen bytes.
const V4_BITS: u8 = 96;

impl Cidr {
    /// Reads a CIDR as `net.ParseCIDR` does.
    ///
    /// # Errors
    /// Every kind of [`AddressError`].
    pub fn parse(text: &str) -> Result<Cidr, AddressError> {
        let (address, prefix) = text.split_once('/').ok_or(AddressError::NoSlash)?;
        let (family, value) = text::parse(address).ok_or(AddressError::BadAddress)?;
        if prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(AddressError::BadPrefix);
        }
        let bits = family.bits();
        let prefix: u8 = prefix.parse().ok().filter(|prefix| *prefix <= bits).ok_or(AddressError::PrefixOutOfRange)?;
        Ok(Cidr { address: Address::new(family, value), bits: 128 - bits + prefix })
    }

    /// Like [`Cidr::parse`], with any number of zeros before a number.
    ///
    /// # Errors
    /// Every kind of [`AddressError`].
    pub fn parse_sloppy(text: &str) -> Result<Cidr, AddressError> {
        Cidr::parse(text).or_else(|_| Cidr::parse(&without_leading_zeros(text)))
    }

    /// The network of `address` with a prefix of `prefix` bits, at most those of its family.
    pub fn new(address: Address, prefix: u8) -> Cidr {
        let bits = address.family().bits();
        Cidr { address, bits: 128 - bits + prefix.min(bits) }
    }

    /// The address as written, host bits kept.
    pub fn address(&self) -> Address {
        self.address
    }

    /// The first address of the network.
    pub fn network(&self) -> Address {
        self.range().first
    }

    /// The prefix length in bits, in the family of the network.
    pub fn prefix(&self) -> u8 {
        match self.family() {
            Family::V4 => self.bits - V4_BITS,
            Family::V6 => self.bits,
        }
    }

    /// The family of the network.
    pub fn family(&self) -> Family {
        if self.bits < V4_BITS { Family::V6 } else { self.address.family() }
    }

    /// All addresses of the network, its own and the broadcast address included.
    pub fn range(&self) -> AddressRange {
        let hosts = u128::MAX.checked_shr(self.bits.into()).unwrap_or(0);
        if self.family() == Family::V4 {
            let Address(value) = self.address;
            return AddressRange { first: Address(value & !hosts), last: Address(value | hosts) };
        }
        let bytes = self.address.bytes();
        let (first, last) = (bytes & !hosts, bytes | hosts);
        // A network that ends with the IPv4-mapped addresses ends before them.
        let last = if last == MAPPED | u128::from(u32::MAX) { MAPPED - 1 } else { last };
        AddressRange { first: Address::of_bytes(first), last: Address::of_bytes(last) }
    }

    /// Whether `address` is in the network.
    pub fn contains(&self, address: Address) -> bool {
        self.range().contains(address)
    }

    /// Whether the two networks share an address.
    pub fn overlaps(&self, other: &Cidr) -> bool {
        self.range().overlaps(&other.range())
    }

    /// Whether the address that was written is not the first of the network.
    pub fn has_host_bits(&self) -> bool {
        self.address != self.network()
    }
}

/// The network and its prefix: `192.168.1.0/24`, whatever host was written.
impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network(), self.prefix())
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    fn printed(text: &str) -> Result<String, AddressError> {
        Cidr::parse(text).map(|cidr| cidr.to_string())
    }

    #[test]
    fn masks_the_network_and_keeps_the_address() {
        let cidr = Cidr::parse("192.168.2.225/28").unwrap();
        assert_eq!(cidr.to_string(), "192.168.2.224/28");
        assert_eq!(cidr.address().to_string(), "192.168.2.225");
        assert!(cidr.has_host_bits());
        assert!(!Cidr::parse("192.168.2.224/28").unwrap().has_host_bits());
    }

    #[test]
    fn networks_and_their_bounds_are_those_of_ipnet() {
        let mut value = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835_u128;
        for round in 0..4000_u32 {
            value = value.rotate_left(47).wrapping_mul(0xda94_2042_e4dd_58b5).wrapping_add(u128::from(round));
            let v4 = Ipv4Addr::from_bits(u32::try_from(value >> 96).unwrap());
            let address = if round % 2 == 0 { IpAddr::V4(v4) } else { IpAddr::V6(value.into()) };
            let bits = if address.is_ipv4() { 33 } else { 129 };
            let text = format!("{address}/{}", round % bits);
            let (ours, theirs) = (Cidr::parse(&text).unwrap(), text.parse::<ipnet::IpNet>().unwrap());
            assert_eq!(ours.to_string(), theirs.trunc().to_string());
            assert_eq!(ours.range().first(), Address::parse(&theirs.network().to_string()).unwrap());
            assert_eq!(ours.range().last(), Address::parse(&theirs.broadcast().to_string()).unwrap());
            assert_eq!(ours.has_host_bits(), theirs != theirs.trunc());
        }
    }

    #[test]
    fn every_error_is_distinguished() {
        assert_eq!(printed("10.0.0.0"), Err(AddressError::NoSlash));
        assert_eq!(printed(""), Err(AddressError::NoSlash));
        assert_eq!(printed("10.0.0/8"), Err(AddressError::BadAddress));
        assert_eq!(printed("/8"), Err(AddressError::BadAddress));
        assert_eq!(printed("10.0.0.0/"), Err(AddressError::BadPrefix));
        assert_eq!(printed("10.0.0.0/+8"), Err(AddressError::BadPrefix));
        assert_eq!(printed("10.0.0.0/8/8"), Err(AddressError::BadPrefix));
        assert_eq!(printed("10.0.0.0/33"), Err(AddressError::PrefixOutOfRange));
        assert_eq!(printed("fd00::/129"), Err(AddressError::PrefixOutOfRange));
        assert_eq!(printed("10.0.0.0/99999999999999999999"), Err(AddressError::PrefixOutOfRange));
        assert_eq!(printed("010.0.0.0/8"), Err(AddressError::BadAddress));
    }

    #[test]
    fn a_prefix_may_have_leading_zeros() {
        assert_eq!(printed("10.1.2.3/024").as_deref(), Ok("10.1.2.0/24"));
        assert_eq!(printed("10.1.2.3/00").as_deref(), Ok("0.0.0.0/0"));
    }

    #[test]
    fn ipv4_mapped_networks_are_ipv4_from_96_bits_on() {
        assert_eq!(printed("::ffff:10.0.0.5/120").as_deref(), Ok("10.0.0.0/24"));
        assert_eq!(printed("::ffff:10.0.0.5/96").as_deref(), Ok("0.0.0.0/0"));
        let wide = Cidr::parse("::ffff:10.0.0.5/90").unwrap();
        assert_eq!(wide.to_string(), "::ffc0:0:0/90");
        assert_eq!(wide.address().to_string(), "10.0.0.5");
        assert!(!wide.contains(wide.address()));
        let last = Cidr::parse("::ffff:10.0.0.5/95").unwrap();
        assert_eq!(last.range().to_string(), "::fffe:0:0-::fffe:ffff:ffff");
        assert!(!last.contains(last.address()));
    }

    #[test]
    fn the_edges_of_both_families_do_not_overflow() {
        let all = Cidr::parse("0.0.0.0/0").unwrap().range();
        assert_eq!(all, Family::V4.range());
        let all = Cidr::parse("::/0").unwrap().range();
        assert_eq!(all, Family::V6.range());
        let one = Cidr::parse("ffff::1/128").unwrap();
        assert_eq!(one.range().first(), one.range().last());
    }

    #[test]
    fn networks_of_different_families_never_overlap() {
        let parse = |text| Cidr::parse(text).unwrap();
        assert!(parse("10.0.0.0/8").overlaps(&parse("10.2.0.0/16")));
        assert!(!parse("10.0.0.0/8").overlaps(&parse("11.0.0.0/8")));
        assert!(!parse("0.0.0.0/0").overlaps(&parse("::/0")));
    }
}
