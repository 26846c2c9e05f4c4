//! How a reservation is stored: under the distance of its address from the first of the network, which is written as an
//! unsigned number of 64 bits and read as a signed one (`k8snetworkplumbingwg/whereabouts: pkg/iphelpers/iphelpers.go`,
//! `pkg/storage/kubernetes/ipam.go`).

use ceph_multus_upstream::address::{Address, Family};
use ceph_multus_upstream::whereabouts::MAX_OFFSET;

/// The reservation of one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StoredOffset {
    /// The number that it is stored under.
    pub(crate) offset: u64,
    /// The address that is read from the number; `None` where the distance is too large for IPv4.
    pub(crate) read_back: Option<Address>,
    /// Whether the reservation is found again, under its own address.
    pub(crate) is_storable: bool,
}

/// The reservation of `address` in a network that starts at `network`; `None` for an address of the other family.
pub(crate) fn stored_offset(network: Address, address: Address) -> Option<StoredOffset> {
    if network.family() != address.family() {
        return None;
    }
    let (base, value) = (sixteen_bytes(network), sixteen_bytes(address));
    let distance = subtract(base.max(value), base.min(value));
    let offset = u64::from_be_bytes(*distance.to_be_bytes().last_chunk()?);
    let too_large = network.family() == Family::V4 && offset >= u64::from(u32::MAX);
    let read_back = (!too_large).then(|| Address::new(Family::V6, base.wrapping_add(u128::from(offset))));
    let is_storable = u128::from(offset) <= MAX_OFFSET && read_back == Some(address);
    Some(StoredOffset { offset, read_back, is_storable })
}

/// The address as Go holds it: IPv4 behind the prefix `::ffff:0:0/96`.
fn sixteen_bytes(address: Address) -> u128 {
    match address.family() {
        Family::V4 => address.value() | 0xffff_0000_0000,
        Family::V6 => address.value(),
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
