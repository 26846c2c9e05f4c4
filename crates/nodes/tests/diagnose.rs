//! What `diagnose` says of pods and pools whose names are alike, and of addresses that two have.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use ceph_multus_manifests::SettingsText;
use ceph_multus_nodes::diagnose::{Diagnosis, Dump, Item, diagnose};
use serde_json::{Value, json};
use support::{documents, report};

fn nad(name: &str, ipam: &Value) -> Value {
    let mut config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": format!("eth-{name}"), "mode": "bridge",
        "ipam": {"type": "whereabouts"}});
    for (key, value) in ipam.as_object().expect("a section") {
        config["ipam"][key] = value.clone();
    }
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": name, "namespace": "rook-ceph"}, "spec": {"config": config.to_string()},
    })
}

fn cluster(selectors: &Value) -> Value {
    json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "c", "namespace": "rook-ceph"},
        "spec": {"network": {"provider": "multus", "selectors": selectors}, "mon": {"count": 3}},
    })
}

/// A daemon with addresses on networks.
fn pod(name: &str, phase: &str, addresses: &[(&str, &str)]) -> Value {
    let entry = |(network, ip): &(&str, &str)| json!({"name": format!("rook-ceph/{network}"), "interface": "net1", "ips": [ip], "dns": {}});
    let status: Vec<Value> = addresses.iter().map(entry).collect();
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "name": name, "namespace": "rook-ceph", "labels": {"app": "rook-ceph-mon"},
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "r", "controller": true, "uid": "1"}],
            "annotations": {
                "k8s.v1.cni.cncf.io/networks": "public",
                "k8s.v1.cni.cncf.io/network-status": Value::from(status).to_string(),
            },
        },
        "spec": {"serviceAccountName": "rook-ceph-default"}, "status": {"phase": phase},
    })
}

fn pool(namespace: &str, name: &str, range: &str, leases: &[(&str, &str)]) -> Value {
    let leases: serde_json::Map<String, Value> = leases
        .iter()
        .map(|(key, pod)| ((*key).to_owned(), json!({"podref": format!("rook-ceph/{pod}"), "ifname": "net1"})))
        .collect();
    json!({
        "apiVersion": "whereabouts.cni.cncf.io/v1alpha1", "kind": "IPPool",
        "metadata": {"name": name, "namespace": namespace}, "spec": {"range": range, "allocations": leases},
    })
}

fn items(objects: &[Value]) -> Vec<Item> {
    diagnosis(objects).items
}

fn diagnosis(objects: &[Value]) -> Diagnosis {
    diagnosis_with(objects, "clusterSelector: implicit")
}

fn diagnosis_with(objects: &[Value], settings: &str) -> Diagnosis {
    let text: String = objects.iter().map(|one| format!("{one}\n")).collect();
    let dump = Dump::of(documents(&text), "default");
    let report = report(&dump.documents, settings);
    let settings = SettingsText::read("settings.yaml", settings).expect("settings");
    diagnose(&dump, &settings, "default", &report).expect("a diagnosis")
}

fn public() -> [Value; 2] {
    let selectors = json!({"public": "rook-ceph/public"});
    [cluster(&selectors), nad("public", &json!({"range": "192.168.20.0/24"}))]
}

/// The facts of the item of a kind.
fn facts(items: &[Item], kind: &str) -> Vec<String> {
    items.iter().filter(|item| item.kind == kind).flat_map(|item| item.facts.clone()).collect()
}

fn kinds(items: &[Item]) -> Vec<&'static str> {
    items.iter().map(|item| item.kind).collect()
}

