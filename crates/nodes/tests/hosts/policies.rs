//! Policies that nmstate rejects, or of which it ignores a part.

use serde_json::{Value, json};

use crate::objects::{found, macvlan, node, policy, route, shim, state, static_ipam, text};
use crate::support::lines;

#[test]
fn what_nmstate_rejects_is_reported_at_its_place() {
    let bad = json!({
        "name": "public-shim", "type": "mac-vlan",
        "mac-vlan": {"base-iface": "eth1", "mode": "bridge", "baseIface": "eth1", "promiscuous": false},
        "ipv4": {"enabled": true, "gateway": "192.168.0.1", "address": [{"ip": "192.168.252.11/22"}]},
    });
    let routes = json!([{"destination": "192.168.0.0/16"}]);
    let lines = lines(&text(macvlan(), static_ipam(), &[policy("n1", json!([bad]), routes)]));
    let own: Vec<&String> = lines.iter().filter(|line| line.contains("[nncp-invalid]")).collect();
    let interface = "error: `spec.desiredState.interfaces[0]";
    assert_eq!(
        own,
        [
            &format!(
                "{interface}.ipv4.address[0].ip`: `192.168.252.11/22` is not an IP address; use the address alone, with its prefix in `prefix-length` [nncp-invalid]"
            ),
            &format!(
                "{interface}.ipv4.gateway`: unknown key `gateway`, which nmstate rejects; remove it [nncp-invalid]"
            ),
            &format!(
                "{interface}.mac-vlan.baseIface`: unknown key `baseIface`, which nmstate rejects; did you mean `base-iface`? [nncp-invalid]"
            ),
            &format!(
                "{interface}.mac-vlan.promiscuous`: `false` is only for mode `passthru`; remove it [nncp-invalid]"
            ),
            &String::from(
                "error: `spec.desiredState.routes.config[0]`: `next-hop-interface` is not set; set it to the interface of the route [nncp-invalid]"
            ),
        ]
    );
}

#[test]
fn a_policy_may_change_an_interface_that_something_else_makes() {
    let right = || policy("n1", json!([shim("192.168.252.11", 22)]), json!([route("192.168.0.0/16")]));
    let changes = |node: &str, interface: Value| {
        let mut policy = policy(node, json!([interface]), json!([]));
        policy["metadata"]["name"] = json!("changes");
        policy
    };
    let mtu = |node| changes(node, json!({"name": "public-shim", "type": "mac-vlan", "mtu": 1400}));
    found(&text(macvlan(), static_ipam(), &[right(), mtu("n1")]), &[]);
    found(&text(macvlan(), static_ipam(), &[state("n1", &right()), mtu("n1")]), &[]);
    let section = "error: `spec.desiredState.interfaces[0]`: the mac-vlan interface has no section `mac-vlan`; set `mac-vlan.base-iface` and `mac-vlan.mode` [nncp-invalid]";
    // What makes it is for another node.
    found(&text(macvlan(), static_ipam(), &[right(), mtu("n2")]), &[section]);
    let address = json!({"name": "public-shim", "type": "mac-vlan",
        "ipv4": {"enabled": true, "address": [{"ip": "192.168.252.11", "prefix-length": 22}]}});
    found(&text(macvlan(), static_ipam(), &[state("n1", &right()), changes("n1", address)]), &[]);
    // A host name is not always the name of the node.
    let mut named = node("n1", "True");
    named["metadata"]["labels"]["kubernetes.io/hostname"] = json!("n1.example.com");
    found(&text(macvlan(), static_ipam(), &[state("n1", &right()), mtu("n1.example.com"), named]), &[]);
}

#[test]
fn addresses_of_a_new_interface_need_enabled() {
    let mut own = shim("192.168.252.11", 22);
    own["ipv4"].as_object_mut().expect("a section").remove("enabled");
    let of = |node: &str| policy(node, json!([own]), json!([route("192.168.0.0/16")]));
    let ignored = "error: `spec.desiredState.interfaces[0].ipv4`: `enabled` is not set, so nmstate ignores the addresses of a new interface; set it to `true` [nncp-invalid]";
    found(&text(macvlan(), static_ipam(), &[of("n1")]), &[ignored]);
    let mut enables =
        policy("n1", json!([{"name": "public-shim", "type": "mac-vlan", "ipv4": {"enabled": true}}]), json!([]));
    enables["metadata"]["name"] = json!("enables");
    found(&text(macvlan(), static_ipam(), &[of("n1"), enables]), &[]);
    let there = |enabled: bool| {
        let mut state = state("n1", &of("n1"));
        state["status"]["currentState"]["interfaces"][0]["ipv4"]["enabled"] = json!(enabled);
        state
    };
    found(&text(macvlan(), static_ipam(), &[of("n1"), there(true)]), &[]);
    found(&text(macvlan(), static_ipam(), &[of("n1"), there(false)]), &[ignored]);
    // A link that exists may have been enabled at installation.
    let link =
        json!({"name": "eth5", "type": "ethernet", "ipv4": {"address": [{"ip": "10.9.0.1", "prefix-length": 24}]}});
    let with_link = policy("n1", json!([shim("192.168.252.11", 22), link]), json!([route("192.168.0.0/16")]));
    found(&text(macvlan(), static_ipam(), &[with_link]), &[]);
}

#[test]
fn a_capture_of_the_policy_is_not_read_as_a_name() {
    let mut own = shim("192.168.252.11", 22);
    own["mac-vlan"]["base-iface"] = json!("{{ capture.base.interfaces.0.name }}");
    found(&text(macvlan(), static_ipam(), &[policy("n1", json!([own]), json!([]))]), &[]);
}

