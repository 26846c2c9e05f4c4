//! ceph-csi-operator's custom resources.

use serde_json::{Value, json};

use super::support::{NETWORKS, PUBLIC, cluster, driver, object, pod, verdict, words, world};

#[test]
fn a_driver_makes_its_namespace_one_of_the_operator() {
    let app = "rook-ceph.rbd.csi.ceph.com-ctrlplugin";
    let wrong = pod(app, "csi", &json!("rook-ceph/public-net,rook-ceph/cluster-net"));
    assert_eq!(
        words(&verdict(&wrong, &world(&[]))),
        [format!(
            "deny `metadata.annotations[{NETWORKS}]`: only OSDs may be attached to `rook-ceph/cluster-net`, the cluster network of CephCluster rook-ceph/my-cluster; remove `rook-ceph/cluster-net` [foreign-attachment]"
        )]
    );
    for kind in ["Driver", "OperatorConfig"] {
        let config = object("csi.ceph.io/v1", kind, "csi", "any", json!({}));
        assert_eq!(
            words(&verdict(&wrong, &world(&[config]))),
            [format!(
                "deny `metadata.annotations[{NETWORKS}]`: only OSDs may be attached to the cluster network `rook-ceph/cluster-net`; remove `rook-ceph/cluster-net` [attachment-not-allowed]"
            )]
        );
    }
    let mon = pod("rook-ceph-mon", "csi", &json!("a,,b"));
    assert_eq!(words(&verdict(&mon, &world(&[driver("csi", json!({}))]))), [""; 0]);
}

#[test]
fn a_driver_inherits_annotations_as_a_whole_or_not_at_all() {
    let config = |annotations: Value| {
        let spec = json!({"driverSpecDefaults": {"controllerPlugin": {"annotations": annotations}}});
        object("csi.ceph.io/v1", "OperatorConfig", "rook-ceph", "ceph-csi-operator-config", spec)
    };
    let reported =
        |driver_spec: Value, config: Value| words(&verdict(&driver("rook-ceph", driver_spec), &world(&[config])));
    let missing = |help: &str| {
        let problem = "the CSI controller is not attached to the public network";
        [format!(
            "warn `spec.controllerPlugin.annotations[{NETWORKS}]`: {problem} `{PUBLIC}`; add `{PUBLIC}`{help} \
             [csi-attachment-missing]"
        )]
    };
    let replaced = missing(" here, because a Driver's annotations replace those of the OperatorConfig");
    let public = json!({NETWORKS: PUBLIC});
    assert_eq!(reported(json!({}), config(public.clone())), [""; 0]);
    assert_eq!(reported(json!({"controllerPlugin": {"annotations": {"a": "b"}}}), config(public.clone())), replaced);
    assert_eq!(reported(json!({"controllerPlugin": {"annotations": {}}}), config(public.clone())), replaced);
    assert_eq!(reported(json!({}), config(json!({}))), missing(""));
    assert_eq!(reported(json!({"controllerPlugin": {"hostNetwork": true}}), config(json!({}))), [""; 0]);
}

#[test]
fn an_operator_config_is_reported_only_where_a_driver_may_take_its_annotations() {
    let config = object("csi.ceph.io/v1", "OperatorConfig", "rook-ceph", "config", json!({"driverSpecDefaults": {}}));
    let own = driver("rook-ceph", json!({"controllerPlugin": {"annotations": {NETWORKS: PUBLIC}}}));
    let heir = driver("rook-ceph", json!({}));
    let reported = [format!(
        "warn `spec.driverSpecDefaults.controllerPlugin.annotations[{NETWORKS}]`: the CSI controller is not attached to the public network `{PUBLIC}`; add `{PUBLIC}` [csi-attachment-missing]"
    )];
    assert_eq!(words(&verdict(&config, &world(&[]))), reported);
    assert_eq!(words(&verdict(&config, &world(&[heir]))), reported);
    assert_eq!(words(&verdict(&config, &world(&[own]))), [""; 0]);
}

#[test]
fn an_annotation_of_the_node_plugin_counts_only_for_csi_addons() {
    let reported = |addons: bool, networks: &str| {
        let annotations = json!({"annotations": {NETWORKS: networks}});
        let public = json!({"annotations": {NETWORKS: PUBLIC}});
        let spec = json!({"deployCsiAddons": addons, "nodePlugin": annotations, "controllerPlugin": public});
        words(&verdict(&driver("rook-ceph", spec), &world(&[])))
    };
    let path = format!("spec.nodePlugin.annotations[{NETWORKS}]");
    assert_eq!(reported(true, PUBLIC), [""; 0]);
    assert_eq!(
        reported(false, PUBLIC),
        [format!(
            "warn `{path}`: the annotation is ignored because the node plugin uses the host network; remove the annotation [host-network-attachment]"
        )]
    );
    assert_eq!(
        reported(true, "rook-ceph/cluster-net"),
        [format!(
            "deny `{path}`: only OSDs may be attached to the cluster network `rook-ceph/cluster-net`; \
         remove `rook-ceph/cluster-net` [csi-attachment-not-allowed]"
        )]
    );
}

#[test]
fn a_driver_may_have_the_public_network_of_before_during_a_change() {
    let own = driver("rook-ceph", json!({"controllerPlugin": {"annotations": {NETWORKS: "rook-ceph/old-net"}}}));
    let mut settings = world(&[]);
    let problem = "the CSI controller is not attached to the public network";
    let missing = format!(
        "warn `spec.controllerPlugin.annotations[{NETWORKS}]`: {problem} `{PUBLIC}`; add `{PUBLIC}` \
         [csi-attachment-missing]"
    );
    assert_eq!(words(&verdict(&own, &settings)), [missing]);
    settings["previous"] = json!([cluster("rook-ceph", "rook-ceph/old-net", "")]);
    assert_eq!(words(&verdict(&own, &settings)), [""; 0]);
}

#[test]
fn a_public_network_that_two_cephclusters_select_is_missing_once() {
    let settings = world(&[cluster("b", "b/public-net", ""), cluster("c", "b/public-net", "")]);
    let problem = "the CSI controller is not attached to the public network `b/public-net` of CephCluster b/my-cluster";
    let app = "rook-ceph.rbd.csi.ceph.com-ctrlplugin";
    assert_eq!(
        words(&verdict(&pod(app, "rook-ceph", &json!(PUBLIC)), &settings)),
        [format!("warn `metadata.annotations[{NETWORKS}]`: {problem}; add `b/public-net` [attachment-missing]")]
    );
    let own = driver("rook-ceph", json!({"controllerPlugin": {"annotations": {NETWORKS: PUBLIC}}}));
    assert_eq!(
        words(&verdict(&own, &settings)),
        [format!(
            "warn `spec.controllerPlugin.annotations[{NETWORKS}]`: {problem}; add `b/public-net` [csi-attachment-missing]"
        )]
    );
}
