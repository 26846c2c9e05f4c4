//! Interfaces of hosts: which are missing, and which are on another link, of another kind or in another mode.

use serde_json::{Value, json};

use crate::objects::{found, macvlan, node, policy, route, shim, state, static_ipam, text};
use crate::support::{lines, lines_with};

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

    // The bridge itself is in its default VLAN, without a tag.
    let bridge = |vlan: u32| json!({"type": "bridge", "bridge": "br-ceph", "vlan": vlan});
    let on_bridge = |options: Value| {
        let own = json!({
            "name": "br-ceph", "type": "linux-bridge", "bridge": {"options": options, "port": [{"name": "eth1"}]},
            "ipv4": {"enabled": true, "address": [{"ip": "192.168.252.11", "prefix-length": 16}]},
        });
        of(json!([own]), json!([]))
    };
    found(&text(bridge(100), static_ipam(), &[on_bridge(json!({"vlan-default-pvid": 100}))]), &[]);
    found(&text(bridge(1), static_ipam(), &[on_bridge(json!({}))]), &[]);
    let tagged = |options: Value| {
        let lines = lines(&text(bridge(100), static_ipam(), &[on_bridge(options)]));
        assert!(lines.iter().any(|line| line.ends_with("[host-shim-wrong-parent]")), "{lines:?}");
    };
    tagged(json!({}));
    tagged(json!({"vlan-default-pvid": 0}));

    let range = json!({"range": "fd00:20::/64", "exclude": ["fd00:20::f000/116"]});
    let own = shim("fd00:20::f001", 96);
    found(&text(macvlan(), range, &[of(json!([own]), json!([route("fd00:20::/64")]))]), &[]);
}

/// A route through a gateway says where a router is, not where the nodes have addresses on the pods' link.
#[test]
fn what_pods_reach_through_a_gateway_is_not_on_their_link() {
    let gw = json!({"range": "192.168.20.0/24", "exclude": ["192.168.20.240/28"],
                    "routes": [{"dst": "10.0.0.0/8", "gw": "192.168.20.254"}]});
    let gateway = json!({"range": "192.168.20.0/24", "exclude": ["192.168.20.240/28"], "gateway": "192.168.20.254",
                         "routes": [{"dst": "10.0.0.0/8"}]});
    let has = |name: &str, ip: &str| json!({"name": name, "type": "ethernet", "ipv4": {"enabled": true, "address": [{"ip": ip, "prefix-length": 24}]}});
    let mut other = shim("10.7.7.3", 24);
    other["name"] = json!("kv0");
    other["mac-vlan"]["base-iface"] = json!("eth2");
    let right = policy("n1", json!([has("eth1", "10.1.2.3"), other, shim("192.168.20.241", 24)]), json!([]));
    let on_parent = policy("n1", json!([has("eth1", "10.1.2.3")]), json!([]));
    let management = policy("n1", json!([has("eth0", "10.1.2.3")]), json!([]));
    let sriov = json!({"type": "sriov", "deviceID": "0000:af:06.0"});
    let missing = "warning: `spec.network.selectors.public`: no node has an interface on `rook-ceph/public-net`, so nodes cannot \
                   reach the daemons; run `ceph-multus host-network` to write the config of each node [host-shim-missing]";
    for ipam in [gw.clone(), gateway] {
        found(&text(macvlan(), ipam.clone(), std::slice::from_ref(&right)), &[]);
        found(&text(macvlan(), ipam.clone(), std::slice::from_ref(&on_parent)), &[missing]);
        found(&text(sriov.clone(), ipam, std::slice::from_ref(&management)), &[]);
    }
    // The settings say which part of it is the nodes'.
    let with = |ranges: &str| {
        let settings = format!("clusterSelector: implicit\nnodeRanges: [{ranges}]");
        let mut lines = lines_with(&text(macvlan(), gw.clone(), std::slice::from_ref(&on_parent)), &settings);
        lines.retain(|line| line.contains("[host-"));
        lines
    };
    assert_eq!(with("10.9.0.0/16"), [missing]);
    assert_eq!(
        with("10.1.0.0/16"),
        [
            "error: `spec.desiredState.interfaces[0].ipv4.address[0]`: `eth1` is the parent of the pods of `rook-ceph/public-net`, \
             which cannot reach it; move the address to a macvlan interface in mode `bridge` on it [host-shim-kind]"
        ]
    );
}

