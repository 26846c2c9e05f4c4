//! The network of a host, as a policy wants it or as it is.

use ceph_multus_core::json::Path;
use ceph_multus_upstream::address::{Address, AddressRange, Cidr, Family};

/// What hosts have, in one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    /// The policy at a place.
    Policy(usize),
    /// The state at a place.
    State(usize),
}

/// Interfaces and routes of one document.
#[derive(Debug, Clone, Default)]
pub(crate) struct HostConfig {
    /// The interfaces that are not removed.
    pub(crate) interfaces: Vec<Interface>,
    /// The names of those that are.
    pub(crate) removed: Vec<String>,
    /// The routes that are not removed, of every table but the kernel's own.
    pub(crate) routes: Vec<HostRoute>,
    /// The tables that route rules and VRFs lead to.
    pub(crate) tables: Vec<i64>,
}

/// An interface.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interface {
    /// Its path in the document.
    pub(crate) path: Path,
    /// Its name.
    pub(crate) name: String,
    /// Its type, as nmstate names it.
    pub(crate) kind: String,
    /// The interface that it is made on.
    pub(crate) base: Option<String>,
    /// The mode of a macvlan or ipvlan interface.
    pub(crate) mode: Option<String>,
    /// The document that makes it, and says what it is, where this one only changes it.
    pub(crate) maker: Option<Source>,
    /// The id of a VLAN; of a bridge that in which it is itself, untagged: 1 by default, as the kernel has it.
    pub(crate) vlan: Option<i64>,
    /// The MTU.
    pub(crate) mtu: Option<i64>,
    /// The ports of a bridge or bond.
    pub(crate) ports: Vec<String>,
    /// Its addresses that the document has: of a policy the fixed ones, of a state all.
    pub(crate) addresses: Vec<HostAddress>,
    /// The families that the document turns on.
    pub(crate) enabled: Vec<Family>,
    /// The families of which it gets addresses that a policy does not tell: DHCP, router advertisements.
    pub(crate) dynamic: Vec<Family>,
}

/// An address of a host.
#[derive(Debug, Clone)]
pub(crate) struct HostAddress {
    /// Its path in the document.
    pub(crate) path: Path,
    /// The address with the prefix of its network.
    pub(crate) cidr: Cidr,
}

/// A route of a host.
#[derive(Debug, Clone)]
pub(crate) struct HostRoute {
    /// Its path in the document.
    pub(crate) path: Path,
    /// Where it leads.
    pub(crate) destination: Cidr,
    /// The interface that it leads through.
    pub(crate) interface: String,
    /// The metric; 0 where it has none.
    pub(crate) metric: i64,
    /// The table; `None` for the main one.
    pub(crate) table: Option<i64>,
}

/// Whether a capture of the policy fills in this text (nmstate: `{{ capture.nic.interfaces.0.name }}`): nobody can tell from
/// a file with what.
pub(crate) fn is_captured(text: &str) -> bool {
    text.contains("{{")
}

impl HostConfig {
    /// The interface of a name.
    pub(crate) fn interface(&self, name: &str) -> Option<&Interface> {
        self.interfaces.iter().find(|interface| interface.name == name)
    }

    /// The interface of a name and those that it is made on, from the top down.
    pub(crate) fn stack(&self, name: &str) -> Vec<&Interface> {
        let mut stack: Vec<&Interface> = Vec::new();
        let mut next = self.interface(name);
        // A file may name two interfaces as each other's base.
        while let Some(interface) = next.filter(|one| stack.iter().all(|known| known.name != one.name)) {
            stack.push(interface);
            next = interface.base.as_deref().and_then(|base| self.interface(base));
        }
        stack
    }

    /// The routes through an interface.
    pub(crate) fn routes_of<'h>(&'h self, interface: &'h str) -> impl Iterator<Item = &'h HostRoute> {
        self.routes.iter().filter(move |route| route.interface == interface)
    }
}

impl Interface {
    /// Whether it is a macvlan or ipvlan interface.
    pub(crate) fn is_child(&self) -> bool {
        matches!(self.kind.as_str(), "mac-vlan" | "mac-vtap" | "ipvlan")
    }

    /// Whether it takes the packets of its ports, so that no other interface can be made on them. The bridge of OVS is one of
    /// its own ports.
    pub(crate) fn takes_ports(&self) -> bool {
        matches!(self.kind.as_str(), "bond" | "linux-bridge")
    }

    /// The section with what its type needs: `mac-vlan`.
    pub(crate) fn section(&self) -> Path {
        match self.kind.as_str() {
            "linux-bridge" => self.path.clone().key("bridge"),
            kind => self.path.clone().key(kind.to_owned()),
        }
    }

    /// Whether a capture of the policy fills in its name or what it is made on.
    pub(crate) fn is_captured(&self) -> bool {
        let texts = [Some(&self.name), self.base.as_ref()];
        texts.into_iter().flatten().any(|text| is_captured(text))
    }

    /// Whether another policy makes it, where faults of what it is are reported.
    pub(crate) fn is_made_by_policy(&self) -> bool {
        matches!(self.maker, Some(Source::Policy(_)))
    }

    /// The networks that are connected through it.
    pub(crate) fn connected(&self) -> impl Iterator<Item = AddressRange> {
        self.addresses.iter().map(|address| address.cidr.range())
    }

    /// Whether the document has an address of `family` for it.
    pub(crate) fn has_fixed(&self, family: Family) -> bool {
        self.addresses.iter().any(|address| address.cidr.family() == family)
    }

    /// Whether it has a fixed or another address of `family`.
    pub(crate) fn has_family(&self, family: Family) -> bool {
        self.has_fixed(family) || self.dynamic.contains(&family)
    }
}

impl HostAddress {
    /// The address alone.
    pub(crate) fn address(&self) -> Address {
        self.cidr.address()
    }
}