#[test]
fn an_address_on_two_pods_does_not_explain_a_pod_whose_name_starts_like_theirs() {
    let [cluster, nad] = public();
    let found = items(&[
        cluster,
        nad,
        pod("x-1", "Pending", &[("public", "192.168.20.4")]),
        pod("x-10", "Pending", &[("public", "192.168.20.5")]),
        pod("x-11", "Running", &[("public", "192.168.20.5")]),
    ]);
    assert_eq!(kinds(&found), ["duplicate", "daemon-stopped"]);
    assert_eq!(
        facts(&found, "daemon-stopped"),
        [
            "rook-ceph/x-1 (Pending): its networks do not explain it",
            "rook-ceph/x-10 (Pending): another pod also has its address 192.168.20.5, see 1",
        ]
    );
}

#[test]
fn a_finding_does_not_explain_a_pod_whose_name_starts_like_that_of_its_pod() {
    let [cluster, nad] = public();
    let pool = pool("kube-system", "192.168.20.0-24", "192.168.20.0/24", &[("4", "x-1"), ("6", "x-12")]);
    let found = items(&[
        cluster,
        nad,
        pool,
        pod("x-1", "Pending", &[("public", "192.168.20.4")]),
        pod("x-10", "Pending", &[("public", "192.168.20.5")]),
        pod("x-12", "Running", &[("public", "192.168.20.6")]),
    ]);
    assert_eq!(kinds(&found), ["unreserved", "daemon-stopped"]);
    assert_eq!(
        facts(&found, "daemon-stopped"),
        ["rook-ceph/x-1 (Pending): its networks do not explain it", "rook-ceph/x-10 (Pending): see 1"]
    );
}

#[test]
fn a_failed_pod_that_another_one_has_replaced_is_no_problem() {
    let [cluster, nad] = public();
    let of = |name: &str, phase: &str, controller: &str, id: &str| {
        let mut pod = pod(name, phase, &[("public", "192.168.20.4")]);
        pod["metadata"]["ownerReferences"][0]["name"] = json!(controller);
        pod["metadata"]["labels"]["ceph_daemon_id"] = json!(id);
        pod
    };
    let found = |failed: &Value, other: Value| items(&[cluster.clone(), nad.clone(), failed.clone(), other]);
    let failed = of("mon-a-1", "Failed", "mon-a-x", "a");
    for other in [of("mon-a-2", "Running", "mon-a-x", ""), of("mon-a-2", "Running", "mon-a-y", "a")] {
        assert_eq!(kinds(&found(&failed, other.clone())), [""; 0], "{other}");
    }
    let mut elsewhere = of("mon-a-2", "Running", "mon-a-x", "a");
    elsewhere["metadata"]["namespace"] = json!("other");
    let mut manager = of("mgr-a", "Running", "mon-a-x", "a");
    manager["metadata"]["labels"]["app"] = json!("rook-ceph-mgr");
    for other in [elsewhere, manager, of("mon-b", "Running", "mon-b-x", "b"), of("mon-a-2", "Failed", "mon-a-x", "a")] {
        let found = found(&failed, other.clone());
        let fact = "rook-ceph/mon-a-1 (Failed): its networks do not explain it";
        assert!(facts(&found, "daemon-stopped").iter().any(|one| one == fact), "{other}");
        assert_eq!(found[0].steps, ["run `kubectl describe` on the pods that do not run"]);
    }
}

