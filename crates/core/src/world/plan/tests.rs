use serde_json::{Value, json};

use super::*;
use crate::engine::read_settings;
use crate::json::Arena;
use crate::json::read;
use crate::settings::SETTINGS;

mod drivers;
mod osds;

/// The plan of the only CephCluster in the inventory of `settings`.
fn plan(settings: &Value) -> Plan {
    let text = settings.to_string();
    let arena = Arena::new();
    let node = read(&text, &arena, &SETTINGS).unwrap();
    let settings = read_settings(&node).unwrap();
    let cluster = settings.inventory.iter().find(|object| object.kind == Kind::CephCluster).unwrap();
    let world = World::new(&settings.inventory, cluster);
    Plan::of(&world, &settings, world.cluster_in(cluster.namespace).unwrap())
}

/// Steady state and surge of both networks, as a message would show them, and what is unknown.
fn shown(settings: &Value) -> [String; 5] {
    let plan = plan(settings);
    let show = |network: CephNetwork, what: fn(&Demand) -> &Count| {
        plan.demand(network).map_or_else(|| String::from("-"), |demand| what(demand).to_string())
    };
    let unknown = plan.demands.iter().flat_map(|(network, demand)| {
        demand.uncounted.iter().map(|unknown| format!("{} {}: {}", network.key(), unknown.sort, unknown.help))
    });
    [
        show(CephNetwork::Public, |demand| &demand.steady),
        show(CephNetwork::Public, |demand| &demand.surge),
        show(CephNetwork::Cluster, |demand| &demand.steady),
        show(CephNetwork::Cluster, |demand| &demand.surge),
        unknown.collect::<Vec<_>>().join(", "),
    ]
}

fn object(kind: &str, name: &str, spec: Value) -> Value {
    let group = if kind == "Driver" { "csi.ceph.io/v1" } else { "ceph.rook.io/v1" };
    json!({"apiVersion": group, "kind": kind, "metadata": {"namespace": "rook-ceph", "name": name}, "spec": spec})
}

fn network() -> Value {
    json!({"provider": "multus", "selectors": {"public": "public-net", "cluster": "cluster-net"}})
}

fn driver(name: &str) -> Value {
    let annotations = json!({crate::facts::object::NETWORKS_ANNOTATION: "rook-ceph/public-net"});
    object("Driver", name, json!({"controllerPlugin": {"annotations": annotations}}))
}

fn filesystem(active: u64, standby: bool) -> Value {
    object("CephFilesystem", "myfs", json!({"metadataServer": {"activeCount": active, "activeStandby": standby}}))
}

/// Three nodes with three disks each, one filesystem, one object store, both drivers.
fn lab() -> Value {
    let disks = json!([{"name": "sda"}, {"name": "sdb"}, {"name": "sdc"}]);
    let nodes: Vec<_> = ["a", "b", "c"].iter().map(|name| json!({"name": name, "devices": disks})).collect();
    let cluster = json!({
        "mon": {"count": 3}, "mgr": {"count": 2}, "network": network(),
        "storage": {"useAllNodes": false, "useAllDevices": false, "nodes": nodes},
    });
    json!({"inventory": [
        object("CephCluster", "lab", cluster),
        filesystem(1, true),
        object("CephObjectStore", "store", json!({"gateway": {"instances": 1}})),
        driver("rook-ceph.rbd.csi.ceph.com"),
        driver("rook-ceph.cephfs.csi.ceph.com"),
    ]})
}

/// Twelve nodes, two encrypted device sets on PVCs, key rotation, and every daemon that Rook has.
fn production() -> Value {
    let cluster = json!({
        "mon": {"count": 5}, "mgr": {"count": 2}, "network": network(),
        "security": {"keyRotation": {"enabled": true}},
        "storage": {"storageClassDeviceSets": [
            {"name": "ssd", "count": 48, "encrypted": true},
            {"name": "hdd", "count": 96, "encrypted": false},
        ]},
    });
    json!({"nodes": 12, "inventory": [
        object("CephCluster", "production", cluster),
        filesystem(3, true),
        object("CephObjectStore", "store", json!({"gateway": {"instances": 4}})),
        object("CephRBDMirror", "mirror", json!({"count": 2})),
        object("CephFilesystemMirror", "mirror", json!({})),
        object("CephNFS", "nfs", json!({"server": {"active": 2}})),
        object("CephNVMeOFGateway", "nvmeof", json!({"instances": 2})),
        driver("rook-ceph.rbd.csi.ceph.com"),
        driver("rook-ceph.cephfs.csi.ceph.com"),
    ]})
}

