//! Which addresses the nodes get.

use ceph_multus_manifests::SettingsText;
use ceph_multus_nodes::host_network::{Tool, Wish, files, stream};
use serde_json::{Value, json};

use crate::support::{documents, lines};
use crate::with;

/// A CephCluster in `namespace` with its public network, whose pods are on `master`.
pub(crate) fn ceph(namespace: &str, master: &str, ipam: &Value) -> String {
    let mut config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": master, "ipam": ipam});
    config["ipam"]["type"] = json!("whereabouts");
    let nad = json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "public-net", "namespace": namespace}, "spec": {"config": config.to_string()},
    });
    let cluster = json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "ceph", "namespace": namespace},
        "spec": {"network": {"provider": "multus", "selectors": {"public": "public-net"}}},
    });
    format!("{nad}\n{cluster}\n")
}

/// The script of each of `nodes`, without its first line.
pub(crate) fn scripts(text: &str, nodes: &[&str], settings: &str) -> Result<Vec<String>, Vec<String>> {
    let nodes: Vec<String> = nodes.iter().map(|name| (*name).to_owned()).collect();
    let settings = SettingsText::read("settings.yaml", settings).expect("settings");
    let wish = Wish { node_ranges: &[], nodes: &nodes };
    let files = files(&documents(text), &settings, "default", Tool::Iproute2, &wish)?;
    Ok(files.into_iter().map(|file| file.text).collect())
}

/// The lines of each script that set an address.
pub(crate) fn given(text: &str, nodes: &[&str], settings: &str) -> Result<Vec<String>, Vec<String>> {
    let scripts = scripts(text, nodes, settings)?;
    let lines = scripts.iter().flat_map(|script| script.lines()).filter_map(|line| line.strip_prefix("ip addr add "));
    Ok(lines.map(str::to_owned).collect())
}

#[test]
fn the_setting_counts_where_it_has_an_address_for_each_node() {
    let ipam = json!({"range": "192.168.20.0/24", "exclude": ["192.168.20.240/28"]});
    let of = |settings: &str| given(&ceph("rook-ceph", "eth1", &ipam), &["w1", "w2"], settings);
    let from = |first: &str, second: &str| Ok([first, second].map(|one| format!("{one} dev public-shim")).to_vec());
    let excluded = from("192.168.20.241/28", "192.168.20.242/28");
    assert_eq!(of("{}"), excluded);
    assert_eq!(of("nodeRanges: [192.168.20.244/30]"), from("192.168.20.245/30", "192.168.20.246/30"));
    // It may be no more than the addresses of nodes that are there.
    assert_eq!(of("nodeRanges: [192.168.20.245/32, 192.168.20.246/32]"), excluded);
    assert_eq!(
        of("nodeRanges: [192.168.20.245/32, 192.168.20.248/29]"),
        from("192.168.20.249/29", "192.168.20.250/29")
    );
}

/// An address of 10.0.0.0/8 on the link would cut the node off from everything else in it.
#[test]
fn what_pods_reach_through_a_gateway_is_no_range_of_the_nodes() {
    let not_known = "`rook-ceph/public-net`: the IPv4 addresses of the nodes are not known; set `--node-range`";
    let of = |ipam: Value, settings: &str| given(&ceph("rook-ceph", "eth1", &ipam), &["w1", "w2"], settings);
    let whole = json!({"range": "192.168.20.0/24", "routes": [{"dst": "10.0.0.0/8", "gw": "192.168.20.1"}]});
    assert_eq!(of(whole.clone(), "{}"), Err(vec![not_known.to_owned()]));
    let stand_in = json!({"range": "192.168.20.0/24", "gateway": "192.168.20.1", "routes": [{"dst": "10.0.0.0/8"}]});
    assert_eq!(of(stand_in, "{}"), Err(vec![not_known.to_owned()]));
    // The part that is kept from pods, and of that not the gateway.
    let mut ipam = whole.clone();
    ipam["exclude"] = json!(["192.168.20.240/28"]);
    ipam["routes"][0]["gw"] = json!("192.168.20.241");
    assert_eq!(
        of(ipam.clone(), "{}"),
        Ok(vec!["192.168.20.242/28 dev public-shim".to_owned(), "192.168.20.243/28 dev public-shim".to_owned()])
    );
    // A route on the link is still one to the nodes.
    ipam["routes"] = json!([{"dst": "10.0.0.0/8", "gw": "192.168.20.1"}, {"dst": "192.168.252.0/22"}]);
    let on_link = ["192.168.252.1/22 dev public-shim".to_owned(), "192.168.252.2/22 dev public-shim".to_owned()];
    assert_eq!(of(ipam, "{}"), Ok(on_link.to_vec()));
    // The settings know better.
    let of_settings = ["10.9.0.1/24 dev public-shim".to_owned(), "10.9.0.2/24 dev public-shim".to_owned()];
    assert_eq!(of(whole, "nodeRanges: [10.9.0.0/24]"), Ok(of_settings.to_vec()));
}

