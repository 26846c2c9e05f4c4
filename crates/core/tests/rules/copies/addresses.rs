//! The pools and addresses that NADs and pods outside Ceph take from Ceph's networks.

use serde_json::{Value, json};

use super::{CLUSTER, ON_ETH0, ON_VLAN, OTHERS, PUBLIC, found, found_in, inventory, is_reported, nad};

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
    let help = "attach pods to `rook-ceph/public-net` itself, or add the CephCluster of this namespace to `inventory`";
    is_reported(config, "deny", ".ipam.range", &format!("assigns addresses of the pool of {PUBLIC}"), help);
}

#[test]
fn a_part_of_the_pool_that_ceph_does_not_assign_is_free() {
    let config = |plugin: &str, ipam: &str| format!(r#"{{{plugin},"ipam":{{"type":"whereabouts",{ipam}}}}}"#);
    for name in ["", r#","network_name":"ceph""#] {
        let with_name = |ipam: &str| format!("{ipam}{name}");
        let ceph = |net: u8, ipam: &str| {
            with_name(&format!(r#""range":"192.168.{net}.0/24","range_start":"192.168.{net}.10"{ipam}"#))
        };
        let mut inventory = inventory(ON_ETH0, ON_VLAN);
        let public = config(ON_ETH0, &ceph(20, r#","range_end":"192.168.20.99""#));
        inventory[1] = nad("rook-ceph", "public-net", &public);
        let cluster = config(ON_VLAN, &ceph(21, r#","exclude":["192.168.21.128/25"]"#));
        inventory[2] = nad("rook-ceph", "cluster-net", &cluster);
        let found = |plugin: &str, ipam: &str| found_in(&inventory, &config(plugin, &with_name(ipam)));
        for ipam in [
            r#""range":"192.168.20.0/24","range_start":"192.168.20.150","range_end":"192.168.20.200""#,
            r#""range":"192.168.20.150-192.168.20.200/24""#,
            r#""range":"192.168.20.0/24","exclude":["192.168.20.0/25"]"#,
        ] {
            assert_eq!(found(ON_ETH0, ipam), [""; 0], "{ipam}");
            assert_eq!(found(r#""type":"macvlan","master":"eth9""#, ipam), [""; 0], "{ipam}");
        }
        let beside = format!(
            "warn: `spec.config.master`: is on VLAN `100` of `eth0`, like {CLUSTER}; use another host interface or VLAN [ceph-network-copied]"
        );
        let free = r#""range":"192.168.21.0/24","range_start":"192.168.21.200""#;
        assert_eq!(found(ON_VLAN, free), [beside]);
        let pool = format!("assigns addresses of the pool of {PUBLIC}");
        let help =
            "attach pods to `rook-ceph/public-net` itself, or add the CephCluster of this namespace to `inventory`";
        let copied = format!("deny: `spec.config.ipam.range`: {pool}; {help} [ceph-network-copied]");
        for ipam in [
            r#""range":"192.168.20.0/24","range_start":"192.168.20.99","range_end":"192.168.20.200""#,
            r#""range":"192.168.20.0/24","range_start":"192.168.20.x","range_end":"192.168.20.200""#,
            // With slices a window has no effect.
            r#""range":"192.168.20.0/24","range_start":"192.168.20.150","node_slice_size":"/28""#,
        ] {
            assert_eq!(found(ON_ETH0, ipam), [copied.as_str()], "{ipam}");
        }
    }
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
fn addresses_of_nodes_on_a_public_network_are_like_those_of_ceph() {
    let settings = json!({"inventory": inventory(ON_ETH0, ON_VLAN), "nodeRanges": ["192.168.29.0/24"]});
    let found = |config: &str| crate::support::findings(&Value::Null, &nad("shop", "edge-net", config), &settings);
    let help = "use other addresses, or attach pods to `rook-ceph/public-net` itself";
    for (ipam, key, common) in [
        (r#""type":"whereabouts","range":"192.168.29.0/24""#, "range", "192.168.29.1-192.168.29.254"),
        (
            r#""type":"host-local","subnet":"192.168.29.0/24","rangeStart":"192.168.29.5","rangeEnd":"192.168.29.5""#,
            "subnet",
            "192.168.29.5",
        ),
    ] {
        let problem = format!("assigns `{common}` on `eth0`, like nodes on {PUBLIC}");
        let expected = format!("deny: `spec.config.ipam.{key}`: {problem}; {help} [ceph-network-copied]");
        assert_eq!(found(&format!(r#"{{{ON_ETH0},"ipam":{{{ipam}}}}}"#)), [expected], "{ipam}");
        // Elsewhere they harm nothing.
        assert_eq!(found(&format!(r#"{{"type":"macvlan","master":"eth9","ipam":{{{ipam}}}}}"#)), [""; 0], "{ipam}");
    }
    let own = r#""ipam":{"type":"host-local","subnet":"192.168.29.0/24"}"#;
    let taken = format!(
        "warn: `spec.config.ipam.subnet`: makes nodes take `192.168.29.0-192.168.29.255` for addresses of its pods instead of nodes on {PUBLIC}; {OTHERS} [ceph-network-copied]"
    );
    assert_eq!(found(&format!(r#"{{"type":"bridge","bridge":"br9","isGateway":true,{own}}}"#)), [taken.as_str()]);
    let unclear = format!(
        "warn: `spec.config.ipam.subnet`: assigns `192.168.29.1-192.168.29.254`, like nodes on {PUBLIC}, and may be on its segment: it takes the interface of the default route; use other addresses, or set the interface [ceph-network-copied]"
    );
    assert_eq!(found(&format!(r#"{{"type":"macvlan",{own}}}"#)), [unclear]);
    // Nodes have none on the cluster network.
    let beside = format!(
        "warn: `spec.config.master`: is on VLAN `100` of `eth0`, like {CLUSTER}; use another host interface or VLAN [ceph-network-copied]"
    );
    assert_eq!(found(&format!("{{{ON_VLAN},{own}}}")), [beside]);
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
fn a_name_that_is_the_beginning_of_an_address_is_no_way_to_reserve_it() {
    let with = |range: &str, name: &str| {
        format!(
            r#"{{"type":"macvlan","master":"MASTER","ipam":{{"type":"whereabouts","range":"{range}","network_name":"{name}"}}}}"#
        )
    };
    for (theirs, own, reserved) in [
        (("fd00:20::/64", ""), ("20::/120", "fd00"), Some("fd00:20::1-fd00:20::fe")),
        (("fd00:20::/120", ""), ("20::/16", "fd00"), Some("fd00:20::1-fd00:20::fe")),
        (("fd00:20:1::/120", ""), ("1::/121", "fd00-20"), Some("fd00:20:1::1-fd00:20:1::7e")),
        (("20::/120", "fd00"), ("fd00:20::/64", ""), Some("fd00:20::1-fd00:20::fe")),
        (("fd00:20::/120", "ceph"), ("20::/121", "ceph-fd00"), Some("fd00:20::1-fd00:20::7e")),
        (("fd00:20::/64", ""), ("::20:0/120", "fd00"), None),
        (("fd00:20::/64", ""), ("20:1:2:3:4:5:6:0/120", "fd00"), None),
        (("fd00:20::/64", ""), ("20::/120", "fd01"), None),
        (("fd00:20::/64", ""), ("21::/120", "fd00"), None),
        (("fd00:20::/64", ""), ("fd00:20::/120", "shop"), None),
        (("fd00:20::/64", ""), ("20::/120", "shop-fd00"), None),
        (("192.168.21.0/24", ""), ("10.0.0.0/24", "fd00"), None),
    ] {
        let mut inventory = inventory(ON_ETH0, ON_VLAN);
        inventory[2] = nad("rook-ceph", "cluster-net", &with(theirs.0, theirs.1).replace("MASTER", "eth0.100"));
        let expected = reserved.map(|reserved| {
            let problem = format!("blocks `{reserved}` for {CLUSTER}, because Whereabouts reserves each address once");
            format!("{problem}; use other addresses, or a `network_name` [ceph-network-copied]")
        });
        let found = found_in(&inventory, &with(own.0, own.1).replace("MASTER", "eth9"));
        let found: Vec<_> = found.iter().map(|line| line.split_once("`: ").expect("a path").1.to_owned()).collect();
        assert_eq!(found, Vec::from_iter(expected), "{own:?}");
    }
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
    assert_eq!(found_in(&v6, &own(r#""range":"abcd::/64","network_name":"2001-db8""#)), [object.as_str()]);
    // A range of the same pool with other addresses does not hide it.
    let part = with(r#""range":"2001:db8:abcd::/64","range_end":"2001:db8:abcd::ff""#);
    let both = r#""range":"2001:db8:abcd::/64","range_start":"2001:db8:abcd::100""#;
    let named = r#"{"type":"macvlan","master":"eth9","ipam":{"type":"whereabouts","range":"abcd::/64","network_name":"2001-db8"}}"#;
    let both = format!(r#"{{"plugins":[{},{named}]}}"#, own(both));
    assert_eq!(found_in(&part, &both), [object.replace("config.ipam", "config.plugins[1].ipam")]);
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
    // Without a `network_name` the pools of nodes begin with the name of a node.
    let unnamed = with(r#""range":"192.168.21.0/24","node_slice_size":"/28""#);
    let node = format!(
        "warn: `spec.config.ipam.range`: uses the IPPool `node1-192.168.21.0-28` that a node may have of {CLUSTER}; {OTHERS} [ceph-network-copied]"
    );
    assert_eq!(found_in(&unnamed, &own(r#""range":"192.168.21.0/28","network_name":"node1""#)), [node]);
}

#[test]
fn node_slices_of_one_name_are_those_of_ceph_on_every_segment() {
    let public = r#""range":"192.168.20.0/24","node_slice_size":"/28""#;
    let with = |more: &str| {
        let mut inventory = inventory(ON_ETH0, ON_VLAN);
        let ipam = format!(r#""ipam":{{"type":"whereabouts",{public}{more}}}"#);
        inventory[1] = nad("rook-ceph", "public-net", &format!(r#"{{"name":"ceph",{ON_ETH0},{ipam}}}"#));
        inventory
    };
    let (named, unnamed) = (with(r#","network_name":"ceph""#), with(""));
    let own = |segment: &str, name: &str, more: &str| {
        format!(r#"{{"name":"{name}",{segment},"ipam":{{"type":"whereabouts","range":"10.9.0.0/24"{more}}}}}"#)
    };
    let line = |level: &str, path: &str, problem: &str| {
        [format!("{level}: `spec.config.{path}`: {problem}; use another `network_name` [ceph-network-copied]")]
    };
    let uses = format!("uses the node slices `ceph` of {PUBLIC}");
    let (size, network) = (r#","node_slice_size":"/28""#, r#","network_name":"ceph""#);
    for segment in [r#""type":"macvlan","master":"eth9""#, ON_ETH0] {
        for theirs in [&named, &unnamed] {
            let by_name = own(segment, "ceph", size);
            assert_eq!(found_in(theirs, &by_name), line("deny", "name", &uses), "{by_name}");
            let by_network = own(segment, "x", &format!("{size}{network}"));
            assert_eq!(found_in(theirs, &by_network), line("deny", "ipam.network_name", &uses), "{by_network}");
        }
        // The controller reads what is written, of a chain the first plugin, and the plugin what Multus and libcni make of it.
        let ipam = format!(r#""ipam":{{"type":"whereabouts","range":"10.9.0.0/24"{size}}}"#);
        for by_controller in [
            format!(r#"{{"Name":"ceph",{segment},{ipam}}}"#),
            format!(r#"{{"name":"x","plugins":[{{"NAME":"ceph",{segment},{ipam}}}]}}"#),
        ] {
            assert_eq!(found_in(&unnamed, &by_controller), line("deny", "name", &uses), "{by_controller}");
        }
        // The controller stops at it, and nodes that come get no slice.
        let without = own(segment, "x", network);
        let problem = format!("uses the name `ceph` of the node slices of {PUBLIC}, which need one range");
        assert_eq!(found_in(&named, &without), line("warn", "ipam.network_name", &problem), "{without}");
        assert_eq!(found_in(&unnamed, &without), [""; 0], "{without}");
        assert_eq!(found_in(&named, &own(segment, "x", size)), [""; 0]);
        assert_eq!(found_in(&named, &own(segment, "ceph", "")), [""; 0]);
    }
}

#[test]
fn a_running_pod_hides_no_network_behind_keys_that_only_multus_reads() {
    let path = "metadata.annotations[k8s.v1.cni.cncf.io/networks]";
    let mut settings = json!({"inventory": inventory(ON_ETH0, ON_VLAN)});
    let found = |network: &str, more: &str, settings: &Value| {
        let text = format!(r#"[{{"name":"{network}","namespace":"rook-ceph","interface":"n1"{more}}}]"#);
        let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {
            "name": "client", "namespace": "shop", "annotations": {"k8s.v1.cni.cncf.io/networks": text},
        }, "spec": {}});
        let mut before = pod.clone();
        before["metadata"]["annotations"] = json!({});
        crate::support::findings(&before, &pod, settings)
    };
    let problem = format!("asks for `192.168.20.5`, an address of {PUBLIC}");
    let help = "remove `ips`, or use an address that Whereabouts excludes";
    let pinned = [format!("deny: `{path}`: {problem}; {help} [attachment-pins-address]")];
    let help = "remove `rook-ceph/cluster-net`";
    let problem = format!("only OSDs may be attached to {CLUSTER}");
    let foreign = [format!("deny: `{path}`: {problem}; {help} [foreign-attachment]")];
    let closed = json!({"foreign-public-attachment": "deny"});
    let problem = format!("`rook-ceph/public-net` is {}", &PUBLIC["`rook-ceph/public-net`, ".len()..]);
    let public = [format!("deny: `{path}`: {problem}; remove `rook-ceph/public-net` [foreign-public-attachment]")];
    for hidden in ["", r#","deviceID":5"#, r#","interfaceRequest":[]"#] {
        let ips = format!(r#","ips":["192.168.20.5/24"]{hidden}"#);
        assert_eq!(found("public-net", &ips, &settings), pinned, "{hidden}");
        assert_eq!(found("cluster-net", hidden, &settings), foreign, "{hidden}");
        settings["rules"] = closed.clone();
        assert_eq!(found("public-net", hidden, &settings), public, "{hidden}");
        settings["rules"] = json!({});
    }
    // What neither reads attaches nothing.
    assert_eq!(found("public-net", r#","ips":5"#, &settings), [""; 0]);
}

#[test]
fn a_pod_outside_ceph_asks_for_no_address_that_ceph_assigns() {
    let mut inventory = inventory(ON_ETH0, ON_VLAN);
    let public = r#"{"type":"macvlan","master":"eth0","ipam":{"type":"whereabouts","range":"192.168.20.0/24","exclude":["192.168.20.0/27"]}}"#;
    inventory[1] = nad("rook-ceph", "public-net", public);
    let window =
        r#"{"type":"macvlan","master":"eth0","ipam":{"type":"whereabouts","range":"192.168.20.2-192.168.20.6/24"}}"#;
    inventory.push(nad("rook-ceph", "mon-net", window));
    let settings = json!({"inventory": inventory, "monitorNetwork": "rook-ceph/mon-net"});
    let pod = |annotation: &str, network: &str, ips: &str| {
        let text = format!(r#"[{{{network},"ips":[{ips}]}}]"#);
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {
            "name": "client", "namespace": "shop", "annotations": {annotation: text},
        }, "spec": {}})
    };
    let found = |object: &Value| crate::support::findings(&Value::Null, object, &settings);
    let networks = "k8s.v1.cni.cncf.io/networks";
    let on_public = r#""name":"public-net","namespace":"rook-ceph""#;
    let asks = |path: &str, address: &str, title: &str| {
        let problem = format!("asks for `{address}`, an address of {title}");
        let help = "remove `ips`, or use an address that Whereabouts excludes";
        [format!("deny: `{path}`: {problem}; {help} [attachment-pins-address]")]
    };
    let at_pod = |annotation: &str| format!("metadata.annotations[{annotation}]");
    let window = "`rook-ceph/mon-net`, the network of `monitorNetwork`";
    for (ips, address, title) in [
        (r#""192.168.20.200/24""#, "192.168.20.200", PUBLIC),
        (r#""192.168.20.7/24","192.168.21.7/24""#, "192.168.21.7", CLUSTER),
        (r#""192.168.20.5/24""#, "192.168.20.5", window),
        (r#""::ffff:192.168.20.200""#, "192.168.20.200", PUBLIC),
    ] {
        let pod = pod(networks, on_public, ips);
        assert_eq!(found(&pod), asks(&at_pod(networks), address, title), "{ips}");
        let template = json!({"apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": "client", "namespace": "shop"}, "spec": {"template": pod}});
        let path = format!("spec.template.{}", at_pod(networks));
        assert_eq!(found(&template), asks(&path, address, title), "{ips}");
    }
    let default = "v1.multus-cni.io/default-network";
    let by_default = pod(default, on_public, r#""192.168.20.200/24""#);
    assert_eq!(found(&by_default), asks(&at_pod(default), "192.168.20.200", PUBLIC));
    for (network, ips) in [
        // What Ceph excludes is for others.
        (on_public, r#""192.168.20.7/24""#),
        (on_public, r#""10.9.0.7/24""#),
        (on_public, ""),
        // Another network may have the same addresses.
        (r#""name":"own-net""#, r#""192.168.20.200/24""#),
    ] {
        assert_eq!(found(&pod(networks, network, ips)), [""; 0], "{network} {ips}");
    }
    let mut on_host = pod(networks, on_public, r#""192.168.20.200/24""#);
    on_host["spec"]["hostNetwork"] = json!(true);
    assert_eq!(found(&on_host), [""; 0]);
}

#[test]
fn a_pod_outside_ceph_asks_for_no_address_by_cni_args_that_its_ipam_plugin_assigns() {
    let inventory = |ipam: &str| {
        let mut inventory = inventory(ON_ETH0, ON_VLAN);
        inventory[1] = nad("rook-ceph", "public-net", &format!(r#"{{{ON_ETH0},"ipam":{{{ipam}}}}}"#));
        inventory
    };
    let host_local = inventory(r#""type":"host-local","subnet":"192.168.20.0/24""#);
    let of_static = inventory(r#""type":"static","addresses":[{"address":"192.168.20.9/24"}]"#);
    let whereabouts = inventory(r#""type":"whereabouts","range":"192.168.20.0/24""#);
    let found = |inventory: &[Value], members: &str| {
        let text = format!(r#"[{{"name":"public-net","namespace":"rook-ceph",{members}}}]"#);
        let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {
            "name": "client", "namespace": "shop", "annotations": {"k8s.v1.cni.cncf.io/networks": text},
        }, "spec": {}});
        let settings = json!({"inventory": inventory, "allowedIpamTypes": ["whereabouts", "host-local", "static"]});
        crate::support::findings(&Value::Null, &pod, &settings)
    };
    let asks = |help: &str| {
        let problem = format!("asks for `192.168.20.9`, an address of {PUBLIC}");
        [format!(
            "deny: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: {problem}; {help} [attachment-pins-address]"
        )]
    };
    let (by_args, by_both) =
        (asks("remove `cni-args.ips`"), asks("remove `ips`, or use an address that Whereabouts excludes"));
    for args in [
        r#""cni-args":{"ips":["192.168.20.9"]}"#,
        r#""cni-args":{"ips":["10.0.0.9","192.168.20.9/24"]}"#,
        r#""cni-args":{"IPs":["192.168.20.9"]},"ips":["10.0.0.9"]"#,
    ] {
        for theirs in [&host_local, &of_static] {
            assert_eq!(found(theirs, args), by_args, "{args}");
        }
        // It reads no `cni-args`.
        assert_eq!(found(&whereabouts, args), [""; 0], "{args}");
    }
    for theirs in [&host_local, &of_static, &whereabouts] {
        let both = r#""ips":["192.168.20.9"],"cni-args":{"ips":["192.168.20.9"]}"#;
        assert_eq!(found(theirs, both), by_both);
        for args in [r#""cni-args":{"ips":["10.0.0.9"]}"#, r#""cni-args":{"cni":{"ips":["192.168.20.9"]}}"#] {
            assert_eq!(found(theirs, args), [""; 0], "{args}");
        }
    }
}

#[test]
fn addresses_of_an_earlier_moment_are_ceph_s_for_pods_too() {
    let before = r#"{"type":"macvlan","master":"eth0","ipam":{"type":"whereabouts","range":"192.168.40.0/24"}}"#;
    let settings = json!({
        "inventory": inventory(ON_ETH0, ON_VLAN), "previous": [nad("rook-ceph", "public-net", before)],
    });
    for address in ["192.168.20.9", "192.168.40.9"] {
        let text = format!(r#"[{{"name":"public-net","namespace":"rook-ceph","ips":["{address}/24"]}}]"#);
        let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {
            "name": "client", "namespace": "shop", "annotations": {"k8s.v1.cni.cncf.io/networks": text},
        }, "spec": {}});
        let findings = crate::support::findings(&Value::Null, &pod, &settings);
        assert_eq!(
            findings,
            [format!(
                "deny: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: asks for `{address}`, an address of {PUBLIC}; remove `ips`, or use an address that Whereabouts excludes [attachment-pins-address]"
            )]
        );
    }
}
