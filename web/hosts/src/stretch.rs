//! The addresses that share a line of the picture.

use ceph_multus_nodes::view::NetworkView;
use ceph_multus_upstream::address::{Address, AddressRange, Cidr};

/// The addresses of nodes are drawn on one line up to this distance from each other.
const NEAR: u128 = 1024;

/// Whatever is drawn has the space of 2 to this number of addresses at least.
const LEAST: u8 = 4;

/// The addresses of an axis.
#[derive(Debug)]
pub(crate) struct Stretch {
    pub(crate) span: AddressRange,
}

/// The lines that a network needs: each has a range, and what overlaps it; or nodes that are near each other.
pub(crate) fn stretches(network: &NetworkView) -> Vec<Stretch> {
    let mut spans: Vec<AddressRange> = network.ranges.iter().map(|range| range.cidr.range()).collect();
    let interfaces = network.nodes.iter().flat_map(|node| &node.interfaces);
    let mut addresses: Vec<Address> = interfaces.flat_map(|one| &one.addresses).map(Cidr::address).collect();
    addresses.retain(|address| !spans.iter().any(|span| span.contains(*address)));
    addresses.sort_unstable();
    let is_near = |one: &Address, next: &Address| {
        one.family() == next.family() && next.value().saturating_sub(one.value()) <= NEAR
    };
    for group in addresses.chunk_by(is_near) {
        if let (Some(first), Some(last)) = (group.first(), group.last()) {
            spans.push(AddressRange::new(around(*first).first(), around(*last).last()));
        }
    }
    spans.sort_unstable();
    let mut stretches: Vec<Stretch> = Vec::new();
    for span in spans {
        match stretches.last_mut().filter(|stretch| stretch.span.overlaps(&span)) {
            Some(stretch) => {
                stretch.span = AddressRange::new(stretch.span.first(), stretch.span.last().max(span.last()));
            }
            None => stretches.push(Stretch { span }),
        }
    }
    stretches
}

fn around(address: Address) -> AddressRange {
    Cidr::new(address, address.family().bits() - LEAST).range()
}

impl Stretch {
    /// Where an address is: in the middle of its own space.
    pub(crate) fn place(&self, address: Address) -> f64 {
        let (from, to) = self.span.place_of(&AddressRange::one(address));
        f64::midpoint(from, to)
    }
}
