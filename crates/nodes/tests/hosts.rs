//! Policies of nmstate, nodes and their states beside the NADs of public networks: each condition with what it must say.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use ceph_multus_manifests::SettingsText;
use serde_json::{Value, json};
use support::{lines, lines_with};

/// The documents of one CephCluster, a public NAD and `others`.
fn text(plugin: Value, ipam: Value, others: &[Value]) -> String {
    let mut config = json!({"cniVersion": "0.3.1", "ipam": {"type": "whereabouts"}});
    for (key, value) in plugin.as_object().expect("a plugin") {
        config[key] = value.clone();
    }
    for (key, value) in ipam.as_object().expect("a section") {
        config["ipam"][key] = value.clone();
    }
    let nad = json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "public-net", "namespace": "rook-ceph"}, "spec": {"config": config.to_string()},
    });
    let cluster = json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "my-cluster", "namespace": "rook-ceph"},
        "spec": {"network": {
            "provider": "multus", "selectors": {"public": "rook-ceph/public-net"},
            "ipFamily": if ipam["range"].to_string().contains(':') { "IPv6" } else { "IPv4" },
        }},
    });
    others.iter().chain([&nad, &cluster]).map(|one| format!("{one}\n")).collect()
}

fn macvlan() -> Value {
    json!({"type": "macvlan", "master": "eth1", "mode": "bridge"})
}

/// The static network of Rook's documentation: nodes in an excluded part of the range.
fn static_ipam() -> Value {
    json!({"range": "192.168.0.0/16", "exclude": ["192.168.252.0/22"], "routes": [{"dst": "192.168.252.0/22"}]})
}

fn policy(name: &str, interfaces: Value, routes: Value) -> Value {
    json!({
        "apiVersion": "nmstate.io/v1", "kind": "NodeNetworkConfigurationPolicy", "metadata": {"name": name},
        "spec": {
            "nodeSelector": {"kubernetes.io/hostname": name},
            "desiredState": {"interfaces": interfaces, "routes": {"config": routes}},
        },
    })
}

fn shim(ip: &str, prefix: u8) -> Value {
    let family = if ip.contains(':') { "ipv6" } else { "ipv4" };
    json!({
        "name": "public-shim", "type": "mac-vlan", "state": "up",
        "mac-vlan": {"base-iface": "eth1", "mode": "bridge", "promiscuous": true},
        family: {"enabled": true, "address": [{"ip": ip, "prefix-length": prefix}]},
    })
}

fn route(destination: &str) -> Value {
    json!({"destination": destination, "next-hop-interface": "public-shim"})
}

fn node(name: &str, ready: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name}},
        "status": {"conditions": [{"type": "Ready", "status": ready}]},
    })
}

/// A state of a node with what a policy asks for.
fn state(node: &str, policy: &Value) -> Value {
    let desired = &policy["spec"]["desiredState"];
    json!({
        "apiVersion": "nmstate.io/v1beta1", "kind": "NodeNetworkState", "metadata": {"name": node},
        "status": {"currentState": {
            "interfaces": desired["interfaces"],
            "routes": {"running": desired["routes"]["config"], "config": []},
        }},
    })
}

#[track_caller]
fn found(text: &str, expected: &[&str]) {
    assert_eq!(lines(text), expected);
}

#[test]
fn the_networks_of_rooks_documentation_are_right() {
    let right = policy("n1", json!([shim("192.168.252.11", 22)]), json!([route("192.168.0.0/16")]));
    found(&text(macvlan(), static_ipam(), &[right.clone(), node("n1", "True")]), &[]);
    let mut dhcp = shim("192.168.252.11", 22);
    dhcp["ipv4"] = json!({"enabled": true, "dhcp": true});
    let dynamic = json!({"range": "192.168.0.0/18", "routes": [{"dst": "192.168.252.0/22"}]});
    let mut all = policy("all", json!([dhcp]), json!([route("192.168.0.0/18")]));
    all["spec"]["nodeSelector"] = json!({});
    found(&text(macvlan(), dynamic, &[all, node("n1", "True"), node("n2", "True")]), &[]);
    found(&text(macvlan(), static_ipam(), &[state("n1", &right)]), &[]);
    found(&text(macvlan(), static_ipam(), &[state("n1", &right), right]), &[]);
}

