//! The attachment table: every daemon in every state of its annotation, with the exact verdict and patch.

use serde_json::{Value, json};

use super::support::{NETWORKS, Outcome, create, nad, outcome, pod, selecting};

const PUBLIC: &str = r#"[{"name":"public-net","namespace":"rook-ceph"}]"#;
const BOTH: &str = r#"[{"name":"public-net","namespace":"rook-ceph"},{"name":"cluster-net","namespace":"rook-ceph"}]"#;

/// The daemons that need the public network and must stay off the cluster network.
const PUBLIC_DAEMONS: [(&str, &str); 13] = [
    ("rook-ceph-mon", "mon"),
    ("rook-ceph-mgr", "mgr"),
    ("rook-ceph-mds", "MDS"),
    ("rook-ceph-rgw", "RGW"),
    ("rook-ceph-rbd-mirror", "rbd-mirror"),
    ("rook-ceph-fs-mirror", "cephfs-mirror"),
    ("rook-ceph-nfs", "NFS server"),
    ("rook-ceph-nvmeof", "NVMe-oF gateway"),
    ("rook-ceph-osd-key-rotation", "OSD key rotation"),
    ("rook-ceph.rbd.csi.ceph.com-ctrlplugin", "CSI controller"),
    ("csi-cephfsplugin-provisioner", "CSI controller"),
    ("csi-rbdplugin-holder", "CSI holder"),
    ("rook-ceph.cephfs.csi.ceph.com-ctrlplugin", "CSI controller"),
];

/// The pods that need no network and must stay off the cluster network.
const UNATTACHED: [&str; 12] = [
    "rook-ceph.rbd.csi.ceph.com-nodeplugin-csi-addons",
    "rook-ceph-operator",
    "rook-ceph-osd-prepare",
    "rook-ceph-crashcollector",
    "rook-ceph-crashcollector-pruner",
    "rook-ceph-exporter",
    "rook-ceph-detect-version",
    "rook-ceph-cleanup",
    "rook-discover",
    "rook-ceph-tools",
    "rook-ceph-floating-mon",
    "rook-ceph-purge-osd",
];

fn settings() -> Value {
    inventory(selecting("rook-ceph/public-net", "rook-ceph/cluster-net"))
}

/// Settings that know `cluster` and the NADs.
fn inventory(cluster: Value) -> Value {
    json!({"inventory": [cluster, nad("public-net", &json!({})), nad("cluster-net", &json!({}))]})
}

#[track_caller]
fn check(app: &str, networks: &Value, expected: Outcome) {
    assert_eq!(outcome(&create(&pod(app, networks)), &settings()), expected, "{app} with {networks}");
}

/// The patch that gives a pod without annotations its first one.
fn added(networks: &str) -> Outcome {
    Outcome::Mutated(json!([{"op": "add", "path": "/metadata/annotations", "value": {NETWORKS: networks}}]))
}

/// The same for a pod of Rook's, which has one where it is of Multus.
fn filled(networks: &str) -> Outcome {
    let Outcome::Mutated(patch) = added(networks) else { panic!("a patch") };
    let warnings = [
        format!("`metadata.annotations[{NETWORKS}]`: was not set, although Rook sets it for Multus"),
        String::from("update `inventory` if the CephCluster no longer uses Multus"),
    ];
    Outcome::MutatedAndWarned(patch, warnings.map(|warning| format!("{warning} [attachment-missing]")).into())
}

/// The patch that replaces the annotation.
fn replaced(networks: &str) -> Outcome {
    let path = "/metadata/annotations/k8s.v1.cni.cncf.io~1networks";
    Outcome::Mutated(json!([{"op": "replace", "path": path, "value": networks}]))
}

fn rejected(app: &str, problems: &[&str]) -> Outcome {
    let plural = if problems.len() == 1 { "" } else { "s" };
    let mut message = format!("Pod rook-ceph/{app}-0: {} problem{plural}:", problems.len());
    for problem in problems {
        message.push_str(&format!("\n`metadata.annotations[{NETWORKS}]`: {problem}"));
    }
    Outcome::Rejected(message)
}

