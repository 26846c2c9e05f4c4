//! Whose an address is: that of a network of Ceph, or of nodes on one.

use crate::upstream::address::{Address, AddressRange, AddressSet, Taken};
use crate::upstream::selection::NetworkSelection;
use crate::world::ceph_networks::{CephNetworks, SelectedNad};
use crate::world::context::Context;
use crate::world::footprint::Footprint;

/// The addresses that the networks of Ceph assign, at every known moment, and those that nodes have on them.
#[derive(Debug)]
pub struct Assigned<'c> {
    networks: &'c CephNetworks<'c>,
    /// By the place of their network.
    addresses: Taken,
    /// The places of networks that assign what a pod asks for by `cni-args`.
    by_args: Vec<usize>,
    of_nodes: AddressSet,
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
        Assigned {
            networks,
            addresses: Taken::by(ranges.into_iter()),
            by_args,
            of_nodes: context.settings.node_addresses(),
        }
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

    /// Whether nodes may have `address` on `network`: they have theirs where clients are, as monitors have.
    pub fn is_of_nodes(&self, address: Address, network: &SelectedNad<'_>) -> bool {
        network.reserved_by().is_none() && self.of_nodes.contains(address)
    }
}
