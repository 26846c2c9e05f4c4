//! Why nmstate rejects a policy: unknown keys, and values that must be set
//! (nmstate/nmstate: rust/src/lib/ifaces/{mac_vlan,ipvlan,vlan,linux_bridge}.rs, ip.rs, route.rs).

use ceph_multus_core::json::Path;
use ceph_multus_core::report::suggest::did_you_mean;
use ceph_multus_core::report::text::{either, quoted};
use ceph_multus_upstream::address::{Address, Cidr, Family};
use serde_json::Value;

use crate::host::is_captured;
use crate::value::{at, boolean, list, number, text};

/// One thing that nmstate rejects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The field.
    pub(crate) path: Path,
    /// What is wrong.
    pub(crate) problem: String,
    /// What to do.
    pub(crate) help: String,
    /// The interface, and what another document may say of it so that this is right: nmstate merges a policy into what is
    /// there.
    pub(crate) unless: Option<(String, Elsewhere)>,
}

/// What another document may say of an interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Elsewhere {
    /// What it is made on.
    Made,
    /// That it has addresses of a family.
    Enabled(Family),
}

const MAC_VLAN: &[&str] = &["base-iface", "mode", "promiscuous", "accept-all-mac"];
const IPVLAN: &[&str] = &["base-iface", "mode", "private", "vepa"];
const VLAN: &[&str] = &["base-iface", "id", "protocol", "registration-protocol", "reorder-headers", "loose-binding"];
const BRIDGE: &[&str] = &["options", "port", "ports", "slaves"];
const IP: &[&str] = &[
    "enabled",
    "dhcp",
    "autoconf",
    "address",
    "dhcp-client-id",
    "dhcp-duid",
    "auto-dns",
    "auto-gateway",
    "auto-routes",
    "auto-route-table-id",
    "auto-route-metric",
    "addr-gen-mode",
    "allow-extra-address",
    "token",
    "dhcp-send-hostname",
    "dhcp-custom-hostname",
    "forwarding",
];
const ADDRESS: &[&str] = &[
    "ip",
    "prefix-length",
    "mptcp-flags",
    "valid-life-time",
    "valid-left",
    "valid-lft",
    "preferred-life-time",
    "preferred-left",
    "preferred-lft",
];
const ROUTE: &[&str] = &[
    "state",
    "destination",
    "next-hop-interface",
    "next-hop-address",
    "metric",
    "table-id",
    "weight",
    "route-type",
    "cwnd",
    "source",
    "initcwnd",
    "initrwnd",
    "mtu",
    "quickack",
    "advmss",
    "lock-mtu",
    "vrf-name",
];
const MAC_VLAN_MODES: &[&str] = &["vepa", "bridge", "private", "passthru", "source"];
const IPVLAN_MODES: &[&str] = &["l2", "l3", "l3s"];

/// What is wrong with the policy `object`, whose desired state is `state` at the path `root`.
pub(crate) fn of(object: &Value, state: &Value, root: &Path) -> Vec<Fault> {
    let mut faults = Faults::default();
    for (key, value) in at(object, &["spec", "nodeSelector"]).and_then(Value::as_object).into_iter().flatten() {
        if !value.is_string() {
            let help = if matches!(key.as_str(), "matchLabels" | "matchExpressions") {
                "move the labels to `nodeSelector` itself, each with its value"
            } else {
                "use a string"
            };
            faults.add(
                Path::from(["spec", "nodeSelector"]).key(key.clone()),
                "`nodeSelector` must be labels with their values",
                help,
            );
        }
    }
    for (place, entry) in list(state, &["interfaces"]).iter().enumerate() {
        if !matches!(text(entry, &["state"]), "absent" | "ignore") {
            interface(entry, &root.clone().key("interfaces").index(place), &mut faults);
        }
    }
    for (place, entry) in list(state, &["routes", "config"]).iter().enumerate() {
        route(entry, &root.clone().join(["routes", "config"]).index(place), &mut faults);
    }
    faults.0
}

