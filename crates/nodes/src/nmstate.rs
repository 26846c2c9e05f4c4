//! NodeNetworkConfigurationPolicy and NodeNetworkState (nmstate/kubernetes-nmstate: api; nmstate/nmstate: rust/src/lib).

pub(crate) mod faults;

use ceph_multus_core::json::Path;
use ceph_multus_upstream::address::{Address, Cidr, Family};
use serde_json::Value;

use crate::host::{HostAddress, HostConfig, HostRoute, Interface};
use crate::value::{at, boolean, is_true, list, number, text, texts};

/// The group of both kinds.
pub(crate) const GROUP: &str = "nmstate.io";

/// A NodeNetworkConfigurationPolicy.
#[derive(Debug)]
pub(crate) struct Policy {
    /// The place of its document.
    pub(crate) document: usize,
    /// Its name.
    pub(crate) name: String,
    /// `spec.nodeSelector`: all must match; none is every node.
    pub(crate) selector: Vec<(String, String)>,
    /// What it asks for.
    pub(crate) config: HostConfig,
    /// What nmstate rejects it for.
    pub(crate) faults: Vec<faults::Fault>,
}

/// A NodeNetworkState.
#[derive(Debug)]
pub(crate) struct NodeState {
    /// The place of its document.
    pub(crate) document: usize,
    /// The node, whose name it has.
    pub(crate) node: String,
    /// What the node has.
    pub(crate) config: HostConfig,
}

/// The label of a node that is its name.
pub(crate) const HOSTNAME: &str = "kubernetes.io/hostname";

impl Policy {
    /// Reads the document at `document`.
    pub(crate) fn read(document: usize, object: &Value) -> Policy {
        let root = Path::from(["spec", "desiredState"]);
        let state = at(object, &["spec", "desiredState"]).unwrap_or(&Value::Null);
        Policy {
            document,
            name: text(object, &["metadata", "name"]).to_owned(),
            selector: texts(object, &["spec", "nodeSelector"]),
            config: config(state, &root, "config", &["absent", "down", "ignore"]),
            faults: faults::of(object, state, &root),
        }
    }

    /// The one node that it is pinned to by name.
    pub(crate) fn hostname(&self) -> Option<&str> {
        self.selector.iter().find(|(key, _)| key == HOSTNAME).map(|(_, value)| value.as_str())
    }
}

impl NodeState {
    /// Reads the document at `document`.
    pub(crate) fn read(document: usize, object: &Value) -> NodeState {
        let state = at(object, &["status", "currentState"]).unwrap_or(&Value::Null);
        NodeState {
            document,
            node: text(object, &["metadata", "name"]).to_owned(),
            // NetworkManager does not manage what is to be ignored, but the link is there (nmstate/nmstate: rust/src/lib/nm/show.rs).
            config: config(state, &Path::from(["status", "currentState"]), "running", &["absent", "down"]),
        }
    }
}

/// What a document says; an interface whose state is one of `gone` is removed.
fn config(state: &Value, root: &Path, routes: &'static str, gone: &[&str]) -> HostConfig {
    let mut config = HostConfig::default();
    for (place, entry) in list(state, &["interfaces"]).iter().enumerate() {
        if gone.contains(&text(entry, &["state"])) {
            config.removed.push(text(entry, &["name"]).to_owned());
        } else {
            config.interfaces.push(interface(entry, root.clone().key("interfaces").index(place)));
        }
    }
    for (place, entry) in list(state, &["routes", routes]).iter().enumerate() {
        let table = table(entry, "table-id");
        let destination = Cidr::parse(text(entry, &["destination"]));
        let (Ok(destination), "") = (destination, text(entry, &["state"])) else { continue };
        if table == Some(LOCAL_TABLE) {
            continue;
        }
        config.routes.push(HostRoute {
            path: root.clone().join(["routes", routes]).index(place),
            destination,
            interface: text(entry, &["next-hop-interface"]).to_owned(),
            metric: at(entry, &["metric"]).and_then(number).unwrap_or_default(),
            table,
        });
    }
    let rules = list(state, &["route-rules", "config"]).iter().filter(|rule| text(rule, &["state"]) != "absent");
    config.tables.extend(rules.filter_map(|rule| table(rule, "route-table")));
    let vrfs = list(state, &["interfaces"]).iter().filter_map(|entry| at(entry, &["vrf"]));
    config.tables.extend(vrfs.filter_map(|vrf| table(vrf, "route-table-id")));
    config
}

/// The table that the kernel fills with the addresses of the node.
const LOCAL_TABLE: i64 = 255;

/// The id of a routing table; `None` for the main one (nmstate/nmstate: rust/src/lib/route.rs).
fn table(entry: &Value, key: &str) -> Option<i64> {
    at(entry, &[key]).and_then(number).filter(|table| !matches!(table, 0 | 254))
}

