//! Networks of OVN-Kubernetes that a NAD outside Ceph shares with a network of Ceph.

use super::{CLUSTER, ON_ETH0, ON_VLAN, OTHERS, PUBLIC, found_in, inventory, nad};

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
    // Multus adds the name of the NAD where it finds no `name`, but the controllers of OVN-Kubernetes read what is written.
    let other_case = ovn("storage", "192.168.21.0/24").replace(r#""name""#, r#""Name""#);
    assert_eq!(found_in(&inventory, &other_case), [copy.as_str()]);
    inventory[2] = nad("rook-ceph", "cluster-net", &other_case);
    assert_eq!(found_in(&inventory, &ovn("storage", "192.168.21.0/24")), [copy.as_str()]);
}

#[test]
fn what_ovn_kubernetes_excludes_it_does_not_assign() {
    let ovn = |topology: &str, subnets: &str, excludes: &str| {
        format!(
            r#"{{"cniVersion":"1.0.0","type":"ovn-k8s-cni-overlay","topology":"{topology}","name":"mine","physicalNetworkName":"physnet","subnets":"{subnets}","excludeSubnets":"{excludes}"}}"#
        )
    };
    let of = |topology: &str, theirs: &str, [subnets, excludes]: [&str; 2]| {
        let mut inventory = inventory(ON_ETH0, ON_VLAN);
        let ceph = ovn(topology, "192.168.20.0/24", theirs).replace("mine", "storage");
        inventory[1] = nad("rook-ceph", "public-net", &ceph);
        found_in(&inventory, &ovn(topology, subnets, excludes))
    };
    let copy = |common: &str| {
        let problem = format!("assigns `{common}` on physical network `physnet`, like {PUBLIC}");
        let help = "use other addresses, or attach pods to `rook-ceph/public-net` itself";
        [format!("deny: `spec.config.subnets`: {problem}; {help} [ceph-network-copied]")]
    };
    let all = "192.168.20.0/24";
    let halves = ["192.168.20.0/25", "192.168.20.128/25"];
    assert_eq!(of("localnet", halves[0], [all, halves[1]]), [""; 0]);
    assert_eq!(of("localnet", "", [all, &halves.join(" , ")]), [""; 0]);
    assert_eq!(of("localnet", "192.168.20.0/26", [all, halves[1]]), copy("192.168.20.64-192.168.20.127"));
    // Each subnet is allocated for itself, without what is excluded of it as a whole.
    for within in ["192.168.20.0/26", "192.168.20.64/26"] {
        let subnets = format!("{within},{all},{all}");
        assert_eq!(of("localnet", halves[1], [&subnets, halves[0]]), copy("192.168.20.0-192.168.20.127"), "{within}");
    }
    assert_eq!(of("localnet", halves[1], ["192.168.20.0/25,192.168.20.0/24", halves[0]]), [""; 0]);
    assert_eq!(of("localnet", halves[1], ["192.168.20.0/26", halves[0]]), copy("192.168.20.0-192.168.20.63"));
    let layer3 = ovn("layer3", all, halves[0]);
    let mut inventory = inventory(ON_ETH0, ON_VLAN);
    inventory[1] = nad("rook-ceph", "public-net", &ovn("layer3", halves[0], ""));
    let problem = format!("assigns `192.168.20.0-192.168.20.127` on OVN network `mine`, like {PUBLIC}");
    let help = "use other addresses, or attach pods to `rook-ceph/public-net` itself";
    let expected = format!("deny: `spec.config.subnets`: {problem}; {help} [ceph-network-copied]");
    assert_eq!(found_in(&inventory, &layer3), [expected]);
}

#[test]
fn nads_of_one_cluster_user_defined_network_have_one_allocation() {
    let udn = |namespace: &str, more: &str| {
        format!(
            r#"{{"cniVersion":"1.1.0","name":"cluster_udn_storage","type":"ovn-k8s-cni-overlay","topology":"localnet","role":"secondary","physicalNetworkName":"physnet","subnets":"192.168.20.0/24"{more},"netAttachDefName":"{namespace}/storage"}}"#
        )
    };
    let of = |place: usize, own: &str| {
        let mut inventory = inventory(ON_ETH0, ON_VLAN);
        let name = ["public-net", "cluster-net"][place - 1];
        inventory[place] = nad("rook-ceph", name, &udn("rook-ceph", r#","excludeSubnets":"192.168.20.0/26""#));
        found_in(&inventory, own)
    };
    let same = udn("shop", r#","excludeSubnets":"192.168.20.0/26""#);
    let problem = format!("attaches pods to OVN network `cluster_udn_storage`, which is {PUBLIC}");
    let help = "use it only for clients of Ceph";
    let expected = format!("warn: `spec.config.name`: {problem}; {help} [ceph-network-copied]");
    assert_eq!(of(1, &same), [expected]);
    let copy = |title: &str, help: &str| {
        let problem =
            format!("assigns `192.168.20.64-192.168.20.255` on OVN network `cluster_udn_storage`, like {title}");
        [format!("deny: `spec.config.subnets`: {problem}; {help} [ceph-network-copied]")]
    };
    // With another configuration it would take the place of the network.
    let help = "use other addresses, or attach pods to `rook-ceph/public-net` itself";
    assert_eq!(of(1, &udn("shop", "")), copy(PUBLIC, help));
    assert_eq!(of(1, &same.replace("physnet", "physnet2")), copy(PUBLIC, help));
    assert_eq!(of(2, &same), copy(CLUSTER, OTHERS));
}
