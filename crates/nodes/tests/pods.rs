//! What Multus says that pods have, beside what CephClusters and NADs say they should: each condition with its message.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use serde_json::{Value, json};
use support::{lines, lines_with};

fn nad(name: &str, range: &str) -> Value {
    let config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": format!("eth-{name}"), "mode": "bridge",
        "ipam": {"type": "whereabouts", "range": range, "range_end": range.replace("0/24", "99"), "exclude": [range.replace("0/24", "64/28")]}});
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": name, "namespace": "rook-ceph"}, "spec": {"config": config.to_string()},
    })
}

fn entry(name: &str, ips: &[&str]) -> Value {
    json!({"name": format!("rook-ceph/{name}"), "interface": "net1", "ips": ips, "dns": {}})
}

fn pod(name: &str, app: &str, status: &[Value]) -> Value {
    let mut all = vec![json!({"name": "cbr0", "interface": "eth0", "ips": ["10.1.0.1"], "default": true, "dns": {}})];
    all.extend_from_slice(status);
    let networks = if app == "rook-ceph-osd" { "public, cluster" } else { "public" };
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "name": name, "namespace": "rook-ceph", "labels": {"app": app},
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "r", "controller": true, "uid": "1"}],
            "annotations": {
                "k8s.v1.cni.cncf.io/networks": networks,
                "k8s.v1.cni.cncf.io/network-status": Value::from(all).to_string(),
            },
        },
        "spec": {"serviceAccountName": app}, "status": {"phase": "Running"},
    })
}

/// The findings about pods.
fn found(network: &Value, others: &[Value]) -> Vec<String> {
    let mut own =
        json!({"provider": "multus", "selectors": {"public": "rook-ceph/public", "cluster": "rook-ceph/cluster"}});
    for (key, value) in network.as_object().expect("an object") {
        own[key] = value.clone();
    }
    let cluster = json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "c", "namespace": "rook-ceph"},
        "spec": {"network": own, "mon": {"count": 3}},
    });
    let objects = [cluster, nad("public", "192.168.20.0/24"), nad("cluster", "192.168.21.0/24")];
    let text: String = objects.iter().chain(others).map(|one| format!("{one}\n")).collect();
    let prefix = "`metadata.annotations[k8s.v1.cni.cncf.io/network-status]`: ";
    let lines = lines(&text).into_iter().filter(|line| line.contains(" [pod-") && line.contains(prefix));
    lines.map(|line| line.replace(prefix, "")).filter(|line| !line.contains("[pod-host-network]")).collect()
}

fn osd(public: &[&str], cluster: &[&str]) -> Value {
    pod("osd-0", "rook-ceph-osd", &[entry("public", public), entry("cluster", cluster)])
}

fn mon(name: &str, ip: &str) -> Value {
    pod(name, "rook-ceph-mon", &[entry("public", &[ip])])
}

#[test]
fn what_is_right_is_not_spoken_of() {
    assert_eq!(found(&json!({}), &[osd(&["192.168.20.5"], &["192.168.21.5"]), mon("mon-a", "192.168.20.6")]), [""; 0]);
}

#[test]
fn a_daemon_without_its_network_or_without_an_address_is_reported() {
    let help = "restart the pod, which is older than the selectors [pod-network-missing]";
    let half = pod("osd-0", "rook-ceph-osd", &[entry("public", &["192.168.20.5"])]);
    assert_eq!(
        found(&json!({}), &[half]),
        [format!(
            "warning: the pod is not attached to `rook-ceph/cluster`, the cluster network of CephCluster rook-ceph/c; {help}"
        )]
    );
    assert_eq!(
        found(&json!({}), &[osd(&["192.168.20.5"], &[])]),
        [format!("warning: the pod has no address on `rook-ceph/cluster`; {help}")]
    );
    let mut silent = mon("mon-a", "192.168.20.6");
    silent["metadata"]["annotations"].as_object_mut().expect("annotations").remove("k8s.v1.cni.cncf.io/network-status");
    assert_eq!(
        found(&json!({}), &[silent.clone()]),
        [format!(
            "warning: not set: Multus has not attached the pod to `rook-ceph/public`, the public network of CephCluster \
             rook-ceph/c; {help}"
        )]
    );
    silent["status"]["phase"] = json!("Pending");
    assert_eq!(found(&json!({}), &[silent.clone()]), [""; 0]);
    silent["status"]["phase"] = json!("Running");
    silent["spec"]["hostNetwork"] = json!(true);
    assert_eq!(found(&json!({}), &[silent]), [""; 0]);
}