fn warned(problem: &str, help: &str, rule: &str) -> Outcome {
    let path = format!("`metadata.annotations[{NETWORKS}]`");
    Outcome::Warned(vec![format!("{path}: {problem} [{rule}]"), format!("{help} [{rule}]")])
}

fn unknown(joins: &str, wanted: &str) -> Outcome {
    // Those of the pod's own namespace by their names alone.
    let [joins, wanted] = [joins, wanted].map(|text| text.replace("rook-ceph/", ""));
    let help = "update `inventory`, or keep the old objects in `previous` during a change";
    warned(&format!("the pod has {joins}, but the inventory has {wanted}"), help, "attachment-unknown")
}

const NOT_ALLOWED: &str = "attachment-not-allowed";

const CLUSTER_NETWORK: &str = "only OSDs may be attached to the cluster network `rook-ceph/cluster-net`";

const FOR_OSDS: &str = "only OSDs may be attached to the cluster network `rook-ceph/cluster-net`; \
                        remove `rook-ceph/cluster-net` [attachment-not-allowed]";

#[test]
fn an_osd_is_on_both_networks_and_on_no_other() {
    let app = "rook-ceph-osd";
    check(app, &json!(null), filled(BOTH));
    // Rook's own word: none.
    check(app, &json!(""), Outcome::Accepted);
    check(app, &json!(BOTH), Outcome::Accepted);
    check(app, &json!("rook-ceph/public-net, rook-ceph/cluster-net"), Outcome::Accepted);
    check(app, &json!("cluster-net,public-net"), Outcome::Accepted);
    check(app, &json!(PUBLIC), replaced(BOTH));
    let cluster = r#"{"name":"cluster-net","namespace":"rook-ceph"}"#;
    check(app, &json!("cluster-net"), replaced(&format!("[{cluster},{}", PUBLIC.trim_start_matches('['))));
    check(app, &json!("public-net,cluster-net,public-net"), replaced(BOTH));
    let both = "`rook-ceph/public-net` and `rook-ceph/cluster-net`";
    check(app, &json!("public-net,cluster-net,default/other"), unknown(&format!("{both} and `default/other`"), both));
    check(app, &json!("default/other"), unknown("`default/other`", both));
}

#[test]
fn every_other_daemon_is_on_the_public_network_and_never_on_the_cluster_network() {
    for (app, name) in PUBLIC_DAEMONS {
        check(app, &json!(null), if name == "CSI controller" { added(PUBLIC) } else { filled(PUBLIC) });
        if name.starts_with("CSI c") {
            let problem = format!("the {name} is not attached to the public network `rook-ceph/public-net`");
            check(app, &json!(""), warned(&problem, "add `rook-ceph/public-net`", "attachment-missing"));
        } else {
            check(app, &json!(""), Outcome::Accepted);
        }
        check(app, &json!(PUBLIC), Outcome::Accepted);
        check(app, &json!(" public-net "), Outcome::Accepted);
        check(app, &json!("rook-ceph/public-net@public0"), Outcome::Accepted);
        check(app, &json!("public-net,rook-ceph/public-net"), replaced(PUBLIC));
        for networks in [BOTH, "cluster-net"] {
            if app == "csi-rbdplugin-holder" {
                // The mounts of a node live in it.
                check(app, &json!(networks), warned(CLUSTER_NETWORK, "remove `rook-ceph/cluster-net`", NOT_ALLOWED));
            } else {
                check(app, &json!(networks), rejected(app, &[FOR_OSDS]));
            }
        }
        let foreign = unknown("`rook-ceph/public-net` and `default/other`", "`rook-ceph/public-net`");
        check(app, &json!("public-net,default/other"), foreign);
    }
}

