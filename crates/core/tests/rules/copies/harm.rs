//! What harms Ceph without a copy: the lock of Whereabouts, and routes of the nodes.

use serde_json::{Value, json};

use super::{CLUSTER, ON_ETH0, ON_VLAN, OTHERS, PUBLIC, cluster, found, found_in, inventory, is_reported, nad};

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
fn ranges_for_which_an_allocation_has_no_time_are_reported() {
    let config = |ranges: usize, more: &str| {
        let ranges: Vec<String> = (0..ranges).map(|net| format!(r#"{{"range":"10.{net}.0.0/24"}}"#)).collect();
        let ranges = ranges.join(",");
        format!(r#"{{"type":"macvlan","master":"eth9","ipam":{{"type":"whereabouts"{more},"ipRanges":[{ranges}]}}}}"#)
    };
    let lock = |ranges: usize| {
        format!("{ranges} ranges keep the lock of Whereabouts for 10 s at every allocation, also from {CLUSTER}")
    };
    let help = "use at most 14 ranges";
    is_reported(&config(15, ""), "warn", ".ipam.ipRanges", &lock(15), help);
    is_reported(&config(14, r#","range":"10.200.0.0/24""#), "warn", ".ipam.ipRanges", &lock(15), help);
    assert_eq!(found(&config(14, "")), [""; 0]);
    // What is rejected comes first.
    let problem = format!("keeps the lock of Whereabouts for 15 s at every allocation, also from {CLUSTER}");
    is_reported(&config(15, r#","sleep_for_race":1"#), "deny", ".ipam.sleep_for_race", &problem, "remove it");
}

#[test]
fn excludes_among_which_a_search_takes_seconds_are_rejected() {
    let config = |excludes: usize, more: &str| {
        let excludes: Vec<String> =
            (0..excludes).map(|place| format!(r#""10.0.{}.{}""#, place / 256, place % 256)).collect();
        format!(
            r#"{{"type":"dummy","ipam":{{"type":"whereabouts","range":"10.0.0.0/8","exclude":[{}]{more}}}}}"#,
            excludes.join(",")
        )
    };
    let problem = format!("10001 excludes keep the lock of Whereabouts at every allocation, also from {CLUSTER}");
    let help = "exclude networks in place of addresses";
    is_reported(&config(10_001, ""), "deny", ".ipam.exclude[0]", &problem, help);
    assert_eq!(found(&config(10_000, "")), [""; 0]);
    // Excludes have no effect on the slices of nodes.
    assert_eq!(found(&config(10_001, r#","node_slice_size":"/28""#)), [""; 0]);
}

#[test]
fn a_search_for_an_address_that_never_ends_is_rejected() {
    let config = |ipam: &str| {
        format!(r#"{{"type":"macvlan","master":"eth0.100","ipam":{{"type":"whereabouts","network_name":"x",{ipam}}}}}"#)
    };
    let endless = format!("makes Whereabouts search without end, with its lock, also from {CLUSTER}");
    let endless = |key: &str| format!("deny: `spec.config.ipam.{key}`: {endless}; remove it [ceph-network-copied]");
    let on_vlan = format!(
        "warn: `spec.config.master`: is on VLAN `100` of `eth0`, like {CLUSTER}; use another host interface or VLAN [ceph-network-copied]"
    );
    for (ipam, key) in [
        (r#""range":"0.0.0.0/0","exclude":["0.0.0.0/0"]"#, "exclude[0]"),
        (r#""range":"::/0","exclude":["fd00::/8","::/0"]"#, "exclude[1]"),
        (
            r#""range":"10.9.0.0/24","ipRanges":[{"range":"0.0.0.0/0","exclude":["255.255.255.255/0"]}]"#,
            "ipRanges[0].exclude[0]",
        ),
    ] {
        assert_eq!(found(&config(ipam)), [endless(key), on_vlan.clone()], "{ipam}");
    }
    let common = format!(
        "deny: `spec.config.ipam.range`: assigns `192.168.21.1-192.168.21.254` on VLAN `100` of `eth0`, like {CLUSTER}; {OTHERS} [ceph-network-copied]"
    );
    for (ipam, other) in [
        (r#""range":"10.9.0.0/24","exclude":["0.0.0.0/0"]"#, on_vlan),
        (r#""range":"0.0.0.0/0","node_slice_size":"/28","exclude":["0.0.0.0/0"]"#, common.clone()),
    ] {
        assert_eq!(found(&config(ipam)), [other], "{ipam}");
    }
    // It starts over with addresses before the window, which are those of Ceph.
    let blocks = ["0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/9", "192.128.0.0/11", "192.160.0.0/13"]
        .map(|block| format!(r#""{block}""#));
    let window = format!(
        r#""range":"0.0.0.0/0","range_start":"255.255.255.250","exclude":["255.255.255.248/29",{}]"#,
        blocks.join(",")
    );
    assert_eq!(found(&config(&window)), [endless("exclude[0]"), common]);
}

#[test]
fn a_size_of_node_slices_with_which_the_controller_ends_is_rejected() {
    let sliced = |more: &str, range: &str| {
        format!(
            r#"{{"cniVersion":"0.3.1","type":"macvlan","master":"eth0.100","ipam":{{"type":"whereabouts","range":"{range}"{more}}}}}"#
        )
    };
    let ceph = |more: &str| {
        let mut inventory = inventory(ON_ETH0, r#""type":"macvlan""#);
        inventory[2] = nad("rook-ceph", "cluster-net", &sliced(more, "192.168.21.0/24"));
        inventory
    };
    let with_slices = ceph(r#","node_slice_size":"/28","network_name":"ceph""#);
    let own =
        |range: &str, size: &str| sliced(&format!(r#","node_slice_size":"{size}""#), range).replace("eth0.100", "eth9");
    let problem = format!("makes the controller of node slices crash, also for {CLUSTER}");
    let help = "use a shorter prefix, or remove it";
    let crash = format!("deny: `spec.config.ipam.node_slice_size`: {problem}; {help} [ceph-network-copied]");
    for (range, size) in [("10.0.0.0/8", "/128"), ("fd00::/64", "80"), ("10.0.0.0/8", "/60"), ("10.0.0.9/8", "27")] {
        assert_eq!(found_in(&with_slices, &own(range, size)), [crash.as_str()], "{range} {size}");
        assert_eq!(found_in(&ceph(""), &own(range, size)), [""; 0], "{range} {size}");
    }
    for (range, size) in [("10.0.0.0/8", "/26"), ("10.0.0.0/8", "/4"), ("fd00::/64", "/32"), ("10.0.0.0/8", "x")] {
        assert_eq!(found_in(&with_slices, &own(range, size)), [""; 0], "{range} {size}");
    }
}

#[test]
fn a_nad_with_whose_end_the_node_slices_of_ceph_end_is_rejected() {
    let ceph = |members: &str| {
        let mut inventory = inventory(ON_ETH0, ON_VLAN);
        let ipam = format!(r#""ipam":{{"type":"whereabouts","range":"192.168.21.0/24"{members}}}"#);
        inventory[2] =
            nad("rook-ceph", "cluster-net", &format!(r#"{{"cniVersion":"0.3.1","name":"slices",{ON_VLAN},{ipam}}}"#));
        inventory
    };
    let found = |inventory: &[Value], namespace: &str, name: &str, config: &str| -> Vec<String> {
        crate::support::findings(&Value::Null, &nad(namespace, name, config), &json!({ "inventory": inventory }))
    };
    let dummy = r#"{"cniVersion":"0.3.1","type":"dummy"}"#;
    let sliced = r#"{"cniVersion":"0.3.1","type":"macvlan","master":"eth9","ipam":{"type":"whereabouts","network_name":"t1","range":"10.9.0.0/24","node_slice_size":"/27"}}"#;
    let deleted = format!(
        "deny: `metadata.name`: is that of the node slices of {CLUSTER}, which are deleted with this NAD; use another name [ceph-network-copied]"
    );
    for (members, name) in
        [(r#","node_slice_size":"/27""#, "slices"), (r#","node_slice_size":"/27","network_name":"ceph""#, "ceph")]
    {
        for config in [dummy, sliced, ""] {
            assert_eq!(found(&ceph(members), "shop", name, config), [deleted.as_str()], "{name} {config}");
            assert_eq!(found(&ceph(members), "shop", "cluster-net", config), [""; 0], "{name} {config}");
        }
        let of_any = [
            "deny: `spec.config.ipam`: `ipam` is not set, and `dummy` fails without it; set `ipam.type` to `whereabouts` [ipam-missing]",
            "warn: `spec.config.type`: `dummy` does not reach other nodes; use `macvlan` [cni-type-unfit]",
        ];
        assert_eq!(found(&ceph(members), "rook-ceph", name, dummy), of_any, "{name}");
    }
    assert_eq!(found(&ceph(r#","network_name":"ceph""#), "shop", "ceph", dummy), [""; 0]);
}

#[test]
fn routes_of_nodes_to_addresses_of_ceph_are_reported() {
    let routed =
        |common: &str, title: &str| format!("makes nodes take `{common}` for addresses of its pods instead of {title}");
    let wide = r#"{"type":"cnv-bridge","bridge":"x0","isDefaultGateway":true,"ipam":{"type":"static","addresses":[{"address":"192.168.0.7/16"}]}}"#;
    let reported =
        |key: &str, problem: &str| format!("warn: `spec.config.ipam.{key}`: {problem}; {OTHERS} [ceph-network-copied]");
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
        // It takes packets of Ceph's pods for those of its own.
        (
            r#"{"type":"bridge","bridge":"x0","ipMasq":true,"ipam":{"type":"static","addresses":[{"address":"192.168.21.5/32"}]}}"#,
            "addresses",
            routed("192.168.21.5", CLUSTER),
        ),
        (
            r#"{"type":"cnv-bridge","bridge":"x0","ipMasq":true,"ipam":{"type":"host-local","subnet":"192.168.20.0/25"}}"#,
            "subnet",
            routed("192.168.20.1-192.168.20.126", PUBLIC),
        ),
        // Whatever the gateway is.
        (
            r#"{"type":"bridge","bridge":"x0","ipMasq":true,"isGateway":true,"ipam":{"type":"static","addresses":[{"address":"192.168.21.5/24","gateway":"10.9.9.1"}]}}"#,
            "addresses",
            routed("192.168.21.5", CLUSTER),
        ),
    ] {
        assert_eq!(found(config), [reported(key, &problem)], "{config}");
    }
    let both = [("192.168.20.1-192.168.20.254", PUBLIC), ("192.168.21.1-192.168.21.254", CLUSTER)];
    assert_eq!(found(wide), both.map(|(common, title)| reported("addresses", &routed(common, title))));
    for config in [
        r#"{"type":"ptp","ipam":{"type":"host-local","subnet":"10.0.0.0/24"}}"#,
        r#"{"type":"bridge","bridge":"x0","ipam":{"type":"host-local","subnet":"192.168.20.0/25"}}"#,
        r#"{"type":"bridge","bridge":"x0","isGateway":false,"ipam":{"type":"host-local","subnet":"192.168.20.0/25"}}"#,
        r#"{"type":"dummy","ipam":{"type":"host-local","subnet":"192.168.20.0/25"}}"#,
        r#"{"type":"bridge","bridge":"x0","isGateway":true,"ipam":{"type":"static","addresses":[{"address":"192.168.21.5/24","gateway":"10.9.9.1"}]}}"#,
    ] {
        assert_eq!(found(config), [""; 0], "{config}");
    }
}

#[test]
fn a_gateway_is_an_address_of_the_nodes() {
    let ptp = |ipam: &str| format!(r#"{{"type":"ptp","ipam":{{{ipam}}}}}"#);
    let of_nodes = |common: &str, title: &str| format!("gives nodes `{common}`, an address of {title}");
    for (ipam, key, problem) in [
        (
            r#""type":"whereabouts","range":"10.9.0.0/24","gateway":"192.168.21.7""#,
            "gateway",
            of_nodes("192.168.21.7", CLUSTER),
        ),
        (
            r#""type":"whereabouts","addresses":[{"address":"10.9.0.5/24","gateway":"192.168.20.7"}],"range":"10.8.0.0/24""#,
            "addresses",
            of_nodes("192.168.20.7", PUBLIC),
        ),
        (
            r#""type":"static","addresses":[{"address":"10.9.0.5/24","gateway":"192.168.21.7"}]"#,
            "addresses",
            of_nodes("192.168.21.7", CLUSTER),
        ),
        (
            r#""type":"host-local","subnet":"10.9.0.0/24","gateway":"192.168.21.7""#,
            "gateway",
            of_nodes("192.168.21.7", CLUSTER),
        ),
        (
            r#""type":"host-local","ranges":[[{"subnet":"10.9.0.0/24","gateway":"192.168.21.7"}]]"#,
            "ranges[0][0].gateway",
            of_nodes("192.168.21.7", CLUSTER),
        ),
        // Without one, host-local takes the first address.
        (
            r#""type":"host-local","subnet":"192.168.20.0/22","rangeStart":"192.168.22.5""#,
            "subnet",
            of_nodes("192.168.20.1", PUBLIC),
        ),
    ] {
        is_reported(&ptp(ipam), "warn", &format!(".ipam.{key}"), &problem, "use another gateway");
    }
    // A bridge has a route to the network of the gateway, and not to that of the addresses.
    let bridge = |ipam: &str| format!(r#"{{"type":"bridge","bridge":"br1","isGateway":true,"ipam":{{{ipam}}}}}"#);
    let elsewhere = bridge(r#""type":"whereabouts","range":"10.9.0.0/24","gateway":"192.168.21.200""#);
    let problem =
        format!("makes nodes take `192.168.21.1-192.168.21.254` for addresses of its pods instead of {CLUSTER}");
    is_reported(&elsewhere, "warn", ".ipam.gateway", &problem, OTHERS);
    let addresses = bridge(r#""type":"static","addresses":[{"address":"192.168.21.0/24","gateway":"10.9.0.1"}]"#);
    assert_eq!(found(&addresses), [""; 0]);
    // On the bridge of Ceph two hosts then have one address.
    let shared = inventory(ON_ETH0, r#""type":"bridge","bridge":"br1""#);
    let of_bridge = |common: &str, key: &str| {
        let problem = format!("gives nodes `{common}` on `br1`, an address of {CLUSTER}");
        [format!("deny: `spec.config.ipam.{key}`: {problem}; use another gateway [ceph-network-copied]")]
    };
    assert_eq!(found_in(&shared, &elsewhere), of_bridge("192.168.21.200", "gateway"));
    let first = bridge(r#""type":"static","addresses":[{"address":"192.168.21.0/25"}]"#);
    assert_eq!(found_in(&shared, &first), of_bridge("192.168.21.1", "addresses"));
    for config in [
        ptp(r#""type":"static","addresses":[{"address":"10.9.0.5/24","gateway":"10.9.0.1"}]"#),
        ptp(r#""type":"static","addresses":[{"address":"192.168.21.0/24"}]"#),
        elsewhere.replace("isGateway", "ipMasq"),
        elsewhere.replace("bridge", "macvlan"),
    ] {
        assert_eq!(found(&config), [""; 0], "{config}");
    }
}
