//! NADs of flannel, which completes the configuration of the plugin that it calls.

use super::{CLUSTER, ON_ETH0, found, found_in, inventory, is_reported};

fn on_bridge(config: &str) -> Vec<String> {
    found_in(&inventory(ON_ETH0, r#""type":"bridge","bridge":"br1""#), config)
}

#[test]
fn without_an_ipam_type_it_assigns_addresses_by_host_local() {
    let flannel = |ipam: &str| {
        format!(r#"{{"type":"flannel","ipam":{{{ipam}}},"delegate":{{"type":"macvlan","master":"eth0.100"}}}}"#)
    };
    let problem = format!("assigns `192.168.21.1-192.168.21.254` on VLAN `100` of `eth0`, like {CLUSTER}");
    for ipam in [
        r#""subnet":"192.168.21.0/24""#,
        r#""type":"host-local","subnet":"192.168.21.0/24""#,
        // Only the exact key counts.
        r#""Type":"dhcp","subnet":"192.168.21.0/24""#,
    ] {
        is_reported(&flannel(ipam), "deny", ".ipam.subnet", &problem, "use other addresses");
    }
    let other = flannel(r#""subnet":"10.9.0.0/24""#).replace("eth0.100", "eth9");
    assert_eq!(found(&other), [""; 0]);
}

#[test]
fn what_it_calls_is_a_bridge_where_no_key_is_exactly_type() {
    let flannel = |ipam: &str, delegate: &str| {
        format!(r#"{{"type":"flannel","ipam":{{{ipam}}},"delegate":{{{delegate}"bridge":"br1"}}}}"#)
    };
    let of_static = r#""type":"static","addresses":[{"address":"192.168.21.7/24"}]"#;
    let problem = format!("assigns `192.168.21.7` on `br1`, like {CLUSTER}");
    let expected = format!("deny: `spec.config.ipam.addresses`: {problem}; use other addresses [ceph-network-copied]");
    for delegate in ["", r#""Type":"dummy","#, r#""type":"bridge","#] {
        assert_eq!(on_bridge(&flannel(of_static, delegate)), [expected.as_str()], "{delegate}");
    }
    assert_eq!(on_bridge(&flannel(of_static, r#""type":"dummy","#)), [""; 0]);
    // Its own addresses are in a file on each node.
    let beside = format!("is on `br1`, like {CLUSTER}, and its addresses are not known (`host-local`)");
    let help = "use another host interface, VLAN or IPAM";
    let expected = format!("warn: `spec.config.delegate.bridge`: {beside}; {help} [ceph-network-copied]");
    for (ipam, delegate) in [("", ""), (r#""Type":"dhcp""#, r#""Type":"dummy","#), (r#""subnet":"10.9.0.0/24""#, "")] {
        assert_eq!(on_bridge(&flannel(ipam, delegate)), [expected.as_str()], "{ipam} {delegate}");
    }
}

#[test]
fn without_a_plugin_to_call_it_calls_the_bridge_of_pods() {
    let inventory = inventory(ON_ETH0, r#""type":"bridge""#);
    let problem = format!("assigns `192.168.21.1-192.168.21.254` on `cni0`, like {CLUSTER}");
    let expected = format!("deny: `spec.config.ipam.subnet`: {problem}; use other addresses [ceph-network-copied]");
    for delegate in ["", r#","delegate":{}"#, r#","delegate":null"#] {
        let config = format!(r#"{{"type":"flannel","ipam":{{"subnet":"192.168.21.0/24"}}{delegate}}}"#);
        assert_eq!(found_in(&inventory, &config), [expected.as_str()], "{config}");
    }
    assert_eq!(found(r#"{"type":"flannel"}"#), [""; 0]);
}

#[test]
fn its_bridge_has_the_gateway_unless_it_is_set_to_false() {
    let flannel =
        |delegate: &str| format!(r#"{{"type":"flannel","delegate":{{{delegate}"bridge":"br1","forceAddress":true}}}}"#);
    let problem = format!("removes the addresses of nodes from `br1`, the segment of {CLUSTER}");
    let expected =
        format!("deny: `spec.config.delegate.bridge`: {problem}; remove `forceAddress` [ceph-network-copied]");
    for delegate in [
        "",
        r#""Type":"dummy","#,
        r#""type":"bridge","#,
        r#""type":"bridge","isGateway":true,"#,
        r#""IsGateway":false,"#,
        r#""isGateway":false,"isDefaultGateway":true,"#,
    ] {
        assert_eq!(on_bridge(&flannel(delegate)), [expected.as_str()], "{delegate}");
    }
    for delegate in [r#""isGateway":false,"#, r#""type":"cnv-bridge","isGateway":false,"#] {
        assert!(on_bridge(&flannel(delegate)).iter().all(|finding| finding.starts_with("warn")), "{delegate}");
    }
    // It has the first address of the network.
    let config = r#"{"type":"flannel","ipam":{"subnet":"192.168.21.0/24"},"delegate":{"bridge":"br9"}}"#;
    let problem =
        format!("makes nodes take `192.168.21.1-192.168.21.254` for addresses of its pods instead of {CLUSTER}");
    is_reported(config, "warn", ".ipam.subnet", &problem, "use other addresses");
}

#[test]
fn keys_that_it_merges_with_others_are_rejected() {
    let problem = "is merged with other keys by flannel, so it may copy a Ceph network";
    for (config, path) in [
        (r#"{"type":"flannel","delegate":{"bridge":"br9","IPAM":{"subnet":"10.9.0.0/24"}}}"#, ".delegate.ipam"),
        (
            r#"{"type":"flannel","runtimeConfig":{"deviceID":"0000:03:00.1"},"delegate":{"type":"host-device"}}"#,
            ".runtimeConfig",
        ),
    ] {
        is_reported(config, "deny", path, problem, "remove it");
    }
    // What a plugin reads that flannel calls is in its own configuration, too.
    let ranges = r#"{"type":"flannel","delegate":{"type":"macvlan","master":"eth0.100","runtimeConfig":{"ipRanges":[[{"subnet":"192.168.21.0/24"}]]}}}"#;
    let problem = format!("assigns `192.168.21.1-192.168.21.254` on VLAN `100` of `eth0`, like {CLUSTER}");
    is_reported(ranges, "deny", ".ipam.ipRanges[0][0].subnet", &problem, "use other addresses");
    let asked = r#"{"type":"flannel","ipam":{"type":"static"},"delegate":{"type":"macvlan","master":"eth0.100","args":{"cni":{"ips":["192.168.21.7/24"]}}}}"#;
    let problem = format!("assigns `192.168.21.7` on VLAN `100` of `eth0`, like {CLUSTER}");
    is_reported(asked, "deny", ".ipam.addresses", &problem, "use other addresses");
}
