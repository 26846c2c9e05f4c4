//! Names of the interfaces in a pod.
//!
//! | rule | text |
//! |---|---|
//! | Multus, short form | at most 15 bytes; no space, tab, line feed, vertical tab, form feed, carriage return, `/`, `@` |
//! | NAD client library, short form | `[a-z0-9]([-a-z0-9]*[a-z0-9])?`, any length |
//! | CNI library, when the pod starts | 1 to 15 bytes; no blank, `/`, `:`; not `.`, not `..` |
//! | in common | `[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?` |
//!
//! The JSON form does not check the name; the CNI library then does (`containernetworking/cni: pkg/utils/utils.go`).

use super::NetworkSelection;
use crate::cni::is_link_name;
use ceph_multus_json::order::{by_key, equal_neighbours};

/// The longest interface name of the Linux kernel in bytes.
const MAX_LENGTH: usize = 15;

/// The interface of the cluster's default network.
const DEFAULT_INTERFACE: &str = "eth0";

/// The interfaces of a pod as Multus names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterfaceNames {
    /// The default network's interface, those of Multus' own default networks, and one for every selection.
    pub names: Vec<String>,
    /// The first name that is taken already when its turn comes: the pod does not start.
    pub conflict: Option<String>,
}

/// The interface names of a pod with these selections, when Multus itself adds `default_networks` networks
/// (`defaultNetworks` of its configuration). A selection without a name is `net` and its place in the list of all
/// networks, whether or not those before it have names of their own (`k8snetworkplumbingwg/multus-cni:
/// pkg/multus/multus.go`).
pub fn interface_names<'s>(
    selections: impl IntoIterator<Item = &'s NetworkSelection>,
    default_networks: usize,
) -> InterfaceNames {
    let mut names = vec![String::from(DEFAULT_INTERFACE)];
    names.extend((1..=default_networks).map(|place| format!("net{place}")));
    for selection in selections {
        let name = selection.interface.clone().unwrap_or_else(|| format!("net{}", names.len()));
        names.push(name);
    }
    let sorted = by_key(names.iter().map(String::as_str));
    let conflict =
        equal_neighbours(&sorted).map(|(_, (name, place))| (place, name)).min().map(|(_, name)| name.to_owned());
    InterfaceNames { names, conflict }
}

/// Whether the short form of an annotation may hold this name for Multus.
pub fn is_multus_interface_name(name: &str) -> bool {
    name.len() <= MAX_LENGTH && !name.contains([' ', '\t', '\n', '\u{b}', '\u{c}', '\r', '/', '@'])
}

/// Whether the CNI library attaches an interface of this name: Linux takes it, and no white space of Unicode is in it.
pub fn is_cni_interface_name(name: &str) -> bool {
    is_link_name(name) && !name.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::selection::{Dialect, parse};

    fn names(annotation: &str, default_networks: usize) -> InterfaceNames {
        interface_names(&parse(annotation, "ns", Dialect::Multus).unwrap(), default_networks)
    }

    #[test]
    fn a_named_selection_still_takes_its_number() {
        let found = names("a@foo,b,c@bar,d", 2);
        assert_eq!(found.names, ["eth0", "net1", "net2", "foo", "net4", "bar", "net6"]);
        assert_eq!(found.conflict, None);
    }

    #[test]
    fn the_first_name_that_is_taken_is_the_conflict() {
        assert_eq!(names("a,b@net1,c@net1", 0).conflict.as_deref(), Some("net1"));
        assert_eq!(names("a@net3,b@x,c,d@x", 0).conflict.as_deref(), Some("net3"));
        assert_eq!(names("a@eth0", 0).conflict.as_deref(), Some("eth0"));
    }

    #[test]
    fn lengths_are_counted_in_bytes() {
        assert!(is_multus_interface_name(&"\u{e9}".repeat(7)) && is_cni_interface_name(&"\u{e9}".repeat(7)));
        assert!(!is_multus_interface_name(&"\u{e9}".repeat(8)) && !is_cni_interface_name(&"\u{e9}".repeat(8)));
    }

    #[test]
    fn only_the_cni_library_minds_unicode_blanks() {
        assert!(is_multus_interface_name("a\u{a0}b"));
        assert!(!is_cni_interface_name("a\u{a0}b"));
    }
}
