//! How a reservation is stored: under the distance of its address from the first of the network, which is written as an
//! unsigned number of 64 bits and read as a signed one (`k8snetworkplumbingwg/whereabouts: pkg/iphelpers/iphelpers.go`,
//! `pkg/storage/kubernetes/ipam.go`).

use crate::address::{Address, Family};

/// The largest distance from the first address of the network that is found again: 2^63 - 1.
pub const MAX_OFFSET: u128 = i64::MAX as u128;

/// The reservation of one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredOffset {
    /// The number that it is stored under.
    pub offset: u64,
    /// The address that is read from the number; `None` where the distance is too large for IPv4.
    pub read_back: Option<Address>,
    /// Whether the reservation is found again, under its own address.
    pub is_storable: bool,
}

/// The reservation of `address` in a network that starts at `network`; `None` for an address of the other family.
pub fn stored_offset(network: Address, address: Address) -> Option<StoredOffset> {
    if network.family != address.family {
        return None;
    }
    let (base, value) = (sixteen_bytes(network), sixteen_bytes(address));
    let distance = subtract(base.max(value), base.min(value));
    let offset = u64::from_be_bytes(*distance.to_be_bytes().last_chunk()?);
    let too_large = network.family == Family::V4 && offset >= u64::from(u32::MAX);
    let sum = Address { family: Family::V6, value: base.wrapping_add(u128::from(offset)) };
    let read_back = (!too_large).then(|| sum.canonical());
    let is_storable = u128::from(offset) <= MAX_OFFSET && read_back == Some(address);
    Some(StoredOffset { offset, read_back, is_storable })
}

/// The address as Go holds it: IPv4 behind the prefix `::ffff:0:0/96`.
fn sixteen_bytes(address: Address) -> u128 {
    match address.family {
        Family::V4 => address.value | 0xffff_0000_0000,
        Family::V6 => address.value,
    }
}

/// `minuend - subtrahend` as Whereabouts does it, byte by byte. A byte that has to borrow comes out wrong, which shows
/// only for addresses outside the network.
fn subtract(minuend: u128, subtrahend: u128) -> u128 {
    let (mut out, mut borrow) = (0_u128, 0_i32);
    for (place, (one, other)) in minuend.to_le_bytes().into_iter().zip(subtrahend.to_le_bytes()).enumerate() {
        let (one, other) = (i32::from(one), i32::from(other));
        let plain = one - other - borrow;
        let byte = if plain < 0 { 0x100 - one - other - borrow } else { plain };
        borrow = i32::from(plain < 0);
        out |= u128::from(byte.to_le_bytes()[0]) << (8 * place);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(network: &str, address: &str) -> (u64, Option<String>, bool) {
        let parse = |text| Address::parse(text).unwrap();
        let found = stored_offset(parse(network), parse(address)).unwrap();
        (found.offset, found.read_back.map(|address| address.to_string()), found.is_storable)
    }

    #[test]
    fn an_address_near_the_network_is_found_again() {
        assert_eq!(stored("192.168.1.0", "192.168.1.77"), (77, Some("192.168.1.77".into()), true));
        assert_eq!(
            stored("fd00::", "fd00::7fff:ffff:ffff:ffff"),
            (i64::MAX as u64, Some("fd00::7fff:ffff:ffff:ffff".into()), true)
        );
    }

    #[test]
    fn a_far_address_is_lost_or_taken_for_another() {
        assert_eq!(stored("fd00::", "fd00::8000:0:0:1"), ((1 << 63) + 1, Some("fd00::8000:0:0:1".into()), false));
        assert_eq!(stored("fd00::", "fd00:0:0:1::5"), (5, Some("fd00::5".into()), false));
        assert_eq!(stored("0.0.0.0", "255.255.255.255"), (u64::from(u32::MAX), None, false));
    }

    #[test]
    fn outside_the_network_a_borrow_goes_wrong() {
        assert_eq!(stored("10.0.1.128", "10.0.2.5").0, 123);
        assert_eq!(stored("10.0.1.0", "10.0.0.0"), (256, Some("10.0.2.0".into()), false));
    }

    #[test]
    fn families_do_not_mix() {
        assert_eq!(stored_offset(Address::parse("10.0.0.0").unwrap(), Address::parse("::1").unwrap()), None);
    }
}
