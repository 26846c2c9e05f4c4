//! Pods, workloads and NADs that are not Ceph's, and pods that only look like Ceph's: in every form in which they ask for
//! a Ceph network.

mod default_network;

use serde_json::{Value, json};

const NETWORKS: &str = "k8s.v1.cni.cncf.io/networks";
const DEFAULT_NETWORK: &str = "v1.multus-cni.io/default-network";

fn cluster(namespace: &str, public: &str, cluster: &str) -> Value {
    json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster",
        "metadata": {"name": "my-cluster", "namespace": namespace},
        "spec": {"network": {"provider": "multus", "selectors": {"public": public, "cluster": cluster}}},
    })
}

/// The settings with the CephCluster of `rook-ceph`, and `more`.
fn settings(more: &[Value]) -> Value {
    let mut inventory = vec![cluster("rook-ceph", "rook-ceph/public-net", "rook-ceph/cluster-net")];
    inventory.extend_from_slice(more);
    json!({ "inventory": inventory })
}

/// A pod of a controller, with one annotation.
fn pod(namespace: &str, app: &str, account: &str, annotation: (&str, &str)) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "name": "a-pod", "namespace": namespace, "labels": {"app": app}, "annotations": {annotation.0: annotation.1},
            "ownerReferences": [{"kind": "ReplicaSet", "name": "a", "controller": true}],
        },
        "spec": {"serviceAccountName": account},
    })
}

fn found(object: &Value, settings: &Value) -> Vec<String> {
    crate::support::findings(&Value::Null, object, settings)
}

/// The finding about a network that is reserved for the OSDs of `rook-ceph/my-cluster`.
fn reserved(annotation: &str, nad: &str) -> String {
    format!(
        "deny: `metadata.annotations[{annotation}]`: only OSDs may be attached to `{nad}`, the cluster network of CephCluster rook-ceph/my-cluster; remove `{nad}` [foreign-attachment]"
    )
}

#[test]
fn what_is_ceph_s_in_one_namespace_is_a_stranger_to_the_cephcluster_of_another() {
    let second = cluster("second", "second/public-net", "second/cluster-net");
    let external = json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "far", "namespace": "far"},
        "spec": {"external": {"enable": true}},
    });
    let without_multus = json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "plain", "namespace": "plain"},
        "spec": {"network": {"selectors": {"public": "rook-ceph/cluster-net"}}},
    });
    let mut settings = settings(&[second, external, without_multus]);
    settings["rules"] = json!({"attachment-missing": "allow", "attachment-not-allowed": "allow"});
    for namespace in ["second", "far", "plain", "operators"] {
        for (app, account) in [
            ("rook-ceph-osd", "rook-ceph-osd"),
            ("rook-ceph-mon", "rook-ceph-default"),
            ("rook-ceph-tools", "default"),
            ("rook-ceph-operator", "rook-ceph-system"),
            ("csi-rbdplugin-provisioner", "rook-csi-rbd-provisioner-sa"),
            ("rook-ceph.rbd.csi.ceph.com-ctrlplugin", "ceph-csi-rbd-ctrlplugin-sa"),
            ("rook-ceph-network-canary", "rook-ceph-cmd-reporter"),
        ] {
            let pod = pod(namespace, app, account, (NETWORKS, "rook-ceph/cluster-net"));
            let mut expected = reserved(NETWORKS, "rook-ceph/cluster-net");
            // Where no CephCluster is known there may be one all the same.
            if namespace == "operators" && ["rook-ceph-osd", "rook-ceph-network-canary"].contains(&app) {
                expected =
                    expected.replace(" [foreign", ", or add the CephCluster of this namespace to `inventory` [foreign");
            }
            assert_eq!(found(&pod, &settings), [expected], "{app} in {namespace}");
        }
    }
}

