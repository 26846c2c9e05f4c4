//! The links that the input shows to be there, and those that are made on them.

use serde_json::{Value, json};

use crate::addresses::{ceph, scripts, state};

fn rooks() -> Value {
    json!({"range": "192.168.0.0/18", "routes": [{"dst": "192.168.252.0/22"}]})
}

/// A CephCluster whose pods are on `bond0.201` with an MTU of 9000.
fn on_vlan() -> String {
    ceph("rook-ceph", "bond0.201", &rooks()).replace(r#"\"master\""#, r#"\"mtu\":9000,\"master\""#)
}

fn vlan(base: &str, id: u32, mtu: u32) -> Value {
    json!([
        {"name": "bond0", "type": "bond", "mtu": 1500},
        {"name": "bond0.201", "type": "vlan", "mtu": mtu, "vlan": {"base-iface": base, "id": id}},
    ])
}

/// The lines of the scripts that have one of `words`.
fn lines(text: &str, nodes: &[&str], words: &[&str]) -> Result<Vec<String>, Vec<String>> {
    let scripts = scripts(text, nodes, "{}")?;
    let is_wanted = |line: &&str| words.iter().any(|word| line.contains(word));
    Ok(scripts.iter().flat_map(|script| script.lines()).filter(is_wanted).map(str::to_owned).collect())
}

#[test]
fn a_vlan_that_is_there_stays_what_it_is() {
    let words = ["type vlan", "already", "link set bond0.201 mtu"];
    let of = |states: &str, nodes: &[&str]| lines(&(on_vlan() + states), nodes, &words);
    let other = [
        "# bond0.201 is VLAN 301 of ens9 on node w1 already, and stays so.",
        "ip link show bond0.201 >/dev/null 2>&1 || ip link add link ens9 name bond0.201 type vlan id 301",
        "ip link set bond0.201 mtu 9000",
    ];
    let by_name = [
        "ip link show bond0.201 >/dev/null 2>&1 || ip link add link bond0 name bond0.201 type vlan id 201",
        "ip link set bond0.201 mtu 9000",
    ];
    let shown = state("w1", &vlan("ens9", 301, 9000));
    assert_eq!(of(&shown, &["w1"]).expect("lines"), other);
    // A node that is not in the input has what the others have.
    assert_eq!(of(&shown, &["w1", "w2"]).expect("lines"), [other, other].concat());
    assert_eq!(of(&shown, &["w2"]).expect("lines"), by_name);
    // What needs more keeps it.
    let larger = [by_name[0], "ip link set bond0.201 mtu 9216"];
    assert_eq!(of(&state("w1", &vlan("bond0", 201, 9216)), &["w1"]).expect("lines"), larger);
    let dummy = json!([{"name": "bond0.201", "type": "dummy"}]);
    assert_eq!(of(&state("w1", &dummy), &["w1"]).expect("lines"), [""; 0]);
    let states = shown + &state("w2", &vlan("bond0", 201, 9000));
    assert_eq!(
        of(&states, &["w1", "w2"]),
        Err(vec![String::from(
            "`rook-ceph/public-net`: `bond0.201` is VLAN 301 of `ens9` on node `w1`, and VLAN 201 of `bond0` on node `w2`; make it \
             one VLAN on all nodes"
        )])
    );
    assert_eq!(
        of(&state("w1", &vlan("ens9;reboot", 301, 9000)), &["w1"]),
        Err(vec![String::from(
            "node `w1`: `status.currentState.interfaces[1].vlan.base-iface` is `ens9;reboot`, which is not a valid interface name; use 1 to 15 letters, \
             digits, `.`, `_` or `-`"
        )])
    );
}

#[test]
fn a_link_below_with_a_smaller_mtu_is_named() {
    let of = |interfaces: &Value| lines(&(on_vlan() + &state("w1", interfaces)), &["w1"], &["MTU"]).expect("lines");
    let bond = "# `bond0` has an MTU of 1500, and what is above it needs 9000: change it first.";
    assert_eq!(of(&vlan("bond0", 201, 9000)), [bond]);
    // Without the VLAN, its name says where it will be.
    assert_eq!(of(&json!([{"name": "bond0", "type": "bond", "mtu": 1500}])), [bond]);
    assert_eq!(of(&json!([{"name": "bond0", "type": "bond", "mtu": 9000}])), [""; 0]);
    assert_eq!(of(&vlan("ens9", 301, 9000)), [""; 0]);
    let dummy = json!([{"name": "bond0.201", "type": "dummy", "mtu": 1400}]);
    assert_eq!(of(&dummy), ["# `bond0.201` has an MTU of 1400, and what is above it needs 9000: change it first."]);
}

/// A macvlan interface on `base`.
fn child(name: &str, base: &str, ip: &str) -> Value {
    json!({
        "name": name, "type": "mac-vlan", "mac-vlan": {"base-iface": base, "mode": "bridge"},
        "ipv4": {"enabled": true, "address": [{"ip": ip, "prefix-length": 24}]},
    })
}

#[test]
fn nothing_else_gets_the_name_of_an_interface_that_is_there() {
    let of = |states: &str| {
        let text = ceph("rook-ceph", "eth1", &rooks()) + states;
        lines(&text, &["w1", "w2"], &["ip link add", "ip addr"]).expect("lines")
    };
    let on_both = |name: &str| {
        let add = format!("ip link add {name} link eth1 type macvlan mode bridge");
        [1, 2].map(|last| [add.clone(), format!("ip addr add 192.168.252.{last}/22 dev {name}")]).concat()
    };
    let bridge = json!([{"name": "public-shim", "type": "linux-bridge"}]);
    assert_eq!(of(&state("w1", &bridge)), on_both("public-shim2"));
    // That of a virtual machine, or of another network.
    let other = json!([child("public-shim", "eth9", "172.16.0.5")]);
    assert_eq!(of(&state("w2", &other)), on_both("public-shim2"));
    // One that was meant for this network, as its address says.
    let stray = json!([child("public-shim", "eth9", "192.168.252.1")]);
    assert_eq!(of(&state("w1", &stray)), on_both("public-shim"));
    // A name that another node has is in use here.
    let own = json!([child("shim", "eth1", "192.168.252.1")]);
    let states = state("w1", &own) + &state("w2", &json!([child("shim", "eth9", "172.16.0.5")]));
    assert_eq!(of(&states), [&on_both("shim")[..2], &on_both("public-shim")[2..]].concat());
    // One of another network is not taken for the first.
    let shim = json!([{
        "name": "public-shim", "type": "mac-vlan", "mac-vlan": {"base-iface": "eth2", "mode": "bridge"},
        "ipv4": {"enabled": true, "address": [{"ip": "192.168.30.241", "prefix-length": 28}]},
    }]);
    let ranged =
        |net: u8| json!({"range": format!("192.168.{net}.0/24"), "exclude": [format!("192.168.{net}.240/28")]});
    let text = ceph("a", "eth1", &ranged(20)) + &ceph("b", "eth2", &ranged(30)) + &state("w1", &shim);
    assert_eq!(
        lines(&text, &["w1"], &["ip link add"]).expect("lines"),
        [
            "ip link add public-shim2 link eth1 type macvlan mode bridge",
            "ip link add public-shim link eth2 type macvlan mode bridge",
        ]
    );
}

#[test]
fn each_node_keeps_the_name_of_its_interface() {
    let states = state("w1", &json!([child("ceph-shim", "eth1", "192.168.252.1")]))
        + &state("w2", &json!([child("public-shim", "eth1", "192.168.252.2")]));
    let text = ceph("rook-ceph", "eth1", &rooks()) + &states;
    assert_eq!(
        lines(&text, &["w1", "w2", "w3"], &["ip addr"]).expect("lines"),
        [
            "ip addr add 192.168.252.1/22 dev ceph-shim",
            "ip addr add 192.168.252.2/22 dev public-shim",
            "ip addr add 192.168.252.3/22 dev ceph-shim",
        ]
    );
}

#[test]
fn nothing_is_made_on_a_port() {
    let error = Err(vec![String::from(
        "`rook-ceph/public-net`: `eth1` is a port of `bond0` on node `w1`, so nothing can be made on it; use `bond0` in the NAD",
    )]);
    let bond = json!([{"name": "bond0", "type": "bond", "link-aggregation": {"port": ["eth1", "eth2"]}}]);
    let policy = |selector: &Value| {
        let object = json!({
            "apiVersion": "nmstate.io/v1", "kind": "NodeNetworkConfigurationPolicy", "metadata": {"name": "bond"},
            "spec": {"nodeSelector": selector, "desiredState": {"interfaces": bond}},
        });
        format!("{object}\n")
    };
    let node = |labels: &Value| {
        let object = json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "w1", "labels": labels}});
        format!("{object}\n")
    };
    let labels = json!({"role": "storage"});
    for master in ["eth1", "eth1.201"] {
        let of = |more: &str| scripts(&(ceph("rook-ceph", master, &rooks()) + more), &["w1"], "{}");
        assert_eq!(of(&state("w1", &bond)), error);
        assert_eq!(of(&policy(&json!({}))), error);
        assert_eq!(of(&(policy(&labels) + &node(&labels))), error);
        assert!(of(&(policy(&labels) + &node(&json!({})))).is_ok());
        // Whether the node has the label is not known.
        assert!(of(&policy(&labels)).is_ok());
        assert!(of(&state("w2", &bond)).is_ok());
    }
    assert!(scripts(&(ceph("rook-ceph", "bond0", &rooks()) + &state("w1", &bond)), &["w1"], "{}").is_ok());
}

