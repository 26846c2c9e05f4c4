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
        "ip link add link ens9 name bond0.201 type vlan id 301",
        "ip link set bond0.201 mtu 9000",
    ];
    let by_name = ["ip link add link bond0 name bond0.201 type vlan id 201", "ip link set bond0.201 mtu 9000"];
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

#[test]
fn nothing_else_gets_the_name_of_an_interface_that_is_there() {
    let there = json!([{"name": "public-shim", "type": "linux-bridge"}]);
    assert_eq!(
        scripts(&(ceph("rook-ceph", "eth1", &rooks()) + &state("w1", &there)), &["w1"], "{}"),
        Err(vec![String::from(
            "`rook-ceph/public-net`: node `w1` has another interface `public-shim`, of type `linux-bridge`; rename it"
        )])
    );
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
