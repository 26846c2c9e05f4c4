//! A cluster: one CephCluster on two networks, with a file system, and the three policies.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::fake::Fake;
use ceph_multus_sync::policy::POLICIES;

pub(crate) const CLUSTERS: &str = "/apis/ceph.rook.io/v1/namespaces/rook-ceph/cephclusters";
pub(crate) const FILESYSTEMS: &str = "/apis/ceph.rook.io/v1/namespaces/rook-ceph/cephfilesystems";
pub(crate) const PODS: &str = "/api/v1/namespaces/rook-ceph/pods";
pub(crate) const NAMES: [&str; 3] = ["ceph-multus-validating", "ceph-multus-guard", "ceph-multus-mutating"];

pub(crate) fn nads(namespace: &str) -> String {
    format!("/apis/k8s.cni.cncf.io/v1/namespaces/{namespace}/network-attachment-definitions")
}

pub(crate) fn nad(namespace: &str, name: &str, range: &str) -> Value {
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": name, "namespace": namespace, "uid": "1", "managedFields": []},
        "spec": {"config": format!(
            r#"{{"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": {{"type": "whereabouts", "range": "{range}"}}}}"#
        )},
    })
}

pub(crate) fn ceph_cluster(public: &str, cluster: &str) -> Value {
    json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster",
        "metadata": {"name": "c", "namespace": "rook-ceph", "generation": 3},
        "spec": {
            "dataDirHostPath": "/var/lib/rook", "mon": {"count": 3},
            "network": {"provider": "multus", "selectors": {"public": public, "cluster": cluster}},
        },
        "status": {"ceph": {"health": "HEALTH_OK"}},
    })
}

/// An OSD's pod with these networks.
pub(crate) fn osd(networks: &str) -> Value {
    json!({
        "metadata": {
            "name": "rook-ceph-osd-0-x", "namespace": "rook-ceph", "labels": {"app": "rook-ceph-osd"},
            "annotations": {"k8s.v1.cni.cncf.io/networks": networks},
        },
        "spec": {"containers": []}, "status": {"phase": "Running"},
    })
}

pub(crate) fn cluster() -> Arc<Mutex<Fake>> {
    let mut fake = Fake::new();
    for name in NAMES {
        fake.put(
            POLICIES,
            json!({
                "apiVersion": "policies.kubewarden.io/v1", "kind": "ClusterAdmissionPolicy", "metadata": {"name": name},
                "spec": {"module": "registry://r/p:v1", "policyServer": "default", "settings": {"nodes": 3}},
            }),
        );
    }
    fake.put(CLUSTERS, ceph_cluster("public-net", "networks/cluster-net"));
    fake.put(&nads("rook-ceph"), nad("rook-ceph", "public-net", "192.168.20.0/24"));
    fake.put(&nads("networks"), nad("networks", "cluster-net", "192.168.21.0/24"));
    fake.put(
        FILESYSTEMS,
        json!({"metadata": {"name": "fs", "namespace": "rook-ceph"}, "spec": {"metadataServer": {"activeCount": 1}}}),
    );
    Arc::new(Mutex::new(fake))
}

/// `kind namespace/name` of what a policy has as `key`.
pub(crate) fn names(fake: &Fake, policy: &str, key: &str) -> Vec<String> {
    let list = fake.policy(policy)["spec"]["settings"][key].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let name = |object: &Value| {
        let metadata = &object["metadata"];
        format!("{} {}/{}", text(&object["kind"]), text(&metadata["namespace"]), text(&metadata["name"]))
    };
    list.iter().map(name).collect()
}

/// The ranges of the NADs in the inventory of a policy.
pub(crate) fn ranges(fake: &Fake, policy: &str) -> Vec<String> {
    let inventory = fake.policy(policy)["spec"]["settings"]["inventory"].as_array().cloned().unwrap_or_default();
    let configs = inventory.iter().filter_map(|object| object["spec"]["config"].as_str());
    let range = |config: &str| {
        let config: Value = serde_json::from_str(config).expect("a configuration");
        config["ipam"]["range"].as_str().expect("a range").to_owned()
    };
    configs.map(range).collect()
}

/// What every policy has after the first run.
pub(crate) const FIRST: [&str; 4] = [
    "CephCluster rook-ceph/c",
    "NetworkAttachmentDefinition networks/cluster-net",
    "NetworkAttachmentDefinition rook-ceph/public-net",
    "CephFilesystem rook-ceph/fs",
];
