//! Which network of Ceph assigns an address.

use crate::upstream::address::{Address, AddressRange, Taken};
use crate::upstream::selection::NetworkSelection;
use crate::world::ceph_networks::CephNetworks;
use crate::world::context::Context;
use crate::world::footprint::Footprint;

/// The addresses that the networks of Ceph assign, at every known moment.
#[derive(Debug)]
pub struct Assigned<'c> {
    networks: &'c CephNetworks<'c>,
    /// By the place of their network.
    addresses: Taken,
    /// The places of networks that assign what a pod asks for by `cni-args`.
    by_args: Vec<usize>,
}

impl<'c> Assigned<'c> {
    /// Those of `networks`, which are those of `context`.
    pub fn of(networks: &'c CephNetworks<'c>, context: &'c Context<'_>) -> Assigned<'c> {
        let nads = networks.all().iter().enumerate().flat_map(|(place, network)| {
            context.moments().filter_map(move |world| Some((place, world.nad(network.selection)?)))
        });
        let (mut ranges, mut by_args) = (Vec::new(), Vec::new());
        for (place, nad) in nads {
            let footprint = Footprint::of(nad);
            ranges.extend(footprint.addresses.ranges().iter().map(|range| (place, *range)));
            by_args.extend(footprint.reads_args.then_some(place));
        }
        Assigned { networks, addresses: Taken::by(ranges.into_iter()), by_args }
    }

    /// Whether the network that `selection` names assigns what a pod asks for by `cni-args`.
    pub fn reads_args(&self, selection: &NetworkSelection) -> bool {
        self.networks.place(selection).is_some_and(|place| self.by_args.contains(&place))
    }

    /// What messages call the first network that assigns `address`.
    pub fn title(&self, address: Address) -> Option<String> {
        let place = self.addresses.first(&AddressRange::one(address))?;
        Some(self.networks.all().get(place)?.title())
    }
}