#[test]
fn a_pod_of_strangers_is_one_until_its_grace_period_ends() {
    let settings = settings(&[]);
    let update = |namespace: &str, app: &str, [before, after]: [&str; 2]| {
        let [mut old, mut new] = [before, after].map(|nads| pod(namespace, app, "default", (NETWORKS, nads)));
        for object in [&mut old, &mut new] {
            object["metadata"]["deletionTimestamp"] = json!("2027-01-01T00:00:00Z");
            object["metadata"]["deletionGracePeriodSeconds"] = json!(31_536_000);
        }
        crate::support::findings(&old, &new, &settings)
    };
    let joins = ["", r#"[{"name":"cluster-net","namespace":"rook-ceph"}]"#];
    for [namespace, app] in [["shop", "storefront"], ["shop", "rook-ceph-mon"], ["rook-ceph", "storefront"]] {
        assert_eq!(
            update(namespace, app, joins),
            [reserved(NETWORKS, "rook-ceph/cluster-net")],
            "{app} in {namespace}"
        );
        assert_eq!(update(namespace, app, ["rook-ceph/cluster-net"; 2]), [""; 0], "{app} in {namespace}");
        assert_eq!(update(namespace, app, ["rook-ceph/cluster-net", ""]), [""; 0], "{app} in {namespace}");
    }
    for app in ["rook-ceph-osd", "rook-ceph-mon"] {
        assert_eq!(update("rook-ceph", app, joins), [""; 0], "{app}");
    }
}

#[test]
fn a_network_that_is_public_for_some_cephcluster_has_clients_of_every_kind() {
    let second = cluster("second", "rook-ceph/cluster-net", "second/cluster-net");
    let settings = settings(&[second]);
    let client = pod("shop", "storefront", "default", (NETWORKS, "rook-ceph/cluster-net"));
    assert_eq!(found(&client, &settings), [""; 0]);
    let own = pod("second", "rook-ceph-mon", "rook-ceph-default", (NETWORKS, "rook-ceph/cluster-net"));
    assert_eq!(found(&own, &settings), [""; 0]);
    let first = pod("rook-ceph", "rook-ceph-mon", "rook-ceph-default", (NETWORKS, "public-net,cluster-net"));
    let problem = "deny: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: only OSDs may be attached to the cluster network `rook-ceph/cluster-net`; remove `rook-ceph/cluster-net` [attachment-not-allowed]";
    assert_eq!(found(&first, &settings), [problem]);
}

#[test]
fn the_cluster_network_of_an_earlier_moment_is_still_one() {
    let mut settings = json!({"inventory": [cluster("rook-ceph", "rook-ceph/public-net", "rook-ceph/new-net")]});
    settings["previous"] = json!([cluster("rook-ceph", "rook-ceph/public-net", "rook-ceph/cluster-net")]);
    for nad in ["rook-ceph/cluster-net", "rook-ceph/new-net"] {
        assert_eq!(found(&pod("shop", "storefront", "default", (NETWORKS, nad)), &settings), [reserved(NETWORKS, nad)]);
    }
}

#[test]
fn a_bare_pod_with_a_daemon_s_label_gets_onto_no_network() {
    let bare = |app: &str, annotation| {
        let mut pod = pod("rook-ceph", app, "rook-ceph-osd", annotation);
        pod["metadata"]["ownerReferences"] = json!([{"kind": "CephCluster", "name": "my-cluster"}]);
        pod
    };
    let problem = |name: &str| {
        format!(
            "deny: `metadata.ownerReferences`: no controller owns this pod, but Rook creates the {name} with one; remove the \
             label [daemon-impersonated]"
        )
    };
    for (app, name) in [("rook-ceph-osd", "OSD"), ("rook-ceph-mon", "mon"), ("rook-ceph-exporter", "ceph-exporter")] {
        let networks = if app == "rook-ceph-osd" { "public-net,cluster-net" } else { "public-net" };
        assert_eq!(found(&bare(app, (NETWORKS, networks)), &settings(&[])), [problem(name)], "{app}");
        // Without a network it is nobody's business, and is not helped onto one.
        assert_eq!(found(&bare(app, (NETWORKS, "")), &settings(&[])), [""; 0], "{app}");
    }
    for app in ["rook-ceph-tools", "rook-direct-mount", "rook-ceph-purge-osd"] {
        assert_eq!(found(&bare(app, (NETWORKS, "public-net")), &settings(&[])), [""; 0], "{app}");
    }
    // Somebody has orphaned it: its labels may still change, its networks may not.
    let old = bare("rook-ceph-mgr", (NETWORKS, "public-net"));
    let mut new = old.clone();
    new["metadata"]["labels"]["mgr_role"] = json!("active");
    assert_eq!(crate::support::findings(&old, &new, &settings(&[])), [""; 0]);
    new["metadata"]["annotations"][NETWORKS] = json!("rook-ceph/public-net");
    assert_eq!(crate::support::findings(&old, &new, &settings(&[])), [problem("mgr")]);
}

#[test]
fn a_network_canary_needs_its_account_on_the_cluster_network_alone() {
    let canary = |networks| pod("rook-ceph", "rook-ceph-network-canary", "default", (NETWORKS, networks));
    assert_eq!(found(&canary("public-net@public"), &settings(&[])), [""; 0]);
    let problem = "deny: `spec.serviceAccountName`: the pod has the label of a network canary but runs as `default`; remove the label, or run the pod as `rook-ceph-cmd-reporter` [daemon-impersonated]";
    assert_eq!(found(&canary("cluster-net@cluster"), &settings(&[])), [problem]);
}

#[test]
fn the_pods_of_the_validation_tool_join_everything_in_its_namespaces_and_nothing_else() {
    let mut settings = settings(&[]);
    settings["validationNamespaces"] = json!(["lab", "rook-ceph"]);
    let client = |namespace| {
        let networks = (NETWORKS, "rook-ceph/public-net,rook-ceph/cluster-net");
        let mut client = pod(namespace, "multus-validation-test-client", "default", networks);
        client["metadata"]["ownerReferences"] = json!([]);
        client
    };
    for namespace in ["lab", "rook-ceph"] {
        assert_eq!(found(&client(namespace), &settings), [""; 0], "{namespace}");
    }
    let problem = reserved(NETWORKS, "rook-ceph/cluster-net");
    let problem = problem.replace(" [", ", or add the namespace to `validationNamespaces` [");
    assert_eq!(found(&client("shop"), &settings), [problem]);
}

#[test]
fn a_workload_of_strangers_is_rejected_where_a_person_sees_it() {
    for (kind, version, path) in [
        ("Deployment", "apps/v1", "spec.template"),
        ("ReplicaSet", "apps/v1", "spec.template"),
        ("ReplicationController", "v1", "spec.template"),
        ("StatefulSet", "apps/v1", "spec.template"),
        ("DaemonSet", "apps/v1", "spec.template"),
        ("Job", "batch/v1", "spec.template"),
        ("CronJob", "batch/v1", "spec.jobTemplate.spec.template"),
    ] {
        for annotation in [NETWORKS, DEFAULT_NETWORK] {
            let pod = pod("", "storefront", "default", (annotation, "rook-ceph/cluster-net"));
            let template = json!({"template": {"metadata": pod["metadata"], "spec": pod["spec"]}});
            let spec = if kind == "CronJob" { json!({"jobTemplate": {"spec": template}}) } else { template };
            let metadata = json!({"name": "storefront", "namespace": "shop"});
            let workload = json!({"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec});
            let problem =
                reserved(annotation, "rook-ceph/cluster-net").replace("`metadata", &format!("`{path}.metadata"));
            assert_eq!(found(&workload, &settings(&[])), [problem], "{kind}");
        }
    }
}

#[test]
fn an_account_that_is_called_like_an_operator_s_is_one_where_an_operator_works() {
    let workload = |namespace: &str, app: &str| {
        let pod = pod("", app, "default", (NETWORKS, "rook-ceph/cluster-net"));
        let spec = json!({"template": {"metadata": pod["metadata"], "spec": pod["spec"]}});
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a", "namespace": namespace}, "spec": spec})
    };
    let map = json!({
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": "rook-ceph-operator-config", "namespace": "operators"}, "data": {},
    });
    let settings = settings(&[map]);
    let level = |user: &str, object: &Value| {
        let request = json!({
            "kind": {"group": "apps", "version": "v1", "kind": "Deployment"}, "operation": "CREATE",
            "namespace": object["metadata"]["namespace"], "userInfo": {"username": user}, "object": object,
        });
        let payload = json!({"request": request, "settings": settings}).to_string();
        let answer = ceph_multus_core::validate(payload.as_bytes()).expect("an answer");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        if answer["accepted"] == false {
            "deny"
        } else if answer["warnings"].is_null() {
            "accept"
        } else {
            "warn"
        }
    };
    let foreign = workload("shop", "storefront");
    for (namespace, expected) in
        [("shop", "deny"), ("kube-public", "deny"), ("rook-ceph", "warn"), ("operators", "warn")]
    {
        for account in ["rook-ceph-system", "ceph-csi-operator-controller-manager"] {
            let user = format!("system:serviceaccount:{namespace}:{account}");
            assert_eq!(level(&user, &foreign), expected, "{user}");
        }
    }
    assert_eq!(level("system:serviceaccount:kube-system:deployment-controller", &foreign), "warn");
    // Where the operator of a daemon lives not every inventory tells, and its work is not held up.
    let daemon = workload("rook-ceph", "rook-ceph-mds");
    assert_eq!(level("system:serviceaccount:elsewhere:rook-ceph-system", &daemon), "warn");
    assert_eq!(level("jane", &daemon), "deny");
}

#[test]
fn on_the_host_s_network_and_without_a_cephcluster_strangers_are_left_alone() {
    let mut on_host = pod("shop", "storefront", "default", (DEFAULT_NETWORK, "rook-ceph/cluster-net"));
    assert_eq!(found(&on_host, &json!({})), [""; 0]);
    on_host["spec"]["hostNetwork"] = json!(true);
    assert_eq!(found(&on_host, &settings(&[])), [""; 0]);
}

#[test]
fn an_unreadable_annotation_selects_every_network_whose_name_is_in_it() {
    let settings = json!({
        "inventory": [cluster("rook-ceph", "rook-ceph/public-net", r#"{"name":"cluster.net","namespace":"rook-ceph"}"#)],
    });
    let of = |name: &str| {
        let text = format!(r#"[{{"name":"{name}","namespace":"rook-ceph","mac":5}}]"#);
        found(&pod("shop", "storefront", "default", (NETWORKS, &text)), &settings)
    };
    let line = "deny: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: cannot be read, so it may select the cluster network of \
                CephCluster rook-ceph/my-cluster: element 1: `mac` must be a string, found `5`; use `namespace/name`, or a JSON \
                list of networks [foreign-attachment]";
    assert_eq!(of("cluster.net"), [line]);
    assert_eq!(of("cluster-net"), [""; 0]);
}
