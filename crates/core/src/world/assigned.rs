//! Which network of Ceph assigns an address.

use crate::facts::object::Object;
use crate::upstream::address::{Address, AddressRange, Taken};
use crate::upstream::selection::NetworkSelection;
use crate::world::ceph_networks::CephNetworks;
use crate::world::context::Context;
use crate::world::footprint::Footprint;

/// The addresses that the networks of Ceph assign, at every known moment, that of `monitorNetwork` included.
#[derive(Debug)]
pub struct Assigned<'c> {
    networks: &'c CephNetworks<'c>,
    window: Option<&'c NetworkSelection>,
    /// By the place of their network; the window comes behind all of them.
    addresses: Taken,
}

impl<'c> Assigned<'c> {
    /// Those of `networks`, which are those of `context`.
    pub fn of(networks: &'c CephNetworks<'c>, context: &'c Context<'_>) -> Assigned<'c> {
        let window = context.settings.monitor_network.as_ref();
        let selections = networks.all().iter().map(|network| network.selection).chain(window);
        let nads = selections.enumerate().flat_map(|(place, selection)| {
            context.moments().filter_map(move |world| Some((place, world.nad(selection)?)))
        });
        let ranges: Vec<(usize, AddressRange)> = nads.flat_map(|(place, nad)| ranges(nad, place)).collect();
        let mut addresses = Taken::new(ranges.iter().map(|(_, range)| *range));
        for (place, range) in &ranges {
            addresses.take(range, *place);
        }
        Assigned { networks, window, addresses }
    }

    /// What messages call the first network that assigns `address`.
    pub fn title(&self, address: Address) -> Option<String> {
        let place = self.addresses.first(&AddressRange::one(address))?;
        let window = || Some(format!("{}, the network of `monitorNetwork`", self.window?.quoted_nad()));
        self.networks.all().get(place).map(|network| network.title()).or_else(window)
    }
}

fn ranges(nad: &Object<'_>, place: usize) -> Vec<(usize, AddressRange)> {
    Footprint::of(nad).addresses.ranges().iter().map(|range| (place, *range)).collect()
}