#[test]
fn a_pod_on_another_node_does_not_replace_one_of_those_that_each_node_has() {
    let [cluster, nad] = public();
    let of = |name: &str, phase: &str, node: &str, kind: &str| {
        let mut pod = pod(name, phase, &[("public", "192.168.20.4")]);
        pod["metadata"]["ownerReferences"][0]["kind"] = json!(kind);
        pod["spec"]["nodeName"] = json!(node);
        pod
    };
    let found = |one: &Value, other: &Value| items(&[cluster.clone(), nad.clone(), one.clone(), other.clone()]);
    let stopped = |name: &str| vec![format!("rook-ceph/{name} (Failed on n1): its networks do not explain it")];
    let csi = |name: &str, phase: &str, node: &str| {
        let mut pod = of(name, phase, node, "DaemonSet");
        pod["metadata"]["labels"]["app"] = json!("csi-rbdplugin");
        pod
    };
    let failed = csi("csi-1", "Failed", "n1");
    assert_eq!(facts(&found(&failed, &csi("csi-2", "Running", "n2")), "daemon-stopped"), stopped("csi-1"));
    assert_eq!(kinds(&found(&failed, &csi("csi-2", "Running", "n1"))), [""; 0]);
    for (app, id) in [("rook-ceph-crashcollector", "crash"), ("rook-ceph-exporter", "exporter")] {
        let of_node = |name: &str, phase: &str, node: &str| {
            let mut pod = of(name, phase, node, "ReplicaSet");
            pod["metadata"]["labels"] = json!({"app": app, "ceph_daemon_id": id});
            pod["metadata"]["ownerReferences"][0]["name"] = json!(name);
            pod
        };
        let failed = of_node("one", "Failed", "n1");
        assert_eq!(facts(&found(&failed, &of_node("other", "Running", "n2")), "daemon-stopped"), stopped("one"));
        assert_eq!(kinds(&found(&failed, &of_node("other", "Running", "n1"))), [""; 0]);
    }
}

#[test]
fn only_networks_that_a_daemon_must_be_on_explain_that_it_does_not_run() {
    let [cluster, nad_public] = public();
    let window = nad("mon-net", &json!({"range": "192.168.20.0/24", "range_end": "192.168.20.15"}));
    let mon = pod("mon-a", "Pending", &[("mon-net", "192.168.20.4")]);
    let mut csi = pod("csi", "Pending", &[("other", "192.168.20.5")]);
    csi["metadata"]["labels"]["app"] = json!("csi-rbdplugin-provisioner");
    let mut host = pod("mon-b", "Pending", &[("other", "192.168.20.6")]);
    host["spec"]["hostNetwork"] = json!(true);
    let mut objects = [cluster, nad_public, window, mon, csi, host];
    for object in &mut objects {
        if let Some(networks) = object.pointer_mut("/metadata/annotations/k8s.v1.cni.cncf.io~1networks") {
            *networks = json!("");
        }
    }
    let stopped = |settings: &str| {
        let settings = format!("clusterSelector: implicit\n{settings}");
        facts(&diagnosis_with(&objects, &settings).items, "daemon-stopped")
    };
    let rest = ["csi", "mon-b"].map(|name| format!("rook-ceph/{name} (Pending): its networks do not explain it"));
    let with = |reason: &str| [vec![format!("rook-ceph/mon-a (Pending): {reason}")], rest.to_vec()].concat();
    assert_eq!(stopped("monitorNetwork: rook-ceph/mon-net"), with("its networks do not explain it"));
    let missing = "it is not attached to rook-ceph/public, the public network";
    assert_eq!(stopped(""), with(missing));
    // A network that the CephCluster selects itself replaces nothing.
    assert_eq!(stopped("monitorNetwork: rook-ceph/public"), with(missing));
}

#[test]
fn a_pool_whose_range_cannot_be_read_keeps_what_it_has_reserved() {
    let step = |name: &str, leases: &[(&str, &str)]| {
        let range = json!({"range": "192.168.20.0/24", "network_name": "pub"});
        let found = items(&[
            cluster(&json!({"public": "rook-ceph/public"})),
            nad("public", &range),
            pool("kube-system", name, "192.168.20.0", leases),
            pod("x-1", "Running", &[("public", "192.168.20.1")]),
        ]);
        // What such a pool has reserved is not known.
        assert_eq!(found.iter().map(|item| item.kind).next(), Some("reconciler-stopped"));
        (kinds(&found).len(), found[0].steps.join(", "))
    };
    let kept = "set `spec.range` of IPPool pub-192.168.20.0-24 back to `192.168.20.0/24`; do not delete it";
    assert_eq!(step("pub-192.168.20.0-24", &[("1", "x-1")]), (1, kept.to_owned()));
    let other = "set `spec.range` of IPPool old-192.168.20.0-24 back to the CIDR in its name; do not delete it";
    assert_eq!(step("old-192.168.20.0-24", &[("1", "x-1")]), (2, other.to_owned()));
    let empty = "delete IPPool pub-192.168.20.0-24, which has no reservation";
    assert_eq!(step("pub-192.168.20.0-24", &[]), (1, empty.to_owned()));
}

