//! One plugin of a configuration.

use std::rc::Rc;

use super::fields::{self, IPAM, PLUGIN_CONF, of_plugin};
use crate::go_json::{Fields, get};
use ceph_multus_json::{Map, Node, Path};

/// The configuration of one plugin: typed access to the keys that its kind knows. A key that is missing, `null` or of
/// the wrong type reads as if it were not there.
#[derive(Debug, Clone)]
pub struct Plugin<'c> {
    way: Way,
    kind: &'c str,
    ipam: Option<&'c Node<'c>>,
    ipam_type: &'c str,
    map: Map<'c>,
    fields: Fields,
}

/// The way to a plugin, made into a text only where it is needed: a chain may have half a million.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// It is the configuration itself.
    Top,
    /// It is one of a chain, at this place.
    Chain(usize),
    /// Another one calls it, as part of a chain at this place.
    Called(Rc<(Path, usize)>),
}

impl<'c> Plugin<'c> {
    pub(super) fn new(way: Way, map: Map<'c>) -> Plugin<'c> {
        let kind = get(&map, PLUGIN_CONF, "type").and_then(Node::as_text).unwrap_or_default();
        // Nearly every rule asks for it.
        let ipam = get(&map, PLUGIN_CONF, "ipam");
        let ipam_type = ipam.and_then(Node::as_map).and_then(|ipam| get(ipam, IPAM, "type"));
        let ipam_type = ipam_type.and_then(Node::as_text).unwrap_or_default();
        Plugin { way, kind, ipam, ipam_type, map, fields: of_plugin(kind) }
    }

    /// The way to it in the configuration: `plugins[0]`, or empty for a single plugin.
    pub fn path(&self) -> Path {
        match &self.way {
            Way::Top => Path::default(),
            Way::Chain(place) => Path::from("plugins").index(*place),
            Way::Called(called) => called.0.clone(),
        }
    }

    /// Its place in the chain, counted from 0.
    pub fn place(&self) -> usize {
        match &self.way {
            Way::Top => 0,
            Way::Chain(place) => *place,
            Way::Called(called) => called.1,
        }
    }

    /// The name of its executable, `macvlan`; empty if there is none.
    pub fn kind(&self) -> &'c str {
        self.kind
    }

    /// The section `ipam`.
    pub fn ipam(&self) -> Option<&'c Node<'c>> {
        self.ipam
    }

