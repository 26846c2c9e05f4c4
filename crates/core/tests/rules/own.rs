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
fn the_metrics_exporter_of_odf_may_join_its_public_network_where_no_other_pod_may() {
    const ODF: &str = "openshift-storage";
    let inventory = [
        cluster("a-first", "rook-ceph", "openshift-storage/public", "rook-ceph/cluster"),
        cluster("ocs", ODF, "openshift-storage/public", "openshift-storage/cluster"),
        cluster("other", "ceph-b", "ceph-b/public", "ceph-b/cluster"),
    ];
    let settings = json!({"inventory": inventory, "rules": {"foreign-public-attachment": "deny"}});
    let found = |namespace: &str, account: &str, network: &str| {
        let mut exporter = pod(namespace, "", account, network);
        exporter["metadata"]["labels"] = json!({"app.kubernetes.io/name": "ocs-metrics-exporter"});
        findings(&Value::Null, &exporter, &settings)
    };
    let [own_public, own_cluster] = ["openshift-storage/public", "openshift-storage/cluster"];
    assert_eq!(found(ODF, "ocs-metrics-exporter", own_public), [""; 0]);
    let path = format!("deny: `metadata.annotations[{NETWORKS}]`:");
    let public = format!(
        "{path} `openshift-storage/public` is the public network of CephCluster rook-ceph/a-first; remove `openshift-storage/public` [foreign-public-attachment]"
    );
    for (namespace, account) in [(ODF, "default"), ("shop", "ocs-metrics-exporter")] {
        assert_eq!(found(namespace, account, own_public), [public.as_str()], "{namespace} {account}");
    }
    assert_eq!(
        found(ODF, "ocs-metrics-exporter", "ceph-b/public"),
        [format!(
            "{path} `ceph-b/public` is the public network of CephCluster ceph-b/other; remove `ceph-b/public` [foreign-public-attachment]"
        )]
    );
    let mut replacing = pod(ODF, "", "ocs-metrics-exporter", "");
    replacing["metadata"]["annotations"] = json!({"v1.multus-cni.io/default-network": own_public});
    assert_eq!(
        findings(&Value::Null, &replacing, &settings),
        [public.replace(NETWORKS, "v1.multus-cni.io/default-network")]
    );
    assert_eq!(
        found(ODF, "ocs-metrics-exporter", own_cluster),
        [format!(
            "{path} only OSDs may be attached to `openshift-storage/cluster`, the cluster network of CephCluster openshift-storage/ocs; remove `openshift-storage/cluster` [foreign-attachment]"
        )]
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

/// The name of the new CephCluster and what `previous` has say nothing of whose pods they are.
#[test]
fn pods_of_both_cephclusters_are_accepted_whatever_previous_has() {
    let of = |name: &str, public: &str, reserved: &str| {
        let reserved = if reserved.is_empty() { String::new() } else { format!("rook-ceph/{reserved}") };
        cluster(name, "rook-ceph", &format!("rook-ceph/{public}"), &reserved)
    };
    let unrelated = json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "net-c", "namespace": "rook-ceph"}, "spec": {"config": "{}"},
    });
    let old = of("m-old", "net-a", "net-b");
    for name in ["a-new", "z-new"] {
        let new = of(name, "net-b", "net-a");
        let created = json!({"inventory": [new], "previous": [old]});
        let beside = json!({"inventory": [new, old], "previous": [unrelated]});
        let found = |object: &Value| [&created, &beside].map(|settings| findings(&Value::Null, object, settings));
        for network in ["net-a", "net-b"] {
            let mon = pod("rook-ceph", "rook-ceph-mon", "rook-ceph-default", network);
            assert_eq!(found(&mon), [[""; 0]; 2], "{name} {network}");
        }
        let lost = pod("rook-ceph", "rook-ceph-mon", "rook-ceph-default", "net-d");
        let (one, other) = if name == "a-new" { ("net-b", "net-a") } else { ("net-a", "net-b") };
        let differs = |now: &str, other: &str| {
            format!(
                "warn: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: the pod has `net-d`, but the inventory has `{now}`, \
                 and for another CephCluster `{other}`; update `inventory`, or keep the old objects in `previous` during a \
                 change [attachment-unknown]"
            )
        };
        assert_eq!(found(&lost), [[differs("net-b", "net-a")], [differs(one, other)]], "{name}");
        let plain = of(name, "net-a", "net-b");
        let settings = json!({"inventory": [plain], "previous": [of("m-old", "net-a", "")]});
        let osd = pod("rook-ceph", "rook-ceph-osd", "rook-ceph-osd", "net-a");
        assert_eq!(findings(&Value::Null, &osd, &settings), [""; 0], "{name}");
    }
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

#[test]
fn a_nad_that_a_controller_makes_is_only_reported_where_no_cephcluster_selects_it() {
    let multus = cluster("ceph", "rook-ceph", "rook-ceph/public", "rook-ceph/cluster");
    let nad = |namespace: &str, name: &str, owners: Value| {
        let config = format!(
            r#"{{"cniVersion":"1.1.0","name":"{namespace}_{name}","type":"ovn-k8s-cni-overlay","netAttachDefName":"{namespace}/{name}","topology":"layer2","role":"primary","subnets":"10.100.0.0/16"}}"#
        );
        json!({
            "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
            "metadata": {"name": name, "namespace": namespace, "ownerReferences": owners}, "spec": {"config": config},
        })
    };
    let owner = |controller: bool| json!([{"kind": "UserDefinedNetwork", "name": "udn", "controller": controller}]);
    let line = |level: &str| {
        let problem = "`ovn-k8s-cni-overlay` assigns addresses itself, from `subnets`";
        let help = "use a plugin with `whereabouts`, or add `ovn-k8s-cni-overlay` to `allowedIpamTypes`";
        [format!("{level}: `spec.config.type`: {problem}; {help} [ipam-type-not-allowed]")]
    };
    let udn = nad("rook-ceph", "udn", owner(true));
    let selected = std::slice::from_ref(&multus);
    assert_eq!(found(&udn, selected), line("warn"));
    for owners in [owner(false), json!([]), Value::Null] {
        assert_eq!(found(&nad("rook-ceph", "udn", owners.clone()), selected), line("deny"), "{owners}");
    }
    assert_eq!(found(&nad("rook-ceph", "public", owner(true)), selected), line("deny"));
    let settings = json!({"inventory": [multus], "monitorNetwork": "rook-ceph/udn"});
    assert_eq!(findings(&Value::Null, &udn, &settings), line("deny"));
    let before = cluster("ceph", "rook-ceph", "rook-ceph/udn", "rook-ceph/cluster");
    let settings = json!({"inventory": [multus], "previous": [before]});
    assert_eq!(findings(&Value::Null, &udn, &settings), line("deny"));
    // Anybody can write an owner.
    let copied = nad("rook-ceph", "public", Value::Null);
    let mut copy = nad("shop", "copy", owner(true));
    copy["spec"]["config"] = json!(copied["spec"]["config"].as_str().expect("a config").replace("layer2", "localnet"));
    let problem = "assigns `10.100.0.0-10.100.255.255` on OVN network `rook.ceph_public`, like `rook-ceph/public`, the public network of CephCluster rook-ceph/ceph";
    let help = "use other addresses, or attach pods to `rook-ceph/public` itself";
    let expected = [format!("deny: `spec.config.subnets`: {problem}; {help} [ceph-network-copied]")];
    assert_eq!(found(&copy, &[multus, copied]), expected);
}