/// A state of a node with `interfaces`.
pub(crate) fn state(node: &str, interfaces: &Value) -> String {
    let object = json!({
        "apiVersion": "nmstate.io/v1beta1", "kind": "NodeNetworkState", "metadata": {"name": node},
        "status": {"currentState": {"interfaces": interfaces}},
    });
    format!("{object}\n")
}

fn ethernet(name: &str, ip: &str) -> Value {
    json!({"name": name, "type": "ethernet", "ipv4": {"enabled": true, "address": [{"ip": ip, "prefix-length": 22}]}})
}

fn rooks() -> Value {
    json!({"range": "192.168.0.0/18", "routes": [{"dst": "192.168.252.0/22"}]})
}

#[test]
fn an_address_on_the_parent_moves_to_the_link_of_its_node() {
    let states = state("w1", &json!([ethernet("eth1", "192.168.252.2")]))
        + &state("w2", &json!([ethernet("eth1", "192.168.252.1")]));
    let text = ceph("rook-ceph", "eth1", &rooks()) + &states;
    assert_eq!(
        given(&text, &["w1", "w2", "w3"], "{}").expect("addresses"),
        ["192.168.252.2/22 dev public-shim", "192.168.252.1/22 dev public-shim", "192.168.252.3/22 dev public-shim"]
    );
    let scripts = scripts(&text, &["w1", "w3"], "{}").expect("scripts");
    let moves =
        |script: &str| script.lines().filter(|line| line.contains("moves")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        moves(&scripts[0]),
        ["# 192.168.252.2 moves here from eth1, where pods do not reach it: remove it there."]
    );
    assert_eq!(moves(&scripts[1]), [""; 0]);
    // What DHCP gave to the parent stays there.
    let mut dynamic = ethernet("eth1", "192.168.252.1");
    dynamic["ipv4"]["dhcp"] = json!(true);
    let text = ceph("rook-ceph", "eth1", &rooks()) + &state("w1", &json!([dynamic]));
    assert_eq!(given(&text, &["w1"], "{}").expect("an address"), ["192.168.252.2/32 dev public-shim"]);
    let script = &self::scripts(&text, &["w1"], "{}").expect("a script")[0];
    let why = "\n# 192.168.252.1 stays on eth1, which gets its addresses from the network.\n";
    assert!(script.contains(why), "{script}");
}

#[test]
fn nodes_get_no_address_that_is_in_use() {
    let node = json!({
        "apiVersion": "v1", "kind": "Node", "metadata": {"name": "m1"},
        "status": {"addresses": [{"type": "InternalIP", "address": "192.168.252.2"}, {"type": "Hostname", "address": "m1"}]},
    });
    let status = json!([{"name": "rook-ceph/public-net", "interface": "net1", "ips": ["192.168.252.3"]}]);
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {
            "name": "osd", "namespace": "rook-ceph",
            "annotations": {"k8s.v1.cni.cncf.io/network-status": status.to_string()},
        },
        "status": {"phase": "Running"},
    });
    let pool = json!({
        "apiVersion": "whereabouts.cni.cncf.io/v1alpha1", "kind": "IPPool",
        "metadata": {"name": "192.168.0.0-16", "namespace": "kube-system"},
        "spec": {"range": "192.168.0.0/16", "allocations": {(252 * 256 + 4).to_string(): {"podref": "rook-ceph/mon"}}},
    });
    let text = ceph("rook-ceph", "eth1", &rooks())
        + &state("w9", &json!([ethernet("eth9", "192.168.252.1")]))
        + &format!("{node}\n{pod}\n{pool}\n");
    assert_eq!(given(&text, &["w1"], "{}").expect("an address"), ["192.168.252.5/22 dev public-shim"]);
}

#[test]
fn a_policy_is_of_the_node_whose_label_it_names() {
    let shim = json!({
        "name": "public-shim", "type": "mac-vlan", "mac-vlan": {"base-iface": "eth1", "mode": "bridge"},
        "ipv4": {"enabled": true, "address": [{"ip": "192.168.252.7", "prefix-length": 22}]},
    });
    let policy = json!({
        "apiVersion": "nmstate.io/v1", "kind": "NodeNetworkConfigurationPolicy", "metadata": {"name": "public-shim-w1"},
        "spec": {"nodeSelector": {"kubernetes.io/hostname": "host-1"}, "desiredState": {"interfaces": [shim]}},
    });
    let node = json!({
        "apiVersion": "v1", "kind": "Node",
        "metadata": {"name": "w1.example.com", "labels": {"kubernetes.io/hostname": "host-1"}},
    });
    let text = ceph("rook-ceph", "eth1", &rooks()) + &format!("{policy}\n{node}\n");
    assert_eq!(
        given(&text, &["w0", "w1.example.com"], "{}").expect("addresses"),
        ["192.168.252.1/22 dev public-shim", "192.168.252.7/22 dev public-shim"]
    );
}