#[test]
fn vlans_bridges_ipvlan_and_ipv6_are_right_where_they_fit() {
    let vlan = json!({"type": "macvlan", "master": "eth1.201"});
    let mut own = shim("192.168.252.11", 22);
    own["mac-vlan"]["base-iface"] = json!("eth1.201");
    let tagged = json!({"name": "eth1.201", "type": "vlan", "vlan": {"base-iface": "eth1", "id": 201}});
    let of = |interfaces, routes| policy("n1", interfaces, routes);
    found(&text(vlan, static_ipam(), &[of(json!([tagged, own]), json!([route("192.168.0.0/16")]))]), &[]);

    let mut own = shim("192.168.252.11", 22);
    own["type"] = json!("ipvlan");
    own["ipvlan"] = json!({"base-iface": "eth1", "mode": "l2"});
    let ipvlan = json!({"type": "ipvlan", "master": "eth1"});
    found(&text(ipvlan, static_ipam(), &[of(json!([own]), json!([route("192.168.0.0/16")]))]), &[]);

    let bridge = json!({"type": "bridge", "bridge": "br-ceph"});
    let own = json!({
        "name": "br-ceph", "type": "linux-bridge", "bridge": {"port": [{"name": "eth1"}]},
        "ipv4": {"enabled": true, "address": [{"ip": "192.168.252.11", "prefix-length": 16}]},
    });
    found(&text(bridge, static_ipam(), &[of(json!([own]), json!([]))]), &[]);

    let bridge = json!({"type": "bridge", "bridge": "br-ceph", "vlan": 7});
    let own = json!({
        "name": "br-ceph.7", "type": "vlan", "vlan": {"base-iface": "br-ceph", "id": 7},
        "ipv4": {"enabled": true, "address": [{"ip": "192.168.252.11", "prefix-length": 16}]},
    });
    found(&text(bridge, static_ipam(), &[of(json!([own]), json!([]))]), &[]);

    let range = json!({"range": "fd00:20::/64", "exclude": ["fd00:20::f000/116"]});
    let own = shim("fd00:20::f001", 96);
    found(&text(macvlan(), range, &[of(json!([own]), json!([route("fd00:20::/64")]))]), &[]);
}

#[test]
fn a_shim_on_another_link_with_an_address_of_the_pool_is_two_findings() {
    let case = include_str!("shim-in-pool.yaml");
    found(
        case,
        &[
            "error: `spec.desiredState.interfaces[0].ipv4.address[0].ip`: `rook-ceph/pub` can assign `10.61.0.2` to a pod; use another address, or add this one to `exclude` of the NAD [host-address-in-pool]",
            "error: `spec.desiredState.interfaces[0].mac-vlan.base-iface`: `eth7` is not the link of `rook-ceph/pub`, whose pods use `eth1`; use `eth1` [host-shim-wrong-parent]",
        ],
    );
}

#[test]
fn a_network_that_no_policy_joins_is_reported_at_its_selector() {
    let other = policy("n1", json!([{"name": "eth5", "type": "ethernet"}]), json!([]));
    let problem = "warning: `spec.network.selectors.public`: no node has an interface on `rook-ceph/public-net`, so nodes cannot reach the daemons; run `ceph-multus host-network` to write the config of each node [host-shim-missing]";
    found(&text(macvlan(), static_ipam(), &[other]), &[problem]);
    found(&text(macvlan(), static_ipam(), &[node("n1", "True")]), &[]);
}

#[test]
fn ready_nodes_that_no_policy_is_for_are_named() {
    let right = policy("n1", json!([shim("192.168.252.11", 22)]), json!([route("192.168.0.0/16")]));
    let mut master = node("m1", "True");
    master["spec"] = json!({"taints": [{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}]});
    let nodes = [right, node("n1", "True"), node("n2", "True"), node("n3", "False"), master];
    found(
        &text(macvlan(), static_ipam(), &nodes),
        &["warning: `spec.network.selectors.public`: node `n2` has no interface on `rook-ceph/public-net`; \
           run `ceph-multus host-network` to write the config of each node [host-shim-missing]"],
    );
}

