//! What is really handed out, beside what NADs say.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use ceph_multus_manifests::SettingsText;
use ceph_multus_nodes::live::{Kind, LiveReport, report};
use serde_json::{Value, json};
use support::documents;

fn nad(ipam: Value) -> Value {
    let mut config =
        json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": {"type": "whereabouts"}});
    for (key, value) in ipam.as_object().expect("a section") {
        config["ipam"][key] = value.clone();
    }
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "public-net", "namespace": "rook-ceph"}, "spec": {"config": config.to_string()},
    })
}

fn cluster() -> Value {
    json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "c", "namespace": "rook-ceph"},
        "spec": {"network": {"provider": "multus", "selectors": {"public": "rook-ceph/public-net"}}},
    })
}

fn whereabouts(kind: &str, name: &str, spec: Value) -> Value {
    json!({
        "apiVersion": "whereabouts.cni.cncf.io/v1alpha1", "kind": kind,
        "metadata": {"name": name, "namespace": "kube-system"}, "spec": spec,
    })
}

fn pool(name: &str, range: &str, leases: &[(&str, &str)]) -> Value {
    let leases: serde_json::Map<String, Value> = leases
        .iter()
        .map(|(key, podref)| ((*key).to_owned(), json!({"id": "x", "podref": podref, "ifname": "net1"})))
        .collect();
    whereabouts("IPPool", name, json!({"range": range, "allocations": leases}))
}

fn reservation(name: &str, podref: &str) -> Value {
    whereabouts("OverlappingRangeIPReservation", name, json!({"podref": podref, "ifname": "net1"}))
}

fn pod(podref: &str, app: &str, ips: &[&str]) -> Value {
    let (namespace, name) = podref.split_once('/').expect("a namespace");
    let status = json!([
        {"name": "cbr0", "interface": "eth0", "ips": ["10.1.0.1"], "default": true, "dns": {}},
        {"name": "rook-ceph/public-net", "interface": "net1", "ips": ips, "dns": {}},
    ]);
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "name": name, "namespace": namespace, "labels": {"app": app},
            "annotations": {"k8s.v1.cni.cncf.io/network-status": status.to_string()},
        },
        "status": {"phase": "Running"},
    })
}

fn live(objects: &[Value]) -> LiveReport {
    let text: String = objects.iter().chain([&cluster()]).map(|one| format!("{one}\n")).collect();
    report(&documents(&text), &SettingsText::default(), "default").expect("a report")
}

fn found(report: &LiveReport) -> Vec<(&'static str, String)> {
    let address =
        |one: &ceph_multus_nodes::live::LiveFinding| one.address.map(|one| one.to_string()).unwrap_or_default();
    report.findings.iter().map(|one| (one.kind.id(), address(one))).collect()
}

fn pairs(expected: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    expected.iter().map(|(kind, address)| (*kind, (*address).to_owned())).collect()
}

#[test]
fn worked_example_1() {
    let osd = |number: u32, ip: &str| pod(&format!("rook-ceph/osd-{number}"), "rook-ceph-osd", &[ip]);
    let report = live(&[
        nad(json!({"range": "192.168.20.0/24"})),
        pool(
            "192.168.20.0-24",
            "192.168.20.0/24",
            &[("1", "rook-ceph/osd-0"), ("2", "rook-ceph/osd-1-old"), ("3", "rook-ceph/osd-2"), ("9", "shop/web-0")],
        ),
        osd(0, "192.168.20.1"),
        osd(2, "192.168.20.33"),
        pod("shop/web-0", "web", &["192.168.20.9"]),
    ]);
    assert_eq!(
        found(&report),
        pairs(&[
            ("orphan-but-alive", "192.168.20.3"),
            ("unreserved", "192.168.20.33"),
            ("orphan", "192.168.20.2"),
            ("foreign", "192.168.20.9"),
        ])
    );
    let range = &report.networks[0].ranges[0];
    assert_eq!((range.addresses, range.taken, range.orphaned, range.free(), range.free_then()), (254, 4, 2, 250, 252));
    let holders: Vec<_> = range.holders.iter().map(|one| (one.name.as_str(), one.is_ceph, one.addresses)).collect();
    assert_eq!(holders, [("osd", true, 2), ("others", false, 1), ("without a pod", false, 1)]);
    assert_eq!(range.pools, ["kube-system/192.168.20.0-24"]);
}