fn interface(entry: &Value, path: Path) -> Interface {
    let kind = text(entry, &["type"]);
    let section = if kind == "linux-bridge" { "bridge" } else { kind };
    let of = |key: &str| Some(text(entry, &[section, key])).filter(|text| !text.is_empty()).map(str::to_owned);
    let mut interface = Interface {
        name: text(entry, &["name"]).to_owned(),
        kind: kind.to_owned(),
        base: of("base-iface"),
        mode: of("mode").map(|mode| mode.to_ascii_lowercase()),
        vlan: match kind {
            "linux-bridge" => at(entry, &["bridge", "options", "vlan-default-pvid"]).map_or(Some(1), number),
            _ => at(entry, &[section, "id"]).and_then(number),
        },
        mtu: at(entry, &["mtu"]).and_then(number),
        ports: ports(entry),
        ..Interface::default()
    };
    for (key, family) in [("ipv4", Family::V4), ("ipv6", Family::V6)] {
        if let Some(enabled) = at(entry, &[key, "enabled"]) {
            if boolean(enabled) == Some(false) {
                continue;
            }
            interface.enabled.push(family);
        }
        if is_true(entry, &[key, "dhcp"]) || is_true(entry, &[key, "autoconf"]) {
            interface.dynamic.push(family);
        }
        for (place, address) in list(entry, &[key, "address"]).iter().enumerate() {
            let ip = Address::parse(text(address, &["ip"])).ok().filter(|ip| ip.family() == family);
            let prefix = at(address, &["prefix-length"]).and_then(number).and_then(|prefix| u8::try_from(prefix).ok());
            let (Some(ip), Some(prefix)) = (ip, prefix) else { continue };
            // A link-local address is one of the link alone.
            if !ip.is_link_local() {
                let path = path.clone().join([key, "address"]).index(place);
                interface.addresses.push(HostAddress { path, cidr: Cidr::new(ip, prefix) });
            }
        }
    }
    interface.path = path;
    interface
}

/// The ports of a bridge or bond, which nmstate also reads by older names (nmstate/nmstate:
/// rust/src/lib/ifaces/{linux_bridge,bond}.rs).
fn ports(entry: &Value) -> Vec<String> {
    let of = |section: &str| ["port", "ports"].map(|key| list(entry, &[section, key]));
    let entries = of("bridge").into_iter().chain(of("link-aggregation")).flatten();
    entries.map(|port| port.as_str().unwrap_or_else(|| text(port, &["name"])).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_booleans_may_be_texts_and_what_is_removed_is_left_out() {
        let object = serde_json::json!({"spec": {"desiredState": {
            "interfaces": [
                {"name": "a", "type": "mac-vlan", "mtu": "9000", "mac-vlan": {"base-iface": "eth1", "mode": "Bridge"},
                 "ipv4": {"enabled": "true", "dhcp": "true",
                          "address": [{"ip": "10.0.0.5", "prefix-length": "24"}, {"ip": "fd00::1", "prefix-length": 64}]},
                 "ipv6": {"enabled": true, "address": [{"ip": "fe80::1", "prefix-length": 64}]}},
                {"name": "b", "type": "mac-vlan", "state": "absent"},
                {"name": "v", "type": "vrf", "state": "ignore", "vrf": {"port": ["a"], "route-table-id": "7"}},
            ],
            "routes": {"config": [
                {"destination": "10.1.2.3/8", "next-hop-interface": "a", "metric": "5"},
                {"destination": "10.0.0.0/8", "next-hop-interface": "a", "table-id": 100},
                {"destination": "10.0.0.0/8", "next-hop-interface": "a", "state": "absent"},
                {"destination": "10.0.0.1/32", "next-hop-interface": "a", "table-id": 255},
            ]},
            "route-rules": {"config": [{"ip-to": "10.0.0.0/8", "route-table": 100}, {"ip-from": "10.0.0.0/8", "route-table": 254}]},
        }}});
        let policy = Policy::read(0, &object);
        let [a] = policy.config.interfaces.as_slice() else { panic!("{:?}", policy.config) };
        assert_eq!((a.mtu, a.base.as_deref(), a.mode.as_deref()), (Some(9000), Some("eth1"), Some("bridge")));
        assert_eq!(a.dynamic, [Family::V4]);
        let [address] = a.addresses.as_slice() else { panic!("{:?}", a.addresses) };
        assert_eq!(address.cidr.to_string(), "10.0.0.0/24");
        assert_eq!(address.path.to_string(), "spec.desiredState.interfaces[0].ipv4.address[0]");
        let [route, other] = policy.config.routes.as_slice() else { panic!("{:?}", policy.config) };
        assert_eq!((route.destination.to_string(), route.metric), (String::from("10.0.0.0/8"), 5));
        assert_eq!((route.table, other.table), (None, Some(100)));
        assert_eq!(policy.config.tables, [100, 7]);
    }
}
