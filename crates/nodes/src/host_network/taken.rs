//! What is in use: the addresses that hosts and pods have, and what nodes were given for other networks.

use std::collections::BTreeSet;
use std::rc::Rc;

use ceph_multus_upstream::address::{Address, Cidr};

use crate::nad::NadFacts;
use crate::site::Site;

/// What is in use.
#[derive(Debug)]
pub(super) struct Taken {
    /// The addresses that hosts and pods of the input have.
    there: BTreeSet<Address>,
    /// The addresses that nodes were given.
    given: BTreeSet<Address>,
    /// Where each node sends what.
    ways: Vec<Vec<Way>>,
    /// The names of the links that are made for nodes, each with the place of its node.
    names: BTreeSet<(usize, String)>,
}

/// A network that a node has a way to.
#[derive(Debug)]
pub(super) struct Way {
    /// The network.
    pub(super) network: Cidr,
    /// Whether the node has an address of it; otherwise it is a route.
    pub(super) is_connected: bool,
    /// The node's link.
    pub(super) name: String,
    /// What carries the network: the same for all links to it.
    pub(super) carrier: String,
    /// The NAD of the network.
    pub(super) nad: Rc<NadFacts>,
}

impl Taken {
    /// What is in use before anything is given to `nodes`.
    pub(super) fn of(site: &Site, nodes: usize) -> Taken {
        let configs = site.sources().filter_map(|source| site.config(source));
        let hosts = configs.flat_map(|(_, config)| &config.interfaces).flat_map(|interface| &interface.addresses);
        let pods = site.live.pods.iter().filter(|pod| pod.is_live()).flat_map(|pod| pod.entries());
        let pods = pods.flat_map(|entry| &entry.ips).filter_map(|ip| Address::parse(ip).ok());
        let own = site.nodes.iter().flat_map(|node| &node.addresses).copied();
        let there = hosts.map(|own| own.address()).chain(pods).chain(own).collect();
        Taken {
            there,
            given: BTreeSet::new(),
            names: BTreeSet::new(),
            ways: std::iter::repeat_with(Vec::new).take(nodes).collect(),
        }
    }

    /// Whether something in the input has the address, or a node was given it.
    pub(super) fn has(&self, address: Address) -> bool {
        self.there.contains(&address) || self.is_given(address)
    }

    /// Whether a node was given the address.
    pub(super) fn is_given(&self, address: Address) -> bool {
        self.given.contains(&address)
    }

    /// Gives an address.
    pub(super) fn give(&mut self, address: Address) {
        self.given.insert(address);
    }

    /// Whether a link of the name is made for the node at `place`; without one, for any node.
    pub(super) fn is_link(&self, place: Option<usize>, name: &str) -> bool {
        self.names.iter().any(|(own, known)| known == name && place.is_none_or(|place| *own == place))
    }

    /// The link that connects the node at `place` to a part of `network`.
    pub(super) fn connected(&self, place: usize, network: &Cidr) -> Option<&Way> {
        self.ways_of(place).find(|way| way.is_connected && way.network.overlaps(network))
    }

    /// The way of the node at `place` to just `network`.
    pub(super) fn way(&self, place: usize, network: &Cidr) -> Option<&Way> {
        self.ways_of(place).find(|way| way.network.range() == network.range())
    }

    /// A way of the node at `place` by another link than `carrier` that takes packets for pods of `nad` in `network`, or
    /// loses packets for pods of its own there: Linux takes the smaller of two networks.
    pub(super) fn rival(&self, place: usize, nad: &NadFacts, carrier: &str, network: &Cidr) -> Option<&Way> {
        let loses = |way: &&Way| {
            let (larger, smaller) =
                if way.network.prefix() < network.prefix() { (way.nad.as_ref(), network) } else { (nad, &way.network) };
            let is_same = way.network.range() == network.range();
            way.network.overlaps(network) && (is_same || larger.handed_out.part_of(&smaller.range()).is_some())
        };
        self.ways_of(place).filter(|way| way.carrier != carrier).find(loses)
    }

    /// Adds a link of the node at `place` and its ways.
    pub(super) fn add(&mut self, place: usize, name: &str, ways: impl Iterator<Item = Way>) {
        self.names.insert((place, name.to_owned()));
        if let Some(own) = self.ways.get_mut(place) {
            own.extend(ways);
        }
    }

    fn ways_of(&self, place: usize) -> impl Iterator<Item = &Way> {
        self.ways.get(place).into_iter().flatten()
    }
}