/// Its own VLAN, untagged, is that of the pods.
#[test]
fn a_bridge_that_joins_its_network_itself_gets_no_vlan_interface() {
    let bridge = |own: u32, addresses: &[&str]| {
        let addresses: Vec<Value> = addresses.iter().map(|ip| json!({"ip": ip, "prefix-length": 22})).collect();
        json!([{
            "name": "br0", "type": "linux-bridge", "ipv4": {"enabled": true, "address": addresses},
            "bridge": {"options": {"vlan-default-pvid": own}, "port": [{"name": "eth1"}]},
        }])
    };
    let plugin = r#"\"type\":\"bridge\",\"bridge\":\"br0\",\"vlan\":201"#;
    let text = ceph("rook-ceph", "br0", &rooks());
    let text = text.replace(r#"\"type\":\"macvlan\""#, plugin).replace(r#"\"master\":\"br0\","#, "");
    let text = text + &state("w1", &bridge(201, &["192.168.252.4"]));
    assert_eq!(
        scripts(&text, &["w1"], "{}").expect("a script")[0],
        "#!/bin/sh\n# Node w1: access to Ceph's public network for volumes.\n\
         # br0 carries the public network of CephCluster rook-ceph/ceph (NAD rook-ceph/public-net); its ports stay as they are.\n\
         # 192.168.252.0/22 is for nodes: pods get no addresses that nodes have, and have a route to it.\n\
         # 192.168.0.0/18 is the range of the pods.\n# Lost on reboot.\nset -e\n\
         ip addr add 192.168.252.4/22 dev br0\nip link set br0 up\nip route add 192.168.0.0/18 dev br0\n"
    );
    // Another node has the same, unless it is shown to be in another VLAN.
    let text = text + &state("w2", &bridge(201, &[])) + &state("w3", &bridge(1, &[]));
    assert_eq!(
        lines(&text, &["w2", "w3", "w4"], &["ip addr"]).expect("lines"),
        [
            "ip addr add 192.168.252.1/22 dev br0",
            "ip addr add 192.168.252.2/22 dev br0.201",
            "ip addr add 192.168.252.3/22 dev br0",
        ]
    );
}
