//! The addresses that nodes have keep their places.

use ceph_multus_nodes::host_network::{Tool, Wish, stream};
use ceph_multus_upstream::address::Cidr;
use serde_json::{Value, json};

use crate::addresses::{ceph, given, scripts, state};
use crate::support::lines;
use crate::with;

/// A policy for `node` with the interface `name` on `eth1`.
fn policy(node: &str, name: &str, ip: &str, prefix: u8) -> String {
    let shim = json!({
        "name": name, "type": "mac-vlan", "mac-vlan": {"base-iface": "eth1", "mode": "bridge"},
        "ipv4": {"enabled": true, "address": [{"ip": ip, "prefix-length": prefix}]},
    });
    let object = json!({
        "apiVersion": "nmstate.io/v1", "kind": "NodeNetworkConfigurationPolicy",
        "metadata": {"name": format!("ceph-{node}")},
        "spec": {"nodeSelector": {"kubernetes.io/hostname": node}, "desiredState": {"interfaces": [shim]}},
    });
    format!("{object}\n")
}

fn on(link: &str, addresses: &[&str]) -> Vec<String> {
    addresses.iter().map(|address| format!("{address} dev {link}")).collect()
}

#[test]
fn others_get_addresses_of_the_range_in_which_nodes_have_theirs() {
    let excluding = json!({"range": "10.0.0.0/24", "exclude": ["10.0.0.0/28", "10.0.0.192/26"]});
    let text = ceph("rook-ceph", "eth1", &excluding) + &policy("n1", "ceph-shim", "10.0.0.5", 24);
    let of = |text: &str, settings| given(text, &["n1", "n2"], settings).expect("addresses");
    assert_eq!(of(&text, "{}"), on("ceph-shim", &["10.0.0.5/28", "10.0.0.1/28"]));
    // Of a node that gets no file, too.
    assert_eq!(given(&text, &["n2"], "{}").expect("an address"), on("ceph-shim", &["10.0.0.1/28"]));
    let window = json!({"range": "10.0.0.0/24", "range_start": "10.0.0.64", "range_end": "10.0.0.127"});
    let text = ceph("rook-ceph", "eth1", &window) + &policy("n1", "ceph-shim", "10.0.0.10", 24);
    let right = on("ceph-shim", &["10.0.0.10/26", "10.0.0.1/26"]);
    assert_eq!(of(&text, "{}"), right);
    assert_eq!(of(&text, "nodeRanges: [10.0.0.10/32]"), right);
}

#[test]
fn an_address_stays_where_others_need_another_range() {
    let routes =
        json!({"range": "192.168.0.0/18", "routes": [{"dst": "192.168.252.0/29"}, {"dst": "192.168.253.0/24"}]});
    let text = ceph("rook-ceph", "eth1", &routes);
    let three = given(&text, &["n1", "n2", "n3"], "{}").expect("addresses");
    assert_eq!(three, on("public-shim", &["192.168.252.1/29", "192.168.252.2/29", "192.168.252.3/29"]));
    let nodes = ["n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"];
    let there: String =
        (1..=3).map(|node| policy(&format!("n{node}"), "public-shim", &format!("192.168.252.{node}"), 29)).collect();
    let grown = given(&(text.clone() + &there), &nodes, "{}").expect("addresses");
    assert_eq!(grown[..3], three);
    let new = ["192.168.253.1/24", "192.168.253.2/24", "192.168.253.3/24", "192.168.253.4/24", "192.168.253.5/24"];
    assert_eq!(grown[3..], on("public-shim", &new));
    // Its own network may be that of the pods, to which it needs no route.
    let window = json!({"range": "10.0.0.0/24", "range_start": "10.0.0.64", "range_end": "10.0.0.127"});
    let text = ceph("rook-ceph", "eth1", &window) + &policy("n1", "public-shim", "10.0.0.10", 24);
    let scripts = scripts(&text, &["n1", "n2"], "nodeRanges: [10.0.0.128/25]").expect("scripts");
    let ways = |script: &str| {
        let is_way =
            |line: &&str| line.starts_with("ip addr") || line.starts_with("ip route") || line.contains("stays");
        script.lines().filter(is_way).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        ways(&scripts[0]),
        ["# 10.0.0.10 is an address that the node has already, and stays.", "ip addr add 10.0.0.10/24 dev public-shim"]
    );
    assert_eq!(
        ways(&scripts[1]),
        ["ip addr add 10.0.0.129/25 dev public-shim", "ip route add 10.0.0.0/24 dev public-shim"]
    );
    // One that pods may get is no address of a node.
    let text = ceph("rook-ceph", "eth1", &window) + &policy("n1", "public-shim", "10.0.0.70", 24);
    assert_eq!(given(&text, &["n1"], "{}").expect("an address"), on("public-shim", &["10.0.0.129/25"]));
}

