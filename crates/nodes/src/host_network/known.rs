//! The addresses that nodes have for a public network already, and which of them stay where they are.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ceph_multus_upstream::address::{Address, Cidr, Family};

use crate::attempt::Part;
use crate::host::{HostConfig, Interface};
use crate::nad::NadFacts;
use crate::site::Site;

/// The addresses by node: those that pods reach first.
pub(super) struct Known<'s>(BTreeMap<&'s str, Vec<Own<'s>>>);

/// An address that a node has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own<'s> {
    /// The address with the prefix of its network.
    pub(super) cidr: Cidr,
    /// The interface that has it.
    pub(super) interface: &'s Interface,
    /// Whether pods reach it there.
    pub(super) is_reached: bool,
    /// Why it cannot move to another interface.
    pub(super) tie: Option<Tie>,
}

/// What an address of a node is needed for where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tie {
    /// The node is known by it in Kubernetes.
    Node,
    /// The default route leads through its interface.
    DefaultRoute,
    /// DHCP or a router gives it, and would give it again.
    Dynamic,
}

impl Own<'_> {
    /// The address alone.
    pub(super) fn address(&self) -> Address {
        self.cidr.address()
    }

    /// Whether it stays where it is, as long as that is not `link`.
    pub(super) fn stays(&self, link: &str) -> bool {
        self.tie.is_some() && self.interface.name != link
    }

    /// Why it stays where it is, for people.
    pub(super) fn why(&self) -> Option<String> {
        let (address, from) = (self.address(), &self.interface.name);
        Some(match self.tie? {
            Tie::Node => format!("{address} stays on {from}: it is the address of the node in Kubernetes."),
            Tie::DefaultRoute => {
                format!("{address} stays on {from}, through which the default route of the node leads.")
            }
            Tie::Dynamic => format!("{address} stays on {from}, which gets its addresses from the network."),
        })
    }
}

impl<'s> Known<'s> {
    /// The addresses of `family` that nodes have for the network of `nad`. Those that `is_pods` are not theirs.
    pub(super) fn of(
        site: &'s Site,
        nad: &Rc<NadFacts>,
        family: Family,
        is_pods: impl Fn(Address) -> bool,
    ) -> Known<'s> {
        let mut known: BTreeMap<&str, Vec<Own<'_>>> = BTreeMap::new();
        let mut claimed = BTreeSet::new();
        for is_shim in [true, false] {
            for attempt in site.attempts.iter().filter(|attempt| Rc::ptr_eq(&attempt.nad, nad)) {
                let node = site.node_of(attempt.source);
                let (Some(node), Some((_, config))) = (node, site.config(attempt.source)) else { continue };
                let parts = attempt.interfaces.iter().filter(|(_, part)| (*part == Part::Shim) == is_shim);
                for interface in parts.filter_map(|(place, _)| config.interfaces.get(*place)) {
                    let own = interface.addresses.iter().map(|own| own.cidr).filter(|cidr| cidr.family() == family);
                    for cidr in own.filter(|cidr| !is_pods(cidr.address())) {
                        if claimed.insert(cidr.address()) {
                            let tie = if is_shim { None } else { tie(site, node, config, interface, &cidr) };
                            known.entry(node).or_default().push(Own { cidr, interface, is_reached: is_shim, tie });
                        }
                    }
                }
            }
        }
        Known(known)
    }

    /// The nodes that have some.
    pub(super) fn nodes(&self) -> impl Iterator<Item = (&'s str, &[Own<'s>])> {
        self.0.iter().map(|(node, own)| (*node, own.as_slice()))
    }

    /// The addresses of a node.
    pub(super) fn of_node(&self, node: &str) -> &[Own<'s>] {
        self.0.get(node).map(Vec::as_slice).unwrap_or_default()
    }
}

fn tie(site: &Site, node: &str, config: &HostConfig, interface: &Interface, cidr: &Cidr) -> Option<Tie> {
    let family = cidr.family();
    let is_default = |destination: &Cidr| destination.prefix() == 0 && destination.family() == family;
    if site.node(node).is_some_and(|node| node.addresses.contains(&cidr.address())) {
        return Some(Tie::Node);
    }
    if config.routes_of(&interface.name).any(|route| is_default(&route.destination)) {
        return Some(Tie::DefaultRoute);
    }
    interface.dynamic.contains(&family).then_some(Tie::Dynamic)
}
