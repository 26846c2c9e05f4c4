//! What is never held up: deletions, objects that are being deleted, and updates that leave the network alone.

use serde_json::{Value, json};

use super::support::{NETWORKS, Outcome, cluster, create, nad, outcome, pod, request, selecting};

const UNNAMED: &str = "Pod rook-ceph/rook-ceph-mon-0: 1 problem:\n\
    `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: a network has no name; set its name, or remove a stray comma \
    [annotation-unparsable]";
const UNVERSIONED: &str = "NetworkAttachmentDefinition rook-ceph/public-net: 2 problems:\n\
    `spec.config.cniVersion`: `cniVersion` is not set and defaults to `0.1.0`, for which Multus reports no network \
    status; use `0.3.1` [cni-version-unsupported]\n";
const WITHOUT_ADDRESS: &str = "`spec.config.ipam`: `ipam` is not set, so the interface gets no address; set \
    `ipam.type` to `whereabouts` [ipam-missing]";

/// What is said of each of [`wrong`].
fn said() -> [String; 3] {
    let provider = "CephCluster rook-ceph/my-cluster: 1 problem:\n\
        `spec.network.provider`: `mutlus` is not a network provider; did you mean `multus`? [provider-unknown]";
    [provider.to_owned(), format!("{UNVERSIONED}{WITHOUT_ADDRESS}"), UNNAMED.to_owned()]
}

/// Objects that would be rejected if they were new.
fn wrong() -> [Value; 3] {
    let settings_free = json!({"provider": "mutlus"});
    [cluster(&settings_free), nad("public-net", &json!({"type": "macvlan"})), pod("rook-ceph-mon", &json!("a,,b"))]
}

#[test]
fn the_wrong_objects_are_wrong() {
    for (object, said) in wrong().iter().zip(said()) {
        assert_eq!(outcome(&create(object), &json!({})), Outcome::Rejected(said));
    }
}

#[test]
fn a_deletion_is_never_held_up() {
    for object in wrong() {
        assert_eq!(outcome(&request("DELETE", &Value::Null, &object), &json!({})), Outcome::Accepted);
    }
}

const END: &str = "2026-01-01T00:00:00Z";

#[test]
fn an_object_that_is_being_deleted_is_never_held_up() {
    for mut old in wrong() {
        old["metadata"]["deletionTimestamp"] = json!(END);
        let mut object = old.clone();
        object["spec"]["network"] = json!({"provider": "other"});
        assert_eq!(outcome(&request("UPDATE", &object, &old), &json!({})), Outcome::Accepted);
        // As Kubewarden's audit scanner sends what is stored.
        object["metadata"]["resourceVersion"] = json!("4711");
        assert_eq!(outcome(&create(&object), &json!({})), Outcome::Accepted);
    }
}