#[test]
fn a_pod_without_an_address_is_explained_by_the_range_of_its_own_network() {
    let selectors = json!({"public": "rook-ceph/public", "cluster": "rook-ceph/cluster"});
    let found = items(&[
        cluster(&selectors),
        nad("cluster", &json!({"range": "192.168.21.0/30"})),
        nad("public", &json!({"range": "192.168.20.0/30"})),
        pool("kube-system", "192.168.20.0-30", "192.168.20.0/30", &[("1", "a"), ("2", "b")]),
        pool("kube-system", "192.168.21.0-30", "192.168.21.0/30", &[("1", "a"), ("2", "b")]),
        pod("x-1", "Pending", &[]),
        {
            let mut osd = pod("x-2", "Pending", &[("public", "192.168.20.1")]);
            osd["metadata"]["labels"]["app"] = json!("rook-ceph-osd");
            osd["metadata"]["annotations"]["k8s.v1.cni.cncf.io/networks"] = json!("public, cluster");
            osd
        },
    ]);
    let full: Vec<&str> = found.iter().filter(|item| item.kind.starts_with("pool")).map(|item| &*item.title).collect();
    assert_eq!(
        full,
        [
            "No free address in 192.168.20.0/30 of rook-ceph/public: 2 addresses held by pods that are gone",
            "No free address in 192.168.21.0/30 of rook-ceph/cluster: 2 addresses held by pods that are gone",
        ]
    );
    let place = |title: &str| found.iter().position(|item| item.title == title).expect("the item") + 1;
    assert_eq!(
        facts(&found, "daemon-stopped"),
        [
            format!(
                "rook-ceph/x-1 (Pending): it has no address on rook-ceph/public, and 192.168.20.0/30 has no free address, see {}",
                place(full[0])
            ),
            format!(
                "rook-ceph/x-2 (Pending): it has no address on rook-ceph/cluster, and 192.168.21.0/30 has no free address, see {}",
                place(full[1])
            ),
        ]
    );
}

#[test]
fn reservations_of_a_pool_with_the_same_name_in_another_namespace_are_not_counted() {
    let selectors = json!({"public": "rook-ceph/public"});
    let name = "worker-1-192.168.20.0-29";
    let leases = [("1", "x-1"), ("2", "a"), ("3", "b"), ("4", "x-1"), ("5", "x-1"), ("6", "x-1")];
    let own = ["192.168.20.1", "192.168.20.4", "192.168.20.5", "192.168.20.6"];
    let found = items(&[
        cluster(&selectors),
        nad("public", &json!({"range": "192.168.20.0/29", "node_slice_size": "/29"})),
        pool("kube-system", name, "192.168.20.0/29", &leases),
        pool("openshift-multus", name, "192.168.30.0/29", &[("1", "c")]),
        pod("x-1", "Running", &own.map(|address| ("public", address))),
    ]);
    assert_eq!(
        facts(&found, "pool-full-of-orphans"),
        [
            "6 addresses: 4 mon, 2 without a pod",
            "192.168.20.2 is reserved for rook-ceph/a: the pod does not exist",
            "192.168.20.3 is reserved for rook-ceph/b: the pod does not exist",
        ]
    );
}