/// Two data zones and an arbiter, which is a mon like the others.
fn stretch() -> Value {
    let zones = json!([{"name": "a", "arbiter": true}, {"name": "b"}, {"name": "c"}]);
    let node = |name| json!({"name": name, "devices": [{"name": "sda"}, {"name": "sdb"}]});
    let cluster = json!({
        "mon": {"count": 5, "stretchCluster": {"zones": zones}}, "mgr": {"count": 2}, "network": network(),
        "storage": {"config": {"osdsPerDevice": "2"}, "nodes": [node("b1"), node("b2"), node("c1"), node("c2")]},
    });
    json!({"inventory": [object("CephCluster", "stretch", cluster), driver("rook-ceph.rbd.csi.ceph.com")]})
}

fn public_only() -> Value {
    let network = json!({"provider": "multus", "selectors": {"public": "public-net"}});
    let cluster = json!({"network": network, "storage": {"useAllNodes": true, "useAllDevices": true}});
    json!({"osds": 6, "inventory": [object("CephCluster", "public", cluster), filesystem(1, false)]})
}

fn ipv6() -> Value {
    let mut network = network();
    network["ipFamily"] = json!("IPv6");
    network["addressRanges"] = json!({"public": ["fd00:20::/64"], "cluster": ["fd00:21::/64"]});
    let storage = json!({"useAllNodes": true, "devices": [{"name": "nvme0n1", "config": {"osdsPerDevice": "4"}}]});
    let cluster = json!({"mon": {"count": 3}, "mgr": {"count": 2}, "network": network, "storage": storage});
    json!({"nodes": 3, "inventory": [object("CephCluster", "ipv6", cluster), driver("rook-ceph.rbd.csi.ceph.com")]})
}

#[test]
fn five_worlds_need_these_addresses() {
    let no_drivers = "public CSI controller: add the Drivers to the inventory";
    let table = [
        (
            lab(),
            [
                "3 mon + 2 mgr + 9 osd + 2 mds + 1 rgw + 4 CSI controller = 21",
                "1 network canary + 1 mon failover = 2",
                "9 osd",
                "1 network canary",
                "",
            ],
        ),
        (
            production(),
            [
                "5 mon + 2 mgr + 144 osd + 6 mds + 4 rgw + 2 rbd-mirror + 1 cephfs-mirror + 2 nfs + 2 nvmeof + \
                 4 CSI controller = 172",
                "1 network canary + 1 mon failover + 48 OSD key rotation + 1 rbd-mirror update + \
                 1 cephfs-mirror update + 2 nfs update + 2 nvmeof update = 56",
                "144 osd",
                "1 network canary",
                "",
            ],
        ),
        (
            stretch(),
            [
                "5 mon + 2 mgr + 16 osd + 2 CSI controller = 25",
                "1 network canary + 1 mon failover = 2",
                "16 osd",
                "1 network canary",
                "",
            ],
        ),
        (
            public_only(),
            [
                "3 mon + 1 mgr + 6 osd + 1 to 2 mds = 11 to 12",
                "1 network canary + 1 mon failover = 2",
                "-",
                "-",
                no_drivers,
            ],
        ),
        (ipv6(), ["3 mon + 2 mgr + 12 osd + 2 CSI controller = 19", "1 mon failover", "12 osd", "0", ""]),
    ];
    for (settings, expected) in table {
        assert_eq!(shown(&settings), expected);
    }
}

