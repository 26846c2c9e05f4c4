//! Which network of Ceph assigns an address.

use crate::facts::object::Object;
use crate::upstream::address::{Address, AddressRange, Taken};
use crate::world::ceph_networks::CephNetworks;
use crate::world::context::Context;
use crate::world::footprint::Footprint;

/// The addresses that the networks of Ceph assign, at every known moment.
#[derive(Debug)]
pub struct Assigned<'c> {
    networks: &'c CephNetworks<'c>,
    /// By the place of their network.
    addresses: Taken,
}

impl<'c> Assigned<'c> {
    /// Those of `networks`, which are those of `context`.
    pub fn of(networks: &'c CephNetworks<'c>, context: &'c Context<'_>) -> Assigned<'c> {
        let nads = networks.all().iter().enumerate().flat_map(|(place, network)| {
            context.moments().filter_map(move |world| Some((place, world.nad(network.selection)?)))
        });
        Assigned { networks, addresses: Taken::by(nads.flat_map(|(place, nad)| ranges(nad, place))) }
    }

    /// What messages call the first network that assigns `address`.
    pub fn title(&self, address: Address) -> Option<String> {
        let place = self.addresses.first(&AddressRange::one(address))?;
        Some(self.networks.all().get(place)?.title())
    }
}

fn ranges(nad: &Object<'_>, place: usize) -> Vec<(usize, AddressRange)> {
    Footprint::of(nad).addresses.ranges().iter().map(|range| (place, *range)).collect()
}