#[test]
fn a_full_range_with_slices_has_no_excludes_to_take_away() {
    let steps = |ipam: &Value, name: &str| {
        let leases = [("1", "x-1"), ("2", "x-1")];
        let found = items(&[
            cluster(&json!({"public": "rook-ceph/public"})),
            nad("public", ipam),
            pool("kube-system", name, "192.168.20.0/30", &leases),
            pod("x-1", "Running", &[("public", "192.168.20.1"), ("public", "192.168.20.2")]),
        ]);
        found.into_iter().find(|item| item.kind == "pool-full").expect("a full range").steps
    };
    let range = json!({"range": "192.168.20.0/30"});
    assert_eq!(steps(&range, "192.168.20.0-30"), ["use a larger range or fewer excludes"]);
    let slices = json!({"range": "192.168.20.0/30", "node_slice_size": "/30"});
    assert_eq!(steps(&slices, "worker-1-192.168.20.0-30"), ["use a larger range"]);
}

#[test]
fn an_address_that_a_pod_shares_with_a_pod_is_reported_once_and_one_of_a_node_with_the_node() {
    let [cluster, nad] = public();
    let policy = json!({
        "apiVersion": "nmstate.io/v1", "kind": "NodeNetworkConfigurationPolicy", "metadata": {"name": "shim"},
        "spec": {"nodeSelector": {"kubernetes.io/hostname": "worker-1"}, "desiredState": {"interfaces": [{
            "name": "shim", "type": "mac-vlan", "state": "up",
            "mac-vlan": {"base-iface": "eth-public", "mode": "bridge"},
            "ipv4": {"enabled": true, "address": [{"ip": "192.168.20.7", "prefix-length": 24}]},
        }]}},
    });
    let mut both = pod("x-2", "Running", &[("public", "192.168.20.5")]);
    let status =
        json!([{"name": "rook-ceph/public", "interface": "net1", "ips": ["192.168.20.5", "192.168.20.7"], "dns": {}}]);
    both["metadata"]["annotations"]["k8s.v1.cni.cncf.io/network-status"] = json!(status.to_string());
    let found = items(&[cluster, nad, policy, pod("x-1", "Running", &[("public", "192.168.20.5")]), both]);
    assert_eq!(
        facts(&found, "pod-address-repeated"),
        [
            "Pod rook-ceph/x-2: `metadata.annotations[k8s.v1.cni.cncf.io/network-status]`: `192.168.20.7` is also the address of a node, by NodeNetworkConfigurationPolicy `shim`"
        ]
    );
    assert_eq!(facts(&found, "duplicate"), ["rook-ceph/x-1 and rook-ceph/x-2 both have 192.168.20.5"]);
}

#[test]
fn of_different_objects_with_one_name_the_first_is_checked_and_diagnose_says_so() {
    let [cluster, nad] = public();
    let mut other = self::nad("public", &json!({"type": "dhcp"}));
    let title = "Different objects have the same name, and only the first of them is checked";
    let found = items(&[cluster.clone(), nad.clone(), other.clone()]);
    let found: Vec<_> = found.iter().map(|item| (item.kind, item.title.as_str(), item.facts.as_slice())).collect();
    let fact = "NetworkAttachmentDefinition rook-ceph/public: test.yaml:2:1 is checked; not checked: test.yaml:3:1";
    assert_eq!(found, [("object-repeated", title, [String::from(fact)].as_slice())]);
    // The same object again says nothing new, nor do pods and reservations of another moment.
    assert_eq!(kinds(&items(&[cluster.clone(), nad.clone(), nad.clone()])), [""; 0]);
    let name = "192.168.20.0-24";
    let pools =
        [&[("5", "mon-a")], &[("6", "mon-a")]].map(|leases| pool("kube-system", name, "192.168.20.0/24", leases));
    let pods = ["192.168.20.5", "192.168.20.6"].map(|ip| pod("mon-a", "Running", &[("public", ip)]));
    let all: Vec<Value> = [cluster.clone(), nad.clone()].into_iter().chain(pools).chain(pods).collect();
    assert_eq!(kinds(&items(&all)), [""; 0]);
    // It is no copy in another namespace, and one where the namespace is that of the command line.
    other["metadata"]["namespace"] = json!("other");
    assert_eq!(kinds(&items(&[cluster.clone(), nad, other.clone()])), [""; 0]);
    other["metadata"]["namespace"] = json!("default");
    let mut again = self::nad("public", &json!({"range": "192.168.20.0/24"}));
    again["metadata"] = json!({"name": "public"});
    assert_eq!(kinds(&items(&[cluster, other, again])), ["object-repeated"]);
    // What lies in no namespace is shown without one.
    let policies = ["eth1", "eth2"].map(|name| {
        json!({
            "apiVersion": "nmstate.io/v1", "kind": "NodeNetworkConfigurationPolicy", "metadata": {"name": "uplink"},
            "spec": {"desiredState": {"interfaces": [{"name": name, "type": "ethernet", "state": "up"}]}},
        })
    });
    let fact = "NodeNetworkConfigurationPolicy uplink: test.yaml:1:1 is checked; not checked: test.yaml:2:1";
    assert_eq!(facts(&items(&policies), "object-repeated"), [fact]);
}

