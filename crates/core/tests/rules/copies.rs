//! NADs that are not Ceph's beside Ceph's networks: what copies one, what only lies beside it, and that no fault of a
//! stranger's NAD is reported to anybody else.

use serde_json::{Value, json};

const PUBLIC: &str = "`rook-ceph/public-net`, the public network of CephCluster rook-ceph/my-cluster";
const CLUSTER: &str = "`rook-ceph/cluster-net`, the cluster network of CephCluster rook-ceph/my-cluster";

fn nad(namespace: &str, name: &str, config: &str) -> Value {
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": name, "namespace": namespace}, "spec": {"config": config},
    })
}

fn cluster() -> Value {
    json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster",
        "metadata": {"name": "my-cluster", "namespace": "rook-ceph"},
        "spec": {"network": {
            "provider": "multus", "selectors": {"public": "rook-ceph/public-net", "cluster": "rook-ceph/cluster-net"},
        }},
    })
}

/// The CephCluster with these configurations of its NADs, that of the public network with the range 192.168.20.0/24, that
/// of the cluster network with 192.168.21.0/24.
fn inventory(public: &str, cluster_network: &str) -> Vec<Value> {
    let config = |plugin: &str, net: u8| {
        let ipam = format!(r#"{{"type":"whereabouts","range":"192.168.{net}.0/24"}}"#);
        format!(r#"{{"cniVersion":"0.3.1",{plugin},"ipam":{ipam}}}"#)
    };
    vec![
        cluster(),
        nad("rook-ceph", "public-net", &config(public, 20)),
        nad("rook-ceph", "cluster-net", &config(cluster_network, 21)),
    ]
}

const ON_ETH0: &str = r#""type":"macvlan","master":"eth0""#;
const ON_VLAN: &str = r#""type":"macvlan","master":"eth0.100""#;

/// What is said of a NAD of another namespace with this configuration.
fn found_in(inventory: &[Value], config: &str) -> Vec<String> {
    crate::support::findings(&Value::Null, &nad("shop", "edge-net", config), &json!({ "inventory": inventory }))
}

fn found(config: &str) -> Vec<String> {
    found_in(&inventory(ON_ETH0, ON_VLAN), config)
}

#[track_caller]
fn is_reported(config: &str, level: &str, path: &str, problem: &str, help: &str) {
    let expected = format!("{level}: `spec.config{path}`: {problem}; {help} [ceph-network-copied]");
    assert_eq!(found(config), [expected], "{config}");
}

const OTHERS: &str = "use other addresses";

#[test]
fn the_same_pool_is_a_copy_wherever_the_nad_lies() {
    let problem = format!("assigns addresses of the pool of {CLUSTER}");
    for (ipam, key) in [
        (r#""range":"192.168.21.0/24""#, "range"),
        (r#""range":"192.168.21.7/24","range_start":"192.168.21.200","exclude":["192.168.21.0/25"]"#, "range"),
        (r#""RANGE":"192.168.21.9-192.168.21.12/24""#, "range"),
        (
            r#""range":"10.0.0.0/24","ipRanges":[{"range":"10.1.0.0/24"},{"range":"192.168.21.0/24"}]"#,
            "ipRanges[1].range",
        ),
        (r#""range":"192.168.21.0/24","node_slice_size":"/28""#, "range"),
    ] {
        let config = format!(r#"{{"type":"macvlan","master":"eth9","ipam":{{"type":"whereabouts",{ipam}}}}}"#);
        is_reported(&config, "deny", &format!(".ipam.{key}"), &problem, OTHERS);
        let chain = format!(r#"{{"plugins":[{config},{{"type":"tuning"}}]}}"#);
        is_reported(&chain, "deny", &format!(".plugins[0].ipam.{key}"), &problem, OTHERS);
    }
    let config = r#"{"type":"ptp","ipam":{"type":"whereabouts","range":"192.168.20.0/24"}}"#;
    let help = "use other addresses, or attach pods to `rook-ceph/public-net` itself";
    is_reported(config, "deny", ".ipam.range", &format!("assigns addresses of the pool of {PUBLIC}"), help);
}

#[test]
fn common_addresses_on_one_segment_are_a_copy_by_any_ipam() {
    for (ipam, key, common) in [
        (
            r#"{"type":"whereabouts","range":"192.168.0.0/16","network_name":"x"}"#,
            "range",
            "192.168.21.1-192.168.21.254",
        ),
        (r#"{"type":"whereabouts","range":"192.168.21.0/28"}"#, "range", "192.168.21.1-192.168.21.14"),
        (r#"{"type":"static","addresses":[{"address":"192.168.21.7/24"}]}"#, "addresses", "192.168.21.7"),
        (r#"{"type":"host-local","subnet":"192.168.21.0/26"}"#, "subnet", "192.168.21.1-192.168.21.62"),
        (
            r#"{"type":"host-local","ranges":[[{"subnet":"10.0.0.0/24"}],[{"subnet":"192.168.21.0/24","rangeStart":"192.168.21.250"}]]}"#,
            "ranges[1][0].subnet",
            "192.168.21.250-192.168.21.254",
        ),
    ] {
        let problem = format!("assigns `{common}` on VLAN `100` of `eth0`, like {CLUSTER}");
        for plugin in [
            ON_VLAN,
            r#""type":"ipvlan","master":"eth0.100""#,
            r#""type":"ipvlan","master":"eth0.0100""#,
            r#""type":"vlan","master":"eth0","vlanId":100"#,
            r#""type":"host-device","device":"eth0.100""#,
            r#""type":"my-macvlan","master":"eth0.100""#,
        ] {
            is_reported(&format!(r#"{{{plugin},"ipam":{ipam}}}"#), "deny", &format!(".ipam.{key}"), &problem, OTHERS);
        }
    }
}

#[test]
fn every_plugin_names_the_segment_in_its_own_way() {
    let common = r#""ipam":{"type":"static","addresses":[{"address":"192.168.21.7/24"}]}"#;
    for (theirs, own, segment) in [
        (
            r#""type":"bridge","bridge":"br1","vlan":5"#,
            r#""type":"bridge","bridge":"br1","vlan":5"#,
            "VLAN `5` of `br1`",
        ),
        (r#""type":"bridge","bridge":"br1","vlan":5"#, r#""type":"macvlan","master":"br1.5""#, "VLAN `5` of `br1`"),
        (
            r#""type":"bridge","bridge":"br1","vlan":5"#,
            r#""type":"bridge","bridge":"br1","vlanTrunk":[{"minID":1,"maxID":9}]"#,
            "`br1`",
        ),
        (
            r#""type":"ovs","bridge":"br-ex","vlan":7"#,
            r#""type":"ovs","bridge":"br-ex","vlan":7"#,
            "VLAN `7` of `br-ex`",
        ),
        (
            r#""type":"bridge","bridge":"br1","vlanTrunk":[{"id":5},{"minID":9,"maxID":12}]"#,
            r#""type":"macvlan","master":"br1.11""#,
            "VLAN `11` of `br1`",
        ),
        (
            r#""type":"bridge","bridge":"br1","vlan":2,"vlanTrunk":[{"id":5}]"#,
            r#""type":"vlan","master":"br1","vlanId":5.0"#,
            "VLAN `5` of `br1`",
        ),
        (r#""type":"macvlan""#, r#""type":"ipvlan""#, "the interface of the default route"),
        (r#""type":"host-device","pciBusID":"0:1""#, r#""type":"host-device","pciBusID":"0:1""#, "device `0:1`"),
    ] {
        let problem = format!("assigns `192.168.21.7` on {segment}, like {CLUSTER}");
        let expected = format!("deny: `spec.config.ipam.addresses`: {problem}; {OTHERS} [ceph-network-copied]");
        assert_eq!(found_in(&inventory(ON_ETH0, theirs), &format!("{{{own},{common}}}")), [expected], "{own}");
    }
}

#[test]
fn a_resource_and_a_vlan_are_a_segment() {
    let resource = json!({"k8s.v1.cni.cncf.io/resourceName": "example.com/storage"});
    let sriov = r#""type":"sriov","vlan":9"#;
    let mut inventory = inventory(ON_ETH0, sriov);
    inventory[2]["metadata"]["annotations"] = resource.clone();
    let config = format!(r#"{{{sriov},"ipam":{{"type":"static","addresses":[{{"address":"192.168.21.7/24"}}]}}}}"#);
    let settings = json!({ "inventory": inventory });
    let mut own = nad("shop", "edge-net", &config);
    assert_eq!(crate::support::findings(&Value::Null, &own, &settings), [""; 0]);
    let old = own.clone();
    own["metadata"]["annotations"] = resource;
    let problem = format!("assigns `192.168.21.7` on VLAN `9` of resource `example.com/storage`, like {CLUSTER}");
    let expected = format!("deny: `spec.config.ipam.addresses`: {problem}; {OTHERS} [ceph-network-copied]");
    assert_eq!(crate::support::findings(&old, &own, &settings), [expected], "an update of the annotation alone");
}

#[test]
fn a_segment_without_common_addresses_is_reported_where_it_matters() {
    let elsewhere = "use another host interface or VLAN";
    let config = r#"{"type":"macvlan","master":"eth0.100","ipam":{"type":"whereabouts","range":"10.0.0.0/24"}}"#;
    is_reported(config, "warn", ".master", &format!("is on VLAN `100` of `eth0`, like {CLUSTER}"), elsewhere);
    // Clients lie beside the public network.
    let config = r#"{"type":"macvlan","master":"eth0","ipam":{"type":"whereabouts","range":"10.0.0.0/24"}}"#;
    assert_eq!(found(config), [""; 0]);
    for (ipam, name) in [("{}", "without IPAM"), (r#"{"type":"dhcp"}"#, "`dhcp`"), (r#"{"type":"static"}"#, "`static`")]
    {
        let config = format!(r#"{{"type":"macvlan","master":"eth0","ipam":{ipam}}}"#);
        let problem = format!("is on `eth0`, like {PUBLIC}, and its addresses are not known ({name})");
        is_reported(&config, "warn", ".master", &problem, "use another host interface, VLAN or IPAM");
    }
}

#[test]
fn addresses_that_a_pod_replaces_are_not_known() {
    let other = r#"{"type":"static","addresses":[{"address":"10.0.0.7/24"}]}"#;
    let config = |master: &str| format!(r#"{{"type":"macvlan","master":"{master}","ipam":{other}}}"#);
    for (master, segment, title) in [("eth0", "`eth0`", PUBLIC), ("eth0.100", "VLAN `100` of `eth0`", CLUSTER)] {
        let what = "its addresses are not known (`static`, and a pod may ask for others)";
        let problem = format!("is on {segment}, like {title}, and {what}");
        is_reported(&config(master), "warn", ".master", &problem, "use another host interface, VLAN or IPAM");
    }
    assert_eq!(found(&config("eth9")), [""; 0]);
    // What stands in the configuration in place of what a pod asks for counts like the section itself.
    let problem = format!("assigns `192.168.21.7` on VLAN `100` of `eth0`, like {CLUSTER}");
    for given in [r#""args":{"cni":{"ips":["192.168.21.7/24"]}}"#, r#""runtimeConfig":{"ips":["192.168.21.7/24"]}"#] {
        let config = format!(r#"{{{ON_VLAN},{given},"ipam":{other}}}"#);
        is_reported(&config, "deny", ".ipam.addresses", &problem, OTHERS);
    }
}

#[test]
fn common_addresses_on_a_segment_that_nobody_can_tell_are_reported() {
    let help = "use other addresses, or set the interface";
    let (route, shared) = ("the interface of the default route", "192.168.21.1-192.168.21.62");
    for (plugin, segment) in [
        (r#""type":"macvlan""#, route),
        (r#""type":"ipvlan""#, route),
        (r#""type":"vlan","master":"net1","vlanId":100,"linkInContainer":true"#, "link `net1` of the pod"),
        (r#""type":"my-cni""#, "the link of plugin `my-cni`"),
    ] {
        for (ipam, key, common) in [
            (r#"{"type":"static","addresses":[{"address":"192.168.21.7/24"}]}"#, "addresses", "192.168.21.7"),
            (r#"{"type":"host-local","subnet":"192.168.21.0/26"}"#, "subnet", shared),
            (r#"{"type":"whereabouts","range":"192.168.21.0/26"}"#, "range", shared),
        ] {
            let problem = format!("assigns `{common}`, like {CLUSTER}, and may be on its segment: it takes {segment}");
            is_reported(&format!(r#"{{{plugin},"ipam":{ipam}}}"#), "warn", &format!(".ipam.{key}"), &problem, help);
        }
        let others = format!(r#"{{{plugin},"ipam":{{"type":"host-local","subnet":"10.0.0.0/24"}}}}"#);
        assert_eq!(found(&others), [""; 0], "{plugin}");
    }
    let theirs = inventory(ON_ETH0, r#""type":"macvlan""#);
    let own = r#"{"type":"macvlan","master":"eth7","ipam":{"type":"host-local","subnet":"192.168.21.0/26"}}"#;
    let problem = format!("assigns `{shared}`, like {CLUSTER}, and may be on its segment: that is {route}");
    let expected = format!("warn: `spec.config.ipam.subnet`: {problem}; {help} [ceph-network-copied]");
    assert_eq!(found_in(&theirs, own), [expected]);
}

#[test]
fn a_range_that_only_a_file_on_the_nodes_knows_is_reported() {
    let problem = "`range` is not set, so a file on the nodes may set it to that of a Ceph network";
    for ipam in [r#""configuration_path":"/etc/x.conf""#, r#""exclude":["10.0.0.0/28"]"#] {
        let config = format!(r#"{{"type":"macvlan","master":"eth9","ipam":{{"type":"whereabouts",{ipam}}}}}"#);
        is_reported(&config, "warn", ".ipam", problem, "set `range`");
    }
}

#[test]
fn keys_that_go_merges_are_no_way_to_hide_a_copy() {
    let problem = "is also set in another case, and plugins read both, so it may copy a Ceph network";
    let static_ipam = r#""ipam":{"type":"static","addresses":[{"address":"192.168.21.7/24"}]}"#;
    for (config, key) in [
        (format!(r#"{{{ON_VLAN},{static_ipam},"IPAM":{{"type":"static"}}}}"#), ".ipam"),
        (format!(r#"{{"plugins":[{{{ON_VLAN},"MASTER":"eth9",{static_ipam}}}]}}"#), ".plugins[0].master"),
    ] {
        is_reported(&config, "deny", key, problem, "keep one of the keys");
    }
}

#[test]
fn an_address_that_whereabouts_finds_taken_on_another_segment_is_reported() {
    let config = |more: &str| {
        format!(
            r#"{{"type":"macvlan","master":"eth9","ipam":{{"type":"whereabouts","range":"192.168.21.0/25"{more}}}}}"#
        )
    };
    let problem =
        format!("blocks `192.168.21.1-192.168.21.126` for {CLUSTER}, because Whereabouts reserves each address once");
    is_reported(&config(""), "warn", ".ipam.range", &problem, "use other addresses, or a `network_name`");
    assert_eq!(found(&config(r#","network_name":"shop""#)), [""; 0]);
    assert_eq!(found(&config(r#","enable_overlapping_ranges":false"#)), [""; 0]);
}

#[test]
fn a_range_whose_addresses_are_free_does_not_hide_one_whose_are_taken() {
    let mut inventory = inventory(ON_ETH0, ON_VLAN);
    let excludes = r#"{"cniVersion":"0.3.1","type":"macvlan","master":"eth0.100","ipam":{"type":"whereabouts","range":"192.168.21.0/24","exclude":["192.168.21.0/25"]}}"#;
    inventory[2] = nad("rook-ceph", "cluster-net", excludes);
    let config = r#"{"type":"macvlan","master":"eth9","ipam":{"type":"whereabouts","ipRanges":[{"range":"192.168.21.0/26"},{"range":"192.168.21.128/26"}]}}"#;
    let problem =
        format!("blocks `192.168.21.129-192.168.21.190` for {CLUSTER}, because Whereabouts reserves each address once");
    let help = "use other addresses, or a `network_name`";
    let expected = format!("warn: `spec.config.ipam.ipRanges[1].range`: {problem}; {help} [ceph-network-copied]");
    assert_eq!(found_in(&inventory, config), [expected]);
}

#[test]
fn a_chain_within_a_chain_of_multus_is_no_way_to_hide_a_copy() {
    let plugin = r#"{"type":"macvlan","master":"eth0.100","ipam":{"type":"static","addresses":[{"address":"192.168.21.7/24"}]}}"#;
    let config = format!(r#"{{"type":"multus","delegates":[{{"name":"x","plugins":[{plugin}]}}]}}"#);
    let problem = format!("assigns `192.168.21.7` on VLAN `100` of `eth0`, like {CLUSTER}");
    is_reported(&config, "deny", ".delegates[0].plugins[0].ipam.addresses", &problem, OTHERS);
}

#[test]
fn a_plugin_calls_others_by_keys_in_any_letters_that_go_takes_for_the_same() {
    let plugin = r#"{"type":"macvlan","master":"eth0.100","ipam":{"type":"static","addresses":[{"address":"192.168.21.7/24"}]}}"#;
    let problem = format!("assigns `192.168.21.7` on VLAN `100` of `eth0`, like {CLUSTER}");
    for key in ["delegates", "DELEGATES", "delegate\u{17f}"] {
        let config = format!(r#"{{"type":"multus","{key}":[{plugin}]}}"#);
        is_reported(&config, "deny", &format!(".{key}[0].ipam.addresses"), &problem, OTHERS);
    }
}

#[test]
fn plugins_that_call_each_other_without_end_are_rejected() {
    let nested = |depth: usize| {
        let inner = String::from(r#"{"type":"macvlan","master":"eth9"}"#);
        (0..depth).fold(inner, |inner, _| format!(r#"{{"type":"multus","delegates":[{{}},{inner}]}}"#))
    };
    assert_eq!(found(&nested(4)), [""; 0]);
    let problem = "has plugins that call each other more than 4 deep, so it may copy a Ceph network";
    is_reported(&nested(5), "deny", "", problem, "use a shorter config that Multus can read");
}

#[test]
fn multus_as_a_plugin_attaches_to_no_cluster_network() {
    let problem = format!("attaches every pod to {CLUSTER}");
    for (config, path) in [
        (r#"{"type":"multus","clusterNetwork":"cluster-net","multusNamespace":"rook-ceph"}"#, ".clusterNetwork"),
        (r#"{"type":"m","ClusterNetwork":"cluster-net","MULTUSNAMESPACE":"rook-ceph"}"#, ".clusterNetwork"),
        (
            r#"{"plugins":[{"type":"multus","defaultNetworks":["x","cluster-net"],"multusNamespace":"rook-ceph"}]}"#,
            ".plugins[0].defaultNetworks[1]",
        ),
    ] {
        is_reported(config, "deny", path, &problem, "remove it");
    }
    for config in [
        r#"{"type":"multus","clusterNetwork":"cluster-net"}"#,
        r#"{"type":"multus","clusterNetwork":"/etc/cni/cluster-net","multusNamespace":"rook-ceph"}"#,
        // Clients of every kind may be there.
        r#"{"type":"multus","clusterNetwork":"public-net","multusNamespace":"rook-ceph"}"#,
    ] {
        assert_eq!(found(config), [""; 0], "{config}");
    }
}

#[test]
fn a_trunk_and_the_default_vlan_of_a_bridge_are_what_they_are_to_the_plugin() {
    let ipam = r#""ipam":{"type":"host-local","subnet":"192.168.21.0/24"}"#;
    let on = |ceph: &str, port: &str| {
        let config = format!(r#"{{"type":"bridge","bridge":"br1",{port},{ipam}}}"#);
        found_in(&inventory(ON_ETH0, ceph), &config).iter().any(|finding| finding.starts_with("deny: "))
    };
    let tagged = r#""type":"bridge","bridge":"br1","vlan":100"#;
    for port in [r#""vlanTrunk":[{"ID":100}]"#, r#""vlanTrunk":[{"minid":2,"maxid":200}]"#, r#""VLAN":100"#] {
        assert!(on(tagged, port), "{port}");
    }
    assert!(!on(tagged, r#""vlanTrunk":[{"id":101}]"#));
    for untagged in [r#""type":"bridge","bridge":"br1""#, r#""type":"macvlan","master":"br1""#] {
        for port in [r#""vlan":1"#, r#""vlan":0"#, r#""vlan":5,"vlanTrunk":[{"id":1}]"#] {
            assert!(on(untagged, port), "{untagged} {port}");
        }
        assert!(!on(untagged, r#""vlan":5,"vlanTrunk":[{"id":2}]"#), "{untagged}");
    }
}

#[test]
fn a_nad_that_keeps_the_lock_of_whereabouts_is_rejected() {
    let config = |more: &str| {
        format!(r#"{{"type":"macvlan","master":"eth9","ipam":{{"type":"whereabouts","range":"10.9.0.0/24"{more}}}}}"#)
    };
    // The first network by name that waits.
    let waits = |seconds: &str, when: &str| {
        format!("keeps the lock of Whereabouts for {seconds} s {when}, also from {CLUSTER}")
    };
    let (always, failed) = ("at every allocation", "if a node fails");
    for (more, level, key, problem) in [
        (r#","sleep_for_race":100000"#, "deny", "sleep_for_race", waits("100000", always)),
        (r#","sleep_for_race":1e5"#, "deny", "sleep_for_race", waits("100000", always)),
        (r#","sleep_for_race":11,"node_slice_size":"/28""#, "deny", "sleep_for_race", waits("11", always)),
        (r#","sleep_for_race":10"#, "warn", "sleep_for_race", waits("10", always)),
        (
            r#","sleep_for_race":4,"ipRanges":[{"range":"10.8.0.0/24"},{"range":"10.7.0.0/24"}]"#,
            "deny",
            "sleep_for_race",
            waits("12", always),
        ),
        (r#","leader_lease_duration":61000"#, "deny", "leader_lease_duration", waits("61", failed)),
        (
            r#","sleep_for_race":1,"leader_lease_duration":2000000000,"leader_renew_deadline":1000000000"#,
            "deny",
            "leader_lease_duration",
            waits("2000000", failed),
        ),
        // Go's product of it and a million is positive.
        (r#","leader_lease_duration":-18446744000000"#, "deny", "leader_lease_duration", waits("73", failed)),
    ] {
        is_reported(&config(more), level, &format!(".ipam.{key}"), &problem, "remove it");
    }
    for more in [
        "",
        r#","sleep_for_race":-5"#,
        r#","leader_lease_duration":60000,"leader_renew_deadline":40000,"leader_retry_period":5000"#,
        // Whereabouts crashes before it has the lock.
        r#","leader_lease_duration":900000,"leader_renew_deadline":900000"#,
    ] {
        assert_eq!(found(&config(more)), [""; 0], "{more}");
    }
    // Nothing of Ceph waits for it.
    let others = [
        nad("rook-ceph", "public-net", r#"{"type":"macvlan","master":"eth0","ipam":{"type":"dhcp"}}"#),
        nad("rook-ceph", "cluster-net", r#"{"type":"macvlan","master":"eth1","ipam":{"type":"dhcp"}}"#),
    ];
    let inventory = [vec![cluster()], others.to_vec()].concat();
    assert_eq!(found_in(&inventory, &config(r#","sleep_for_race":100000"#)), [""; 0]);
}

#[test]
fn a_link_of_ceph_is_not_taken_whatever_the_addresses() {
    let other = r#""ipam":{"type":"host-local","subnet":"10.0.0.0/24"}"#;
    let (on_eth0, on_vlan) = ("`eth0`", "VLAN `100` of `eth1`");
    let moves = |segment: &str, title: &str| format!("moves {segment} into a pod, away from {title}");
    let interface = "use another host interface";
    let inventory = inventory(ON_ETH0, r#""type":"macvlan","master":"eth1.100""#);
    for (plugin, level, key, problem, help) in [
        (r#""type":"host-device","device":"eth0""#, "deny", "device", moves(on_eth0, PUBLIC), interface),
        (r#""type":"host-device","device":"eth1""#, "deny", "device", moves("`eth1`", CLUSTER), interface),
        (r#""type":"host-device","device":"eth1.100""#, "deny", "device", moves(on_vlan, CLUSTER), interface),
        (
            r#""type":"bond","links":[{"name":"eth5"},{"name":"eth1"}]"#,
            "deny",
            "links",
            moves("`eth1`", CLUSTER),
            interface,
        ),
        (
            r#""type":"macvlan","mode":"passthru","master":"eth0""#,
            "deny",
            "master",
            format!("takes `eth0` for one pod by `passthru`, away from {PUBLIC}"),
            interface,
        ),
        (
            r#""type":"macvlan","mode":"passthru","master":"eth1""#,
            "warn",
            "master",
            format!("gives one pod `eth1` by `passthru`, the parent of {CLUSTER}"),
            interface,
        ),
        (
            r#""type":"ipvlan","master":"eth0""#,
            "warn",
            "master",
            format!("macvlan and ipvlan cannot share `eth0`, the interface of {PUBLIC}"),
            "use another host interface, or the same plugin",
        ),
        (
            r#""type":"vlan","master":"eth1","vlanId":100"#,
            "warn",
            "master",
            format!("takes {on_vlan} for one pod, away from {CLUSTER}"),
            "use another host interface or VLAN",
        ),
    ] {
        let expected = format!("{level}: `spec.config.{key}`: {problem}; {help} [ceph-network-copied]");
        assert_eq!(found_in(&inventory, &format!("{{{plugin},{other}}}")), [expected.as_str()], "{plugin}");
        if level == "deny" {
            assert_eq!(found_in(&inventory, &format!("{{{plugin}}}")), [expected], "{plugin} without addresses");
        }
    }
    for plugin in [
        r#""type":"host-device","device":"eth5""#,
        r#""type":"host-device","device":"eth1.5""#,
        r#""type":"bond","linksInContainer":true,"links":[{"name":"eth0"}]"#,
        r#""type":"ipvlan","master":"eth1""#,
        r#""type":"vlan","master":"eth1","vlanId":5"#,
        r#""type":"macvlan","mode":"bridge","master":"eth0""#,
    ] {
        assert_eq!(found_in(&inventory, &format!("{{{plugin},{other}}}")), [""; 0], "{plugin}");
    }
}

#[test]
fn two_networks_with_one_ippool_are_one() {
    let with = |ipam: &str| {
        let mut inventory = inventory(ON_ETH0, ON_VLAN);
        let config = format!(r#"{{{ON_VLAN},"ipam":{{"type":"whereabouts",{ipam}}}}}"#);
        inventory[2] = nad("rook-ceph", "cluster-net", &config);
        inventory
    };
    let own = |ipam: &str| {
        format!(r#"{{"name":"x","type":"macvlan","master":"eth9","ipam":{{"type":"whereabouts",{ipam}}}}}"#)
    };
    let v6 = with(r#""range":"2001:db8:abcd::/64""#);
    let object = format!(
        "deny: `spec.config.ipam.range`: uses the IPPool `2001-db8-abcd---64` of {CLUSTER}; {OTHERS} [ceph-network-copied]"
    );
    assert_eq!(found_in(&v6, &own(r#""range":"abcd::/64","network_name":"2001-db8""#)), [object]);
    assert_eq!(found_in(&v6, &own(r#""range":"abcd::/64","network_name":"2001-db9""#)), [""; 0]);

    let sliced = with(r#""range":"192.168.21.0/24","node_slice_size":"/28","network_name":"ceph""#);
    let slice = format!(
        "deny: `spec.config.ipam.range`: uses the IPPool `ceph-node1-192.168.21.16-28` that a node may have of {CLUSTER}; {OTHERS} [ceph-network-copied]"
    );
    assert_eq!(found_in(&sliced, &own(r#""range":"192.168.21.16/28","network_name":"ceph-node1""#)), [slice]);
    for other in [
        r#""range":"192.168.21.0/27","network_name":"ceph-node1""#,
        r#""range":"192.168.22.0/28","network_name":"ceph-node1""#,
        r#""range":"192.168.21.0/28","network_name":"cephalo""#,
        r#""range":"192.168.21.0/28","network_name":"shop""#,
        r#""range":"10.9.0.0/24","network_name":"shop","node_slice_size":"/28""#,
    ] {
        assert_eq!(found_in(&sliced, &own(other)), [""; 0], "{other}");
    }
    let name = |name: &str, path: &str| {
        let problem = format!("uses the name `{name}` of the node slices of {CLUSTER}, which need one range");
        format!("warn: `spec.config.{path}`: {problem}; use another `network_name` [ceph-network-copied]")
    };
    let network = name("ceph", "ipam.network_name");
    for other in [
        r#""range":"10.9.0.0/24","network_name":"ceph","node_slice_size":"/28""#,
        r#""range":"10.9.0.0/24","network_name":"ceph""#,
    ] {
        assert_eq!(found_in(&sliced, &own(other)), [network.as_str()], "{other}");
    }
    let config = own(r#""range":"10.9.0.0/24","node_slice_size":"/28""#).replace(r#""name":"x""#, r#""name":"ceph""#);
    assert_eq!(found_in(&sliced, &config), [name("ceph", "name")]);

    // Without a `network_name` the pools of nodes begin with the name of a node.
    let unnamed = with(r#""range":"192.168.21.0/24","node_slice_size":"/28""#);
    let node = format!(
        "warn: `spec.config.ipam.range`: uses the IPPool `node1-192.168.21.0-28` that a node may have of {CLUSTER}; {OTHERS} [ceph-network-copied]"
    );
    assert_eq!(found_in(&unnamed, &own(r#""range":"192.168.21.0/28","network_name":"node1""#)), [node]);
}

#[test]
fn routes_of_nodes_to_addresses_of_ceph_are_reported() {
    let routed = |common: &str, title: &str| format!("makes nodes send `{common}` to its pods instead of {title}");
    for (config, key, problem) in [
        (
            r#"{"type":"ptp","ipam":{"type":"static","addresses":[{"address":"192.168.21.7/24"}]}}"#,
            "addresses",
            routed("192.168.21.7", CLUSTER),
        ),
        (
            r#"{"type":"ptp","ipam":{"type":"host-local","subnet":"192.168.20.0/24"}}"#,
            "subnet",
            routed("192.168.20.1-192.168.20.254", PUBLIC),
        ),
        (
            r#"{"type":"bridge","bridge":"x0","isGateway":true,"ipam":{"type":"host-local","subnet":"192.168.20.0/25","rangeStart":"192.168.20.100"}}"#,
            "subnet",
            routed("192.168.20.1-192.168.20.127", PUBLIC),
        ),
        (
            r#"{"type":"cnv-bridge","bridge":"x0","isDefaultGateway":true,"ipam":{"type":"static","addresses":[{"address":"192.168.0.7/16"}]}}"#,
            "addresses",
            routed("192.168.21.1-192.168.21.254", CLUSTER),
        ),
    ] {
        let expected = format!("warn: `spec.config.ipam.{key}`: {problem}; {OTHERS} [ceph-network-copied]");
        assert!(found(config).contains(&expected), "{config} {:?}", found(config));
    }
    for config in [
        r#"{"type":"ptp","ipam":{"type":"host-local","subnet":"10.0.0.0/24"}}"#,
        r#"{"type":"bridge","bridge":"x0","ipam":{"type":"host-local","subnet":"192.168.20.0/25"}}"#,
        r#"{"type":"bridge","bridge":"x0","isGateway":false,"ipam":{"type":"host-local","subnet":"192.168.20.0/25"}}"#,
        r#"{"type":"dummy","ipam":{"type":"host-local","subnet":"192.168.20.0/25"}}"#,
    ] {
        assert_eq!(found(config), [""; 0], "{config}");
    }
}

#[test]
fn a_port_of_open_vswitch_without_a_vlan_is_a_trunk_of_all() {
    let ovs = |more: &str, address: &str| {
        format!(
            r#"{{"type":"ovs","bridge":"br1"{more},"ipam":{{"type":"static","addresses":[{{"address":"{address}"}}]}}}}"#
        )
    };
    let tagged = inventory(ON_ETH0, r#""type":"ovs","bridge":"br1","vlan":100"#);
    let problem = format!("is on `br1` without `vlan`, so it has the VLAN of {CLUSTER}");
    let open = format!("warn: `spec.config.bridge`: {problem}; set `vlan` or `trunk` [ceph-network-copied]");
    for address in ["192.168.21.7/24", "10.0.0.7/24"] {
        assert_eq!(found_in(&tagged, &ovs("", address)), [open.as_str()], "{address}");
        assert_eq!(found_in(&tagged, &ovs(r#","vlan":5"#, address)), [""; 0], "{address}");
    }
    let untagged = inventory(ON_ETH0, r#""type":"ovs","bridge":"br1""#);
    assert_eq!(found_in(&untagged, &ovs(r#","vlan":5"#, "192.168.21.7/24")), [""; 0]);
    // Beside the public network there are clients.
    let public = inventory(r#""type":"ovs","bridge":"br1","vlan":100"#, ON_VLAN);
    assert_eq!(found_in(&public, &ovs("", "10.0.0.7/24")), [""; 0]);
}

#[test]
fn a_bridge_of_openshift_virtualization_is_a_bridge() {
    let common = r#""ipam":{"type":"static","addresses":[{"address":"192.168.21.7/24"}]}"#;
    for (ceph, own, segment) in [
        ("", r#""vlan":1"#, "`br1`"),
        (r#","vlan":100"#, r#""vlanTrunk":[{"id":100}]"#, "`br1`"),
        ("", r#""vlan":5,"preserveDefaultVlan":true"#, "VLAN `5` of `br1`"),
    ] {
        let inventory = inventory(ON_ETH0, &format!(r#""type":"bridge","bridge":"br1"{ceph}"#));
        let problem = format!("assigns `192.168.21.7` on {segment}, like {CLUSTER}");
        let expected = format!("deny: `spec.config.ipam.addresses`: {problem}; {OTHERS} [ceph-network-copied]");
        for kind in ["bridge", "cnv-bridge"] {
            let config = format!(r#"{{"type":"{kind}","bridge":"br1",{own},{common}}}"#);
            assert_eq!(found_in(&inventory, &config), [expected.as_str()], "{config}");
        }
    }
}

#[test]
fn networks_of_kube_ovn_with_one_provider_are_one() {
    let config = |provider: &str| format!(r#"{{"type":"kube-ovn","server_socket":"/run/x","provider":"{provider}"}}"#);
    let mut inventory = inventory(ON_ETH0, ON_VLAN);
    inventory[2] = nad("rook-ceph", "cluster-net", &config("cluster-net.rook-ceph.ovn"));
    let problem = format!(
        "is on provider `cluster-net.rook-ceph.ovn`, like {CLUSTER}, and its addresses are not known (without IPAM)"
    );
    let help = "use another host interface, VLAN or IPAM";
    let expected = format!("warn: `spec.config.provider`: {problem}; {help} [ceph-network-copied]");
    assert_eq!(found_in(&inventory, &config("cluster-net.rook-ceph.ovn")), [expected]);
    assert_eq!(found_in(&inventory, &config("edge-net.shop.ovn")), [""; 0]);
}

#[test]
fn a_localnet_of_ovn_kubernetes_is_what_it_is_connected_to() {
    let ovn = |topology: &str, more: &str| {
        format!(
            r#"{{"cniVersion":"1.0.0","type":"ovn-k8s-cni-overlay","topology":"{topology}",{more},"subnets":"192.168.21.0/24"}}"#
        )
    };
    let of = |ceph: &str, own: &str| {
        let mut inventory = inventory(ON_ETH0, ON_VLAN);
        inventory[2] = nad("rook-ceph", "cluster-net", ceph);
        found_in(&inventory, own)
    };
    let copy = |segment: &str| {
        let problem = format!("assigns `192.168.21.0-192.168.21.255` on {segment}, like {CLUSTER}");
        [format!("deny: `spec.config.subnets`: {problem}; {OTHERS} [ceph-network-copied]")]
    };
    let storage = ovn("localnet", r#""name":"storage","vlanID":100"#);
    let mine =
        |vlan: u16| ovn("localnet", &format!(r#""name":"mine","physicalNetworkName":"storage","vlanID":{vlan}"#));
    assert_eq!(of(&storage, &mine(100)), copy("VLAN `100` of physical network `storage`"));
    assert_eq!(of(&storage, &mine(101)), [""; 0]);
    assert_eq!(of(&ovn("layer2", r#""name":"storage""#), &mine(100)), [""; 0]);
    let layer2 = |name: &str| ovn("layer2", &format!(r#""name":"{name}""#));
    assert_eq!(of(&layer2("ceph-net"), &layer2("ceph.net")), copy("OVN network `ceph.net`"));
}

#[test]
fn networks_of_ovn_kubernetes_know_no_namespaces() {
    let ovn = |name: &str, subnets: &str| {
        format!(
            r#"{{"cniVersion":"1.0.0","type":"ovn-k8s-cni-overlay","topology":"localnet","name":"{name}","subnets":"{subnets}"}}"#
        )
    };
    let mut inventory = inventory(ON_ETH0, ON_VLAN);
    inventory[2] = nad("rook-ceph", "cluster-net", &ovn("storage", "192.168.21.0/24"));
    let of = |name: &str, subnets: &str| found_in(&inventory, &ovn(name, subnets));
    let copy = format!(
        "deny: `spec.config.subnets`: assigns `192.168.21.0-192.168.21.255` on OVN network `storage`, like {CLUSTER}; use other addresses [ceph-network-copied]"
    );
    assert_eq!(of("storage", "192.168.21.0/24"), [copy.as_str()]);
    assert_eq!(of("storage", "fd00::/64, 192.168.21.0/24/28"), [copy.as_str()]);
    let beside = format!(
        "warn: `spec.config.name`: is on OVN network `storage`, like {CLUSTER}; use another host interface or VLAN [ceph-network-copied]"
    );
    assert_eq!(of("storage", "10.9.0.0/24"), [beside]);
    assert_eq!(of("other", "192.168.21.0/24"), [""; 0]);
}

#[test]
fn a_configuration_that_cannot_be_read_is_rejected() {
    let members: Vec<String> = (0..300).map(|place| format!(r#""k{place}":0"#)).collect();
    let config = format!(r#"{{"type":"macvlan",{}}}"#, members.join(","));
    let findings = found(&config);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].starts_with("deny: `spec.config`: has an object of 301 members"), "{findings:?}");
    let [finding] = found("hello").try_into().unwrap();
    assert!(finding.ends_with("; use a JSON object that Multus can read [ceph-network-copied]"), "{finding}");
    // A file on the nodes is out of sight.
    assert_eq!(found(""), [""; 0]);
}

#[test]
fn what_is_ceph_s_is_no_stranger() {
    let copy = r#"{"cniVersion":"0.3.1","type":"macvlan","master":"eth0.100","ipam":{"type":"whereabouts","range":"192.168.21.0/24"}}"#;
    let mut settings = json!({"inventory": inventory(ON_ETH0, ON_VLAN)});
    for namespace in ["rook-ceph", "shop"] {
        let findings = crate::support::findings(&Value::Null, &nad(namespace, "edge-net", copy), &settings);
        assert_eq!(findings.is_empty(), namespace == "rook-ceph", "{findings:?}");
    }
    settings["monitorNetwork"] = json!("shop/edge-net");
    let findings = crate::support::findings(&Value::Null, &nad("shop", "edge-net", copy), &settings);
    assert!(findings.iter().all(|finding| !finding.contains("ceph-network-copied")), "{findings:?}");
    // Nothing is known of any Ceph network.
    assert_eq!(crate::support::findings(&Value::Null, &nad("shop", "edge-net", copy), &json!({})), [""; 0]);
}

#[test]
fn the_networks_of_an_earlier_moment_are_ceph_s_too() {
    let mut settings = json!({"inventory": [cluster()]});
    let mut before = inventory(ON_ETH0, ON_VLAN);
    settings["previous"] = json!(before.split_off(1));
    let copy = r#"{"type":"macvlan","master":"eth9","ipam":{"type":"whereabouts","range":"192.168.21.0/24"}}"#;
    let findings = crate::support::findings(&Value::Null, &nad("shop", "edge-net", copy), &settings);
    assert_eq!(findings.len(), 1, "{findings:?}");
}

#[test]
fn a_stranger_s_nad_says_nothing_about_the_objects_of_the_admin() {
    let own = inventory(ON_ETH0, ON_VLAN);
    let mut strangers = own.clone();
    for (name, config) in [
        (
            "same-pool-of-another-name",
            r#"{"type":"macvlan","master":"eth0","ipam":{"type":"whereabouts","range":"192.168.21.0/24","network_name":"x"}}"#,
        ),
        (
            "without-check",
            r#"{"type":"macvlan","ipam":{"type":"whereabouts","range":"192.168.20.0/22","enable_overlapping_ranges":false}}"#,
        ),
        ("ipvlan", r#"{"type":"ipvlan","master":"eth0","ipam":{"type":"host-local","subnet":"192.168.20.0/24"}}"#),
        ("broken", "{"),
    ] {
        strangers.push(nad("shop", name, config));
    }
    let mut misspelt = cluster();
    misspelt["spec"]["network"]["selectors"]["public"] = json!("rook-ceph/pubic-net");
    for object in [&own[0], &own[1], &own[2], &misspelt] {
        let findings =
            |inventory: &[Value]| crate::support::findings(&Value::Null, object, &json!({ "inventory": inventory }));
        assert_eq!(findings(&strangers), findings(&own));
        // Nor where the inventory has nothing of Ceph's own but the CephCluster.
        let mut alone = vec![own[0].clone()];
        let without = findings(&alone);
        alone.extend_from_slice(&strangers[3..]);
        assert_eq!(findings(&alone), without);
    }
}