#[test]
fn the_network_of_monitor_network_replaces_the_public_one_only_where_it_is_a_part_of_it() {
    let objects = |namespace: &str, net: u8| {
        let cluster = json!({
            "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "c", "namespace": namespace},
            "spec": {"network": {"provider": "multus", "selectors": {"public": "public"}}, "mon": {"count": 3}},
        });
        let mut public = nad("public", &format!("192.168.{net}.0/24"));
        let mut mon = pod("mon-a", "rook-ceph-mon", &[]);
        for object in [&mut public, &mut mon] {
            object["metadata"]["namespace"] = json!(namespace);
        }
        [cluster, public, mon]
    };
    let window = nad("mon-net", "192.168.20.0/24");
    let all: Vec<Value> = [objects("rook-ceph", 20), objects("second", 40)].concat();
    let text: String = all.iter().chain([&window]).map(|one| format!("{one}\n")).collect();
    let found = lines_with(&text, "clusterSelector: implicit\nmonitorNetwork: rook-ceph/mon-net");
    let found: Vec<_> = found.iter().filter(|line| line.ends_with("[pod-network-missing]")).collect();
    assert_eq!(
        found,
        ["warning: `metadata.annotations[k8s.v1.cni.cncf.io/network-status]`: the pod is not attached to \
             `second/public`, the public network of CephCluster second/c; restart the pod, which is older than the \
             selectors [pod-network-missing]"]
    );
}

#[test]
fn a_pod_on_a_cluster_network_that_is_no_osd_is_reported() {
    let mgr = pod("mgr-a", "rook-ceph-mgr", &[entry("public", &["192.168.20.5"]), entry("cluster", &["192.168.21.5"])]);
    assert_eq!(
        found(&json!({}), &[mgr]),
        [
            "warning: the pod is attached to `rook-ceph/cluster`, the cluster network of CephCluster rook-ceph/c, which is for OSDs only; remove the network from its annotation [pod-network-unwanted]"
        ]
    );
}

#[test]
fn an_address_that_nobody_would_get_today_is_reported() {
    let help = "restart the pod, which is older than the NAD [pod-address-outside]";
    for (ip, what) in [
        ("192.168.29.5", "is not in a range of `rook-ceph/public`"),
        ("192.168.20.200", "can no longer be assigned by `rook-ceph/public`"),
        ("192.168.20.64", "can no longer be assigned by `rook-ceph/public`"),
    ] {
        assert_eq!(found(&json!({}), &[mon("mon-a", ip)]), [format!("warning: `{ip}` {what}; {help}")], "{ip}");
    }
}

#[test]
fn an_address_outside_of_the_address_ranges_keeps_a_daemon_from_its_next_start() {
    let ranges = json!({"addressRanges": {"public": ["192.168.20.0/24"], "cluster": ["192.168.21.0/24"]}});
    assert_eq!(found(&ranges, &[mon("mon-a", "192.168.20.5")]), [""; 0]);
    assert_eq!(
        found(&ranges, &[mon("mon-a", "192.168.29.5")]),
        [
            "error: `192.168.29.5` is not in `addressRanges` of the public network of CephCluster rook-ceph/c; add its range; without it the daemon cannot restart [pod-address-outside-ranges]"
        ]
    );
}

#[test]
fn one_address_on_two_pods_or_on_a_node_is_reported() {
    let help = "restart one of them, once the address is reserved for the other [pod-address-repeated]";
    let [a, b] = ["mon-a", "mon-b"].map(|name| mon(name, "192.168.20.5"));
    assert_eq!(
        found(&json!({}), &[a.clone(), b.clone()]),
        [format!("error: `192.168.20.5` is also the address of pod rook-ceph/mon-a; {help}")]
    );
    let pool = |podref: &str| {
        let leases = json!({"5": {"podref": podref, "ifname": "net1"}});
        let metadata = json!({"name": "192.168.20.0-24", "namespace": "kube-system"});
        let spec = json!({"range": "192.168.20.0/24", "allocations": leases});
        json!({"apiVersion": "whereabouts.cni.cncf.io/v1alpha1", "kind": "IPPool", "metadata": metadata, "spec": spec})
    };
    for (holder, help) in [
        ("rook-ceph/mon-a", "restart pod rook-ceph/mon-b, because an IPPool has reserved the address for the other"),
        ("rook-ceph/mon-b", "restart pod rook-ceph/mon-a, because an IPPool has reserved the address for this one"),
        ("rook-ceph/mon-c", "restart one of them, once the address is reserved for the other"),
    ] {
        assert_eq!(
            found(&json!({}), &[a.clone(), b.clone(), pool(holder)]),
            [format!(
                "error: `192.168.20.5` is also the address of pod rook-ceph/mon-a; {help} [pod-address-repeated]"
            )]
        );
    }
    let mut done = b;
    done["status"]["phase"] = json!("Succeeded");
    assert_eq!(found(&json!({}), &[a.clone(), done]), [""; 0]);
    let mut stranger = a.clone();
    stranger["metadata"]["namespace"] = json!("shop");
    assert_eq!(
        found(&json!({}), &[a.clone(), stranger]),
        [format!("error: `192.168.20.5` is also the address of pod rook-ceph/mon-a; {help}")]
    );
    let policy = json!({
        "apiVersion": "nmstate.io/v1", "kind": "NodeNetworkConfigurationPolicy", "metadata": {"name": "n1"},
        "spec": {"nodeSelector": {"kubernetes.io/hostname": "n1"}, "desiredState": {"interfaces": [{
            "name": "public-shim", "type": "mac-vlan", "mac-vlan": {"base-iface": "eth-public", "mode": "bridge"},
            "ipv4": {"enabled": true, "address": [{"ip": "192.168.20.5", "prefix-length": 24}]},
        }]}},
    });
    assert_eq!(
        found(&json!({}), &[a, policy]),
        [format!(
            "error: `192.168.20.5` is also the address of a node, by NodeNetworkConfigurationPolicy `n1`; {help}"
        )]
    );
}

