//! What people write into a selector in place of a network.

use crate::address::{Address, Cidr};

/// A selector that names something else than a NAD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistaken {
    /// An address or a range of addresses.
    Addresses,
    /// A network interface of the host.
    Interface,
}

/// How interfaces of Linux hosts begin, by systemd's and the older scheme, before a digit (systemd/systemd:
/// man/systemd.net-naming-scheme.xml).
const INTERFACES: &[&str] = &["bond", "br", "eno", "enp", "ens", "eth", "ib", "p", "em", "team", "vlan"];

impl Mistaken {
    /// What `text` is instead; `None` where it may be a network. A NAD may have the name of an interface: who knows it
    /// need not ask.
    pub fn of(text: &str) -> Option<Mistaken> {
        let text = text.trim();
        if Cidr::parse_sloppy(text).is_ok() || Address::parse_sloppy(text).is_ok() {
            return Some(Mistaken::Addresses);
        }
        let is_rest = |rest: &str| {
            let mut characters = rest.chars();
            characters.next().is_some_and(|first| first.is_ascii_digit())
                && characters.all(|character| character.is_ascii_alphanumeric() || matches!(character, '.' | ':'))
        };
        let is_interface = INTERFACES.iter().any(|start| text.strip_prefix(start).is_some_and(is_rest));
        is_interface.then_some(Mistaken::Interface)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_interfaces_are_no_networks() {
        for text in ["10.61.0.0/16", " 10.0.0.1 ", "fd00::/64", "192.168.010.0/24"] {
            assert_eq!(Mistaken::of(text), Some(Mistaken::Addresses), "{text}");
        }
        for text in ["bond0", "eth0.100", "enp1s0f0", "eno1", "ens224", "p2p1", "br0", "vlan201", "ib0", "eth0:1"] {
            assert_eq!(Mistaken::of(text), Some(Mistaken::Interface), "{text}");
        }
    }

    #[test]
    fn names_of_networks_are_none_of_these() {
        for text in
            ["public-net", "rook-ceph/eth1", "eth", "bond-net", "ethernet1x", "br-ex", "p", "", "{\"name\":\"eth0\"}"]
        {
            assert_eq!(Mistaken::of(text), None, "{text}");
        }
    }
}