#[test]
fn a_vlan_and_its_parent_are_two_links() {
    let vlan = json!({"type": "macvlan", "master": "eth1.201"});
    let on_parent = policy("n1", json!([shim("192.168.252.11", 22)]), json!([route("192.168.0.0/16")]));
    found(
        &text(vlan, static_ipam(), &[on_parent]),
        &[
            "error: `spec.desiredState.interfaces[0].mac-vlan.base-iface`: `eth1` is not the link of `rook-ceph/public-net`, whose pods use `eth1.201`; use `eth1.201` [host-shim-wrong-parent]",
        ],
    );
}

#[test]
fn the_port_of_a_bridge_is_no_place_for_an_address() {
    let bridge = json!({"type": "bridge", "bridge": "br-ceph"});
    let port = json!({"name": "eth1", "type": "ethernet", "ipv4":
        {"enabled": true, "address": [{"ip": "192.168.252.11", "prefix-length": 16}]}});
    let own = json!({"name": "br-ceph", "type": "linux-bridge", "bridge": {"port": [{"name": "eth1"}]}});
    found(
        &text(bridge, static_ipam(), &[policy("n1", json!([own, port]), json!([]))]),
        &[
            "error: `spec.desiredState.interfaces[1]`: `eth1` has the address, but the pods of `rook-ceph/public-net` are on bridge `br-ceph`; move it to `br-ceph` [host-shim-wrong-parent]",
        ],
    );
}

#[test]
fn kinds_and_modes_must_be_those_of_the_pods() {
    let mut ipvlan = shim("192.168.252.11", 22);
    ipvlan["type"] = json!("ipvlan");
    ipvlan["ipvlan"] = json!({"base-iface": "eth1", "mode": "l2"});
    let of = |one: Value| policy("n1", json!([one]), json!([route("192.168.0.0/16")]));
    let kind = "error: `spec.desiredState.interfaces[0].type`: `rook-ceph/public-net` uses";
    found(
        &text(macvlan(), static_ipam(), &[of(ipvlan)]),
        &[&format!("{kind} macvlan, and `eth1` cannot have both kinds; use `mac-vlan` [host-shim-kind]")],
    );
    let on_ipvlan = json!({"type": "ipvlan", "master": "eth1"});
    found(
        &text(on_ipvlan, static_ipam(), &[of(shim("192.168.252.11", 22))]),
        &[&format!("{kind} ipvlan, and `eth1` cannot have both kinds; use `ipvlan` [host-shim-kind]")],
    );
    let parent = json!({"name": "eth1", "type": "ethernet", "ipv4":
        {"enabled": true, "address": [{"ip": "192.168.252.11", "prefix-length": 22}]}});
    let mut through_parent = route("192.168.0.0/16");
    through_parent["next-hop-interface"] = json!("eth1");
    found(
        &text(macvlan(), static_ipam(), &[policy("n1", json!([parent]), json!([through_parent]))]),
        &[
            "error: `spec.desiredState.interfaces[0].ipv4.address[0]`: `eth1` is the parent of the pods of `rook-ceph/public-net`, which cannot reach it; move the address to a macvlan interface in mode `bridge` on it \
           [host-shim-kind]",
        ],
    );
    let mut private = shim("192.168.252.11", 22);
    private["mac-vlan"]["mode"] = json!("private");
    let mode = "error: `spec.desiredState.interfaces[0].mac-vlan.mode`:";
    found(
        &text(json!({"type": "macvlan", "master": "eth1"}), static_ipam(), &[of(private)]),
        &[&format!(
            "{mode} `private` is not the mode of `rook-ceph/public-net`, whose pods use `bridge`; use `bridge` [host-shim-mode]"
        )],
    );
    let passthru = json!({"type": "macvlan", "master": "eth1", "mode": "passthru"});
    let lines = lines(&text(passthru, static_ipam(), &[of(shim("192.168.252.11", 22))]));
    let own = format!(
        "{mode} `rook-ceph/public-net` has mode `passthru`, so `eth1` takes one interface only; use mode \
         `bridge` in the NAD and here [host-shim-mode]"
    );
    assert_eq!(lines.iter().filter(|line| line.contains("[host-")).collect::<Vec<_>>(), [&own]);
}