#[test]
fn an_address_that_pods_have_on_another_link_is_not_one_of_ceph() {
    let help = "restart one of them, once the address is reserved for the other [pod-address-repeated]";
    let other = |name: &str, master: &str| {
        let mut nad = nad(name, "192.168.20.0/24");
        nad["metadata"]["namespace"] = json!("shop");
        let config =
            json!({"cniVersion": "0.3.1", "type": "macvlan", "master": master, "ipam": {"type": "host-local"}});
        nad["spec"]["config"] = json!(config.to_string());
        nad
    };
    let client = |name: &str, network: &str| {
        let status = json!([{"name": network, "interface": "net1", "ips": ["192.168.20.5"], "dns": {}}]);
        json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {
                "name": name, "namespace": "shop",
                "annotations": {"k8s.v1.cni.cncf.io/network-status": status.to_string()},
            },
            "spec": {}, "status": {"phase": "Running"},
        })
    };
    let mon = mon("mon-a", "192.168.20.5");
    let apart = other("apart", "eth7");
    assert_eq!(found(&json!({}), &[apart.clone(), mon.clone(), client("a", "shop/apart")]), [""; 0]);
    assert_eq!(found(&json!({}), &[apart, client("a", "shop/apart"), client("b", "shop/apart")]), [""; 0]);
    // Neither is on a network of Ceph.
    assert_eq!(found(&json!({}), &[client("a", "shop/unknown"), client("b", "shop/unknown")]), [""; 0]);
    for network in ["shop/beside", "shop/unknown", "rook-ceph/public"] {
        assert_eq!(
            found(&json!({}), &[other("beside", "eth-public"), mon.clone(), client("a", network)]),
            [format!("error: `192.168.20.5` is also the address of pod rook-ceph/mon-a; {help}")],
            "{network}"
        );
    }
}

#[test]
fn addresses_are_compared_as_addresses_and_families_by_the_cephcluster() {
    let [one, other] = [("mon-a", "fd00:20::5"), ("mon-b", "fd00:20:0:0::5")].map(|(name, ip)| mon(name, ip));
    let v6 = json!({"ipFamily": "IPv6"});
    // Neither is in a range that is known here.
    assert_eq!(found(&v6, &[one.clone(), other]), [""; 0]);
    assert_eq!(
        found(&json!({}), std::slice::from_ref(&one)),
        [
            "error: has no IPv4 address on `rook-ceph/public`, the public network of CephCluster rook-ceph/c; change `ipFamily`, or add a range of this family to the network [pod-address-family]"
        ]
    );
    assert_eq!(found(&json!({"dualStack": true}), &[one]), [""; 0]);
    let both = pod("mon-a", "rook-ceph-mon", &[entry("public", &["192.168.20.5", "fd00:20::5"])]);
    assert_eq!(found(&v6, &[both]), [""; 0]);
}

#[test]
fn mtus_are_compared_if_both_are_known() {
    let with = |name: &str, ip: &str, mtu: u32| {
        let mut entry = entry("public", &[ip]);
        entry["mtu"] = json!(mtu);
        pod(name, "rook-ceph-mon", &[entry])
    };
    assert_eq!(found(&json!({}), &[with("mon-a", "192.168.20.5", 9000), with("mon-b", "192.168.20.6", 0)]), [""; 0]);
    assert_eq!(
        found(&json!({}), &[with("mon-a", "192.168.20.5", 9000), with("mon-b", "192.168.20.6", 1500)]),
        ["warning: the MTU on `rook-ceph/public` is 1500, but rook-ceph/mon-a has 9000; use one MTU on all nodes \
          [pod-mtu-differs]"]
    );
}