#[test]
fn without_a_range_nodes_that_have_addresses_keep_them() {
    let text = ceph("rook-ceph", "eth1", &json!({"range": "10.0.0.0/24"})) + &policy("n1", "shim", "10.0.0.0", 24);
    assert_eq!(given(&text, &["n1"], "{}").expect("an address"), on("shim", &["10.0.0.0/24"]));
    assert_eq!(
        given(&text, &["n1", "n2"], "{}"),
        Err(vec![String::from(
            "`rook-ceph/public-net`: the IPv4 addresses of the nodes are not known; set `--node-range`"
        )])
    );
}

#[test]
fn each_network_gets_a_range_that_its_pods_reach() {
    let ipam = |net: &str| json!({"range": format!("{net}.0.0/18"), "routes": [{"dst": format!("{net}.252.0/24")}]});
    let text = ceph("a", "eth1", &ipam("192.168")) + &ceph("b", "eth2", &ipam("10.9"));
    let right: Vec<String> =
        [on("public-shim", &["192.168.252.1/24"]), on("public-shim2", &["10.9.252.1/24"])].concat();
    let settings = "nodeRanges: [10.9.252.0/24, 192.168.252.0/24]";
    assert_eq!(given(&text, &["n1"], settings).expect("addresses"), right);
    let ranges = ["10.9.252.0/24", "192.168.252.0/24"].map(|range| Cidr::parse(range).expect("a range"));
    let nodes = [String::from("n1")];
    let files = with(&text, Tool::Iproute2, &Wish { node_ranges: &ranges, nodes: &nodes }).expect("files");
    let lines = files[0].text.lines().filter_map(|line| line.strip_prefix("ip addr add "));
    assert_eq!(lines.collect::<Vec<_>>(), right);
    // None that they reach has room.
    assert_eq!(
        given(&text, &["n1", "n2"], "nodeRanges: [10.9.252.0/24, 192.168.252.0/32]").expect("addresses")[0],
        right[0]
    );
}

/// A state of `n1` with an address on `eth1`, and what makes it one that stays.
fn tied(ip: &str, prefix: u8, route: Option<&str>) -> String {
    let interfaces = json!([{
        "name": "eth1", "type": "ethernet", "ipv4": {"enabled": true, "address": [{"ip": ip, "prefix-length": prefix}]},
    }]);
    let routes = route.map(|to| json!({"running": [{"destination": to, "next-hop-interface": "eth1"}]}));
    let mut object: Value = serde_json::from_str(&state("n1", &interfaces)).expect("a state");
    object["status"]["currentState"]["routes"] = routes.unwrap_or_default();
    format!("{object}\n")
}

fn node(ip: &str) -> String {
    let addresses = json!([{"type": "InternalIP", "address": ip}]);
    let node =
        json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1"}, "status": {"addresses": addresses}});
    format!("{node}\n")
}