#[test]
fn a_vlan_network_and_a_vlan_interface_of_the_host_exclude_each_other() {
    let vlan = json!({"type": "vlan", "master": "eth1", "vlanId": 7});
    let own = json!({"name": "eth1.7", "type": "vlan", "vlan": {"base-iface": "eth1", "id": 7}});
    let lines = lines(&text(vlan, static_ipam(), &[policy("n1", json!([own]), json!([]))]));
    let own = "error: `spec.desiredState.interfaces[0].vlan`: VLAN 7 can exist only once on `eth1`, so pods of `rook-ceph/public-net` fail on this node; change `rook-ceph/public-net` to a macvlan network on `eth1.7` [host-shim-kind]";
    assert_eq!(lines.iter().filter(|line| line.contains("[host-")).collect::<Vec<_>>(), [own]);
}

#[test]
fn an_address_that_a_cluster_network_on_the_same_link_hands_out_is_reported() {
    let right = policy("n1", json!([shim("192.168.252.11", 22)]), json!([route("192.168.0.0/16")]));
    let config = |range: &str| json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": {"type": "whereabouts", "range": range}});
    let nad = |name: &str, range: &str| {
        json!({
            "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
            "metadata": {"name": name, "namespace": "shop"}, "spec": {"config": config(range).to_string()},
        })
    };
    let lines = lines(&text(macvlan(), static_ipam(), &[right, nad("other", "192.168.252.0/24")]));
    let own = "error: `spec.desiredState.interfaces[0].ipv4.address[0].ip`: `shop/other` can assign `192.168.252.11` to a pod; use another address, or add this one to `exclude` of the NAD [host-address-in-pool]";
    assert_eq!(lines.iter().filter(|line| line.contains("[host-")).collect::<Vec<_>>(), [own]);
}

#[test]
fn one_address_belongs_to_one_node() {
    let own = |name: &str, selector: Value| {
        let mut one = policy(name, json!([shim("192.168.252.11", 22)]), json!([route("192.168.0.0/16")]));
        one["spec"]["nodeSelector"] = selector;
        one
    };
    let path = "error: `spec.desiredState.interfaces[0].ipv4.address[0].ip`: `192.168.252.11`";
    let pinned = |name: &str| own(name, json!({"kubernetes.io/hostname": name}));
    found(
        &text(macvlan(), static_ipam(), &[pinned("n1"), pinned("n2")]),
        &[&format!(
            "{path} is also the address of NodeNetworkConfigurationPolicy `n1`; use a different address for each node \
             [host-address-repeated]"
        )],
    );
    let help =
        "use a policy for each node, with `kubernetes.io/hostname` in its `nodeSelector` [host-address-repeated]";
    let labelled = || own("storage", json!({"storage": "yes"}));
    found(
        &text(macvlan(), static_ipam(), &[labelled()]),
        &[&format!("{path} is for every node with the labels of `nodeSelector`; {help}")],
    );
    found(&text(macvlan(), static_ipam(), &[own("all", json!({}))]), &[&format!("{path} is for every node; {help}")]);
    let with_label = |name: &str| {
        let mut node = node(name, "True");
        node["metadata"]["labels"]["storage"] = json!("yes");
        node
    };
    found(&text(macvlan(), static_ipam(), &[labelled(), with_label("n1")]), &[]);
    found(
        &text(macvlan(), static_ipam(), &[labelled(), with_label("n1"), with_label("n2")]),
        &[&format!("{path} is for 2 nodes; {help}")],
    );
    let policy = pinned("n1");
    found(
        &text(macvlan(), static_ipam(), &[state("n1", &policy), state("n2", &policy)]),
        &[
            "error: `status.currentState.interfaces[0].ipv4.address[0].ip`: `192.168.252.11` is also the address of node `n1`; \
           use a different address for each node [host-address-repeated]",
        ],
    );
}