#[test]
fn what_is_not_in_the_input_is_named() {
    let [cluster, nad] = public();
    let rest = ["pods", "ippools.whereabouts.cni.cncf.io", "nncp,nns"];
    let missing = |objects: &[Value]| diagnosis(objects).missing;
    let none = "CephClusters with Multus networks, and their NetworkAttachmentDefinitions";
    assert_eq!(missing(std::slice::from_ref(&nad)), [none, rest[0], rest[1], rest[2]]);
    let unknown = "NetworkAttachmentDefinition rook-ceph/public";
    assert_eq!(missing(std::slice::from_ref(&cluster)), [unknown, rest[0], rest[1], rest[2]]);
    assert_eq!(missing(&[cluster, nad]), rest);
    let both = self::cluster(&json!({"public": "rook-ceph/public", "cluster": "rook-ceph/cluster"}));
    let [_, nad] = public();
    assert_eq!(missing(&[both, nad]), ["NetworkAttachmentDefinition rook-ceph/cluster", rest[0], rest[1], rest[2]]);
}

#[test]
fn of_two_pods_with_one_address_the_one_without_the_reservation_is_to_restart() {
    let steps = |pools: &[Value]| {
        let mut objects = public().to_vec();
        objects.extend_from_slice(pools);
        objects.extend(["mon-a", "mon-b"].map(|name| pod(name, "Running", &[("public", "192.168.20.5")])));
        let found = items(&objects);
        found.iter().filter(|item| item.kind == "duplicate").flat_map(|item| item.steps.clone()).collect::<Vec<_>>()
    };
    let of = |namespace: &str, leases: &[(&str, &str)]| pool(namespace, "192.168.20.0-24", "192.168.20.0/24", leases);
    let own = |leases: &[(&str, &str)]| of("kube-system", leases);
    assert_eq!(steps(&[own(&[("5", "mon-a")])]), ["restart rook-ceph/mon-b: its address is not reserved for it"]);
    assert_eq!(steps(&[own(&[("5", "mon-b")])]), ["restart rook-ceph/mon-a: its address is not reserved for it"]);
    let both = "restart these pods, for which their address is not reserved: rook-ceph/mon-a, rook-ceph/mon-b";
    assert_eq!(steps(&[own(&[])]), [both]);
    assert_eq!(steps(&[own(&[("5", "old")])]), [both]);
    assert_eq!(
        steps(&[]),
        [
            "restart the pod for which the IPPool has no reservation: `kubectl get ippools.whereabouts.cni.cncf.io -A -o yaml` shows it"
        ]
    );
    assert_eq!(
        steps(&[own(&[("5", "mon-a")]), of("openshift-multus", &[("5", "mon-b")])]),
        [
            "two IPPools have reserved one address: use ranges that do not overlap and one installation of Whereabouts, then \
             restart one of the pods"
        ]
    );
}
