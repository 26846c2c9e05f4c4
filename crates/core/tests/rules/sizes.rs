//! Networks that were too small before a change: what makes them no worse is a warning.

use serde_json::{Value, json};

use super::moments::support::{multus, nad};
use super::running::{levels, with_daemons};
use super::support::findings;

/// A NAD of `rook-ceph` that assigns addresses of `range`.
fn sized(name: &str, range: &str) -> Value {
    let mut nad = nad(name, 1);
    let config = nad["spec"]["config"].as_str().expect("a text").replace("10.0.1.0/24", range);
    nad["spec"]["config"] = json!(config);
    nad
}

#[test]
fn a_network_that_was_too_small_before_is_rejected_only_where_it_gets_worse() {
    let network = multus("public-net", "");
    let big = with_daemons(&network, 2, 30);
    let ranges = [("public-net", "10.0.1.0/28"), ("public-v2", "10.0.2.0/29"), ("public-v3", "10.0.3.0/27")];
    let mut inventory = vec![big.clone()];
    inventory.extend(ranges.map(|(name, range)| sized(name, range)));
    let settings = json!({ "inventory": inventory });
    let of = |new: &Value| levels("network-too-small", &big, new, &settings);
    assert_eq!(of(&with_daemons(&network, 1, 30)), ["warn"]);
    assert_eq!(of(&with_daemons(&network, 2, 20)), ["warn"]);
    assert_eq!(of(&with_daemons(&network, 2, 31)), ["deny"]);
    assert_eq!(of(&with_daemons(&network, 3, 29)), ["warn"]);
    let mut configured = big.clone();
    configured["spec"]["cephConfig"] = json!({"global": {"debug_ms": "1"}});
    assert_eq!(of(&configured), ["warn"]);
    // To a larger network that is still too small, and to a smaller one.
    assert_eq!(of(&with_daemons(&multus("public-v3", ""), 2, 30)), ["warn"]);
    assert_eq!(of(&with_daemons(&multus("public-v2", ""), 2, 30)), ["deny"]);
    // A new cluster has no daemons yet.
    assert_eq!(levels("network-too-small", &Value::Null, &big, &settings), ["deny"]);
}

#[test]
fn osds_that_are_not_counted_before_may_have_been_as_many() {
    let with = |mons: u8, storage: Value, selectors: &str| {
        let mut cluster = with_daemons(&multus("public-net", selectors), 2, 0);
        cluster["spec"]["mon"]["count"] = json!(mons);
        cluster["spec"]["storage"] = storage;
        cluster
    };
    let all = || json!({"useAllNodes": true, "useAllDevices": true});
    let node = |name: &str| json!({"name": name, "devices": [{"name": "sdb"}, {"name": "sdc"}, {"name": "sdd"}]});
    let listed = || json!({"nodes": (["a", "b", "c", "d"].map(node))});
    let of = |old: &Value, new: &Value| {
        let nads =
            [sized("public-net", "10.0.1.0/28"), sized("cluster-net", "10.0.2.0/29"), sized("small", "10.0.3.0/29")];
        let inventory: Vec<_> = nads.into_iter().chain([old.clone()]).collect();
        let found = findings(old, new, &json!({ "inventory": inventory }));
        found.into_iter().filter(|finding| finding.ends_with("[network-too-small]")).collect::<Vec<_>>()
    };
    let line = |level: &str, network: &str, problem: &str| {
        format!(
            "{level}: `spec.network.selectors.{network}`: `rook-ceph/{problem}; use a larger range or fewer excludes \
             [network-too-small]"
        )
    };
    let public = "public-net` has 14 addresses and needs 3 mon + 2 mgr + 12 osd = 17";
    let replication = "cluster-net` has 6 addresses and needs 12 osd";
    let old = with(3, all(), "cluster-net");
    assert_eq!(
        of(&old, &with(3, listed(), "cluster-net")),
        [line("warn", "cluster", replication), line("warn", "public", public)]
    );
    // More mons are certain, and so is a smaller network.
    let public = "public-net` has 14 addresses and needs 5 mon + 2 mgr + 12 osd = 19";
    assert_eq!(
        of(&old, &with(5, listed(), "cluster-net")),
        [line("warn", "cluster", replication), line("deny", "public", public)]
    );
    let mut moved = with(3, listed(), "");
    moved["spec"]["network"]["selectors"]["public"] = json!("rook-ceph/small");
    let small = "small` has 6 addresses and needs 3 mon + 2 mgr + 12 osd = 17";
    assert_eq!(of(&with(3, all(), ""), &moved), [line("deny", "public", small)]);
}

