//! Rook's custom resources.

use serde_json::{Value, json};

use super::support::{
    NETWORKS, PUBLIC, cluster, deployment, driver, fixture, object, pod, verdict, verdict_of_update, words, world,
};

#[test]
fn what_rook_and_its_operators_write_themselves_passes_without_a_word() {
    let settings = world(&[]);
    for name in [
        "cephfilesystem",
        "cephobjectstore",
        "cephrbdmirror",
        "cephfilesystemmirror",
        "cephnfs",
        "cephnvmeofgateway",
        "csi-driver",
        "csi-operatorconfig",
        "deployment-osd",
        "replicaset-osd",
        "daemonset-csi-nodeplugin",
        "job-osd-prepare",
        "cronjob-osd-key-rotation",
    ] {
        assert_eq!(words(&verdict(&fixture(name), &settings)), [""; 0], "{name}");
    }
    assert_eq!(words(&verdict(&fixture("storagecluster"), &json!({}))), [""; 0]);
}

#[test]
fn an_override_is_reported_only_where_the_cluster_of_the_namespace_uses_multus() {
    let mds = |namespace| {
        let spec = json!({"metadataServer": {"activeCount": 1, "annotations": {NETWORKS: "default/other"}}});
        object("ceph.rook.io/v1", "CephFilesystem", namespace, "myfs", spec)
    };
    let path = "spec.metadataServer.annotations[k8s.v1.cni.cncf.io/networks]";
    let reported = format!(
        "deny `{path}`: replaces the selectors, so the MDS is not attached to `{PUBLIC}`; \
         remove the annotation [selectors-overridden]"
    );
    assert_eq!(words(&verdict(&mds("rook-ceph"), &world(&[]))), [reported]);
    assert_eq!(words(&verdict(&mds("elsewhere"), &world(&[]))), [""; 0]);
    assert_eq!(words(&verdict(&mds("rook-ceph"), &json!({}))), [""; 0]);
    let mut host = cluster("rook-ceph", "", "");
    host["spec"]["network"] = json!({"provider": "host"});
    assert_eq!(words(&verdict(&mds("rook-ceph"), &json!({"inventory": [host]}))), [""; 0]);
}

#[test]
fn an_annotation_that_says_what_the_selectors_say_is_no_override() {
    let reported = |key: &str, networks: &str| {
        let mut cluster = cluster("rook-ceph", "rook-ceph/public-net", "rook-ceph/cluster-net");
        cluster["spec"]["annotations"] = json!({key: {NETWORKS: networks}});
        words(&verdict(&cluster, &json!({"inventory": []})))
            .into_iter()
            .filter(|word| word.contains("selectors-overridden"))
            .collect::<Vec<_>>()
    };
    let both = "rook-ceph/public-net,rook-ceph/cluster-net";
    assert_eq!(reported("all", PUBLIC), [""; 0]);
    assert_eq!(reported("mon", "public-net"), [""; 0]);
    assert_eq!(reported("osd", both), [""; 0]);
    assert_eq!(reported("prepareosd", "default/other"), [""; 0]);
    assert_eq!(reported("osd", PUBLIC).len(), 1);
    assert_eq!(
        reported("mgr", "a,,b"),
        [format!(
            "warn `spec.annotations.mgr[{NETWORKS}]`: ignored, because Rook replaces it with the networks of the selectors; \
         remove the annotation [selectors-overridden]"
        )]
    );
    assert_eq!(reported("mon", ""), [""; 0], "a mon has its address from `--public-addr`");
    assert_eq!(
        reported("exporter", both),
        [format!(
            "deny `spec.annotations.exporter[{NETWORKS}]`: only OSDs may be attached to the cluster network `rook-ceph/cluster-net`; remove `rook-ceph/cluster-net` [selectors-overridden]"
        )]
    );
}