/// One policy makes the interface of all nodes, and one for each node has its address.
fn split(makes: Value, routes: Value, addresses: &[(&str, &str)]) -> String {
    let mut all = policy("all", json!([makes]), routes);
    all["spec"].as_object_mut().expect("a spec").remove("nodeSelector");
    let own = addresses.iter().map(|(node, ip)| {
        let mut own = shim(ip, 22);
        own.as_object_mut().expect("an interface").remove("mac-vlan");
        policy(node, json!([own]), json!([]))
    });
    text(macvlan(), static_ipam(), &[all].into_iter().chain(own).collect::<Vec<_>>())
}

fn bare() -> Value {
    json!({"name": "public-shim", "type": "mac-vlan", "mac-vlan": {"base-iface": "eth1", "mode": "bridge"}})
}

#[test]
fn an_interface_and_its_address_may_be_in_two_policies() {
    let routes = || json!([route("192.168.0.0/16")]);
    found(&split(bare(), routes(), &[("n1", "192.168.252.11"), ("n2", "192.168.252.12")]), &[]);
    found(
        &split(bare(), routes(), &[("n1", "192.168.252.11"), ("n2", "192.168.252.11")]),
        &[
            "error: `spec.desiredState.interfaces[0].ipv4.address[0].ip`: `192.168.252.11` is also the address of NodeNetworkConfigurationPolicy `n1`; use a different address for each node [host-address-repeated]",
        ],
    );
    found(
        &split(bare(), routes(), &[]),
        &[
            "error: `spec.desiredState.interfaces[0]`: `public-shim` has no address, but the pods of `rook-ceph/public-net` use IPv4; add an address of IPv4 [host-family]",
        ],
    );
    found(
        &split(bare(), json!([]), &[("n1", "192.168.252.11")]),
        &[
            "error: `spec.desiredState.interfaces[0]`: the node has no route through `public-shim` to the pods of `rook-ceph/public-net`; add a route to `192.168.0.0/16` with `next-hop-interface: public-shim` [host-route-missing]",
        ],
    );
    let with_nodes =
        |text: String| format!("{text}{}\n{}\n{}\n", node("n1", "True"), node("n2", "True"), node("n3", "True"));
    found(
        &with_nodes(split(bare(), routes(), &[("n1", "192.168.252.11")])),
        &[
            "error: `spec.desiredState.interfaces[0]`: `public-shim` has no address on node `n2` and 1 more, but the pods of `rook-ceph/public-net` use IPv4; add an address of IPv4 [host-family]",
        ],
    );
    let each = [("n1", "192.168.252.11"), ("n2", "192.168.252.12"), ("n3", "192.168.252.13")];
    found(&with_nodes(split(bare(), routes(), &each)), &[]);
    // What the interface is made of is reported once.
    let mut private = bare();
    private["mac-vlan"]["mode"] = json!("private");
    found(
        &split(private, routes(), &[("n1", "192.168.252.11"), ("n2", "192.168.252.12")]),
        &[
            "error: `spec.desiredState.interfaces[0].mac-vlan.mode`: `private` is not the mode of `rook-ceph/public-net`, whose pods use `bridge`; use `bridge` [host-shim-mode]",
        ],
    );
    // Policies for other racks do not make it here.
    let of_rack = |rack: &str, interface: Value, routes: Value| {
        let mut policy = policy(rack, json!([interface]), routes);
        policy["spec"]["nodeSelector"] = json!({"rack": rack});
        policy
    };
    let mut mtu = bare();
    mtu.as_object_mut().expect("an interface").remove("mac-vlan");
    let right = of_rack("r1", bare(), routes());
    let address = json!({"name": "public-shim", "ipv4": {"enabled": true, "dhcp": true}});
    let mut own = policy("n1", json!([address]), json!([]));
    own["spec"]["nodeSelector"]["rack"] = json!("r1");
    found(&text(macvlan(), static_ipam(), &[right.clone(), own]), &[]);
    found(
        &text(macvlan(), static_ipam(), &[right, of_rack("r2", mtu, json!([]))]),
        &[
            "error: `spec.desiredState.interfaces[0]`: `public-shim` has no address, but the pods of `rook-ceph/public-net` use IPv4; add an address of IPv4 [host-family]",
            "error: `spec.desiredState.interfaces[0]`: the mac-vlan interface has no section `mac-vlan`; set `mac-vlan.base-iface` and `mac-vlan.mode` [nncp-invalid]",
        ],
    );
}

#[test]
fn interfaces_of_both_families_are_looked_at_as_one() {
    let second = |ip: &str| {
        let mut second = shim(ip, 22);
        second["name"] = json!("public-shim6");
        second
    };
    let one = |interfaces: Value| {
        text(macvlan(), static_ipam(), &[policy("n1", interfaces, json!([route("192.168.0.0/16")]))])
    };
    found(&one(json!([shim("192.168.252.11", 22), second("fd00:20::1")])), &[]);
    found(&one(json!([second("fd00:20::1"), shim("192.168.252.11", 22)])), &[]);
    let only = "error: `spec.desiredState.interfaces[0]`: `public-shim` has only IPv6 addresses, but the pods of `rook-ceph/public-net` use IPv4; add an address of IPv4 [host-family]";
    found(&one(json!([shim("fd00:20::2", 64), second("fd00:20::1")])), &[only]);
    // Each in a policy of its own.
    let mut other = policy("n1", json!([second("fd00:20::1")]), json!([]));
    other["metadata"]["name"] = json!("other");
    let own = policy("n1", json!([shim("192.168.252.11", 22)]), json!([route("192.168.0.0/16")]));
    found(&text(macvlan(), static_ipam(), &[own.clone(), other.clone()]), &[]);
    found(&text(macvlan(), static_ipam(), &[state("n1", &own), other]), &[]);
}