#[test]
fn worked_example_2() {
    let ipam = json!({
        "range": "192.168.20.0/24", "range_start": "192.168.20.10", "range_end": "192.168.20.99", "exclude": ["192.168.20.64/27"],
    });
    let keys = ["9", "100", "254", "64", "95", "256", "10", "63", "96", "99"];
    let leases: Vec<(String, String)> =
        keys.iter().map(|key| ((*key).to_owned(), format!("rook-ceph/osd-{key}"))).collect();
    let leases: Vec<(&str, &str)> = leases.iter().map(|(key, podref)| (key.as_str(), podref.as_str())).collect();
    let mut objects = vec![nad(ipam), pool("192.168.20.0-24", "192.168.20.0/24", &leases)];
    for key in keys {
        let number: u32 = key.parse().expect("a number");
        let ip = format!("192.168.{}.{}", 20 + number / 256, number % 256);
        objects.push(pod(&format!("rook-ceph/osd-{key}"), "rook-ceph-osd", &[&ip]));
    }
    let report = live(&objects);
    assert_eq!(
        found(&report),
        pairs(&[
            ("outside-range", "192.168.21.0"),
            ("outside-window", "192.168.20.9"),
            ("outside-window", "192.168.20.100"),
            ("outside-window", "192.168.20.254"),
            ("inside-exclude", "192.168.20.64"),
            ("inside-exclude", "192.168.20.95"),
        ])
    );
    let range = &report.networks[0].ranges[0];
    assert_eq!((range.addresses, range.taken), (58, 4));
}

#[test]
fn worked_example_3() {
    let report = live(&[
        nad(json!({"range": "192.168.20.0/24", "network_name": "ceph-public"})),
        pool("ceph-public-192.168.20.0-24", "192.168.20.0/24", &[("1", "rook-ceph/osd-0")]),
        reservation("other", "a/b"),
        pod("rook-ceph/osd-0", "rook-ceph-osd", &["192.168.20.1"]),
    ]);
    assert_eq!(found(&report), pairs(&[("no-overlap-record", "192.168.20.1")]));
    assert_eq!(report.networks[0].ranges[0].taken, 1);
    let report = live(&[
        nad(json!({"range": "192.168.20.0/24", "network_name": "ceph-public"})),
        pool("ceph-public-192.168.20.0-24", "192.168.20.0/24", &[("1", "rook-ceph/osd-0")]),
        reservation("ceph-public-192.168.20.1", "rook-ceph/osd-0"),
        pod("rook-ceph/osd-0", "rook-ceph-osd", &["192.168.20.1"]),
    ]);
    assert_eq!(found(&report), pairs(&[("record-vanishes", "192.168.20.1")]));
}

#[test]
fn worked_example_4() {
    let mut slices =
        whereabouts("NodeSlicePool", "public-net", json!({"range": "192.168.20.0/24", "sliceSize": "/26"}));
    slices["status"] = json!({"allocations": [
        {"nodeName": "worker-1", "sliceRange": "192.168.20.0/26"},
        {"nodeName": "worker-1", "sliceRange": "192.168.20.64/26"},
        {"nodeName": "gone", "sliceRange": "192.168.20.128/26"},
        {"nodeName": "", "sliceRange": "192.168.21.0/26"},
    ]});
    let node = |name: &str| json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}});
    let report = live(&[
        nad(json!({"range": "192.168.20.0/24", "node_slice_size": "/26"})),
        pool("worker-1-192.168.20.64-26", "192.168.20.64/26", &[("10", "rook-ceph/osd-0")]),
        pod("rook-ceph/osd-0", "rook-ceph-osd", &["192.168.20.74"]),
        slices,
        node("worker-1"),
        node("worker-2"),
    ]);
    let texts: Vec<&str> = report.findings.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "node worker-1 has two slices: 192.168.20.0/26 and 192.168.20.64/26",
            "node worker-2 has no slice of 192.168.20.0/24 with /26",
            "slice 192.168.21.0/26 is not in 192.168.20.0/24",
            "slice 192.168.20.128/26 belongs to node gone, which no longer exists",
        ]
    );
    assert_eq!(report.networks[0].ranges[0].taken, 1);
}

#[test]
fn slices_have_the_addresses_of_the_first_range_and_the_others_none() {
    let report = live(&[
        nad(json!({
            "range": "192.168.20.0/24", "exclude": ["192.168.20.0/25"], "node_slice_size": "/26",
            "ipRanges": [{"range": "192.168.21.0/24"}],
        })),
        pool("worker-1-192.168.20.64-26", "192.168.20.64/26", &[("10", "rook-ceph/osd-0")]),
        // Without the name of a node it is what is left of a range without slices.
        pool("192.168.20.0-24", "192.168.20.0/24", &[("20", "rook-ceph/osd-0")]),
        pod("rook-ceph/osd-0", "rook-ceph-osd", &["192.168.20.74"]),
    ]);
    let texts: Vec<&str> = report.findings.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "192.168.20.20 is reserved for rook-ceph/osd-0: its network-status has another address",
            "IPPool 192.168.20.0-24 does not belong to a range of a current NAD",
        ]
    );
    let ranges: Vec<_> =
        report.networks[0].ranges.iter().map(|one| (one.range.as_str(), one.addresses, one.taken)).collect();
    assert_eq!(ranges, [("192.168.20.0/24", 248, 1)]);
}

