//! Links that the input shows to be there keep what is on them.

use ceph_multus_nodes::host_network::{Tool, Wish};
use serde_json::{Value, json};

use crate::addresses::{ceph, state};
use crate::with;

/// A CephCluster whose pods are on `eth1.201` with an MTU of 9000, and `n1` with `interfaces`.
fn on_vlan(interfaces: &Value) -> String {
    let ipam = json!({"range": "192.168.0.0/18", "routes": [{"dst": "192.168.252.0/24"}]});
    let text = ceph("rook-ceph", "eth1.201", &ipam).replace(r#"\"master\""#, r#"\"mtu\":9000,\"master\""#);
    text + &state("n1", interfaces)
}

/// The VLAN, with the address by which the node is reached.
fn vlan(mtu: u32) -> Value {
    json!([
        {"name": "eth1", "type": "ethernet", "mtu": 9000},
        {"name": "eth1.201", "type": "vlan", "mtu": mtu, "vlan": {"base-iface": "eth1", "id": 201},
         "ipv4": {"enabled": true, "dhcp": false, "address": [{"ip": "10.20.0.11", "prefix-length": 24}]}},
    ])
}

/// The files of `n1`: their paths, and their texts in one.
fn files(text: &str, tool: Tool) -> (Vec<String>, String) {
    let nodes = [String::from("n1")];
    let files = with(text, tool, &Wish { node_ranges: &[], nodes: &nodes }).expect("files");
    let names = files.iter().map(|file| file.path.rsplit('/').next().unwrap_or_default().to_owned()).collect();
    (names, files.into_iter().map(|file| file.text).collect())
}

fn lines<'t>(text: &'t str, words: &[&str]) -> Vec<&'t str> {
    text.lines().filter(|line| words.iter().any(|word| line.contains(word))).collect()
}

#[test]
fn a_link_that_is_there_keeps_its_own_file() {
    let text = on_vlan(&vlan(9000));
    let (names, networkd) = files(&text, Tool::Networkd);
    assert_eq!(names, ["10-public-shim.netdev", "30-public-shim.network"]);
    assert_eq!(
        lines(&networkd, &["there:", "carries"]),
        [
            "# eth1.201 carries the public network of CephCluster rook-ceph/ceph (NAD rook-ceph/public-net).",
            "# eth1.201 is there: in its own file, add `MACVLAN=public-shim` to `[Network]`.",
            "# eth1.201 carries the public network of CephCluster rook-ceph/ceph (NAD rook-ceph/public-net).",
        ]
    );
    let (names, profile) = files(&text, Tool::NetworkManager);
    assert_eq!(
        (names, profile.contains("\nparent=eth1.201\n")),
        (vec![String::from("public-shim.nmconnection")], true)
    );
    let (_, talos) = files(&text, Tool::Talos);
    assert_eq!(lines(&talos, &["kind:", "parent:"]), ["kind: MacVLANConfig", "parent: \"eth1.201\""]);
    // nmstate keeps what a policy does not name.
    let (_, policy) = files(&text, Tool::Nmstate);
    assert_eq!(lines(&policy, &["- name:"]), ["    - name: \"eth1.201\"", "    - name: \"public-shim\""]);
    // Where only the link below is shown, the VLAN is made.
    let parent = on_vlan(&json!([{"name": "eth1", "type": "ethernet", "mtu": 9000}]));
    let (names, networkd) = files(&parent, Tool::Networkd);
    assert_eq!(names, ["10-eth1.201.netdev", "10-public-shim.netdev", "30-eth1.201.network", "30-public-shim.network"]);
    let line = "# eth1 is there: in its own file, add `VLAN=eth1.201` to `[Network]`.";
    assert_eq!(lines(&networkd, &["there:"]), [line]);
    assert_eq!(files(&on_vlan(&json!([])), Tool::Networkd).0[2], "20-eth1.network");
}

#[test]
fn a_larger_mtu_of_a_link_that_is_there_is_named() {
    let text = on_vlan(&vlan(1500));
    let of = |tool, word: &str| lines(&files(&text, tool).1, &[word]).join("\n");
    let changes = "# The MTU of eth1.201 changes from 1500 to 9000.";
    for tool in [Tool::Nmstate, Tool::NetworkManager, Tool::Iproute2, Tool::Talos] {
        assert_eq!(of(tool, "changes"), changes);
    }
    assert_eq!(
        of(Tool::Networkd, "there:"),
        "# eth1.201 is there: in its own file, add `MACVLAN=public-shim` to `[Network]` and `MTUBytes=9000` to `[Link]`."
    );
    let profile = "# In the profile of eth1.201, set `mtu=9000` in `[ethernet]`.";
    assert_eq!(of(Tool::NetworkManager, "In the profile"), profile);
    assert_eq!(of(Tool::Talos, "In the VLANConfig"), "# In the VLANConfig of eth1.201, set `mtu: 9000`.");
    let (_, same) = files(&on_vlan(&vlan(9000)), Tool::Nmstate);
    assert_eq!(lines(&same, &["changes"]), [""; 0]);
}

/// `ip link add` of a link that is there would end the script.
#[test]
fn the_script_runs_where_the_vlan_is_there() {
    for text in [on_vlan(&vlan(9000)), on_vlan(&json!([]))] {
        let script = files(&text, Tool::Iproute2).1;
        let commands: Vec<&str> = script.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(
            commands,
            [
                "set -e",
                "ip link show eth1.201 >/dev/null 2>&1 || ip link add link eth1 name eth1.201 type vlan id 201",
                "ip link set eth1.201 mtu 9000",
                "ip link set eth1.201 up",
                "ip link add public-shim link eth1.201 type macvlan mode bridge",
                "ip link set public-shim mtu 9000",
                "ip addr add 192.168.252.1/24 dev public-shim",
                "ip link set public-shim up",
                "ip route add 192.168.0.0/18 dev public-shim",
            ]
        );
    }
}

#[test]
fn a_bridge_has_one_file() {
    let ipam = json!({"range": "192.168.0.0/18", "routes": [{"dst": "192.168.252.0/24"}]});
    let bridge = |plugin: &str| {
        let text = ceph("rook-ceph", "br0", &ipam).replace(r#"\"type\":\"macvlan\""#, plugin);
        text.replace(r#"\"master\":\"br0\","#, "") + &state("n1", &json!([{"name": "br0", "type": "linux-bridge"}]))
    };
    let (names, networkd) = files(&bridge(r#"\"type\":\"bridge\",\"bridge\":\"br0\""#), Tool::Networkd);
    assert_eq!(names, ["30-br0.network"]);
    let line = "# Of several files that match br0 networkd takes the first by name: where there is one, add all but `[Match]` there.";
    assert_eq!(lines(&networkd, &["Of several"]), [line]);
    let (names, networkd) = files(&bridge(r#"\"type\":\"bridge\",\"bridge\":\"br0\",\"vlan\":7"#), Tool::Networkd);
    assert_eq!(names, ["10-br0.7.netdev", "30-br0.7.network"]);
    let line = "# br0 is there: in its own file, add `VLAN=br0.7` to `[Network]` and `VLAN=7` to `[BridgeVLAN]`.";
    assert_eq!(lines(&networkd, &["there:"]), [line]);
}
