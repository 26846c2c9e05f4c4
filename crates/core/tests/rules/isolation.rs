//! Pods from whose namespace Multus keeps the networks of a CephCluster.

use serde_json::{Value, json};

use super::moments::support::{NETWORKS, Outcome, cluster, made, multus, nad, pod};
use super::support::findings;

const ANNOTATION: &str = "metadata.annotations[k8s.v1.cni.cncf.io/networks]";
const HELP: &str = "use a NAD in `csi`, or add `rook-ceph` to Multus' `globalNamespaces` and to `namespaceIsolation`";

/// A Driver in `csi`, beside the CephCluster and its NADs in `rook-ceph`.
fn settings(isolation: &Value) -> Value {
    let mut objects = vec![cluster(&multus("public-net", "cluster-net")), driver(&json!({}))];
    objects.extend([nad("public-net", 1), nad("cluster-net", 2)]);
    json!({"inventory": objects, "namespaceIsolation": isolation})
}

fn driver(annotations: &Value) -> Value {
    json!({
        "apiVersion": "csi.ceph.io/v1", "kind": "Driver",
        "metadata": {"name": "rook-ceph.rbd.csi.ceph.com", "namespace": "csi"},
        "spec": {"controllerPlugin": {"annotations": annotations}},
    })
}

fn of_csi(app: &str, networks: &Value) -> Value {
    let mut pod = pod(app, networks);
    pod["metadata"]["namespace"] = json!("csi");
    pod
}

#[test]
fn no_pod_gets_a_network_that_isolation_keeps_from_it() {
    let isolated = settings(&json!(["default"]));
    let missing = |name: &str| {
        Outcome::Warned(vec![
            format!(
                "`{ANNOTATION}`: the {name} is not attached to the public network `rook-ceph/public-net`, which pods of \
                 `csi` may not use [attachment-missing]"
            ),
            format!("{HELP} [attachment-missing]"),
        ])
    };
    let apps = [("rook-ceph.rbd.csi.ceph.com-ctrlplugin", "CSI controller"), ("csi-rbdplugin-holder", "CSI holder")];
    for (app, name) in apps {
        assert_eq!(made(&of_csi(app, &Value::Null), &isolated), missing(name), "{app}");
        let mut reported = isolated.clone();
        reported["mutate"] = json!(false);
        assert_eq!(made(&of_csi(app, &Value::Null), &reported), missing(name), "{app}");
    }
    // Rook's word that there are none, which is not Rook's of a CSI controller.
    assert_eq!(made(&of_csi(apps[0].0, &json!("")), &isolated), missing(apps[0].1));
    // Open to all, and without isolation.
    let added = Outcome::Networks(String::from(r#"[{"name":"public-net","namespace":"rook-ceph"}]"#));
    for open in [json!(["rook-ceph", "default"]), json!(false)] {
        assert_eq!(made(&of_csi(apps[0].0, &Value::Null), &settings(&open)), added, "{open}");
    }
    // A daemon in the namespace of its networks has nothing to do with it.
    let mgr = pod("rook-ceph-mgr", &json!("rook-ceph/public-net"));
    assert_eq!(made(&mgr, &isolated), Outcome::Accepted);
}

#[test]
fn a_nad_of_their_own_namespace_replaces_the_public_network_of_csi_pods() {
    let app = "rook-ceph.rbd.csi.ceph.com-ctrlplugin";
    let own = json!("csi/storage");
    assert_eq!(made(&of_csi(app, &own), &settings(&json!(["default"]))), Outcome::Accepted);
    let warnings = [
        "`metadata.annotations[k8s.v1.cni.cncf.io/networks]`: the pod has `storage`, but the inventory has \
         `rook-ceph/public-net` [attachment-unknown]",
        "update `inventory`, or keep the old objects in `previous` during a change [attachment-unknown]",
    ];
    let warned = Outcome::Warned(warnings.map(str::to_owned).to_vec());
    assert_eq!(made(&of_csi(app, &own), &settings(&json!(false))), warned);
    assert_eq!(findings(&Value::Null, &driver(&json!({NETWORKS: own})), &settings(&json!(["default"]))), [""; 0]);
}

#[test]
fn a_driver_is_not_helped_onto_a_network_that_isolation_keeps_from_its_pods() {
    let found = |isolation: Value| findings(&Value::Null, &driver(&json!({})), &settings(&isolation));
    let path = "spec.controllerPlugin.annotations[k8s.v1.cni.cncf.io/networks]";
    let start =
        format!("warn: `{path}`: the CSI controller is not attached to the public network `rook-ceph/public-net`");
    let rule = "[csi-attachment-missing]";
    assert_eq!(found(json!(["default"])), [format!("{start}, which pods of `csi` may not use; {HELP} {rule}")]);
    assert_eq!(found(json!(false)), [format!("{start}; add `rook-ceph/public-net` {rule}")]);
}

/// A CephCluster of this namespace, and its public network.
fn beside(namespace: &str, public: &str) -> [Value; 2] {
    let (of_nad, name) = public.split_once('/').expect("a namespace");
    let mut cluster = cluster(&json!({"provider": "multus", "selectors": {"public": public}}));
    cluster["metadata"]["namespace"] = json!(namespace);
    let mut nad = nad(name, 3);
    nad["metadata"]["namespace"] = json!(of_nad);
    [cluster, nad]
}

#[test]
fn a_nad_in_place_of_one_public_network_is_none_of_one_that_is_open_to_all() {
    let mut settings = settings(&json!(["default"]));
    settings["inventory"].as_array_mut().expect("a list").extend(beside("open", "default/open-net"));
    let warnings = [
        "`metadata.annotations[k8s.v1.cni.cncf.io/networks]`: the CSI controller is not attached to the public network \
         `default/open-net` of CephCluster open/my-cluster [attachment-missing]",
        "add `default/open-net` [attachment-missing]",
    ];
    let warned = Outcome::Warned(warnings.map(str::to_owned).to_vec());
    assert_eq!(made(&of_csi("rook-ceph.rbd.csi.ceph.com-ctrlplugin", &json!("csi/storage")), &settings), warned);
}

#[test]
fn the_public_network_of_one_cephcluster_is_not_in_place_of_that_of_another() {
    let mut settings = settings(&json!(["default"]));
    settings["inventory"].as_array_mut().expect("a list").extend(beside("csi", "csi/public-net"));
    let warnings = [
        "`metadata.annotations[k8s.v1.cni.cncf.io/networks]`: the CSI controller is not attached to the public network \
         `rook-ceph/public-net` of CephCluster rook-ceph/my-cluster, which pods of `csi` may not use [attachment-missing]"
            .to_owned(),
        format!("{HELP} [attachment-missing]"),
    ];
    let app = "rook-ceph.rbd.csi.ceph.com-ctrlplugin";
    assert_eq!(made(&of_csi(app, &json!("csi/public-net")), &settings), Outcome::Warned(warnings.to_vec()));
}
