//! Objects in the fewest words, and what is found about one beside others.

use serde_json::{Value, json};

use crate::support::findings;

pub(crate) const NETWORKS: &str = "k8s.v1.cni.cncf.io/networks";

pub(crate) fn object(version: &str, kind: &str, namespace: &str, name: &str, spec: Value) -> Value {
    json!({"apiVersion": version, "kind": kind, "metadata": {"namespace": namespace, "name": name}, "spec": spec})
}

pub(crate) fn cluster(namespace: &str, spec: Value) -> Value {
    object("ceph.rook.io/v1", "CephCluster", namespace, "my-cluster", spec)
}

pub(crate) fn multus(selectors: Value) -> Value {
    json!({"network": {"provider": "multus", "selectors": selectors}})
}

pub(crate) fn both() -> Value {
    json!({"public": "rook-ceph/public-net", "cluster": "rook-ceph/cluster-net"})
}

pub(crate) fn nad_with(name: &str, plugin: Value) -> Value {
    let nad = "NetworkAttachmentDefinition";
    let mut config = json!({"cniVersion": "0.3.1"});
    for (key, value) in plugin.as_object().expect("a plugin") {
        config[key] = value.clone();
    }
    object("k8s.cni.cncf.io/v1", nad, "rook-ceph", name, json!({"config": config.to_string()}))
}

pub(crate) fn nad(ipam: Value) -> Value {
    nad_with("public-net", json!({"type": "macvlan", "master": "eth1", "mode": "bridge", "ipam": ipam}))
}

pub(crate) fn config_map(name: &str, data: Value) -> Value {
    let mut map = object("v1", "ConfigMap", "rook-ceph", name, Value::Null);
    map.as_object_mut().expect("an object").remove("spec");
    map["data"] = data;
    map
}

/// What is found about `object` beside `others`.
#[track_caller]
pub(crate) fn found(object: &Value, others: &[Value], expected: &[&str]) {
    assert_eq!(findings(&Value::Null, object, &json!({"inventory": others, "clusterSelector": "implicit"})), expected);
}

pub(crate) fn whereabouts(range: &str, more: Value) -> Value {
    let mut ipam = json!({"type": "whereabouts", "range": range});
    for (key, value) in more.as_object().expect("an object") {
        ipam[key] = value.clone();
    }
    ipam
}