#[test]
fn routes_must_lead_to_all_pods_through_the_shim() {
    let path = "error: `spec.desiredState.interfaces[0]`:";
    let with =
        |routes: Value| text(macvlan(), static_ipam(), &[policy("n1", json!([shim("192.168.252.11", 22)]), routes)]);
    let help = "add a route to `192.168.0.0/16` with `next-hop-interface: public-shim`";
    found(
        &with(json!([])),
        &[&format!(
            "{path} the node has no route through `public-shim` to the pods of `rook-ceph/public-net`; {help} [host-route-missing]"
        )],
    );
    found(
        &with(json!([route("192.168.0.0/17")])),
        &[&format!(
            "{path} the node has no route to `192.168.128.0-192.168.251.255`, addresses of pods of `rook-ceph/public-net`; {help} \
             [host-route-partial]"
        )],
    );
    found(&with(json!([route("192.168.0.0/17"), route("192.168.128.0/17")])), &[]);
    found(
        &with(
            json!([route("192.168.0.0/17"), {"destination": "0.0.0.0/0", "next-hop-interface": "eth0", "next-hop-address": "10.0.0.1"}]),
        ),
        &[&format!(
            "{path} the node has no route to `192.168.128.0-192.168.251.255`, addresses of pods of `rook-ceph/public-net`; {help} \
             [host-route-partial]"
        )],
    );
    let mut other = route("192.168.0.0/16");
    other["next-hop-interface"] = json!("eth1");
    let reported = |place: usize, run: &str| {
        format!(
            "error: `spec.desiredState.routes.config[{place}].next-hop-interface`: `eth1` has the route to `{run}`, addresses of pods of `rook-ceph/public-net`, but does not reach them; use `public-shim` for the route [host-route-other-interface]"
        )
    };
    found(&with(json!([other.clone()])), &[&reported(0, "192.168.0.1-192.168.251.255")]);
    found(&with(json!([route("192.168.0.0/16"), other.clone()])), &[]);
    other["destination"] = json!("192.168.7.0/24");
    found(&with(json!([route("192.168.0.0/16"), other])), &[&reported(1, "192.168.7.0-192.168.7.255")]);
}

#[test]
fn pods_need_a_way_back_to_each_address() {
    let ipam = json!({"range": "192.168.0.0/18"});
    let of = |name: &str, ip: &str| policy(name, json!([shim(ip, 22)]), json!([route("192.168.0.0/18")]));
    let nodes = [of("n1", "192.168.252.11"), of("n2", "192.168.252.12")];
    let problem = "warning: `spec.config.ipam.routes`: the pods have no route to the node address `192.168.252.11` and 1 more, so the node gets no answer; add `{\"dst\": \"192.168.252.0/22\"}` to `routes` [pod-route-missing]";
    found(&text(macvlan(), ipam.clone(), &nodes), &[problem]);
    // With the setting the policy's own rule says it.
    let lines =
        lines_with(&text(macvlan(), ipam, &nodes), "{clusterSelector: implicit, nodeRanges: [192.168.252.0/22]}");
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].ends_with("[node-route-missing]"), "{lines:?}");
}

#[test]
fn a_gateway_takes_the_way_back_from_the_link() {
    let ipam = json!({
        "range": "192.168.0.0/18", "gateway": "192.168.63.254", "exclude": ["192.168.63.254/32"],
        "routes": [{"dst": "192.168.252.0/22"}],
    });
    let own = policy("n1", json!([shim("192.168.252.11", 22)]), json!([route("192.168.0.0/18")]));
    found(
        &text(macvlan(), ipam, &[own]),
        &[
            "warning: `spec.config.ipam.routes[0]`: `gw` is not set, so pods answer node `192.168.252.11` through `gateway`, `192.168.63.254`; remove `gateway`, because the nodes are on the same link [pod-route-through-gateway]",
        ],
    );
}

