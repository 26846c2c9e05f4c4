//! The addresses that NADs outside Ceph take from Ceph's networks.

use serde_json::{Value, json};

use super::{CLUSTER, ON_ETH0, ON_VLAN, OTHERS, PUBLIC, found, found_in, inventory, is_reported, nad};

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
