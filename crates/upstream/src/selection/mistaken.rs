//! What people write into a selector in place of a network.

use std::fmt;

use crate::address::{Address, Cidr};
use crate::text::quoted;

/// A selector that names something else than a NAD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistaken {
    /// A range of addresses.
    Cidr,
    /// An address.
    Address,
    /// A network interface of the host.
    Interface,
}

/// What a selector has in place of a network, as the predicate of a message: `` `eth0.1` is an interface ``.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mistake<'t> {
    /// What it is.
    pub kind: Mistaken,
    /// It, or the whole selector where each of its elements is one.
    pub text: &'t str,
    /// The place of the element among networks.
    item: Option<usize>,
    /// Whether there are several.
    pub many: bool,
}

impl<'t> Mistake<'t> {
    /// Of a name.
    pub fn of(name: &'t str) -> Option<Mistake<'t>> {
        Some(Mistake { kind: Mistaken::of(name)?, text: name, item: None, many: false })
    }

    /// Of the short form: of all elements if they are of one kind, otherwise of the first that is no network.
    pub fn among(text: &'t str) -> Option<Mistake<'t>> {
        let mut found: Option<Mistake<'t>> = None;
        let mut is_alike = true;
        for (item, element) in text.split(',').enumerate() {
            let kind = Mistaken::of(element);
            match (&mut found, kind) {
                (None, None) => is_alike = false,
                (None, Some(kind)) => {
                    found = Some(Mistake { kind, text: element.trim(), item: Some(item), many: false });
                }
                (Some(first), kind) => {
                    is_alike &= kind == Some(first.kind);
                    first.many = true;
                }
            }
        }
        let found = found?;
        Some(if is_alike { Mistake { text, item: None, ..found } } else { Mistake { many: false, ..found } })
    }
}

impl fmt::Display for Mistake<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(item) = self.item {
            write!(f, "element {}: ", item.saturating_add(1))?;
        }
        let kind = match (self.kind, self.many) {
            (Mistaken::Cidr, false) => "is a CIDR",
            (Mistaken::Cidr, true) => "are CIDRs",
            (Mistaken::Address, false) => "is an address",
            (Mistaken::Address, true) => "are addresses",
            (Mistaken::Interface, false) => "is an interface",
            (Mistaken::Interface, true) => "are interfaces",
        };
        write!(f, "{} {kind}", quoted(self.text))
    }
}

/// How interfaces of Linux hosts begin, by systemd's and the older scheme, before a digit (systemd/systemd:
/// man/systemd.net-naming-scheme.xml).
const INTERFACES: &[&str] = &["bond", "br", "eno", "enp", "ens", "eth", "ib", "p", "em", "team", "vlan"];

impl Mistaken {
    /// What `text` is instead; `None` where it may be a network. A NAD may have the name of an interface: who knows it
    /// need not ask.
    pub fn of(text: &str) -> Option<Mistaken> {
        let text = text.trim();
        if Cidr::parse_sloppy(text).is_ok() {
            return Some(Mistaken::Cidr);
        }
        if Address::parse_sloppy(text).is_ok() {
            return Some(Mistaken::Address);
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
        for text in ["10.61.0.0/16", " fd00::/64 ", "192.168.010.0/24"] {
            assert_eq!(Mistaken::of(text), Some(Mistaken::Cidr), "{text}");
        }
        for text in [" 10.0.0.1 ", "fd00::5", "192.168.010.1"] {
            assert_eq!(Mistaken::of(text), Some(Mistaken::Address), "{text}");
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

    #[test]
    fn each_element_is_called_what_it_is() {
        let said = |text: &str| Mistake::among(text).map(|mistake| mistake.to_string());
        for (text, expected) in [
            ("10.61.0.0/16", "`10.61.0.0/16` is a CIDR"),
            ("10.61.0.0/16, fd00::/64", "`10.61.0.0/16, fd00::/64` are CIDRs"),
            ("10.61.0.5,fd00::5", "`10.61.0.5,fd00::5` are addresses"),
            ("eth0.1,eth1.1", "`eth0.1,eth1.1` are interfaces"),
            ("ns/net, 10.61.0.0/16", "element 2: `10.61.0.0/16` is a CIDR"),
            ("10.61.0.5, 10.61.0.0/16", "element 1: `10.61.0.5` is an address"),
        ] {
            assert_eq!(said(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(said("a,b"), None);
    }
}