/// An address of the nodes' range alone does not say for which of the networks it is; what the interface leads to does.
#[test]
fn a_shim_of_another_network_is_on_the_wrong_link_if_it_leads_to_these_pods() {
    let ceph = |namespace: &str, master: &str, net: u8| {
        let ipam = json!({"range": format!("192.168.{net}.0/24"), "routes": [{"dst": "192.168.252.0/22"}]});
        text(json!({"type": "macvlan", "master": master}), ipam, &[]).replace("rook-ceph", namespace)
    };
    let own = |destination: &str| {
        let one = policy("n1", json!([shim("192.168.252.11", 22)]), json!([route(destination)]));
        let mut lines = lines(&(ceph("a", "eth1", 20) + &ceph("b", "eth2", 21) + &format!("{one}\n")));
        lines.retain(|line| line.contains("[host-shim-wrong"));
        lines
    };
    assert_eq!(own("192.168.20.0/24"), [""; 0]);
    assert_eq!(
        own("192.168.21.0/24"),
        [
            "error: `spec.desiredState.interfaces[0].mac-vlan.base-iface`: `eth1` is not the link of `b/public-net`, whose pods use `eth2`; \
          use `eth2` [host-shim-wrong-parent]"
        ]
    );
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

/// Two CephClusters, each with its public network and its shim on a link of its own; the nodes of both are in one range.
fn two_networks(routes: Value) -> Vec<Value> {
    let object = |api: &str, kind: &str, namespace: &str, spec: Value| json!({"apiVersion": api, "kind": kind, "metadata": {"name": "net", "namespace": namespace}, "spec": spec});
    let mut objects = Vec::new();
    let mut shims = Vec::new();
    for (namespace, master, range, ip) in
        [("a", "eth1", "192.168.20.0/24", "192.168.252.1"), ("b", "eth2", "192.168.21.0/24", "192.168.253.1")]
    {
        let ipam = json!({"type": "whereabouts", "range": range, "routes": [{"dst": "192.168.252.0/22"}]});
        let config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": master, "ipam": ipam}).to_string();
        let nad = format!("{namespace}/net");
        let selectors = json!({"public": nad, "cluster": nad});
        let network = json!({"network": {"provider": "multus", "selectors": selectors}});
        objects.push(object("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition", namespace, json!({"config": config})));
        objects.push(object("ceph.rook.io/v1", "CephCluster", namespace, network));
        let mut shim = shim(ip, 24);
        shim["name"] = json!(format!("shim-{namespace}"));
        shim["mac-vlan"]["base-iface"] = json!(master);
        shims.push(shim);
    }
    objects.push(policy("n1", json!(shims), routes));
    objects
}

#[test]
fn two_networks_with_one_range_for_their_nodes_have_an_interface_each() {
    let all = |objects: &[Value]| objects.iter().map(|one| format!("{one}\n")).collect::<String>();
    let via = |destination: &str, shim: &str| json!({"destination": destination, "next-hop-interface": format!("shim-{shim}")});
    let right = two_networks(json!([via("192.168.20.0/24", "a"), via("192.168.21.0/24", "b")]));
    found(&all(&right), &[]);
    // Without the objects of the other CephCluster in the input.
    found(&all(&[right[0].clone(), right[1].clone(), right[4].clone()]), &[]);
    // A policy for each.
    let mut apart = right.clone();
    let both = apart.pop().expect("the policy");
    for place in 0..2 {
        let desired = &both["spec"]["desiredState"];
        let mut one = policy("n1", json!([desired["interfaces"][place]]), json!([desired["routes"]["config"][place]]));
        one["metadata"]["name"] = json!(format!("shim-{place}"));
        apart.push(one);
    }
    found(&all(&apart), &[]);
    // What leads to the pods of both is wrong for one of them.
    let both = two_networks(json!([via("192.168.20.0/24", "b"), via("192.168.21.0/24", "b")]));
    let wrong = "error: `spec.desiredState.interfaces[1].mac-vlan.base-iface`: `eth2` is not the link of `a/net`, whose pods use `eth1`; use `eth1` [host-shim-wrong-parent]";
    assert!(lines(&all(&both)).iter().any(|line| line == wrong), "{:?}", lines(&all(&both)));
}

#[test]
fn a_port_of_a_bond_or_bridge_takes_no_other_interface() {
    let own = || shim("192.168.252.11", 22);
    let of = |interfaces: Value| policy("n1", interfaces, json!([route("192.168.0.0/16")]));
    let taken = |place: usize, by: &str| {
        format!(
            "error: `spec.desiredState.interfaces[{place}].mac-vlan.base-iface`: `eth1` is a port of `{by}`, so it cannot have \
             mac-vlan interfaces; use `{by}` here and as `master` of `rook-ceph/public-net` [host-shim-wrong-parent]"
        )
    };
    let bond = |key: &str, port: &str| json!({"name": "bond0", "type": "bond", "link-aggregation": {"mode": "802.3ad", key: [port, "eth2"]}});
    let bridge = |kind: &str| json!({"name": "br0", "type": kind, "bridge": {"port": [{"name": "eth1"}]}});
    found(&text(macvlan(), static_ipam(), &[of(json!([bond("port", "eth1"), own()]))]), &[&taken(1, "bond0")]);
    found(&text(macvlan(), static_ipam(), &[of(json!([bond("ports", "eth1"), own()]))]), &[&taken(1, "bond0")]);
    found(&text(macvlan(), static_ipam(), &[of(json!([bridge("linux-bridge"), own()]))]), &[&taken(1, "br0")]);
    found(&text(macvlan(), static_ipam(), &[of(json!([bond("port", "eth3"), own()]))]), &[]);
    // The bridge of OVS is one of its own ports.
    found(&text(macvlan(), static_ipam(), &[of(json!([bridge("ovs-bridge"), own()]))]), &[]);
    // A policy for more nodes, and one for others.
    let mut bonds = policy("bonds", json!([bond("port", "eth1")]), json!([]));
    let with = |bonds: &Value| text(macvlan(), static_ipam(), &[of(json!([own()])), bonds.clone()]);
    found(&with(&bonds), &[]);
    bonds["spec"]["nodeSelector"] = json!({"role": "control-plane"});
    found(&with(&bonds), &[]);
    bonds["spec"]["nodeSelector"] = json!({});
    found(&with(&bonds), &[&taken(0, "bond0")]);
    // What the node has, unless the policy changes it.
    let missing = "warning: `spec.network.selectors.public`: node `n1` has no interface on `rook-ceph/public-net`; run `ceph-multus host-network` to write the config of each node [host-shim-missing]";
    let has = |node: &str| state(node, &policy(node, json!([bond("port", "eth1")]), json!([])));
    let on = |node: &str, interfaces: Value| text(macvlan(), static_ipam(), &[of(interfaces), has(node)]);
    found(&on("n1", json!([own()])), &[&taken(0, "bond0"), missing]);
    found(&on("n1", json!([bond("port", "eth3"), own()])), &[missing]);
    found(&on("n1", json!([{"name": "bond0", "type": "bond", "state": "absent"}, own()])), &[missing]);
    found(&on("n2", json!([own()])), &[&missing.replace("n1", "n2")]);
}

#[test]
fn the_mtu_of_a_link_may_be_in_another_document() {
    let link = |mtu: u32| json!([{"name": "eth1", "type": "ethernet", "mtu": mtu}]);
    let mut own = shim("192.168.252.11", 22);
    own["mtu"] = json!(9000);
    let right = policy("n1", json!([own]), json!([route("192.168.0.0/16")]));
    let links = |selector: Value, mtu: u32| {
        let mut links = policy("links", link(mtu), json!([]));
        links["spec"]["nodeSelector"] = selector;
        links
    };
    let mut jumbo = macvlan();
    jumbo["mtu"] = json!(9000);
    let with = |others: &[Value]| text(jumbo.clone(), static_ipam(), &[std::slice::from_ref(&right), others].concat());
    let large = "warning: `spec.desiredState.interfaces[0].mtu`: `9000` is more than the MTU of `eth1` below it, 1500; change the MTU of `eth1`, or this one [host-mtu]";
    found(&with(&[links(json!({}), 1500)]), &[large]);
    found(&with(&[links(json!({}), 9000)]), &[]);
    found(&with(&[links(json!({"rack": "r1"}), 1500)]), &[]);
    let has = |node: &str, mtu: u32| state(node, &policy(node, link(mtu), json!([])));
    let missing = "warning: `spec.network.selectors.public`: node `n1` has no interface on `rook-ceph/public-net`; run `ceph-multus host-network` to write the config of each node [host-shim-missing]";
    found(&with(&[has("n1", 1500)]), &[large, missing]);
    // What a policy asks for is what the node will have.
    found(&with(&[has("n1", 1500), links(json!({}), 9000)]), &[missing]);
    found(&with(&[has("n2", 1500)]), &[&missing.replace("n1", "n2")]);
    // Without an MTU of its own it has that of the link.
    let mut bare = right.clone();
    bare["spec"]["desiredState"]["interfaces"][0].as_object_mut().expect("an interface").remove("mtu");
    found(
        &text(jumbo.clone(), static_ipam(), &[bare, links(json!({}), 1500)]),
        &[
            "warning: `spec.desiredState.interfaces[0].mtu`: `eth1` has an MTU of 1500, but the pods of `rook-ceph/public-net` use 9000; change this MTU, or that of the NAD [host-mtu]",
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
    let mut without = shim("192.168.252.11", 22);
    without["type"] = json!("ipvlan");
    without["ipvlan"] = json!({"base-iface": "eth1"});
    found(
        &text(json!({"type": "ipvlan", "master": "eth1"}), static_ipam(), &[of(without.clone())]),
        &[
            "error: `spec.desiredState.interfaces[0].ipvlan`: `mode` is not set, so nmstate uses `l3`, but the pods of `rook-ceph/public-net` use `l2`; set it to `l2` [host-shim-mode]",
        ],
    );
    let on_l3 = json!({"type": "ipvlan", "master": "eth1", "mode": "l3"});
    let l3 = lines(&text(on_l3, static_ipam(), &[of(without)]));
    assert!(!l3.iter().any(|line| line.contains("[host-") || line.contains("[nncp-")), "{l3:?}");
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

/// NetworkManager does not manage what networkd or a script made.
#[test]
fn a_link_of_a_node_that_networkmanager_ignores_is_there() {
    let right = policy("n1", json!([shim("192.168.252.11", 22)]), json!([route("192.168.0.0/16")]));
    let with = |state: &str| {
        let mut object = crate::objects::state("n1", &right);
        object["status"]["currentState"]["interfaces"][0]["state"] = json!(state);
        text(macvlan(), static_ipam(), &[object])
    };
    found(&with("ignore"), &[]);
    let missing = "warning: `spec.network.selectors.public`: no node has an interface on `rook-ceph/public-net`, so nodes cannot reach the daemons; run `ceph-multus host-network` to write the config of each node [host-shim-missing]";
    found(&with("down"), &[missing]);
    // A policy leaves it as it is.
    let mut ignored = right.clone();
    ignored["spec"]["desiredState"]["interfaces"][0]["state"] = json!("ignore");
    found(&text(macvlan(), static_ipam(), &[ignored]), &[missing]);
}
