//! What is in use: the addresses that hosts and pods have, and what nodes were given for other networks.

use std::collections::BTreeSet;

use ceph_multus_upstream::address::{Address, Cidr};

use crate::site::Site;

/// What is in use.
#[derive(Debug)]
pub(super) struct Taken {
    /// The addresses that hosts and pods of the input have.
    there: BTreeSet<Address>,
    /// The addresses that nodes were given.
    given: BTreeSet<Address>,
    /// The names of the links that are made for nodes.
    names: BTreeSet<String>,
    /// Where nodes send what.
    ways: Vec<Way>,
}

/// A network that nodes have a way to.
#[derive(Debug)]
pub(super) struct Way {
    /// The network.
    pub(super) network: Cidr,
    /// Whether the nodes have addresses of it; otherwise it is a route.
    pub(super) is_connected: bool,
    /// The node's link.
    pub(super) name: String,
    /// What carries the network: the same for all links to it.
    pub(super) carrier: String,
}

impl Taken {
    /// What is in use before anything is given.
    pub(super) fn of(site: &Site) -> Taken {
        let configs = site.sources().filter_map(|source| site.config(source));
        let hosts = configs.flat_map(|(_, config)| &config.interfaces).flat_map(|interface| &interface.addresses);
        let pods = site.live.pods.iter().filter(|pod| pod.is_live()).flat_map(|pod| pod.entries());
        let pods = pods.flat_map(|entry| &entry.ips).filter_map(|ip| Address::parse(ip).ok());
        let nodes = site.nodes.iter().flat_map(|node| &node.addresses).copied();
        let there = hosts.map(|own| own.address()).chain(pods).chain(nodes).collect();
        Taken { there, given: BTreeSet::new(), names: BTreeSet::new(), ways: Vec::new() }
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

    /// Whether a link is made that has the name.
    pub(super) fn is_link(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The link that connects nodes to a part of `network`.
    pub(super) fn connected(&self, network: &Cidr) -> Option<&Way> {
        self.ways.iter().find(|way| way.is_connected && way.network.overlaps(network))
    }

    /// The way to just `network`.
    pub(super) fn way(&self, network: &Cidr) -> Option<&Way> {
        self.ways.iter().find(|way| way.network.range() == network.range())
    }

    /// Adds a link and its ways.
    pub(super) fn add(&mut self, name: &str, ways: impl Iterator<Item = Way>) {
        self.names.insert(name.to_owned());
        self.ways.extend(ways);
    }
}
