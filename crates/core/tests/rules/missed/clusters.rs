//! Several CephClusters.

use serde_json::{Value, json};

use super::support::{NETWORKS, both, cluster, found, multus, nad, object, whereabouts};
use crate::support::findings;

fn two_clusters() -> [Value; 2] {
    let second = json!({"public": "rook-ceph-secondary/public-net", "cluster": "rook-ceph-secondary/cluster-net"});
    [cluster("rook-ceph", multus(both())), cluster("rook-ceph-secondary", multus(second))]
}

#[test]
fn the_csi_controllers_of_two_clusters_need_both_public_networks() {
    let controller = |networks: &str| {
        let app = "rook-ceph.rbd.csi.ceph.com-ctrlplugin";
        let mut pod = object("v1", "Pod", "rook-ceph", app, json!({}));
        pod["metadata"]["labels"] = json!({"app": app});
        pod["metadata"]["annotations"] = json!({NETWORKS: networks});
        pod["metadata"]["ownerReferences"] =
            json!([{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": app, "controller": true}]);
        pod
    };
    let path = format!("metadata.annotations[{NETWORKS}]");
    let clusters = two_clusters();
    found(&controller("rook-ceph/public-net,rook-ceph-secondary/public-net"), &clusters, &[]);
    let missing = format!(
        "warn: `{path}`: the CSI controller is not attached to the public network `rook-ceph-secondary/public-net` of CephCluster rook-ceph-secondary/my-cluster; add `rook-ceph-secondary/public-net` [attachment-missing]"
    );
    found(&controller("rook-ceph/public-net"), &clusters, &[&missing]);
    let wrong = format!(
        "deny: `{path}`: only OSDs may be attached to `rook-ceph-secondary/cluster-net`, the cluster network of CephCluster rook-ceph-secondary/my-cluster; remove `rook-ceph-secondary/cluster-net` \
         [foreign-attachment]"
    );
    found(&controller("rook-ceph/public-net,rook-ceph-secondary/cluster-net"), &clusters, &[&missing, &wrong]);
    // With Drivers of its own the second cluster has an operator of its own.
    let driver = object("csi.ceph.io/v1", "Driver", "rook-ceph-secondary", "d", json!({}));
    let [one, two] = clusters;
    found(&controller("rook-ceph/public-net"), &[one, two, driver], &[]);
}

#[test]
fn cephclusters_that_share_a_nad_are_added_up() {
    let shared = |namespace: &str| {
        let mut spec = multus(json!({"public": "rook-ceph/public-net"}));
        spec["mon"] = json!({"count": 3});
        spec["mgr"] = json!({"count": 2});
        spec["storage"] = json!({"storageClassDeviceSets": [{"name": "s", "count": 17}]});
        cluster(namespace, spec)
    };
    let small = nad(whereabouts("192.168.20.0/27", json!({})));
    let (one, two, three) = (shared("rook-ceph"), shared("rook-ceph-2"), shared("rook-ceph-3"));
    found(
        &one,
        &[two.clone(), small.clone()],
        &["deny: `spec.network.selectors.public`: `rook-ceph/public-net` has 30 \
        addresses and needs 3 mon + 2 mgr + 17 osd = 22 plus 22 for CephCluster rook-ceph-2/my-cluster = 44; use a larger range or fewer excludes [network-too-small]"],
    );
    found(
        &small,
        &[one.clone(), two.clone()],
        &[
            "deny: `spec.config.ipam.range`: this network has 30 addresses and needs 3 mon + 2 mgr + 17 osd = 22 for CephCluster rook-ceph/my-cluster plus 22 for CephCluster rook-ceph-2/my-cluster = 44; use a larger range or fewer excludes [network-too-small]",
        ],
    );
    found(
        &three,
        &[one.clone(), two.clone(), small.clone()],
        &["deny: `spec.network.selectors.public`: `rook-ceph/public-net` \
        has 30 addresses and needs 3 mon + 2 mgr + 17 osd = 22 plus 44 for 2 other CephClusters = 66; use a larger range or fewer excludes [network-too-small]"],
    );
    let large = nad(whereabouts("192.168.20.0/25", json!({})));
    found(&one, &[two, large], &[]);
}

#[test]
fn what_is_taken_of_one_pool_through_several_nads_is_added_up() {
    let on = |namespace: &str, selectors: Value| {
        let mut spec = multus(selectors);
        spec["mon"] = json!({"count": 3});
        spec["mgr"] = json!({"count": 2});
        spec["storage"] = json!({"storageClassDeviceSets": [{"name": "s", "count": 17}]});
        cluster(namespace, spec)
    };
    let pool = |name: &str, more: Value| {
        let mut nad = nad(whereabouts("192.168.20.0/27", more));
        nad["metadata"]["name"] = json!(name);
        nad
    };
    let one = on("rook-ceph", json!({"public": "rook-ceph/public-net"}));
    let two = on("rook-ceph-2", json!({"public": "rook-ceph/other-net"}));
    let nads = [pool("public-net", json!({})), pool("other-net", json!({}))];
    let world = |cluster: &Value| [nads.as_slice(), std::slice::from_ref(cluster)].concat();
    found(
        &one,
        &world(&two),
        &[
            "deny: `spec.network.selectors.public`: `rook-ceph/public-net` has 30 addresses and needs 3 mon + 2 mgr + 17 osd = 22 plus 22 for CephCluster rook-ceph-2/my-cluster = 44; use a larger range or fewer excludes [network-too-small]",
        ],
    );
    found(
        &nads[1],
        &[one.clone(), two.clone(), nads[0].clone()],
        &[
            "deny: `spec.config.ipam.range`: this network has 30 addresses and needs 3 mon + 2 mgr + 17 osd = 22 for CephCluster \
        rook-ceph-2/my-cluster plus 22 for CephCluster rook-ceph/my-cluster = 44; use a larger range or fewer excludes \
        [network-too-small]",
        ],
    );
    // Windows without common addresses are counted apart.
    let low = pool("public-net", json!({"range_end": "192.168.20.29"}));
    let high = pool("other-net", json!({"range_start": "192.168.20.30"}));
    let apart = on("rook-ceph-2", json!({"cluster": "rook-ceph/other-net"}));
    found(&one, &[low.clone(), high.clone(), two], &[]);
    found(
        &apart,
        &[low, high, one],
        &[
            "deny: `spec.network.selectors.cluster`: `rook-ceph/other-net` has 1 address and needs 17 osd; use a larger range or fewer excludes [network-too-small]",
        ],
    );
    // A network of the cluster that has less than it takes itself is reported beside the sum, one that has all is not.
    let both = on("rook-ceph", json!({"public": "rook-ceph/public-net", "cluster": "rook-ceph/other-net"}));
    let small = pool("other-net", json!({"range_end": "192.168.20.10"}));
    let sums = |others: &[Value]| -> Vec<String> {
        let reported = findings(&Value::Null, &both, &json!({"inventory": others}));
        reported.into_iter().filter(|line| line.contains("network-too-small")).collect()
    };
    let sum = "deny: `spec.network.selectors.public`: `rook-ceph/public-net` has 30 addresses and needs 3 mon + 2 mgr + 17 osd = 22 plus 17 for the cluster network `rook-ceph/other-net` = 39; use a larger range or fewer excludes \
               [network-too-small]";
    assert_eq!(sums(&nads), [sum]);
    let windows = [
        pool("public-net", json!({"range_end": "192.168.20.25"})),
        pool("other-net", json!({"range_start": "192.168.20.8"})),
    ];
    assert_eq!(
        sums(&windows),
        [
            "deny: `spec.network.selectors.public`: `rook-ceph/public-net` has with the other NADs of its pool 30 addresses and needs 3 mon + 2 mgr + 17 osd = 22 plus 17 for the cluster network `rook-ceph/other-net` = 39; use a larger range or fewer excludes [network-too-small]"
        ]
    );
    assert_eq!(
        sums(&[nads[0].clone(), small]),
        [
            "deny: `spec.network.selectors.cluster`: `rook-ceph/other-net` has 10 addresses and needs 17 osd; use a larger range or fewer excludes [network-too-small]",
            sum,
        ]
    );
}

#[test]
fn a_running_cluster_may_move_to_a_new_nad_outside_of_ceph_s_namespaces_before_the_inventory_has_it() {
    let selects =
        |network: &str| cluster("rook-ceph", multus(json!({"public": "rook-ceph/public-net", "cluster": network})));
    let public = nad(whereabouts("192.168.20.0/24", json!({})));
    let mut own = nad(whereabouts("192.168.21.0/24", json!({})));
    (own["metadata"]["namespace"], own["metadata"]["name"]) = (json!("networks"), json!("cluster-net"));
    let settings = json!({"inventory": [selects("networks/cluster-net"), public, own]});
    let moved = |network: &str, old: &str| -> Vec<String> {
        let found = findings(&selects(old), &selects(network), &settings);
        found.into_iter().filter(|line| line.contains("[selector-unknown-network]")).collect()
    };
    let elsewhere = "warn: `spec.network.selectors.cluster`: `networks/new-net` is not in the inventory, which has 1 NAD; change \
                     the name, or add the NAD to `inventory` [selector-unknown-network]";
    assert_eq!(moved("networks/new-net", "networks/cluster-net"), [elsewhere]);
    let here = "deny: `spec.network.selectors.cluster`: `rook-ceph/new-net` is not in the inventory, which has 1 NAD; change \
                the name, or add the NAD to `inventory` first [selector-unknown-network]";
    assert_eq!(moved("rook-ceph/new-net", "networks/cluster-net"), [here]);
}

#[test]
fn of_two_names_that_may_be_meant_the_first_is_shown_in_any_order_of_the_inventory() {
    let multus = cluster("rook-ceph", multus(json!({"public": "rook-ceph/public-net"})));
    let named = |name: &str| {
        let mut nad = nad(whereabouts("192.168.20.0/24", json!({})));
        nad["metadata"]["name"] = json!(name);
        nad
    };
    for names in [["public-net1", "public-net2"], ["public-net2", "public-net1"]] {
        found(
            &multus,
            &names.map(named),
            &[
                "warn: `spec.network.selectors.public`: `rook-ceph/public-net` is not in the inventory, which has 2 NADs; change the name to `public-net1`, or add the NAD to `inventory` [selector-unknown-network]",
            ],
        );
    }
}