fn two(masters: [&str; 2], nets: [u8; 2]) -> String {
    let ipam = |net: u8| json!({"range": format!("192.168.{net}.0/24"), "routes": [{"dst": "192.168.252.0/22"}]});
    ceph("a", masters[0], &ipam(nets[0])) + &ceph("b", masters[1], &ipam(nets[1]))
}

/// Two links with addresses of one network would be two ways to it.
#[test]
fn networks_with_one_range_for_nodes_get_different_addresses() {
    for masters in [["eth1", "eth2"], ["eth1", "eth1"]] {
        let text = two(masters, [20, 21]);
        assert_eq!(
            given(&text, &["w1", "w2"], "{}").expect("addresses"),
            [
                "192.168.252.1/22 dev public-shim",
                "192.168.252.3/32 dev public-shim2",
                "192.168.252.2/22 dev public-shim",
                "192.168.252.4/32 dev public-shim2",
            ]
        );
        let why =
            "# public-shim connects the node to 192.168.252.0/22 already, so public-shim2 gets its address alone.\n";
        let routes = "ip route add 192.168.21.0/24 dev public-shim2\n";
        let script = &scripts(&text, &["w1"], "{}").expect("a script")[0];
        assert!(script.contains(why) && script.ends_with(routes), "{script}");
        // What was written passes the check, and is written again.
        let names = ["w1", "w2"].map(String::from);
        let wish = Wish { node_ranges: &[], nodes: &names };
        let policies = |text: &str| stream(&with(text, Tool::Nmstate, &wish).expect("policies"), Tool::Nmstate);
        let first = policies(&text);
        let all = text.replace('\n', "\n---\n") + &first;
        assert_eq!(policies(&all), first);
        let found: Vec<String> = lines(&all).into_iter().filter(|line| line.contains("[host-")).collect();
        assert_eq!(found, [""; 0]);
    }
}

#[test]
fn a_node_has_one_way_to_a_range() {
    let error = "`b/public-net`: another network on `eth1` has its range 192.168.20.0/24, and a node reaches only one of them; use \
                 another range";
    assert_eq!(scripts(&two(["eth1", "eth2"], [20, 20]), &["w1"], "{}"), Err(vec![error.to_owned()]));
    let script = &scripts(&two(["eth1", "eth1"], [20, 20]), &["w1"], "{}").expect("a script")[0];
    assert_eq!(script.lines().filter(|line| line.starts_with("ip route")).count(), 1);
    assert!(
        script.contains("# 192.168.20.0/24 is the range of the pods, to which public-shim leads already.\n"),
        "{script}"
    );
}

/// Linux takes the smaller of two networks that overlap.
#[test]
fn ranges_that_overlap_are_on_one_link() {
    let of = |wide: &Value, narrow: &Value, second: &str| {
        given(&(ceph("a", "eth1", wide) + &ceph("b", second, narrow)), &["w1"], "{}")
    };
    let nodes = json!([{"dst": "192.168.252.0/22"}]);
    let wide = json!({"range": "192.168.0.0/18", "routes": nodes});
    let narrow = json!({"range": "192.168.0.0/19", "routes": nodes});
    let addresses =
        Ok(vec![String::from("192.168.252.1/22 dev public-shim"), String::from("192.168.252.2/32 dev public-shim2")]);
    assert_eq!(
        of(&wide, &narrow, "eth2"),
        Err(vec![String::from(
            "`b/public-net`: its range 192.168.0.0/19 overlaps 192.168.0.0/18 of another network on `eth1`, and a node reaches \
             only one of them; use another range"
        )])
    );
    assert_eq!(
        of(&narrow, &wide, "eth2"),
        Err(vec![String::from(
            "`b/public-net`: its range 192.168.0.0/18 overlaps 192.168.0.0/19 of another network on `eth1`, and a node reaches \
             only one of them; use another range"
        )])
    );
    assert_eq!(of(&wide, &narrow, "eth1"), addresses);
    // The pods of the larger one are elsewhere.
    let apart = json!({"range": "192.168.0.0/18", "exclude": ["192.168.0.0/19"], "routes": nodes});
    assert_eq!(of(&apart, &narrow, "eth2"), addresses);
}

#[test]
fn networks_on_one_vlan_share_it() {
    let script = &scripts(&two(["eth1.7", "eth1.7"], [20, 21]), &["w1"], "{}").expect("a script")[0];
    let links: Vec<&str> = script.lines().filter(|line| line.contains("ip link add ")).collect();
    assert_eq!(
        links,
        [
            "ip link show eth1.7 >/dev/null 2>&1 || ip link add link eth1 name eth1.7 type vlan id 7",
            "ip link add public-shim link eth1.7 type macvlan mode bridge",
            "ip link add public-shim2 link eth1.7 type macvlan mode bridge",
        ]
    );
}
