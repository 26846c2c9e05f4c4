//! What operators make, which is never rejected: in the moments in which the settings do not know all of it.

use serde_json::{Value, json};

use crate::support::findings;

const NETWORKS: &str = "k8s.v1.cni.cncf.io/networks";

fn cluster(name: &str, namespace: &str, public: &str, cluster: &str) -> Value {
    json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": name, "namespace": namespace},
        "spec": {"network": {"provider": "multus", "selectors": {"public": public, "cluster": cluster}}},
    })
}

fn pod(namespace: &str, app: &str, account: &str, networks: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "name": "a-pod", "namespace": namespace, "labels": {"app": app}, "annotations": {NETWORKS: networks},
            "ownerReferences": [{"kind": "ReplicaSet", "name": "a", "controller": true}],
        },
        "spec": {"serviceAccountName": account},
    })
}

fn found(object: &Value, inventory: &[Value]) -> Vec<String> {
    findings(&Value::Null, object, &json!({ "inventory": inventory }))
}

#[test]
fn the_blackbox_exporter_of_odf_has_the_networks_of_an_osd() {
    const ODF: &str = "openshift-storage";
    let inventory = [cluster("ocs", ODF, "openshift-storage/public", "openshift-storage/cluster")];
    let exporter = |networks: &str| pod(ODF, "odf-blackbox-exporter", "odf-blackbox-exporter", networks);
    for networks in ["openshift-storage/public, openshift-storage/cluster", "cluster", "public", ""] {
        assert_eq!(found(&exporter(networks), &inventory), [""; 0], "{networks}");
    }
    let account = pod(ODF, "odf-blackbox-exporter", "default", "public,cluster");
    assert_eq!(
        found(&account, &inventory),
        [
            "deny: `spec.serviceAccountName`: the pod has the label of an ODF blackbox exporter but runs as `default`; remove the label, or run the pod as `odf-blackbox-exporter` [daemon-impersonated]"
        ]
    );
    let elsewhere = pod("shop", "odf-blackbox-exporter", "odf-blackbox-exporter", "openshift-storage/cluster");
    assert_eq!(
        found(&elsewhere, &inventory),
        [
            "deny: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: only OSDs may be attached to `openshift-storage/cluster`, the cluster network of CephCluster openshift-storage/ocs; remove `openshift-storage/cluster`, or add the CephCluster of this namespace to `inventory` [foreign-attachment]"
        ]
    );
}

#[test]
fn osds_of_a_cephcluster_that_is_created_again_under_another_name_are_accepted() {
    let [old, new] = [("a-old", "old"), ("b-new", "new")].map(|(name, prefix)| {
        let network = |network| format!("rook-ceph/{prefix}-{network}");
        cluster(name, "rook-ceph", &network("public"), &network("cluster"))
    });
    for inventory in [[old.clone(), new.clone()], [new, old]] {
        for prefix in ["old", "new"] {
            let networks = format!("{prefix}-public, {prefix}-cluster");
            let osd = pod("rook-ceph", "rook-ceph-osd", "rook-ceph-osd", &networks);
            assert_eq!(found(&osd, &inventory), [""; 0], "{networks}");
        }
        let mon = pod("rook-ceph", "rook-ceph-mon", "rook-ceph-default", "new-public, new-cluster");
        let for_osds = "deny: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: only OSDs may be attached to the cluster network \
                        `rook-ceph/new-cluster`; remove `rook-ceph/new-cluster` [attachment-not-allowed]";
        assert_eq!(found(&mon, &inventory), [for_osds]);
    }
}

#[test]
fn pods_of_both_cephclusters_are_accepted_while_one_is_created_again() {
    let swapped = [("a-old", "b", "a"), ("z-new", "a", "b")].map(|(name, public, reserved)| {
        cluster(name, "rook-ceph", &format!("rook-ceph/net-{public}"), &format!("rook-ceph/net-{reserved}"))
    });
    let mut plain = cluster("z-new", "rook-ceph", "", "");
    plain["spec"]["network"] = json!({});
    let mon = |networks| pod("rook-ceph", "rook-ceph-mon", "rook-ceph-default", networks);
    for networks in ["net-a", "net-b"] {
        assert_eq!(found(&mon(networks), &swapped), [""; 0], "{networks}");
        assert_eq!(found(&mon(networks), &[swapped[1].clone(), swapped[0].clone()]), [""; 0], "{networks}");
    }
    let other = "warn: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: the pod has `net-c`, but the inventory has `net-b`, \
                 and for another CephCluster `net-a`; update `inventory`, or keep the old objects in `previous` during a \
                 change [attachment-unknown]";
    assert_eq!(found(&mon("net-c"), &swapped), [other]);
    let mut without = mon("");
    without["metadata"]["annotations"].as_object_mut().expect("annotations").clear();
    assert_eq!(found(&without, &[swapped[0].clone(), plain]), [""; 0]);
}

#[test]
fn an_external_cephcluster_has_no_osds_for_which_a_network_could_be() {
    let mut external = cluster("ext", "rook-ext", "shared/public", "shared/net");
    external["spec"]["external"] = json!({"enable": true});
    assert_eq!(found(&pod("shop", "web", "default", "shared/net"), &[external]), [""; 0]);
}

#[test]
fn a_change_of_the_provider_may_be_taken_back_while_previous_has_the_old_one() {
    let multus = cluster("ceph", "rook-ceph", "rook-ceph/public", "rook-ceph/cluster");
    let mut plain = multus.clone();
    plain["spec"]["network"] = json!({});
    let settings = json!({"inventory": [plain], "previous": [multus]});
    let back = findings(&plain, &multus, &settings);
    assert_eq!(
        back,
        [
            "warn: `spec.network.provider`: changing the provider from the pod network to `multus` disconnects daemons and volumes; restart every daemon and every pod with volumes [provider-changed]"
        ]
    );
}