#[test]
fn what_is_there_stays_as_it_is_when_the_missing_network_is_added() {
    let networks = json!(r#"[ {"name": "cluster-net", "future": {"a b": [1.50]}} ]"#);
    let mutated = r#"[{"name":"cluster-net","future":{"a b":[1.50]}},{"name":"public-net","namespace":"rook-ceph"}]"#;
    check("rook-ceph-osd", &networks, replaced(mutated));
}

#[test]
fn a_network_whose_nad_the_inventory_lacks_is_reported_and_not_added() {
    let without = json!({"inventory": [selecting("rook-ceph/public-net", "rook-ceph/cluster-net")]});
    let expected = warned(
        "the mon is not attached to the public network `rook-ceph/public-net`, as Rook does it",
        "add it, and add its NAD to `inventory`",
        "attachment-missing",
    );
    assert_eq!(outcome(&create(&pod("rook-ceph-mon", &json!(null))), &without), expected);
}

#[test]
fn pods_that_need_no_network_may_join_the_public_one_only() {
    for app in UNATTACHED {
        for networks in [json!(null), json!(""), json!(PUBLIC), json!("default/other")] {
            check(app, &networks, Outcome::Accepted);
        }
        check(app, &json!("cluster-net"), rejected(app, &[FOR_OSDS]));
    }
}

#[test]
fn a_network_canary_joins_exactly_one_on_an_interface_of_its_name() {
    let app = "rook-ceph-network-canary";
    for network in ["public", "cluster"] {
        check(app, &json!(format!("rook-ceph/{network}-net@{network}")), Outcome::Accepted);
    }
    for (networks, count) in [(json!(BOTH), "2 networks"), (json!(null), "0 networks")] {
        let problem = format!("a network canary has {count}, but may have only one");
        check(app, &networks, warned(&problem, "keep the one to probe", NOT_ALLOWED));
    }
    let selected = "`rook-ceph/public-net` and `rook-ceph/cluster-net`";
    check(app, &json!("default/other@public"), unknown("`default/other`", selected));
    let problem = "the interface of `rook-ceph/public-net` is not named `public` or `cluster`";
    check(app, &json!("public-net"), warned(problem, "set the interface name", NOT_ALLOWED));
}

#[test]
fn the_pods_of_rook_s_validation_tool_join_what_they_like_in_their_namespace() {
    let mut settings = settings();
    settings["validationNamespaces"] = json!(["rook-ceph"]);
    for app in ["web-server", "client", "image-pull"] {
        for networks in [json!(null), json!(PUBLIC), json!("rook-ceph/public-net,rook-ceph/cluster-net")] {
            let pod = pod(&format!("multus-validation-test-{app}"), &networks);
            assert_eq!(outcome(&create(&pod), &settings), Outcome::Accepted, "{app} with {networks}");
        }
    }
}

#[test]
fn a_csi_node_plugin_is_on_the_host_and_an_annotation_is_void() {
    let path = format!("`metadata.annotations[{NETWORKS}]`");
    let warnings = Outcome::Warned(vec![
        format!("{path}: the annotation is ignored because the pod uses the host network [host-network-attachment]"),
        "remove the annotation [host-network-attachment]".to_owned(),
    ]);
    // Rook writes it again on its own.
    for (app, expected) in [
        ("rook-ceph.rbd.csi.ceph.com-nodeplugin", warnings),
        ("csi-rbdplugin", Outcome::Accepted),
        ("csi-cephfsplugin", Outcome::Accepted),
        ("csi-nfsplugin", Outcome::Accepted),
    ] {
        let mut object = pod(app, &json!(null));
        object["spec"]["hostNetwork"] = json!(true);
        assert_eq!(outcome(&create(&object), &settings()), Outcome::Accepted);
        object["metadata"]["annotations"] = json!({NETWORKS: PUBLIC});
        assert_eq!(outcome(&create(&object), &settings()), expected, "{app}");
    }
}

#[test]
fn a_daemon_on_the_host_is_reported_and_not_mutated() {
    for (app, name) in PUBLIC_DAEMONS {
        let mut object = pod(app, &json!(null));
        object["spec"]["hostNetwork"] = json!(true);
        let problem = format!("the {name} uses the host network, so it has no Multus network");
        let Outcome::Warned(warnings) = outcome(&create(&object), &settings()) else { panic!("{app}: no warning") };
        let whole = format!("`spec.hostNetwork`: {problem}; remove `hostNetwork` [pod-host-network]");
        let parts = [
            format!("`spec.hostNetwork`: {problem} [pod-host-network]"),
            "remove `hostNetwork` [pod-host-network]".to_owned(),
        ];
        assert!(if whole.len() <= 120 { warnings == [whole] } else { warnings == parts }, "{warnings:?}");
    }
}

#[test]
fn what_the_cluster_does_not_select_is_not_added() {
    let public_only = inventory(selecting("rook-ceph/public-net", ""));
    assert_eq!(outcome(&create(&pod("rook-ceph-osd", &json!(null))), &public_only), filled(PUBLIC));
    let cluster_only = inventory(selecting("", "rook-ceph/cluster-net"));
    let cluster = r#"[{"name":"cluster-net","namespace":"rook-ceph"}]"#;
    assert_eq!(outcome(&create(&pod("rook-ceph-osd", &json!(null))), &cluster_only), filled(cluster));
    // Rook writes an empty annotation here, which is right.
    for networks in [json!(""), json!(null)] {
        assert_eq!(outcome(&create(&pod("rook-ceph-mon", &networks)), &cluster_only), Outcome::Accepted);
    }
}

#[test]
fn an_osd_whose_networks_are_one_nad_is_attached_once() {
    let settings = inventory(selecting("public-net@net9", "rook-ceph/public-net@net9"));
    let once = r#"[{"name":"public-net","namespace":"rook-ceph","interface":"net9"}]"#;
    let twice = format!("[{0},{0}]", once.trim_matches(['[', ']']));
    let osd = |networks: Value| outcome(&create(&pod("rook-ceph-osd", &networks)), &settings);
    assert_eq!(osd(json!(twice)), replaced(once));
    assert_eq!(osd(json!(null)), filled(once));
    assert_eq!(osd(json!(once)), Outcome::Accepted);
    // The Deployment as Rook writes it is not held up, nor changed.
    let template = pod("rook-ceph-osd", &json!(twice));
    let deployment = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "rook-ceph-osd-0", "namespace": "rook-ceph"},
        "spec": {"template": {"metadata": template["metadata"], "spec": template["spec"]}},
    });
    assert_eq!(outcome(&create(&deployment), &settings), Outcome::Accepted);
    let implicit = json!({"inventory": [selecting("rook-ceph/public-net", "")], "clusterSelector": "implicit"});
    let twice = json!("public-net,public-net");
    assert_eq!(outcome(&create(&pod("rook-ceph-osd", &twice)), &implicit), replaced(PUBLIC));
}