#[test]
fn an_address_that_the_node_needs_where_it_is_does_not_move() {
    let ceph = |ipam: &Value| ceph("rook-ceph", "eth1", ipam);
    let rooks = ceph(&json!({"range": "192.168.0.0/18", "routes": [{"dst": "192.168.252.0/24"}]}));
    let script = |more: &str| scripts(&(rooks.clone() + more), &["n1"], "{}").expect("a script")[0].clone();
    let alone = "# eth1 connects the node to 192.168.252.0/24 already, so public-shim gets its address alone.\n";
    for (more, why) in [
        (node("192.168.252.9") + &tied("192.168.252.9", 24, None), ": it is the address of the node in Kubernetes."),
        (tied("192.168.252.9", 24, Some("0.0.0.0/0")), ", through which the default route of the node leads."),
    ] {
        let script = script(&more);
        let why = format!("# 192.168.252.9 stays on eth1{why}\n");
        assert!(script.contains(alone) && script.contains(&why) && !script.contains("moves"), "{script}");
        assert!(script.contains("\nip addr add 192.168.252.1/32 dev public-shim\n"), "{script}");
        // What was written passes the check, and is written again.
        let nodes = [String::from("n1")];
        let wish = Wish { node_ranges: &[], nodes: &nodes };
        let policies = |text: &str| stream(&with(text, Tool::Nmstate, &wish).expect("policies"), Tool::Nmstate);
        let first = policies(&(rooks.clone() + &more));
        let all = (rooks.clone() + &more).replace('\n', "\n---\n") + &first;
        assert_eq!(policies(&all), first);
        let found: Vec<String> = lines(&(rooks.replace('\n', "\n---\n") + &first)).into_iter().collect();
        assert!(!found.iter().any(|line| line.contains("[host-")), "{found:?}");
    }
    for more in [tied("192.168.252.9", 24, None), tied("192.168.252.9", 24, Some("10.0.0.0/8"))] {
        let script = script(&(node("172.16.0.9") + &more));
        assert!(
            script.contains("\n# 192.168.252.9 moves here from eth1, where pods do not reach it: remove it there.\n")
        );
        assert!(script.contains("\nip addr add 192.168.252.9/24 dev public-shim\n"), "{script}");
    }
    // With an address of the pods' own network there, nothing helps.
    let shared = ceph(&json!({"range": "10.0.0.0/24", "exclude": ["10.0.0.0/28"]}));
    assert_eq!(
        given(&(shared + &tied("10.0.0.9", 24, Some("0.0.0.0/0"))), &["n1"], "{}"),
        Err(vec![String::from(
            "`rook-ceph/public-net`: node `n1` has its own address 10.0.0.9 on `eth1`, and pods get addresses of its network \
             10.0.0.0/24; use another range"
        )])
    );
}

#[test]
fn nodes_get_addresses_of_the_families_that_ceph_uses() {
    let ipam = json!({
        "ipRanges": [{"range": "192.168.0.0/18"}, {"range": "fd00:1::/64"}], "routes": [{"dst": "192.168.252.0/24"}],
    });
    let text = ceph("rook-ceph", "eth1", &ipam);
    let script = scripts(&text, &["n1"], "{}").expect("a script").concat();
    let commands: Vec<&str> = script.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        commands,
        [
            "set -e",
            "ip link add public-shim link eth1 type macvlan mode bridge",
            "ip addr add 192.168.252.1/24 dev public-shim",
            "ip link set public-shim up",
            "ip route add 192.168.0.0/18 dev public-shim",
        ]
    );
    let error = |family: &str| {
        let line =
            format!("`rook-ceph/public-net`: the {family} addresses of the nodes are not known; set `--node-range`");
        Err(vec![line])
    };
    let spec = |more: &str| text.replace(r#""provider""#, &format!(r#"{more},"provider""#));
    assert_eq!(given(&spec(r#""dualStack":true"#), &["n1"], "{}"), error("IPv6"));
    assert_eq!(given(&spec(r#""ipFamily":"IPv6""#), &["n1"], "{}"), error("IPv6"));
}
