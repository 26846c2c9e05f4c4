//! CSI holders of Rook until v1.15: each is of one CephCluster, in the operator's namespace.

use serde_json::{Value, json};

use super::moments::support::{NETWORKS, Outcome, PERSON, inventory, made, multus, pod, request, unknown};

const APP: &str = "csi-rbdplugin-holder";

/// Settings with `my-cluster` in the operator's namespace, and `two`, of which this is `spec.network`, in its own.
fn beside(two: &Value) -> Value {
    let mut settings = inventory(&multus("public-net", "cluster-net"));
    let objects = settings["inventory"].as_array_mut().expect("a list");
    objects.push(json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "two", "namespace": "two"},
        "spec": {"network": two},
    }));
    let config = r#"{"cniVersion":"0.3.1","type":"macvlan","master":"eth1","ipam":{"type":"whereabouts","range":"10.1.0.0/24"}}"#;
    objects.push(json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "public-net", "namespace": "two"}, "spec": {"config": config},
    }));
    settings
}

fn two() -> Value {
    json!({"provider": "multus", "selectors": {"public": "two/public-net", "cluster": "two/cluster-net"}})
}

/// A pod of the holders' DaemonSet of a CephCluster.
fn holder(cluster: &str, networks: &Value) -> Value {
    let mut pod = pod(APP, networks);
    pod["metadata"]["ownerReferences"][0]["name"] = json!(format!("{APP}-{cluster}"));
    pod
}

/// The DaemonSet itself.
fn daemon_set(cluster: &str, networks: &Value) -> Value {
    let pod = pod(APP, networks);
    let mut template = json!({"metadata": {"labels": {"app": APP}}, "spec": pod["spec"]});
    template["metadata"]["annotations"] = pod["metadata"]["annotations"].clone();
    json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet",
        "metadata": {"name": format!("{APP}-{cluster}"), "namespace": "rook-ceph"}, "spec": {"template": template},
    })
}

/// With this annotation, and what is said of one that was not set.
fn filled(network: &str) -> Outcome {
    let (namespace, name) = network.split_once('/').expect("a namespace");
    let warnings = [
        format!(
            "`metadata.annotations[{NETWORKS}]`: was not set, although Rook sets it for Multus [attachment-missing]"
        ),
        String::from("update `inventory` if the CephCluster no longer uses Multus [attachment-missing]"),
    ];
    Outcome::NetworksAndWarned(format!(r#"[{{"name":"{name}","namespace":"{namespace}"}}]"#), warnings.into())
}

#[test]
fn a_holder_of_a_cluster_without_multus_gets_no_network_of_another() {
    let settings = beside(&json!({"provider": ""}));
    assert_eq!(made(&holder("two", &Value::Null), &settings), Outcome::Accepted);
    assert_eq!(made(&daemon_set("two", &Value::Null), &settings), Outcome::Accepted);
    assert_eq!(made(&holder("my-cluster", &Value::Null), &settings), filled("rook-ceph/public-net"));
    // Another CephCluster may not be in the inventory.
    assert_eq!(made(&holder("three", &Value::Null), &settings), Outcome::Accepted);
    assert_eq!(made(&holder("three", &Value::Null), &inventory(&multus("public-net", ""))), Outcome::Accepted);
}

#[test]
fn a_holder_is_compared_with_the_cluster_that_it_is_named_after() {
    let settings = beside(&two());
    let [first, second] = ["rook-ceph/public-net", "two/public-net"].map(|name| json!(name));
    for (cluster, own) in [("my-cluster", &first), ("two", &second)] {
        assert_eq!(made(&holder(cluster, own), &settings), Outcome::Accepted, "{cluster}");
        assert_eq!(made(&daemon_set(cluster, own), &settings), Outcome::Accepted, "{cluster}");
        assert_eq!(made(&holder(cluster, &Value::Null), &settings), filled(own.as_str().expect("a text")), "{cluster}");
    }
    let other = unknown("", "`public-net`", "the inventory has `two/public-net`");
    assert_eq!(made(&holder("two", &first), &settings), other);
    // The network of OSDs beside it: it is said, and the mounts of the node live on.
    let warnings = [
        format!(
            "`metadata.annotations[{NETWORKS}]`: only OSDs may be attached to the cluster network `rook-ceph/cluster-net`"
        ),
        String::from("remove `rook-ceph/cluster-net`"),
    ];
    let warned = Outcome::Warned(warnings.map(|warning| format!("{warning} [attachment-not-allowed]")).to_vec());
    assert_eq!(made(&holder("two", &json!("rook-ceph/cluster-net")), &settings), warned);
    assert_eq!(made(&pod(APP, &json!("rook-ceph/cluster-net")), &settings), warned);
}

#[test]
fn a_holder_that_may_be_of_several_clusters_is_left_alone() {
    let mut settings = beside(&two());
    for networks in [json!("rook-ceph/public-net"), json!("two/public-net"), Value::Null] {
        assert_eq!(made(&pod(APP, &networks), &settings), Outcome::Accepted, "{networks}");
    }
    // Both have one name.
    let objects = settings["inventory"].as_array_mut().expect("a list");
    let two = objects.iter_mut().find(|object| object["metadata"]["name"] == json!("two")).expect("a CephCluster");
    two["metadata"]["name"] = json!("my-cluster");
    for networks in [json!("rook-ceph/public-net"), json!("two/public-net"), Value::Null] {
        assert_eq!(made(&holder("my-cluster", &networks), &settings), Outcome::Accepted, "{networks}");
    }
}

#[test]
fn a_workload_of_holders_on_the_cluster_network_is_rejected_where_a_person_makes_it() {
    let settings = inventory(&multus("public-net", "cluster-net"));
    let on_it = json!("rook-ceph/cluster-net");
    let rejected = format!(
        "`spec.template.metadata.annotations[{NETWORKS}]`: only OSDs may be attached to the cluster network \
         `rook-ceph/cluster-net`; remove `rook-ceph/cluster-net` [attachment-not-allowed]"
    );
    let found = request("CREATE", PERSON, &daemon_set("my-cluster", &on_it), &Value::Null, &settings);
    assert_eq!(found, Outcome::Rejected(rejected));
}

/// One operator makes the pods of ceph-csi for all CephClusters, whichever lies beside it.
#[test]
fn drivers_join_a_cluster_network_that_is_the_public_one_of_another() {
    let on_both = json!("rook-ceph/public-net,rook-ceph/cluster-net");
    let controller = pod("rook-ceph.rbd.csi.ceph.com-ctrlplugin", &on_both);
    let driver = json!({
        "apiVersion": "csi.ceph.io/v1", "kind": "Driver",
        "metadata": {"name": "rook-ceph.rbd.csi.ceph.com", "namespace": "rook-ceph"},
        "spec": {"controllerPlugin": {"annotations": {NETWORKS: on_both}}},
    });
    let shared = beside(&json!({"provider": "multus", "selectors": {"public": "rook-ceph/cluster-net"}}));
    for object in [&controller, &driver] {
        assert_eq!(made(object, &shared), Outcome::Accepted);
        let Outcome::Rejected(text) = made(object, &beside(&two())) else { panic!("on a network of OSDs alone") };
        assert!(text.contains("only OSDs may be attached to the cluster network `rook-ceph/cluster-net`"), "{text}");
    }
    let Outcome::Rejected(text) = made(&pod("rook-ceph-mgr", &on_both), &shared) else { panic!("a mgr") };
    assert!(text.contains("only OSDs may be attached to the cluster network `rook-ceph/cluster-net`"), "{text}");
}