#[test]
fn without_a_cephcluster_only_the_number_of_networks_is_evaluated_and_nothing_is_fixed() {
    let evaluate = |app: &str, networks: Value| outcome(&create(&pod(app, &networks)), &json!({}));
    for app in ["rook-ceph-osd", "rook-ceph-mon"] {
        assert_eq!(evaluate(app, json!(null)), Outcome::Accepted);
        assert_eq!(evaluate(app, json!("a")), Outcome::Accepted);
    }
    assert_eq!(evaluate("rook-ceph-osd", json!("a,b")), Outcome::Accepted);
    let more =
        |problem| warned(problem, "remove the networks that its CephCluster does not select", "attachment-not-allowed");
    assert_eq!(evaluate("rook-ceph-osd", json!("a,b,c")), more("3 networks, but the OSD may have at most 2"));
    assert_eq!(evaluate("rook-ceph-mon", json!("a,b")), more("2 networks, but the mon may have at most 1"));
}

#[test]
fn a_pod_of_another_namespace_is_not_ceph_s() {
    let mut object = pod("rook-ceph-mon", &json!("a,,b"));
    object["metadata"]["namespace"] = json!("shop");
    for settings in [json!({}), settings()] {
        assert_eq!(outcome(&create(&object), &settings), Outcome::Accepted);
    }
}

#[test]
fn without_mutation_what_would_be_mutated_is_a_warning() {
    let mut settings = settings();
    settings["mutate"] = json!(false);
    assert_eq!(
        outcome(&create(&pod("rook-ceph-mon", &json!(null))), &settings),
        warned(
            "the mon is not attached to the public network `rook-ceph/public-net`, as Rook does it",
            "add `rook-ceph/public-net`",
            "attachment-missing"
        )
    );
}