    /// The name of the IPAM plugin; empty if there is none.
    pub fn ipam_type(&self) -> &'c str {
        self.ipam_type
    }

    /// Where a plugin without an IPAM plugin takes addresses from, if it assigns them itself: kube-ovn from a Subnet
    /// (kubeovn/kube-ovn: cmd/cni/cni.go), OVN-Kubernetes from `subnets`, without which a network of it has none
    /// (ovn-kubernetes/ovn-kubernetes: docs/features/multiple-networks/multi-homing.md).
    pub fn own_addresses(&self) -> Option<&'static str> {
        match self.kind() {
            "kube-ovn" => Some("from its Subnet"),
            "ovn-k8s-cni-overlay" if self.text("subnets").is_some() => Some("from `subnets`"),
            _ => None,
        }
    }

    /// Whether it is a plugin whose behaviour this policy knows.
    pub fn is_known(&self) -> bool {
        fields::is_known(self.kind())
    }

    /// Whether the plugin declares that it takes the run time value `name`.
    pub fn has_capability(&self, name: &str) -> bool {
        get(&self.map, PLUGIN_CONF, "capabilities")
            .and_then(|all| all.get(name))
            .and_then(Node::as_bool)
            .unwrap_or(false)
    }

    /// The text of the key `name`, `None` if it is empty.
    pub fn text(&self, name: &str) -> Option<&'c str> {
        self.value(name).and_then(Node::as_text).filter(|text| !text.is_empty())
    }

    /// The whole number of the key `name`.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.value(name).and_then(Node::as_i64)
    }

    /// The truth of the key `name`, false if it is not there.
    pub fn flag(&self, name: &str) -> bool {
        self.value(name).and_then(Node::as_bool).unwrap_or(false)
    }

    /// The list of the key `name`.
    pub fn list(&self, name: &str) -> Option<&'c [Node<'c>]> {
        self.value(name).and_then(Node::as_list)
    }

    /// The value of the key `name`, of whatever type.
    pub fn value(&self, name: &str) -> Option<&'c Node<'c>> {
        get(&self.map, self.fields, name)
    }

    /// The plugins that this one calls: Multus and others take configurations of whole plugins under `delegates` and
    /// `delegate`, and Multus in place of one a chain, with `plugins` (`k8snetworkplumbingwg/multus-cni:
    /// pkg/types/types.go, pkg/types/conf.go`).
    pub fn delegates(&self) -> Vec<Plugin<'c>> {
        let mut found = Vec::new();
        for (key, value) in self.map.iter() {
            let path = || self.path().key(key.to_owned());
            let is_chain = key.eq_ignore_ascii_case("plugins");
            if is_chain || key.eq_ignore_ascii_case("delegates") {
                let items = value.as_list().unwrap_or_default().iter().enumerate();
                let plugin = |(place, item): (usize, &'c Node<'c>)| {
                    let in_chain = if is_chain { place } else { 0 };
                    let way = Way::Called(Rc::new((path().index(place), in_chain)));
                    Some(Plugin::new(way, *item.as_map()?))
                };
                found.extend(items.filter_map(plugin));
            } else if key.eq_ignore_ascii_case("delegate") {
                found.extend(value.as_map().map(|map| Plugin::new(Way::Called(Rc::new((path(), 0))), *map)));
            }
        }
        found
    }

    /// The way to the key `name` in the whole configuration.
    pub fn path_of(&self, name: impl Into<Path>) -> Path {
        self.path().join(name)
    }

    /// All members of the configuration, in the order of the text.
    pub fn members(&self) -> Map<'c> {
        self.map
    }

    pub(super) fn fields(&self) -> Fields {
        self.fields
    }
}

/// Whether Linux may have a link of this name. A plugin also finds a link by an alternative name, which may be longer.
pub fn is_link_name(name: &str) -> bool {
    (1..=15).contains(&name.len())
        && name != "."
        && name != ".."
        && !name.contains(|character: char| matches!(character, '/' | ':') || character.is_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cni::CniConfig;
    use ceph_multus_json::Arena;

    #[test]
    fn reads_keys_whatever_their_case_and_hides_wrong_types() {
        let text =
            r#"{"Type":"bridge","BRIDGE":"br0","mtu":"9000","isgateway":true,"vlan":5,"IPAM":{"TYPE":"static"}}"#;
        let arena = Arena::new();
        let config = CniConfig::read(text, "n", &arena);
        let plugin = config.plugins().remove(0);
        assert_eq!((plugin.kind(), plugin.ipam_type(), plugin.text("bridge")), ("bridge", "static", Some("br0")));
        assert_eq!((plugin.int("mtu"), plugin.flag("isGateway"), plugin.int("vlan")), (None, true, Some(5)));
    }

    #[test]
    fn an_unknown_plugin_still_has_the_common_keys() {
        let arena = Arena::new();
        let config = CniConfig::read(r#"{"type":"my-vlan","Master":"eth1","capabilities":{"ips":true}}"#, "n", &arena);
        let plugin = config.plugins().remove(0);
        assert_eq!(plugin.text("master"), Some("eth1"));
        assert!(plugin.has_capability("ips") && !plugin.has_capability("mac"));
    }

    #[test]
    fn link_names_are_those_of_the_kernel() {
        for (name, is) in [
            ("eth0", true),
            ("eth0.100", true),
            ("eth0:1", false),
            ("a b", false),
            ("", false),
            ("0123456789abcdef", false),
        ] {
            assert_eq!(is_link_name(name), is, "{name}");
        }
    }
}
