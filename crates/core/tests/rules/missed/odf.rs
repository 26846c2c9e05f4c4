//! OpenShift Data Foundation.

use serde_json::{Value, json};

use super::support::{NETWORKS, cluster, found, multus, nad, object, whereabouts};
use crate::support::findings;

fn storage_cluster(spec: Value) -> Value {
    object("ocs.openshift.io/v1", "StorageCluster", "openshift-storage", "ocs-storagecluster", spec)
}

#[test]
fn a_storage_cluster_with_host_network_beside_multus_is_rejected() {
    let selectors = json!({"public": "openshift-storage/public-net", "cluster": "openshift-storage/cluster-net"});
    let mut spec = multus(selectors);
    found(&storage_cluster(spec.clone()), &[], &[]);
    let old = storage_cluster(spec.clone());
    spec["hostNetwork"] = json!(true);
    let line = "deny: `spec.hostNetwork`: Rook rejects `hostNetwork: true` if `provider` is set; remove `hostNetwork` [host-network-conflict]";
    found(&storage_cluster(spec.clone()), &[], &[line]);
    assert_eq!(findings(&old, &storage_cluster(spec), &json!({})), [line]);
}

#[test]
fn the_cephcluster_that_odf_writes_is_left_alone() {
    let spec = multus(json!({"public": "openshift-storage/public-net"}));
    let mut object = cluster("openshift-storage", spec.clone());
    let line = "warn: `spec.network.selectors.cluster`: `cluster` is not set and defaults to `public`; set it to \
                `openshift-storage/public-net` [cluster-selector-implicit]";
    assert_eq!(findings(&Value::Null, &object, &json!({})), [line]);
    assert_eq!(findings(&Value::Null, &storage_cluster(spec), &json!({})), [line]);
    object["metadata"]["ownerReferences"] =
        json!([{"apiVersion": "ocs.openshift.io/v1", "kind": "StorageCluster", "name": "s", "controller": true}]);
    assert_eq!(findings(&Value::Null, &object, &json!({})), [""; 0]);
}

#[test]
fn the_address_family_of_a_storage_cluster_is_that_of_the_platform() {
    let selectors = json!({"public": "openshift-storage/public-net", "cluster": "openshift-storage/public-net"});
    let mut network = nad(whereabouts("fd00:20::/112", json!({})));
    network["metadata"]["namespace"] = json!("openshift-storage");
    let mut spec = multus(selectors);
    found(&storage_cluster(spec.clone()), std::slice::from_ref(&network), &[]);
    spec["network"]["ipFamily"] = json!("IPv4");
    found(
        &storage_cluster(spec),
        &[network],
        &[
            "warn: `spec.network.ipFamily`: ODF replaces it with the family of OpenShift's first cluster network; remove \
        it [odf-network-unsupported]",
        ],
    );
}

#[test]
fn a_selector_that_odf_does_not_read_is_a_warning() {
    let with =
        |public: &str| storage_cluster(multus(json!({"public": public, "cluster": "openshift-storage/cluster-net"})));
    let line = "warn: `spec.network.selectors.public`: the toolbox and the metrics exporter of ODF cannot read this form; use `openshift-storage/public-net` [odf-network-unsupported]";
    found(&with(r#"[{"name":"public-net","namespace":"openshift-storage"}]"#), &[], &[line]);
    found(&with("openshift-storage/public-net@pub0"), &[], &[line]);
    found(&with("openshift-storage/public-net"), &[], &[]);
}

#[test]
fn a_storage_client_hands_its_networks_to_the_csi_pods() {
    let client = |name: &str, networks: &str| {
        let mut client = object("ocs.openshift.io/v1alpha1", "StorageClient", "", name, json!({}));
        client["metadata"].as_object_mut().expect("metadata").remove("namespace");
        client["metadata"]["annotations"] = json!({NETWORKS: networks});
        client
    };
    let selectors = json!({"public": "openshift-storage/public-net", "cluster": "openshift-storage/cluster-net"});
    let world = [storage_cluster(multus(selectors))];
    found(&client("a", "public-net"), &world, &[]);
    let path = format!("metadata.annotations[{NETWORKS}]");
    let missing = format!(
        "warn: `{path}`: the CSI controller is not attached to the public network `openshift-storage/public-net`; add \
         `openshift-storage/public-net` [csi-attachment-missing]"
    );
    let denied = format!(
        "deny: `{path}`: only OSDs may be attached to the cluster network `openshift-storage/cluster-net`; remove \
         `openshift-storage/cluster-net` [csi-attachment-not-allowed]"
    );
    found(&client("a", "openshift-storage/cluster-net"), &world, &[&missing, &denied]);
    let second = format!(
        "warn: `{path}`: the StorageClient `a` also selects networks, and ODF uses only one of them; remove one of the \
         annotations [odf-network-unsupported]"
    );
    found(&client("b", "x/y"), &[client("a", "x/y")], &[&second]);
}

#[test]
fn openshift_storage_is_a_namespace_of_ceph_where_no_cluster_is_known() {
    let mut range = nad(whereabouts("10.0.0.0/31", json!({})));
    range["metadata"]["namespace"] = json!("openshift-storage");
    let reported = findings(&Value::Null, &range, &json!({}));
    assert_eq!(
        reported,
        [
            "deny: `spec.config.ipam.range`: `10.0.0.0/31` has no addresses between the first and the last; use a shorter prefix [range-invalid]"
        ]
    );
    range["metadata"]["namespace"] = json!("shop");
    found(&range, &[], &[]);
}