#[test]
fn pools_of_earlier_ranges_bad_ranges_and_two_installations_are_reported() {
    let mut elsewhere = pool("192.168.20.0-24", "192.168.20.0/24", &[("1", "rook-ceph/osd-1")]);
    elsewhere["metadata"]["namespace"] = json!("openshift-multus");
    let report = live(&[
        nad(json!({"range": "192.168.20.0/24"})),
        pool("192.168.20.0-24", "192.168.20.0/24", &[("1", "rook-ceph/osd-0")]),
        elsewhere,
        pool("192.168.30.0-24", "192.168.30.0/24", &[("1", "rook-ceph/osd-0")]),
        pool("bad", "192.168.40.0", &[]),
        pod("rook-ceph/osd-0", "rook-ceph-osd", &["192.168.20.1", "192.168.30.1"]),
        pod("rook-ceph/osd-1", "rook-ceph-osd", &["192.168.20.1"]),
    ]);
    let texts: Vec<String> = report.findings.iter().map(|one| format!("{}: {}", one.kind.id(), one.text)).collect();
    assert_eq!(
        texts,
        [
            "reconciler-stopped: the range `192.168.40.0` of IPPool bad cannot be read, so the reconciler stops before any pool",
            "duplicate: 192.168.20.1 is reserved for rook-ceph/osd-0 in IPPool 192.168.20.0-24, and for rook-ceph/osd-1 in IPPool 192.168.20.0-24",
            "duplicate: rook-ceph/osd-0 and rook-ceph/osd-1 both have 192.168.20.1, which is reserved for rook-ceph/osd-0 and rook-ceph/osd-1",
            "left-over: IPPool 192.168.30.0-24 does not belong to a range of a current NAD",
            "two-installations: IPPool 192.168.20.0-24 is in the namespaces kube-system and openshift-multus",
        ]
    );
}

#[test]
fn keys_that_are_no_numbers_and_reservations_of_nobody_are_reported() {
    let report = live(&[
        nad(json!({"range": "192.168.20.0/24"})),
        pool(
            "192.168.20.0-24",
            "192.168.20.0/24",
            &[
                ("x", "rook-ceph/osd-0"),
                ("5", ""),
                ("4294967295", "rook-ceph/osd-0"),
                ("6", "rook-ceph/osd-0"),
                ("7", "rook-ceph/osd-0"),
            ],
        ),
        pod("rook-ceph/osd-0", "rook-ceph-osd", &["192.168.20.6", "192.168.20.7"]),
    ]);
    assert_eq!(
        found(&report),
        pairs(&[
            ("orphan-but-alive", ""),
            ("unowned", "192.168.20.5"),
            ("key-unreadable", ""),
            ("outside-range", ""),
            ("two-leases", "192.168.20.7"),
        ])
    );
    assert_eq!(report.of_kind(Kind::Unowned).count(), 1);
}

#[test]
fn of_two_pods_with_one_address_the_reservation_says_whose_it_is() {
    let found = |leases: &[(&str, &str)]| {
        let pods = ["osd-0", "osd-1"].map(|name| pod(&format!("rook-ceph/{name}"), "rook-ceph-osd", &["192.168.20.1"]));
        let mut objects =
            vec![nad(json!({"range": "192.168.20.0/24"})), pool("192.168.20.0-24", "192.168.20.0/24", leases)];
        objects.extend(pods);
        let duplicates = live(&objects).findings.into_iter().filter(|one| one.kind.id() == "duplicate");
        duplicates.map(|one| (one.text, one.podref, one.other.unwrap_or_default())).collect::<Vec<_>>()
    };
    let of = |end: &str, podref: &str, other: &str| {
        let text = format!("rook-ceph/osd-0 and rook-ceph/osd-1 both have 192.168.20.1, which {end}");
        vec![(text, format!("rook-ceph/{podref}"), format!("rook-ceph/{other}"))]
    };
    assert_eq!(found(&[("1", "rook-ceph/osd-0")]), of("is reserved for rook-ceph/osd-0", "osd-0", "osd-1"));
    assert_eq!(found(&[("1", "rook-ceph/osd-1")]), of("is reserved for rook-ceph/osd-1", "osd-1", "osd-0"));
    assert_eq!(found(&[("1", "rook-ceph/old")]), of("is reserved for rook-ceph/old", "osd-1", "osd-0"));
    assert_eq!(found(&[("1", "")]), of("no IPPool has reserved for a pod", "osd-1", "osd-0"));
}