#[test]
fn a_pod_is_excused_from_the_host_network_by_the_resource_that_asks_for_it() {
    let on_host = |app: &str, label: &str, name: &str| {
        let mut pod = pod(app, "rook-ceph", &Value::Null);
        pod["metadata"]["labels"][label] = json!(name);
        pod["spec"]["hostNetwork"] = json!(true);
        pod
    };
    let resource = |kind: &str, name: &str, spec: Value| object("ceph.rook.io/v1", kind, "rook-ceph", name, spec);
    let table = [
        (
            on_host("rook-ceph-rgw", "rook_object_store", "a"),
            resource("CephObjectStore", "a", json!({"gateway": {"hostNetwork": true}})),
            "RGW",
        ),
        (
            on_host("rook-ceph-nfs", "ceph_nfs", "a"),
            resource("CephNFS", "a", json!({"server": {"hostNetwork": true}})),
            "NFS server",
        ),
        (
            on_host("rook-ceph-nvmeof", "app.kubernetes.io/part-of", "a"),
            resource("CephNVMeOFGateway", "a", json!({"hostNetwork": true})),
            "NVMe-oF gateway",
        ),
        (
            on_host("rook-ceph.rbd.csi.ceph.com-ctrlplugin", "x", "y"),
            driver("rook-ceph", json!({"controllerPlugin": {"hostNetwork": true}})),
            "CSI controller",
        ),
    ];
    for (pod, resource, daemon) in table {
        let reported = format!(
            "warn `spec.hostNetwork`: the {daemon} uses the host network, so it has no Multus network; remove `hostNetwork` \
             [pod-host-network]"
        );
        assert_eq!(words(&verdict(&pod, &world(&[]))), std::slice::from_ref(&reported));
        assert_eq!(words(&verdict(&pod, &world(std::slice::from_ref(&resource)))), [""; 0], "{daemon}");
        let mut other = resource;
        other["metadata"]["namespace"] = json!("elsewhere");
        assert_eq!(words(&verdict(&pod, &world(&[other]))), [reported], "{daemon}");
    }
}

#[test]
fn an_update_that_changes_nothing_that_is_read_is_accepted_for_every_kind() {
    let wrong = json!({NETWORKS: "a,,b"});
    let at = |path: &str, problem: &str| format!("`{path}annotations[{NETWORKS}]`: {problem}");
    let unparsable = |path: &str| {
        let problem = "a network has no name; set its name, or remove a stray comma [annotation-unparsable]";
        format!("deny {}", at(path, problem))
    };
    let of_template = "spec.template.metadata.";
    let mut table = vec![(deployment("rook-ceph-mds", &json!("a,,b")), vec![unparsable(of_template)])];
    for (kind, spec, path, daemon) in [
        ("CephFilesystem", json!({"metadataServer": {"annotations": wrong}}), "spec.metadataServer.", "MDS"),
        ("CephObjectStore", json!({"gateway": {"annotations": wrong}}), "spec.gateway.", "RGW"),
        ("CephRBDMirror", json!({"annotations": wrong}), "spec.", "rbd-mirror"),
        ("CephFilesystemMirror", json!({"annotations": wrong}), "spec.", "cephfs-mirror"),
    ] {
        let problem = format!(
            "replaces the selectors, so the {daemon} is not attached to `{PUBLIC}`; remove the annotation [selectors-overridden]"
        );
        let reported = vec![unparsable(path), format!("deny {}", at(path, &problem))];
        table.push((object("ceph.rook.io/v1", kind, "rook-ceph", "a", spec), reported));
    }
    let path = "spec.controllerPlugin.";
    let problem = format!(
        "the CSI controller is not attached to the public network `{PUBLIC}`; add `{PUBLIC}` [csi-attachment-missing]"
    );
    table.push((
        driver("rook-ceph", json!({"controllerPlugin": {"annotations": wrong}})),
        vec![unparsable(path), format!("warn {}", at(path, &problem))],
    ));
    for (old, reported) in table {
        assert_eq!(words(&verdict(&old, &world(&[]))), reported, "{old}");
        let mut new = old.clone();
        new["metadata"]["finalizers"] = json!(["a"]);
        new["spec"]["placement"] = json!({"x": 1});
        assert_eq!(words(&verdict_of_update(&old, &new, &world(&[]))), [""; 0], "{old}");
    }
}
