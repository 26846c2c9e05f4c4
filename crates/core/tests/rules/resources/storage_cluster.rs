//! OpenShift Data Foundation's StorageCluster.

use serde_json::json;

use super::support::{NETWORKS, cluster, fixture, pod, verdict, words};

#[test]
fn a_storage_cluster_is_evaluated_as_the_cephcluster_that_it_becomes() {
    let mut storage = fixture("storagecluster");
    storage["spec"]["network"]["selectors"]["public"] = json!("a,b");
    let unparsable = [
        "deny `spec.network.selectors.public`: selects 2 networks, expected exactly one; use one network, as `namespace/name` [selector-unparsable]",
    ];
    assert_eq!(words(&verdict(&storage, &json!({}))), unparsable);
    // Selectors of an external cluster are for what runs here.
    storage["spec"]["externalStorage"] = json!({"enable": true});
    assert_eq!(words(&verdict(&storage, &json!({}))), unparsable);
}

#[test]
fn a_storage_cluster_stands_for_its_cephcluster_until_that_is_known() {
    let storage = fixture("storagecluster");
    let mut mon = pod("rook-ceph-mon", "openshift-storage", &json!("openshift-storage/cluster-net"));
    assert_eq!(
        words(&verdict(&mon, &json!({"inventory": [storage]}))),
        [format!(
            "deny `metadata.annotations[{NETWORKS}]`: only OSDs may be attached to the cluster network `openshift-storage/cluster-net`; remove `openshift-storage/cluster-net` [attachment-not-allowed]"
        )]
    );
    mon["metadata"]["annotations"][NETWORKS] = json!("openshift-storage/other");
    let other = cluster("openshift-storage", "openshift-storage/other", "");
    assert_eq!(words(&verdict(&mon, &json!({"inventory": [fixture("storagecluster"), other]}))), [""; 0]);
}