/// The parts in which two plans differ, as they are in the second.
fn difference(settings: &Value, pointer: &str, value: Value) -> String {
    let mut changed = settings.clone();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = changed.pointer_mut(parent).unwrap();
    match parent {
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        other => other[key] = value,
    }
    let parts = |plan: Plan| -> Vec<String> {
        let of = |(network, demand): (CephNetwork, Demand)| {
            let all: Vec<Part> = demand.steady.parts().iter().chain(demand.surge.parts()).copied().collect();
            all.into_iter().map(move |part| format!("{} {part}", network.key()))
        };
        plan.demands.into_iter().flat_map(of).collect()
    };
    let old = parts(plan(settings));
    let new = parts(plan(&changed));
    let gone = old.iter().filter(|part| !new.contains(part)).count();
    let came: Vec<_> = new.iter().filter(|part| !old.contains(part)).map(String::as_str).collect();
    assert!(gone >= came.len(), "a number that changes replaces the old one");
    if came.is_empty() && gone > 0 { format!("{gone} gone") } else { came.join(", ") }
}

#[test]
fn one_number_changes_exactly_its_count() {
    let cluster = "/inventory/0/spec";
    let of_cluster = [
        ("/mon/count", json!(1), "public 1 mon"),
        ("/mon/count", json!(0), "public 3 mon"),
        ("/mon/floatingMon", json!({"name": "x"}), "public 4 mon"),
        ("/mgr/count", json!(1), "public 1 mgr"),
        ("/mgr/hostNetwork", json!(true), "1 gone"),
        ("/storage/storageClassDeviceSets/0/encrypted", json!(false), "1 gone"),
        ("/storage/storageClassDeviceSets/1/count", json!(1), "public 49 osd, cluster 49 osd"),
        ("/security/keyRotation", Value::Null, "1 gone"),
        ("/network/addressRanges", json!({"public": ["10.0.0.0/8"]}), "1 gone"),
        ("/external", json!({"enable": true}), "8 gone"),
        ("/network/provider", json!("host"), "19 gone"),
    ];
    for (path, value, expected) in of_cluster {
        assert_eq!(difference(&production(), &format!("{cluster}{path}"), value), expected, "{path}");
    }
    let of_others = [
        ("1/spec/metadataServer/activeCount", json!(2), "public 4 mds"),
        ("1/spec/metadataServer/activeStandby", json!(false), "public 3 to 6 mds"),
        ("1/metadata/namespace", json!("elsewhere"), "1 gone"),
        ("2/spec/gateway/instances", json!(0), "public 1 rgw"),
        ("2/spec/gateway/hostNetwork", json!(true), "1 gone"),
        ("2/spec/gateway/externalRgwEndpoints", json!([{"ip": "10.0.0.1"}]), "1 gone"),
        ("3/spec/count", json!(5), "public 5 rbd-mirror, public 2 rbd-mirror update"),
        ("5/spec/server/active", json!(3), "public 3 nfs, public 3 nfs update"),
        ("6/spec/instances", json!(1), "public 1 nvmeof, public 1 nvmeof update"),
        ("6/spec/hostNetwork", json!(true), "2 gone"),
        ("7/spec/controllerPlugin/replicas", json!(3), "public 5 CSI controller"),
        ("7/spec/controllerPlugin/hostNetwork", json!(true), "public 2 CSI controller"),
        ("7/spec/controllerPlugin/annotations", json!({}), "public 2 to 4 CSI controller"),
    ];
    for (path, value, expected) in of_others {
        assert_eq!(difference(&production(), &format!("/inventory/{path}"), value), expected, "{path}");
    }
}

#[test]
fn one_nad_for_both_networks_is_one_demand_with_each_osd_once() {
    let mut settings = lab();
    settings["inventory"][0]["spec"]["network"]["selectors"]["cluster"] = json!("rook-ceph/public-net");
    let [public, surge, cluster, ..] = shown(&settings);
    assert_eq!(public, "3 mon + 2 mgr + 9 osd + 2 mds + 1 rgw + 4 CSI controller = 21");
    assert_eq!(surge, "2 network canary + 1 mon failover = 3");
    assert_eq!(cluster, "-");
}