#[test]
fn a_nad_that_was_too_small_before_is_rejected_only_where_it_shrinks() {
    let small = sized("public-net", "10.0.1.0/28");
    let shared = sized("cluster-net", "10.0.3.0/28");
    let of = |new: &Value, cluster: &str| {
        let inventory = [with_daemons(&multus("public-net", cluster), 2, 30), small.clone(), shared.clone()];
        levels("network-too-small", &small, new, &json!({ "inventory": inventory }))
    };
    let mut faster = small.clone();
    faster["spec"]["config"] =
        json!(small["spec"]["config"].as_str().expect("a text").replacen('{', r#"{"mtu":9000,"#, 1));
    for (new, level) in [(&faster, "warn"), (&sized("public-net", "10.0.1.0/27"), "warn")] {
        assert_eq!(of(new, ""), [level], "{new}");
    }
    assert_eq!(of(&sized("public-net", "10.0.1.0/29"), ""), ["deny"]);
    // Into the pool of another network, whose addresses are taken.
    assert_eq!(of(&sized("public-net", "10.0.3.0/28"), "cluster-net"), ["deny"]);
}

#[test]
fn a_nad_that_cephclusters_share_may_grow_and_may_not_shrink() {
    let old = sized("public-net", "10.0.1.0/29");
    let with = |namespace: &str, name: &str| {
        let mut cluster = with_daemons(&json!({"provider": "multus", "selectors": {"public": name}}), 2, 6);
        cluster["metadata"]["namespace"] = json!(namespace);
        cluster
    };
    let of = |range: &str, more: &[Value]| {
        let mut inventory =
            vec![with("rook-ceph", "rook-ceph/public-net"), with("other", "rook-ceph/public-net"), old.clone()];
        inventory.extend_from_slice(more);
        let found = findings(&old, &sized("public-net", range), &json!({ "inventory": inventory }));
        found.into_iter().filter(|finding| finding.ends_with("[network-too-small]")).collect::<Vec<_>>()
    };
    let line = |level: &str, has: &str, others: &str| {
        format!(
            "{level}: `spec.config.ipam.range`: this network has {has} addresses and needs 3 mon + 2 mgr + 6 osd = 11 for \
             CephCluster other/my-cluster plus {others}; use a larger range or fewer excludes [network-too-small]"
        )
    };
    let two = "11 for CephCluster rook-ceph/my-cluster = 22";
    assert_eq!(of("10.0.1.0/28", &[]), [line("warn", "14", two)]);
    assert_eq!(of("10.0.1.0/30", &[]), [line("deny", "2", two)]);
    // Into the pool of a third.
    let third = [with("third", "rook-ceph/cluster-net"), sized("cluster-net", "10.0.3.0/28")];
    let three = "22 for 2 other CephClusters = 33";
    assert_eq!(of("10.0.3.0/28", &third), [line("deny", "14", three)]);
}

/// An external CephCluster has its mons and OSDs elsewhere, and its RGW here.
#[test]
fn what_an_external_cephcluster_runs_on_a_shared_nad_is_counted() {
    let mut external =
        with_daemons(&json!({"provider": "multus", "selectors": {"public": "rook-ceph/public-net"}}), 2, 6);
    external["metadata"]["namespace"] = json!("other");
    external["spec"]["external"] = json!({"enable": true});
    let store = json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephObjectStore",
        "metadata": {"name": "s3", "namespace": "other"}, "spec": {"gateway": {"instances": 8}},
    });
    let cluster = with_daemons(&multus("public-net", ""), 2, 3);
    let inventory = [external, store, sized("public-net", "10.0.1.0/28")];
    let found = findings(&Value::Null, &cluster, &json!({ "inventory": inventory }));
    assert_eq!(
        found.iter().filter(|finding| finding.ends_with("[network-too-small]")).collect::<Vec<_>>(),
        [
            "deny: `spec.network.selectors.public`: `rook-ceph/public-net` has 14 addresses and needs 3 mon + 2 mgr + 3 osd = 8 \
             plus 8 for CephCluster other/my-cluster = 16; use a larger range or fewer excludes [network-too-small]"
        ]
    );
}

/// It has no daemons before Rook has its CephCluster, and those with a NAD as their public network come first.
#[test]
fn a_storagecluster_on_a_shared_nad_does_not_speak_for_the_cephcluster() {
    let storage = json!({
        "apiVersion": "ocs.openshift.io/v1", "kind": "StorageCluster", "metadata": {"name": "ocs", "namespace": "a"},
        "spec": {"network": {"provider": "multus", "selectors": {"public": "rook-ceph/cluster-net"}}},
    });
    let inventory =
        [storage, with_daemons(&multus("public-net", "cluster-net"), 2, 8), sized("public-net", "10.0.2.0/24")];
    let found = findings(&Value::Null, &sized("cluster-net", "10.0.1.0/29"), &json!({ "inventory": inventory }));
    assert_eq!(
        found.iter().filter(|finding| finding.ends_with("[network-too-small]")).collect::<Vec<_>>(),
        ["deny: `spec.config.ipam.range`: this network has 6 addresses and needs 8 osd; use a larger range or fewer \
             excludes [network-too-small]"]
    );
}