fn interface(entry: &Value, path: &Path, faults: &mut Faults) {
    let kind = text(entry, &["type"]);
    let name = text(entry, &["name"]);
    if name.is_empty() {
        faults.add(path, "the interface has no name", "set `name`");
    }
    let section = path.clone().key(kind.to_owned());
    match (kind, at(entry, &[kind])) {
        ("mac-vlan" | "ipvlan" | "vlan", None) => {
            let second = if kind == "vlan" { "id" } else { "mode" };
            let problem = format!("the {kind} interface has no section `{kind}`");
            faults.add(path, problem, format!("set `{kind}.base-iface` and `{kind}.{second}`"));
            faults.unless(name, Elsewhere::Made);
        }
        ("mac-vlan", Some(own)) => {
            faults.unknown_keys(own, &section, MAC_VLAN);
            faults.required(own, &section, "base-iface");
            mode(own, &section, MAC_VLAN_MODES, faults);
            if text(own, &["mode"]).is_empty() {
                faults.add(section.clone(), "without `mode`", format!("set {}", either(MAC_VLAN_MODES)));
            }
            let is_passthru = text(own, &["mode"]).eq_ignore_ascii_case("passthru");
            for key in ["promiscuous", "accept-all-mac"] {
                if at(own, &[key]).and_then(boolean) == Some(false) && !is_passthru {
                    faults.add(section.clone().key(key), "`false` is only for mode `passthru`", "remove it");
                }
            }
        }
        ("ipvlan", Some(own)) => {
            faults.unknown_keys(own, &section, IPVLAN);
            mode(own, &section, IPVLAN_MODES, faults);
            if text(own, &["base-iface"]).is_empty() {
                faults.required(own, &section, "base-iface");
                faults.unless(name, Elsewhere::Made);
            }
        }
        ("vlan", Some(own)) => {
            faults.unknown_keys(own, &section, VLAN);
            faults.required(own, &section, "base-iface");
            match at(own, &["id"]).map(|id| number(id).filter(|id| (0..=4095).contains(id))) {
                None => faults.add(&section, "`id` is not set", "set it to the VLAN id"),
                Some(None) => faults.add(section.clone().key("id"), "must be a VLAN id", "use a number from 1 to 4094"),
                Some(Some(_)) => {}
            }
        }
        ("linux-bridge", _) => {
            if let Some(bridge) = at(entry, &["bridge"]) {
                faults.unknown_keys(bridge, &path.clone().key("bridge"), BRIDGE);
            }
        }
        _ => {}
    }
    let is_made_here = !text(entry, &[kind, "base-iface"]).is_empty();
    for (key, family) in [("ipv4", Family::V4), ("ipv6", Family::V6)] {
        let Some(ip) = at(entry, &[key]) else { continue };
        let path = path.clone().key(key);
        faults.unknown_keys(ip, &path, IP);
        if is_made_here && at(ip, &["enabled"]).is_none() && !list(ip, &["address"]).is_empty() {
            let problem = "`enabled` is not set, so nmstate ignores the addresses of a new interface";
            faults.add(&path, problem, "set it to `true`");
            faults.unless(name, Elsewhere::Enabled(family));
        }
        for (place, entry) in list(ip, &["address"]).iter().enumerate() {
            address(entry, &path.clone().key("address").index(place), key, faults);
        }
    }
}

/// A mode that nmstate does not know.
fn mode(own: &Value, section: &Path, modes: &'static [&'static str], faults: &mut Faults) {
    let mode = text(own, &["mode"]);
    if !mode.is_empty() && !is_captured(mode) && !modes.contains(&mode) {
        faults.add(section.clone().key("mode"), format!("{} is not a mode of nmstate", quoted(mode)), either(modes));
    }
}

fn address(entry: &Value, path: &Path, family: &str, faults: &mut Faults) {
    faults.unknown_keys(entry, path, ADDRESS);
    let ip = text(entry, &["ip"]);
    if is_captured(ip) {
        return;
    }
    let bits = match Address::parse(ip) {
        Err(_) if ip.is_empty() => {
            faults.add(path, "`ip` is not set", "set `ip` and `prefix-length`");
            return;
        }
        Err(_) => {
            let help = "use the address alone, with its prefix in `prefix-length`";
            faults.add(path.clone().key("ip"), format!("{} is not an IP address", quoted(ip)), help);
            return;
        }
        Ok(address) => i64::from(address.family().bits()),
    };
    if (bits == 32) != (family == "ipv4") {
        let right = if bits == 32 { "ipv4" } else { "ipv6" };
        faults.add(
            path.clone().key("ip"),
            format!("{} is not an {family} address", quoted(ip)),
            format!("move it to `{right}`"),
        );
    }
    match at(entry, &["prefix-length"]).map(|prefix| number(prefix).filter(|prefix| (0..=bits).contains(prefix))) {
        None => faults.add(path, "`prefix-length` is not set", "set it"),
        Some(None) => {
            let problem = "must be a prefix length";
            faults.add(path.clone().key("prefix-length"), problem, format!("use a number up to {bits}"));
        }
        Some(Some(_)) => {}
    }
}

fn route(entry: &Value, path: &Path, faults: &mut Faults) {
    faults.unknown_keys(entry, path, ROUTE);
    if matches!(text(entry, &["state"]), "absent" | "ignore") {
        return;
    }
    let destination = text(entry, &["destination"]);
    if destination.is_empty() {
        faults.add(path, "`destination` is not set", "set it");
    } else if Cidr::parse(destination).is_err() && Address::parse(destination).is_err() && !is_captured(destination) {
        faults.add(
            path.clone().key("destination"),
            format!("{} is not a CIDR", quoted(destination)),
            "use a CIDR, such as `192.168.20.0/24`",
        );
    }
    if text(entry, &["next-hop-interface"]).is_empty() && text(entry, &["route-type"]).is_empty() {
        faults.add(path, "`next-hop-interface` is not set", "set it to the interface of the route");
    }
}

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, path: impl Into<Path>, problem: impl Into<String>, help: impl Into<String>) {
        self.0.push(Fault { path: path.into(), problem: problem.into(), help: help.into(), unless: None });
    }

    /// The fault that was added last is none if another document says `what` of the interface `name`.
    fn unless(&mut self, name: &str, what: Elsewhere) {
        if let Some(fault) = self.0.last_mut() {
            fault.unless = Some((name.to_owned(), what));
        }
    }

    fn required(&mut self, section: &Value, path: &Path, key: &str) {
        if text(section, &[key]).is_empty() {
            self.add(path, format!("without `{key}`"), format!("set `{key}`"));
        }
    }

    fn unknown_keys(&mut self, section: &Value, path: &Path, known: &'static [&'static str]) {
        for key in section.as_object().into_iter().flat_map(|members| members.keys()) {
            if !known.contains(&key.as_str()) {
                let hint = did_you_mean(key, known.iter().copied());
                let help = if hint.is_empty() { String::from("remove it") } else { hint };
                self.add(
                    path.clone().key(key.clone()),
                    format!("unknown key {}, which nmstate rejects", quoted(key)),
                    help,
                );
            }
        }
    }
}
