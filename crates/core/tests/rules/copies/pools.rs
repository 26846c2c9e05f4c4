//! The IPPools that NADs outside Ceph take from Ceph's networks.

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
