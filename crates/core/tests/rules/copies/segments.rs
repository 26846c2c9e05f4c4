//! Which plugins reach the segment of a network of Ceph.

use serde_json::{Value, json};

use super::{CLUSTER, ON_ETH0, ON_VLAN, OTHERS, PUBLIC, found, found_in, inventory, is_reported, nad};

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
fn a_link_of_ceph_is_not_taken_by_a_key_that_is_called_after_devices() {
    let found = |kind: &str, link: &str| about_cluster(ON_VLAN, &format!(r#""type":"{kind}","deviceID":"{link}""#));
    let rejected = |title: &str| {
        let problem = format!("moves {title} into a pod, away from {CLUSTER}");
        [format!("deny: `spec.config.deviceID`: {problem}; use another host interface [ceph-network-copied]")]
    };
    for kind in ["macvtap", "afxdp", "dpu-cni", "my-cni"] {
        assert_eq!(found(kind, "eth0.100"), rejected("VLAN `100` of `eth0`"), "{kind}");
        assert_eq!(found(kind, "eth0"), rejected("`eth0`"), "{kind}");
        for other in ["eth7", "eth0.200"] {
            assert_eq!(found(kind, other), [""; 0], "{kind} {other}");
        }
    }
}

const DEVICE: &str = r#""type":"host-device","pciBusID":"0000:03:00.1""#;

/// What is said about the cluster network where that is `ceph`.
fn about_cluster(ceph: &str, own: &str) -> Vec<String> {
    let mut found = found_in(&inventory(ON_ETH0, ceph), &format!("{{{own}}}"));
    found.retain(|finding| finding.contains(CLUSTER));
    found
}

#[test]
fn a_name_ends_for_the_kernel_at_a_nul() {
    let away = |what: &str, key: &str, problem: &str| {
        format!("deny: `spec.config.{key}`: {problem}, away from {CLUSTER}; {what} [ceph-network-copied]")
    };
    let interface = "use another host interface";
    for (ceph, own, expected) in [
        (
            r#""type":"macvlan","master":"eth2""#,
            r#""type":"host-device","device":"eth2\u0000""#,
            away(interface, "device", "moves `eth2` into a pod"),
        ),
        (
            r#""type":"macvlan","master":"eth2""#,
            r#""type":"macvlan","mode":"passthru","master":"eth2\u0000\u0000x""#,
            away(interface, "master", "takes `eth2` for one pod by `passthru`"),
        ),
        (
            r#""type":"macvlan","master":"eth2.7""#,
            r#""type":"bond","links":[{"name":"eth2.7\u0000.8"}]"#,
            away(interface, "links", "moves VLAN `7` of `eth2` into a pod"),
        ),
    ] {
        assert_eq!(about_cluster(ceph, own), [expected], "{own}");
    }
    let own = r#"{"type":"macvlan","master":"eth0.100\u0000","ipam":{"type":"static","addresses":[{"address":"192.168.21.7/24"}]}}"#;
    let problem = format!("assigns `192.168.21.7` on VLAN `100` of `eth0`, like {CLUSTER}");
    is_reported(own, "deny", ".ipam.addresses", &problem, "use other addresses");
}

#[test]
fn a_device_of_ceph_is_not_taken_by_whatever_names_it() {
    let path = r#""kernelpath":"/sys/devices/pci0000:00/0000:03:00.1""#;
    for (ceph, own, key, device) in [
        (DEVICE, DEVICE, "pciBusID", "device `0000:03:00.1`"),
        (
            DEVICE,
            r#""type":"host-device","pciBusID":"0000:03:00.0","runtimeConfig":{"deviceID":"0000:03:00.1"}"#,
            "runtimeConfig.deviceID",
            "device `0000:03:00.1`",
        ),
        (DEVICE, &format!(r#""type":"host-device",{path}"#), "kernelpath", "device `0000:03:00.1`"),
        (DEVICE, r#""type":"sriov","deviceID":"0000:03:00.1","vlan":7"#, "deviceID", "device `0000:03:00.1`"),
        (r#""type":"sriov","deviceID":"0000:03:00.1","vlan":9"#, DEVICE, "pciBusID", "device `0000:03:00.1`"),
        (
            DEVICE,
            r#""name":"q","type":"ovn-k8s-cni-overlay","topology":"layer2","netAttachDefName":"shop/edge-net","deviceID":"0000:03:00.1""#,
            "deviceID",
            "device `0000:03:00.1`",
        ),
        (
            DEVICE,
            r#""type":"kube-ovn","provider":"q.ovn","deviceID":"0000:03:00.1""#,
            "deviceID",
            "device `0000:03:00.1`",
        ),
        (DEVICE, r#""type":"accelerated-bridge","deviceID":"0000:03:00.1""#, "deviceID", "device `0000:03:00.1`"),
        (
            r#""type":"host-device","hwaddr":"52:54:00:aa:bb:cc""#,
            r#""type":"host-device","hwaddr":"52-54-00-AA-BB-CC""#,
            "hwaddr",
            "the link with the MAC address `525400aabbcc`",
        ),
    ] {
        let problem = format!("moves {device} into a pod, away from {CLUSTER}");
        let expected =
            format!("deny: `spec.config.{key}`: {problem}; use another host interface [ceph-network-copied]");
        assert_eq!(about_cluster(ceph, own), [expected], "{own}");
    }
    for own in [
        r#""type":"host-device","pciBusID":"0000:03:00.2""#,
        r#""type":"host-device","device":"eth7","pciBusID":"0000:03:00.1""#,
        r#""type":"macvlan","master":"eth7","pciBusID":"./0000:03:00.1""#,
    ] {
        assert_eq!(about_cluster(DEVICE, own), [""; 0], "{own}");
    }
}

#[test]
fn a_device_that_may_be_one_of_ceph_is_reported() {
    let may_move = |device: &str, key: &str| {
        let problem = format!("moves {device} into a pod, which may be that of {CLUSTER}");
        [format!("warn: `spec.config.{key}`: {problem}; use a device resource [ceph-network-copied]")]
    };
    let asked = r#""type":"host-device","capabilities":{"deviceID":true}"#;
    assert_eq!(about_cluster(DEVICE, asked), may_move("the device that a pod asks for", "capabilities"));
    assert_eq!(about_cluster(ON_VLAN, asked), may_move("the device that a pod asks for", "capabilities"));
    let by_mac = r#""type":"host-device","hwaddr":"52:54:00:aa:bb:cc""#;
    let mac = "the link with the MAC address `525400aabbcc`";
    assert_eq!(about_cluster(ON_VLAN, by_mac), may_move(mac, "hwaddr"));
    assert_eq!(about_cluster(DEVICE, by_mac), may_move(mac, "hwaddr"));
    assert_eq!(about_cluster(by_mac, DEVICE), may_move("device `0000:03:00.1`", "pciBusID"));
    let usb = r#""type":"host-device","kernelpath":"/sys/devices/pci0000:00/0000:00:14.0/usb1""#;
    assert_eq!(
        about_cluster(DEVICE, usb),
        may_move("device `/sys/devices/pci0000:00/0000:00:14.0/usb1`", "kernelpath")
    );
    // Multus only writes the device of a resource that the pod has.
    let mut inventory = inventory(ON_ETH0, r#""type":"sriov""#);
    inventory[2]["metadata"]["annotations"] = json!({"k8s.v1.cni.cncf.io/resourceName": "example.com/storage"});
    let settings = json!({ "inventory": inventory });
    let mut own = nad("shop", "edge-net", r#"{"type":"sriov","deviceID":"0000:03:00.1"}"#);
    own["metadata"]["annotations"] = json!({"k8s.v1.cni.cncf.io/resourceName": "example.com/other"});
    let mut findings = crate::support::findings(&Value::Null, &own, &settings);
    findings.retain(|finding| finding.contains(CLUSTER));
    assert_eq!(findings, may_move("device `0000:03:00.1`", "deviceID"));
    for own in
        [r#""type":"host-device","capabilities":{"deviceID":false,"mac":true},"device":"eth7""#, r#""type":"sriov""#]
    {
        assert_eq!(about_cluster(DEVICE, own), [""; 0], "{own}");
    }
}

#[test]
fn a_path_is_no_way_to_hide_a_device() {
    let problem = "is a path, which may lead to the device of a Ceph network";
    for (members, key) in [
        (r#""type":"host-device","pciBusID":"./0000:03:00.1""#, "pciBusID"),
        (r#""type":"host-device","pciBusID":"0000:03:00.0/virtfn0""#, "pciBusID"),
        (r#""type":"host-device","kernelpath":"/sys/devices/../class/net/eth0/device""#, "kernelpath"),
        (r#""type":"host-device","runtimeConfig":{"deviceID":"../devices/0000:03:00.1"}"#, "runtimeConfig.deviceID"),
        (r#""type":"sriov","deviceID":"x/../0000:03:00.1""#, "deviceID"),
        (r#""type":"ovs","bridge":"br7","deviceid":"x/../0000:03:00.1""#, "deviceID"),
    ] {
        is_reported(&format!("{{{members}}}"), "deny", &format!(".{key}"), problem, "use the address of the device");
    }
    for own in [
        r#""type":"my-cni","deviceID":"/dev/x0","master":"eth7""#,
        r#""type":"host-device","kernelpath":"/sys/devices/platform/x0","device":"eth7""#,
    ] {
        assert_eq!(found(&format!("{{{own}}}")), [""; 0], "{own}");
    }
}

#[test]
fn the_addresses_of_nodes_on_a_segment_of_ceph_stay() {
    let gateway = |more: &str, ipam: &str| {
        format!(r#"{{"type":"bridge","bridge":"br1","forceAddress":true{more},"ipam":{{{ipam}}}}}"#)
    };
    let ipam = r#""type":"host-local","subnet":"10.9.0.0/24""#;
    let removes = |segment: &str| {
        let problem = format!("removes the addresses of nodes from {segment}, the segment of {CLUSTER}");
        [format!("deny: `spec.config.bridge`: {problem}; remove `forceAddress` [ceph-network-copied]")]
    };
    let (on_bridge, on_vlan) = (removes("`br1`"), removes("VLAN `100` of `br1`"));
    let (is_gateway, tagged) = (r#","isGateway":true"#, r#","isDefaultGateway":true,"vlan":100"#);
    for (ceph, more, expected) in [
        (r#""type":"bridge","bridge":"br1""#, is_gateway, &on_bridge),
        (r#""type":"macvlan","master":"br1""#, is_gateway, &on_bridge),
        (r#""type":"bridge","bridge":"br1","vlan":100"#, tagged, &on_vlan),
        (r#""type":"macvlan","master":"br1.100""#, tagged, &on_vlan),
    ] {
        let inventory = inventory(ON_ETH0, ceph);
        assert_eq!(found_in(&inventory, &gateway(more, ipam)), *expected, "{ceph}");
        let open = |more: &str, ipam: &str| {
            found_in(&inventory, &gateway(more, ipam)).iter().any(|finding| finding.starts_with("deny"))
        };
        assert!(!open("", ipam) && !open(more, "") && !open(r#","isGateway":true,"vlan":7"#, ipam), "{ceph}");
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
fn an_accelerated_bridge_is_each_of_its_list() {
    let common = r#""ipam":{"type":"static","addresses":[{"address":"192.168.21.7/24"}]}"#;
    for (bridge, own, segment) in [
        ("br1", r#""bridge":"br9,br1","#, "`br1`"),
        ("br1", r#""bridge":"br9, br1\t","#, "`br1`"),
        ("br1", r#""bridge":" br1","#, "`br1`"),
        ("cni0", "", "`cni0`"),
        ("br1.7", r#""bridge":"br9,br1","vlan":7,"#, "VLAN `7` of `br1`"),
        ("br1.7", r#""bridge":"br9,br1","trunk":[{"minID":5,"maxID":9}],"#, "a trunk of `br1`"),
    ] {
        let inventory = inventory(ON_ETH0, &format!(r#""type":"macvlan","master":"{bridge}""#));
        let problem = format!("assigns `192.168.21.7` on {segment}, like {CLUSTER}");
        let expected = format!("deny: `spec.config.ipam.addresses`: {problem}; {OTHERS} [ceph-network-copied]");
        let config = format!(r#"{{"type":"accelerated-bridge",{own}{common}}}"#);
        assert_eq!(found_in(&inventory, &config), [expected], "{config}");
    }
    let inventory = inventory(ON_ETH0, r#""type":"bridge","bridge":"br1""#);
    let config = format!(r#"{{"type":"accelerated-bridge","bridge":"br9,br11",{common}}}"#);
    assert_eq!(found_in(&inventory, &config), [""; 0]);
}

#[test]
fn ipvlans_of_ceph_keep_their_mode() {
    let ipvlan = |link: &str, mode: &str| format!(r#""type":"ipvlan","master":"{link}"{mode}"#);
    let [default, l2, l3, l3s] = ["", r#","mode":"l2""#, r#","mode":"l3""#, r#","mode":"l3s""#];
    let changes = |link: &str| {
        let problem = format!("changes the mode of all ipvlans on {link}, the interface of {CLUSTER}");
        let help = "use another host interface, or the same `mode`";
        [format!("deny: `spec.config.master`: {problem}; {help} [ceph-network-copied]")]
    };
    for (ceph, own) in [(default, l3), (l2, l3s), (l3, default), (l3s, l3)] {
        let own = ipvlan("eth1.7", own);
        assert_eq!(about_cluster(&ipvlan("eth1.7", ceph), &own), changes("VLAN `7` of `eth1`"), "{own}");
        // Each VLAN has ipvlans of its own.
        assert_eq!(about_cluster(&ipvlan("eth1", ceph), &own), [""; 0], "{own}");
    }
    for (ceph, own) in [(default, l2), (l3, l3)] {
        let same = about_cluster(&ipvlan("eth1", ceph), &ipvlan("eth1", own));
        assert!(!same.iter().any(|finding| finding.starts_with("deny")), "{same:?}");
    }
}

#[test]
fn networks_of_kube_ovn_with_one_provider_are_one() {
    let config = |provider: &str| {
        format!(r#"{{"type":"kube-ovn","server_socket":"/run/openvswitch/x","provider":"{provider}"}}"#)
    };
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