#[test]
fn where_nobody_removes_the_repetition_one_nad_for_both_networks_takes_two_addresses_for_each_osd() {
    let mut settings = lab();
    settings["inventory"][0]["spec"]["network"]["selectors"]["cluster"] = json!("rook-ceph/public-net");
    settings["mutate"] = json!(false);
    let [public, ..] = shown(&settings);
    assert_eq!(public, "3 mon + 2 mgr + 9 osd + 2 mds + 1 rgw + 4 CSI controller + 9 osd again = 30");
}

#[test]
fn with_only_the_cluster_network_selected_only_osds_count() {
    let mut settings = lab();
    settings["inventory"][0]["spec"]["network"]["selectors"] = json!({"cluster": "rook-ceph/cluster-net"});
    assert_eq!(shown(&settings), ["-", "-", "9 osd", "1 network canary", ""]);
}

#[test]
fn controllers_of_csi_that_this_policy_attaches_are_possible_and_without_its_edits_they_are_not() {
    let csi = |more: Value, spec: Value| {
        let mut settings = more;
        let cluster = object("CephCluster", "c", json!({"network": network()}));
        settings["inventory"] = json!([cluster, object("Driver", "d", spec)]);
        let [public, .., unknown] = shown(&settings);
        (public.trim_start_matches("3 mon + 1 mgr").to_owned(), unknown)
    };
    let reported = |text: &str, unknown: &str| (text.to_owned(), unknown.to_owned());
    assert_eq!(csi(json!({}), json!({})), reported(" + 0 to 2 CSI controller = 4 to 6", ""));
    assert_eq!(csi(json!({"nodes": 1}), json!({})), reported(" + 0 to 1 CSI controller = 4 to 5", ""));
    assert_eq!(csi(json!({"mutate": false}), json!({})), reported(" = 4", ""));
    let addons = json!({"deployCsiAddons": true, "controllerPlugin": {"hostNetwork": true}});
    assert_eq!(csi(json!({"nodes": 5}), addons.clone()), reported(" = 4", ""), "csi-addons needs no network");
    let mut annotated = addons;
    annotated["nodePlugin"] = json!({"annotations": {"k8s.v1.cni.cncf.io/networks": "rook-ceph/public-net"}});
    assert_eq!(csi(json!({"nodes": 5}), annotated.clone()), reported(" + 5 CSI addons = 9", ""));
    assert_eq!(csi(json!({}), annotated), reported(" = 4", "public CSI addons: set `nodes`"));
}

#[test]
fn what_odf_attaches_is_possible_but_not_certain() {
    let mut settings = lab();
    let storage = json!({
        "apiVersion": "ocs.openshift.io/v1", "kind": "StorageCluster",
        "metadata": {"namespace": "rook-ceph", "name": "a"}, "spec": {"network": network()},
    });
    settings["inventory"].as_array_mut().unwrap().push(storage.clone());
    let [public, _, cluster, ..] = shown(&settings);
    let [before, _, osds, ..] = shown(&lab());
    let (parts, _) = before.rsplit_once(" = ").unwrap();
    assert!(public.starts_with(&format!("{parts} + 0 to 3 ODF pod = ")), "{public}");
    assert_eq!((osds.as_str(), cluster.as_str()), ("9 osd", "9 osd + 0 to 1 ODF pod = 9 to 10"));
    settings["inventory"][5]["metadata"]["namespace"] = json!("openshift-storage");
    assert_eq!(shown(&settings), shown(&lab()));
}

#[test]
fn a_storage_cluster_alone_tells_no_number() {
    let text = json!({"inventory": [{
        "apiVersion": "ocs.openshift.io/v1", "kind": "StorageCluster",
        "metadata": {"namespace": "rook-ceph", "name": "a"}, "spec": {"network": network()},
    }]});
    let text = text.to_string();
    let arena = Arena::new();
    let node = read(&text, &arena, &SETTINGS).unwrap();
    let settings = read_settings(&node).unwrap();
    let world = World::new(&settings.inventory, &settings.inventory[0]);
    assert_eq!(Plan::of(&world, &settings, world.cluster_in("rook-ceph").unwrap()), Plan { demands: Vec::new() });
}