#[test]
fn an_end_that_is_only_written_keeps_nobody_from_looking() {
    let provider = "CephCluster rook-ceph/my-cluster: 2 problems:\n\
        `spec.network.provider`: changing the provider from `multus` to `other` disconnects daemons and volumes; create \
        a new cluster, or change to an empty provider first, possible since Rook v1.17.3 [provider-changed]\n\
        `spec.network.provider`: `other` is not a network provider; use `multus` or `host`, or remove it for the pod \
        network [provider-unknown]";
    let ipam = "`spec.config.ipam`: `ipam` is not set, and `ipvlan` fails without it; set `ipam.type` to `whereabouts` \
        [ipam-missing]";
    let updated = [provider.to_owned(), format!("{UNVERSIONED}{ipam}"), UNNAMED.to_owned()];
    for ((old, said), updated) in wrong().into_iter().zip(said()).zip(updated) {
        let mut object = old.clone();
        object["metadata"]["deletionTimestamp"] = json!(END);
        for version in [json!(null), json!(""), json!("0"), json!("00"), json!("x"), json!("18446744073709551616")] {
            object["metadata"]["resourceVersion"] = version;
            assert_eq!(outcome(&create(&object), &json!({})), Outcome::Rejected(said.clone()), "{object}");
        }
        object["metadata"]["annotations"] = json!({NETWORKS: "a,,,b"});
        object["spec"]["network"] = json!({"provider": "other"});
        // What was wrong before, and is as it was, would be a warning.
        object["spec"]["config"] = json!(r#"{"type": "ipvlan"}"#);
        assert_eq!(outcome(&request("UPDATE", &object, &old), &json!({})), Outcome::Rejected(updated));
    }
}

#[test]
fn a_nad_of_others_is_one_for_as_long_as_a_finalizer_keeps_it() {
    let config = |ipam| json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": ipam});
    let whereabouts = |range| config(json!({"type": "whereabouts", "range": range}));
    let settings = json!({"inventory": [
        selecting("rook-ceph/public-net", "rook-ceph/cluster-net"),
        nad("public-net", &whereabouts("192.168.20.0/24")), nad("cluster-net", &whereabouts("192.168.21.0/24")),
    ]});
    let mut old = nad("edge-net", &whereabouts("10.0.0.0/24"));
    old["metadata"]["namespace"] = json!("shop");
    old["metadata"]["deletionTimestamp"] = json!(END);
    let mut object = old.clone();
    object["metadata"]["finalizers"] = json!([]);
    assert_eq!(outcome(&request("UPDATE", &object, &old), &settings), Outcome::Accepted);
    object["spec"] = nad("edge-net", &whereabouts("192.168.21.0/24"))["spec"].clone();
    let said = "NetworkAttachmentDefinition shop/edge-net: 1 problem:\n\
        `spec.config.ipam.range`: assigns addresses of the pool of `rook-ceph/cluster-net`, the cluster network of \
        CephCluster rook-ceph/my-cluster; use other addresses [ceph-network-copied]";
    assert_eq!(outcome(&request("UPDATE", &object, &old), &settings), Outcome::Rejected(said.to_owned()));
}

#[test]
fn a_pod_of_others_is_one_until_its_grace_period_ends() {
    let settings = json!({"inventory": [selecting("rook-ceph/public-net", "rook-ceph/cluster-net")]});
    let said = "Pod shop/web-0: 1 problem:\n\
        `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: only OSDs may be attached to `rook-ceph/cluster-net`, the \
        cluster network of CephCluster rook-ceph/my-cluster; remove `rook-ceph/cluster-net` [foreign-attachment]";
    let expected = [
        ("shop", "web", Outcome::Rejected(said.to_owned())),
        // A daemon that ends is let go.
        ("rook-ceph", "rook-ceph-mon", Outcome::Accepted),
    ];
    for (namespace, app, expected) in expected {
        let mut old = pod(app, &json!("a"));
        old["metadata"]["namespace"] = json!(namespace);
        old["metadata"]["deletionTimestamp"] = json!(END);
        let mut object = old.clone();
        object["metadata"]["finalizers"] = json!([]);
        assert_eq!(outcome(&request("UPDATE", &object, &old), &settings), Outcome::Accepted, "{app}");
        object["metadata"]["annotations"] = json!({NETWORKS: r#"[{"name":"cluster-net","namespace":"rook-ceph"}]"#});
        assert_eq!(outcome(&request("UPDATE", &object, &old), &settings), expected, "{app}");
    }
}

#[test]
fn an_update_that_leaves_the_network_alone_is_never_held_up() {
    for old in wrong() {
        let mut object = old.clone();
        object["metadata"]["finalizers"] = json!(["cephcluster.ceph.rook.io"]);
        object["status"] = json!({"phase": "Ready"});
        object["spec"]["dashboard"] = json!({"enabled": true});
        assert_eq!(outcome(&request("UPDATE", &object, &old), &json!({})), Outcome::Accepted);
    }
}

#[test]
fn a_running_pod_that_gets_other_resources_is_not_looked_at() {
    let settings = json!({"inventory": [selecting("rook-ceph/public-net", "rook-ceph/cluster-net")]});
    for (app, networks) in [("rook-ceph-osd", "public-net"), ("rook-ceph-mon", "cluster-net"), ("web", "cluster-net")] {
        let mut old = pod(app, &json!("a"));
        old["metadata"]["annotations"] = json!({NETWORKS: networks});
        let limited = |cpu: &str| json!([{"name": "a", "image": "a", "resources": {"limits": {"cpu": cpu}}}]);
        old["spec"]["containers"] = limited("1");
        let mut object = old.clone();
        object["spec"]["containers"] = limited("2");
        assert_eq!(outcome(&request("UPDATE", &object, &old), &settings), Outcome::Accepted, "{app}");
        object["spec"]["hostNetwork"] = json!(false);
        assert_ne!(outcome(&request("UPDATE", &object, &old), &settings), Outcome::Accepted, "{app}");
    }
}

#[test]
fn an_unrelated_update_changes_nothing_in_a_public_only_cluster() {
    let old = selecting("rook-ceph/public-net", "");
    let mut object = old.clone();
    object["spec"]["dashboard"] = json!({"enabled": true});
    assert_eq!(outcome(&request("UPDATE", &object, &old), &json!({})), Outcome::Accepted);
}

#[test]
fn cluster_does_not_follow_public() {
    // `{public: A}` was stored as `{A, A}`; now git says `{public: B, cluster: A}`.
    let old = selecting("rook-ceph/old-net", "rook-ceph/old-net");
    let object = selecting("rook-ceph/new-net", "rook-ceph/old-net");
    let settings = json!({"rules": {"network-changed": "allow"}});
    assert_eq!(outcome(&request("UPDATE", &object, &old), &settings), Outcome::Accepted);
}

#[test]
fn an_update_that_brings_a_fault_is_rejected() {
    let provider = "CephCluster rook-ceph/my-cluster: 2 problems:\n\
        `spec.network.provider`: changing the provider from the pod network to `multus` disconnects daemons and volumes; \
        create a new cluster, or set `provider-changed` to `warn` [provider-changed]\n\
        `spec.network.provider`: `mutlus` is not a network provider; did you mean `multus`? [provider-unknown]";
    let [_, nad, pod] = said();
    for (object, said) in wrong().into_iter().zip([provider.to_owned(), nad, pod]) {
        let mut old = object.clone();
        old["metadata"]["annotations"] = json!({super::support::NETWORKS: "rook-ceph/public-net"});
        old["spec"] = json!({"network": {}, "config": "{}"});
        assert_eq!(outcome(&request("UPDATE", &object, &old), &json!({})), Outcome::Rejected(said));
    }
}

#[test]
fn sub_resources_and_connections_are_accepted() {
    for object in wrong() {
        let mut status =
            request("UPDATE", &object, &json!({"apiVersion": object["apiVersion"], "kind": object["kind"]}));
        status["subResource"] = json!("status");
        assert_eq!(outcome(&status, &json!({})), Outcome::Accepted);
        assert_eq!(outcome(&request("CONNECT", &object, &Value::Null), &json!({})), Outcome::Accepted);
    }
}

#[test]
fn an_exempt_namespace_is_accepted_unseen() {
    for object in wrong() {
        assert_eq!(outcome(&create(&object), &json!({"exemptNamespaces": ["rook-ceph"]})), Outcome::Accepted);
    }
}
