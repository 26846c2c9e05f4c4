//! Addresses and MTUs of hosts.

use ceph_multus_manifests::SettingsText;
use serde_json::{Value, json};

use crate::objects::{found, macvlan, node, policy, route, shim, state, static_ipam, text};
use crate::support::{documents, lines};

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
fn what_keeps_an_address_from_pods_depends_on_who_assigns_it() {
    let right = || policy("n1", json!([shim("192.168.252.11", 22)]), json!([route("192.168.0.0/16")]));
    let help = |ipam: Value| {
        let config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": ipam});
        let nad = json!({
            "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
            "metadata": {"name": "other", "namespace": "shop"}, "spec": {"config": config.to_string()},
        });
        let lines = lines(&text(macvlan(), static_ipam(), &[right(), nad]));
        let line = lines.iter().find(|line| line.contains("[host-address-in-pool]")).expect("a finding");
        line.split_once("to a pod; ").map(|(_, help)| help.to_owned()).expect("a help")
    };
    assert_eq!(
        help(
            json!({"type": "whereabouts", "range": "192.168.252.0/24", "node_slice_size": "/26", "exclude": ["192.168.252.11/32"]})
        ),
        "use an address outside `192.168.252.0/24`, all of which is assigned in slices [host-address-in-pool]"
    );
    assert_eq!(
        help(json!({"type": "host-local", "ranges": [[{"subnet": "192.168.252.0/24"}]]})),
        "use another address, or remove this one from the ranges of the NAD [host-address-in-pool]"
    );
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
    // A node need not be called like its host.
    let mut called_else = node("worker", "True");
    called_else["metadata"]["labels"]["kubernetes.io/hostname"] = json!("n1");
    found(&text(macvlan(), static_ipam(), &[pinned("n1"), state("worker", &pinned("n1")), called_else]), &[]);
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
fn every_link_below_bounds_the_mtu() {
    let with = |bond: u32, vlan: Option<u32>, own: u32, pods: u32| {
        let mut shim = shim("192.168.252.11", 22);
        shim["mac-vlan"]["base-iface"] = json!("bond0.201");
        shim["mtu"] = json!(own);
        let bond = json!({"name": "bond0", "type": "bond", "mtu": bond, "link-aggregation": {"mode": "802.3ad"}});
        let vlan =
            json!({"name": "bond0.201", "type": "vlan", "mtu": vlan, "vlan": {"base-iface": "bond0", "id": 201}});
        let plugin = json!({"type": "macvlan", "master": "bond0.201", "mtu": pods});
        let routes = json!([route("192.168.0.0/16")]);
        text(plugin, static_ipam(), &[policy("n1", json!([bond, vlan, shim]), routes)])
    };
    found(&with(9000, Some(9000), 9000, 9000), &[]);
    found(
        &with(1500, Some(9000), 9000, 9000),
        &[
            "warning: `spec.desiredState.interfaces[1].mtu`: `9000` is more than the MTU of `bond0` below it, 1500; change the MTU of `bond0`, or this one [host-mtu]",
        ],
    );
    found(
        &with(1500, None, 9000, 9000),
        &[
            "warning: `spec.desiredState.interfaces[2].mtu`: `9000` is more than the MTU of `bond0` below it, 1500; change the MTU of `bond0`, or this one [host-mtu]",
        ],
    );
    found(
        &with(1500, None, 1500, 9000),
        &[
            "warning: `spec.desiredState.interfaces[0].mtu`: `bond0` has an MTU of 1500, but the pods of `rook-ceph/public-net` use 9000; change this MTU, or that of the NAD [host-mtu]",
        ],
    );
    found(
        &with(3000, Some(9000), 9500, 9000),
        &[
            "warning: `spec.desiredState.interfaces[1].mtu`: `9000` is more than the MTU of `bond0` below it, 3000; change the MTU of `bond0`, or this one [host-mtu]",
            "warning: `spec.desiredState.interfaces[2].mtu`: `9500` is more than the MTU of `bond0.201` below it, 9000; change the MTU of `bond0.201`, or this one [host-mtu]",
        ],
    );
}

#[test]
fn a_link_that_is_made_on_itself_ends() {
    let mut shim = shim("192.168.252.11", 22);
    shim["mac-vlan"]["base-iface"] = json!("eth1");
    let loop_of = json!({"name": "eth1", "type": "vlan", "vlan": {"base-iface": "public-shim", "id": 7}});
    let policy = policy("n1", json!([shim, loop_of]), json!([route("192.168.0.0/16")]));
    assert!(!lines(&text(macvlan(), static_ipam(), &[policy])).iter().any(|line| line.contains("[host-mtu]")));
}

#[test]
fn of_a_network_with_both_families_a_node_needs_the_one_that_ceph_uses() {
    let both = |used: &str| {
        let first = json!({"range": if used == "IPv6" { "fd00:20::/112" } else { "192.168.0.0/18" }});
        let second = json!({"range": if used == "IPv6" { "192.168.0.0/18" } else { "fd00:20::/112" }});
        let mut ipam = first;
        ipam["ipRanges"] = json!([second]);
        ipam["routes"] = json!([{"dst": "192.168.252.0/22"}, {"dst": "fd00:99::/64"}]);
        ipam
    };
    let of = |shim: Value, destination: &str| policy("n1", json!([shim]), json!([route(destination)]));
    let (v4, v6) = (shim("192.168.252.11", 22), shim("fd00:99::1", 64));
    let without = |has: &str, used: &str| {
        format!(
            "error: `spec.desiredState.interfaces[0]`: `public-shim` has only {has} addresses, but the pods of `rook-ceph/public-net` use {used}; add an address of {used} [host-family]"
        )
    };
    let hosts = |ipam: Value, policy: Value| {
        let mut lines = lines(&text(macvlan(), ipam, &[policy]));
        lines.retain(|line| line.contains("[host-"));
        lines
    };
    assert_eq!(hosts(both("IPv6"), of(v4.clone(), "192.168.0.0/18")), [without("IPv4", "IPv6")]);
    assert_eq!(hosts(both("IPv4"), of(v6.clone(), "fd00:20::/112")), [without("IPv6", "IPv4")]);
    assert_eq!(hosts(both("IPv4"), of(v4.clone(), "192.168.0.0/18")), [""; 0]);
    // A node with both needs routes of the one alone.
    let mut dual = v4;
    dual["ipv6"] = v6["ipv6"].clone();
    assert_eq!(hosts(both("IPv6"), of(dual, "fd00:20::/112")), [""; 0]);
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
fn policies_give_the_ranges_of_the_nodes() {
    let ranges = |text: &str| {
        let documents = documents(text);
        let ranges =
            ceph_multus_nodes::node_ranges(&documents, &SettingsText::default(), "default").expect("ranges").ranges;
        ranges.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let of = |name: &str, ip: &str, prefix| policy(name, json!([shim(ip, prefix)]), json!([route("192.168.0.0/16")]));
    let nodes = [of("n1", "192.168.252.11", 22), of("n2", "192.168.252.12", 22)];
    assert_eq!(ranges(&text(macvlan(), static_ipam(), &nodes)), ["192.168.252.0/22"]);
    // The network that the addresses are written with is that of pods, too.
    let nodes = [of("n1", "192.168.252.11", 16), of("n2", "192.168.252.12", 16)];
    let text = text(macvlan(), static_ipam(), &nodes);
    assert_eq!(ranges(&text), ["192.168.252.11/32", "192.168.252.12/32"]);
    let missing = |settings: &str| {
        let settings = SettingsText::read("settings.yaml", settings).expect("settings");
        let known = ceph_multus_nodes::node_ranges(&documents(&text), &settings, "default");
        known.expect("addresses").missing.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(missing("nodeRanges: [192.168.252.8/30, 192.168.29.0/24]"), ["192.168.252.12"]);
    assert_eq!(missing("nodeRanges: [192.168.252.0/22]"), [""; 0]);
    assert_eq!(missing("nodeRanges: [192.168.29.0/24]"), ["192.168.252.11", "192.168.252.12"]);
    assert_eq!(missing("nodes: 2"), [""; 0], "`settings` sets them");
}
