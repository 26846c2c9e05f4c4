use super::*;
use crate::cni::CniConfig;
use ceph_multus_json::Arena;
use ceph_multus_json::order::sorted;

mod rivalry;

fn segments(config: &str, resource: Option<&str>) -> Vec<Segment> {
    let arena = Arena::new();
    let config = CniConfig::read(config, "net", &arena);
    sorted(config.plugins().iter().flat_map(|plugin| Segment::of(plugin, &config.name, resource)))
}

fn titles(config: &str) -> Vec<String> {
    segments(config, Some("example.com/vf")).iter().map(|segment| format!("{segment} at {}", segment.path())).collect()
}

#[test]
fn each_plugin_names_its_segment_in_its_own_way() {
    for (config, expected) in [
        (r#"{"type":"macvlan","master":"eth0"}"#, "`eth0` at master"),
        (r#"{"type":"macvlan"}"#, "the interface of the default route at type"),
        (r#"{"type":"ipvlan","master":"eth0.0100","mode":"l3"}"#, "VLAN `100` of `eth0` at master"),
        (r#"{"type":"vlan","master":"eth0","vlanId":100}"#, "VLAN `100` of `eth0` at master"),
        (r#"{"type":"vlan","master":"eth0.7","vlanId":100}"#, "VLAN `7.100` of `eth0` at master"),
        (r#"{"type":"vlan","master":"eth0","vlanId":0}"#, "`eth0` at master"),
        (r#"{"type":"bridge"}"#, "`cni0` at type"),
        (r#"{"type":"bridge","bridge":"br0","vlan":5}"#, "VLAN `5` of `br0` at bridge"),
        (r#"{"type":"bridge","bridge":"br0","vlan":1}"#, "`br0` at bridge"),
        (r#"{"type":"tap","bridge":"br0"}"#, "`br0` at bridge"),
        (r#"{"type":"ovs","bridge":"br-ex","vlan":5}"#, "VLAN `5` of `br-ex` at bridge"),
        (r#"{"type":"sriov","vlan":5}"#, "VLAN `5` of resource `example.com/vf` at type"),
        (r#"{"type":"ib-sriov","pkey":"0x8001"}"#, "VLAN `0x8001` of resource `example.com/vf` at type"),
        (r#"{"type":"host-device","device":"eth0.5"}"#, "VLAN `5` of `eth0` at device"),
        (
            r#"{"type":"host-device","hwaddr":"0A-1B-2c-3d-4e-5f"}"#,
            "the link with the MAC address `0a1b2c3d4e5f` at hwaddr",
        ),
        (r#"{"type":"host-device"}"#, "resource `example.com/vf` at type"),
        (r#"{"type":"ovn-k8s-cni-overlay","name":"my-ceph/x","topology":"layer2"}"#, "OVN network `my.ceph.x` at name"),
        (r#"{"type":"kube-ovn","provider":"a.b.ovn"}"#, "provider `a.b.ovn` at provider"),
        (r#"{"type":"cnv-bridge","vlan":5}"#, "VLAN `5` of `cni0` at type"),
        (r#"{"type":"bridge","bridge":"br0","vlan":-1}"#, "`br0` at bridge"),
        (r#"{"type":"bond","links":[{"name":"eth0"}]}"#, "`eth0` at links"),
        (r#"{"type":"my-macvlan","Master":"eth0","vlan":5}"#, "VLAN `5` of `eth0` at master"),
        (r#"{"type":"my-cni","ipam":{"type":"static"}}"#, "resource `example.com/vf` at type"),
        (r#"{"type":"vlan","master":"net1","vlanId":5,"linkInContainer":true}"#, "link `net1` of the pod at master"),
        (r#"{"type":"bond","linksInContainer":true,"links":[{"name":"net1"}]}"#, "link `net1` of the pod at links"),
        (r#"{"type":"vlan","master":"eth0","vlanId":1e2}"#, "VLAN `100` of `eth0` at master"),
        (r#"{"plugins":[{"type":"tuning"},{"type":"macvlan","master":"eth0"}]}"#, "`eth0` at plugins[1].master"),
    ] {
        assert_eq!(titles(config), [expected], "{config}");
    }
}

#[test]
fn vlan_0_is_none() {
    for (config, expected) in [
        (r#"{"type":"sriov","vlan":0}"#, "resource `example.com/vf` at type"),
        (r#"{"type":"ovs","bridge":"br-ex","vlan":0}"#, "`br-ex` at bridge"),
        (r#"{"type":"my-macvlan","master":"eth0","vlan":0}"#, "`eth0` at master"),
    ] {
        assert_eq!(titles(config), [expected], "{config}");
    }
    let localnet =
        r#"{"type":"ovn-k8s-cni-overlay","name":"a","topology":"localnet","physicalNetworkName":"phys","vlanID":0}"#;
    assert_eq!(titles(localnet), ["OVN network `a` at name", "physical network `phys` at physicalNetworkName"]);
}

#[test]
fn a_device_counts_where_no_resource_brings_one() {
    let resource = "resource `example.com/vf` at type";
    for (config, device) in [
        (r#"{"type":"host-device","pciBusID":"0000:00:1f.6"}"#, "device `0000:00:1f.6` at pciBusID"),
        (
            r#"{"type":"host-device","pciBusID":"0000:00:1f.6","RuntimeConfig":{"deviceid":"mlx5_core.sf.2"}}"#,
            "device `mlx5_core.sf.2` at runtimeConfig.deviceID",
        ),
        (
            r#"{"type":"host-device","capabilities":{"deviceID":true}}"#,
            "the device that a pod asks for at capabilities",
        ),
        (r#"{"type":"ib-sriov","deviceID":"0000:00:1f.6"}"#, "device `0000:00:1f.6` at deviceID"),
        (r#"{"type":"my-cni","deviceID":"0000:00:1f.6"}"#, "device `0000:00:1f.6` at deviceID"),
        (r#"{"type":"macvtap","deviceID":"eth0.5"}"#, "VLAN `5` of `eth0` at deviceID"),
    ] {
        let mut found = titles(config);
        found.sort_unstable();
        let mut expected = [device, resource];
        expected.sort_unstable();
        assert_eq!(found, expected, "{config}");
    }
    for (path, name) in [
        ("/sys/devices/pci0000:00/0000:00:1f.6", "0000:00:1f.6"),
        ("/sys/devices/pci0000:00/0000:00:1f.6/virtio0", "0000:00:1f.6"),
        ("/sys/devices/pci0000:00/0000:00:1f.6/virtfn0", "/sys/devices/pci0000:00/0000:00:1f.6/virtfn0"),
    ] {
        let found = titles(&format!(r#"{{"type":"host-device","pciBusID":"x","kernelpath":"{path}"}}"#));
        assert_eq!(found, [format!("device `{name}` at kernelpath")], "{path}");
    }
}

#[test]
fn a_localnet_is_a_switch_and_a_network_outside_the_cluster() {
    let localnet = |more: &str| {
        titles(&format!(r#"{{"type":"ovn-k8s-cni-overlay","name":"my-net","topology":"localnet"{more}}}"#))
    };
    let switch = String::from("OVN network `my.net` at name");
    assert_eq!(localnet(""), [switch.as_str(), "physical network `my-net` at name"]);
    assert_eq!(
        localnet(r#","physicalNetworkName":"phys-1","vlanID":100"#),
        [switch.as_str(), "VLAN `100` of physical network `phys-1` at physicalNetworkName"]
    );
}

#[test]
fn a_plugin_without_a_link_of_the_host_has_no_segment() {
    assert_eq!(titles(r#"{"type":"ptp"}"#), [""; 0]);
    let chained = titles(r#"{"plugins":[{"type":"tuning"},{"type":"ipvlan"}]}"#);
    assert_eq!(chained, ["the link of plugin `ipvlan` at plugins[1].type"]);
}

#[test]
fn a_dot_makes_a_vlan_only_before_the_number_of_one() {
    for (master, expected) in [
        ("eth0.4094", "VLAN `4094` of `eth0` at master"),
        ("eth0.4095", "`eth0.4095` at master"),
        ("eth0.0", "`eth0.0` at master"),
        ("eth0.+5", "`eth0.+5` at master"),
        ("eth0.", "`eth0.` at master"),
        (".5", "`.5` at master"),
        ("storage", "`storage` at master"),
    ] {
        assert_eq!(titles(&format!(r#"{{"type":"macvlan","master":"{master}"}}"#)), [expected], "{master}");
    }
}

#[test]
fn what_is_too_long_for_a_link_is_no_vlan() {
    let carrier = |name: &str| segments(&format!(r#"{{"type":"macvlan","master":"{name}"}}"#), None).remove(0).name;
    let [link, too_long] = [63, 64].map(|vlans| format!("a{}", ".5".repeat(vlans)));
    assert_eq!([carrier(&link), carrier(&too_long)], [String::from("a"), too_long]);
}

#[test]
fn a_trunk_carries_the_vlans_that_it_names() {
    let trunk = Segments::of(segments(
        r#"{"type":"bridge","bridge":"br0","vlan":9,"vlanTrunk":[{"id":5},{"minID":100,"maxID":200}]}"#,
        None,
    ));
    let is_on = |master: &str| {
        let other = segments(&format!(r#"{{"type":"macvlan","master":"{master}"}}"#), None);
        other.first().and_then(|segment| trunk.find(segment)).is_some()
    };
    let on = ["br0.9", "br0.5", "br0.100", "br0.200"];
    assert!(on.into_iter().all(is_on));
    let off = ["br0", "br0.6", "br0.99", "br0.201", "br0.5.5", "br1.5", "br"];
    assert!(!off.into_iter().any(is_on));
}

#[test]
fn of_two_ports_either_may_be_the_trunk() {
    let bridge = |ports: &str| segments(&format!(r#"{{"type":"bridge","bridge":"br0",{ports}}}"#), None);
    let trunk = bridge(r#""vlanTrunk":[{"id":5},{"minID":100,"maxID":200}]"#);
    let finds = |from: &[Segment], to: &[Segment]| {
        let to = Segments::of(to.to_vec());
        from.iter().any(|segment| to.find(segment).is_some())
    };
    let finds = |other: &[Segment]| [finds(&trunk, other), finds(other, &trunk)];
    for config in [
        r#"{"type":"macvlan","master":"br0.5"}"#,
        r#"{"type":"vlan","master":"br0","vlanId":200}"#,
        r#"{"type":"bridge","bridge":"br0","vlan":150}"#,
        r#"{"type":"bridge","bridge":"br0","vlan":9,"vlanTrunk":[{"minID":1,"maxID":5}]}"#,
        r#"{"type":"macvlan","master":"br0"}"#,
    ] {
        assert_eq!(finds(&segments(config, None)), [true, true], "{config}");
    }
    for config in [
        r#"{"type":"macvlan","master":"br0.6"}"#,
        r#"{"type":"macvlan","master":"br1.5"}"#,
        r#"{"type":"vlan","master":"br0.5","vlanId":5}"#,
        r#"{"type":"bridge","bridge":"br0","vlan":9,"vlanTrunk":[{"minID":6,"maxID":99}]}"#,
    ] {
        assert_eq!(finds(&segments(config, None)), [false, false], "{config}");
    }
}

#[test]
fn a_trunk_is_read_whatever_the_case_of_its_keys() {
    let is_on = |trunk: &str, vlan: &str| {
        let config = format!(r#"{{"type":"bridge","bridge":"br0","vlan":9,"vlanTrunk":[{trunk}]}}"#);
        let other = segments(&format!(r#"{{"type":"bridge","bridge":"br0"{vlan}}}"#), None);
        other.first().and_then(|segment| Segments::of(segments(&config, None)).find(segment).cloned()).is_some()
    };
    for trunk in [r#"{"ID":100}"#, r#"{"minid":1,"MAXID":200}"#, r#"null,{"Id":5},{"id":100}"#] {
        assert!(is_on(trunk, r#","vlan":100"#), "{trunk}");
    }
    assert!(!is_on(r#"{"idx":100}"#, r#","vlan":100"#));
    for (trunk, untagged) in
        [(r#"{"id":1}"#, true), (r#"{"minID":1,"maxID":5}"#, true), (r#"{"minID":2,"maxID":5}"#, false)]
    {
        assert_eq!(is_on(trunk, ""), untagged, "{trunk}");
    }
}

/// The VLAN of frames without a tag is 1, which a port is not in that has another one or a trunk.
#[test]
fn a_port_of_an_accelerated_bridge_is_in_its_vlans() {
    let plain = r#"{"type":"bridge","bridge":"br0"}"#.to_owned();
    let of = |members: &str| format!(r#"{{"type":"accelerated-bridge","bridge":"br7, br0"{members}}}"#);
    let tagged = r#"{"type":"bridge","bridge":"br0","vlan":100}"#.to_owned();
    let finds = |one: &str, other: &str| {
        let own = Segments::of(segments(one, None));
        segments(other, None).iter().any(|segment| own.find(segment).is_some())
    };
    for (members, untagged, in_100) in [
        ("", true, false),
        (r#","vlan":1"#, true, false),
        (r#","vlan":100"#, false, true),
        (r#","trunk":[{"id":100}]"#, false, true),
        (r#","trunk":[{"id":100},{"id":1}]"#, true, true),
        (r#","vlan":5,"trunk":[{"minID":1,"maxID":3}]"#, true, false),
        (r#","vlan":5,"trunk":[{"minID":2,"maxID":300}]"#, false, true),
    ] {
        let own = of(members);
        for (other, expected) in [(&plain, untagged), (&tagged, in_100)] {
            assert_eq!([finds(&own, other), finds(other, &own)], [expected; 2], "{members} and {other}");
        }
    }
    // Two trunks are on one segment where they have a VLAN in common.
    let trunk = |ids: &str| of(&format!(r#","trunk":[{ids}]"#));
    let ours = trunk(r#"{"id":7},{"minID":20,"maxID":30}"#);
    for (theirs, expected) in [(r#"{"id":8}"#, false), (r#"{"id":8},{"id":25}"#, true), (r#"{"id":7}"#, true)] {
        assert_eq!([finds(&ours, &trunk(theirs)), finds(&trunk(theirs), &ours)], [expected; 2], "{theirs}");
    }
    // The cut at a NUL and the dot of a VLAN make one bridge of many names.
    let many = |names: &str| format!(r#"{{"type":"accelerated-bridge","bridge":"{names}","trunk":[{{"id":100}}]}}"#);
    for names in [r"br0.5,br0.7,br0", r"br0\u0000a,br0\u0000b"] {
        assert!(finds(&many(names), &tagged), "{names}");
        assert_eq!(segments(&many(names), None).len(), if names.contains('.') { 3 } else { 1 }, "{names}");
    }
}

#[test]
fn a_port_of_open_vswitch_without_vlans_carries_all() {
    let is_open = |own: &str, ceph: &str| {
        let ovs = |more: &str| segments(&format!(r#"{{"type":"ovs","bridge":"br1"{more}}}"#), None);
        let (own, ceph) = (Segments::of(ovs(own)), ovs(ceph));
        (ceph.iter().any(|one| own.find(one).is_some()), ceph.iter().any(|one| own.open(one).is_some()))
    };
    let (tagged, trunk) = (r#","vlan":100"#, r#","trunk":[{"id":100}]"#);
    assert_eq!(is_open("", tagged), (false, true));
    assert_eq!(is_open("", trunk), (true, true));
    assert_eq!(is_open("", ""), (true, false));
    assert_eq!(is_open(r#","vlan":null,"trunk":[]"#, tagged), (false, true));
    assert_eq!(is_open(tagged, ""), (false, false));
    assert_eq!(is_open(r#","vlan":5"#, tagged), (false, false));
    assert_eq!(is_open(r#","trunk":[{"id":5}]"#, tagged), (false, false));
}

#[test]
fn a_bridge_is_read_whatever_the_plugin_is_called() {
    let is_on = |own: &str, ceph: &str| {
        let own = Segments::of(segments(own, None));
        segments(ceph, None).iter().any(|one| own.find(one).is_some())
    };
    let (untagged, tagged) = (r#"{"type":"bridge","bridge":"br0"}"#, r#"{"type":"bridge","bridge":"br0","vlan":100}"#);
    for kind in ["bridge", "cnv-bridge"] {
        let bridge = |more: &str| format!(r#"{{"type":"{kind}","bridge":"br0",{more}}}"#);
        assert!(is_on(&bridge(r#""vlan":1"#), untagged));
        assert!(is_on(&bridge(r#""vlanTrunk":[{"id":100}]"#), tagged));
        assert!(is_on(&bridge(r#""vlan":5,"preserveDefaultVlan":true"#), untagged));
        assert!(!is_on(&bridge(r#""vlan":5,"preserveDefaultVlan":false"#), untagged));
        assert!(!is_on(&bridge(r#""vlan":5"#), untagged));
        assert!(!is_on(&bridge(r#""preserveDefaultVlan":true"#), tagged));
    }
    for trunk in ["vlanTrunk", "trunk"] {
        let other = |id: u16| format!(r#"{{"type":"my-bridge","bridge":"br0","{trunk}":[{{"id":{id}}}]}}"#);
        assert!(is_on(&other(100), tagged) && !is_on(&other(101), tagged));
    }
}

#[test]
fn what_only_a_plugin_or_a_node_knows_is_unclear() {
    for (config, is_unclear) in [
        (r#"{"type":"macvlan"}"#, true),
        (r#"{"type":"ipvlan"}"#, true),
        (r#"{"type":"my-cni","ipam":{"type":"static"}}"#, true),
        (r#"{"type":"macvlan","master":"net1","linkInContainer":true}"#, true),
        (r#"{"type":"macvlan","master":"eth0"}"#, false),
        (r#"{"type":"bridge"}"#, false),
    ] {
        let found = segments(config, None);
        assert_eq!(found.iter().map(Segment::is_unclear).collect::<Vec<_>>(), [is_unclear], "{config}");
    }
    assert_eq!(segments(r#"{"type":"my-cni"}"#, None), []);
    let own = Segments::of(segments(r#"{"type":"my-cni","ipam":{"type":"static"}}"#, None));
    assert!(own.iter().all(|segment| segment.is_unclear() && own.find(segment).is_none()));
}