#[test]
fn families_and_mtus_must_fit() {
    let range = json!({"range": "fd00:20::/64", "exclude": ["fd00:20::f000/116"]});
    let v4 = policy("n1", json!([shim("192.168.252.11", 22)]), json!([route("fd00:20::/64")]));
    found(
        &text(macvlan(), range, &[v4]),
        &[
            "error: `spec.desiredState.interfaces[0]`: `public-shim` has only IPv4 addresses, but the pods of `rook-ceph/public-net` use IPv6; add an address of IPv6 [host-family]",
        ],
    );
    let with = |parent: u32, own: u32, pods: u32| {
        let mut shim = shim("192.168.252.11", 22);
        shim["mtu"] = json!(own);
        let parent = json!({"name": "eth1", "type": "ethernet", "mtu": parent});
        let plugin = json!({"type": "macvlan", "master": "eth1", "mtu": pods});
        text(plugin, static_ipam(), &[policy("n1", json!([shim, parent]), json!([route("192.168.0.0/16")]))])
    };
    found(&with(9000, 9000, 9000), &[]);
    found(
        &with(1500, 9000, 9000),
        &[
            "warning: `spec.desiredState.interfaces[0].mtu`: `9000` is more than the MTU of `eth1` below it, 1500; change the MTU of `eth1`, or this one [host-mtu]",
        ],
    );
    found(
        &with(1500, 1500, 9000),
        &[
            "warning: `spec.desiredState.interfaces[1].mtu`: `eth1` has an MTU of 1500, but the pods of `rook-ceph/public-net` use 9000; change this MTU, or that of the NAD [host-mtu]",
        ],
    );
    found(
        &with(9000, 1500, 9000),
        &[
            "warning: `spec.desiredState.interfaces[0].mtu`: the MTU is `1500`, but the pods of `rook-ceph/public-net` use 9000; use \
           one MTU for nodes and pods [host-mtu]",
        ],
    );
}

#[test]
fn what_nmstate_refuses_is_reported_at_its_place() {
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
fn a_parent_with_an_address_of_the_same_network_is_reported() {
    let parent = json!({"name": "eth1", "type": "ethernet", "ipv4":
        {"enabled": true, "address": [{"ip": "192.168.252.99", "prefix-length": 22}]}});
    let own = policy("n1", json!([shim("192.168.252.11", 22), parent]), json!([route("192.168.0.0/16")]));
    found(
        &text(macvlan(), static_ipam(), &[own]),
        &["warning: `spec.desiredState.interfaces[1].ipv4.address[0]`: `eth1` and `public-shim` both answer for \
           `192.168.252.0/22`; remove the address from `eth1` [parent-shares-subnet]"],
    );
}

#[test]
fn a_capture_of_the_policy_is_not_read_as_a_name() {
    let mut own = shim("192.168.252.11", 22);
    own["mac-vlan"]["base-iface"] = json!("{{ capture.base.interfaces.0.name }}");
    found(&text(macvlan(), static_ipam(), &[policy("n1", json!([own]), json!([]))]), &[]);
}

#[test]
fn policies_give_the_ranges_of_the_nodes() {
    let ranges = |text: &str| {
        let documents = support::documents(text);
        let ranges = ceph_multus_nodes::node_ranges(&documents, &SettingsText::default(), "default").expect("ranges");
        ranges.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let of = |name: &str, ip: &str, prefix| policy(name, json!([shim(ip, prefix)]), json!([route("192.168.0.0/16")]));
    let nodes = [of("n1", "192.168.252.11", 22), of("n2", "192.168.252.12", 22)];
    assert_eq!(ranges(&text(macvlan(), static_ipam(), &nodes)), ["192.168.252.0/22"]);
    // The network that the addresses are written with is that of pods, too.
    let nodes = [of("n1", "192.168.252.11", 16), of("n2", "192.168.252.12", 16)];
    assert_eq!(ranges(&text(macvlan(), static_ipam(), &nodes)), ["192.168.252.11/32", "192.168.252.12/32"]);
}
