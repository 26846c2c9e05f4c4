//! Objects and verdicts in the fewest words.

use std::path::Path;

use ceph_multus_core::json::Arena;
use ceph_multus_core::{Payload, Verdict, evaluate, read_settings};
use serde_json::{Value, json};

/// The networks annotation's key.
pub(crate) const NETWORKS: &str = "k8s.v1.cni.cncf.io/networks";

/// The public network of [`world`].
pub(crate) const PUBLIC: &str = "rook-ceph/public-net";

/// Settings whose inventory holds the CephCluster of `rook-ceph` with both networks, and `more`.
pub(crate) fn world(more: &[Value]) -> Value {
    let mut inventory = vec![cluster("rook-ceph", PUBLIC, "rook-ceph/cluster-net")];
    inventory.extend_from_slice(more);
    json!({ "inventory": inventory })
}

/// An object of a fixture folder that holds neither NAD, pod nor CephCluster.
pub(crate) fn fixture(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/manifests/other");
    let path = folder.join(name).with_extension("yaml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Any object.
pub(crate) fn object(version: &str, kind: &str, namespace: &str, name: &str, spec: Value) -> Value {
    json!({"apiVersion": version, "kind": kind, "metadata": {"namespace": namespace, "name": name}, "spec": spec})
}

/// A CephCluster with these selectors, an empty text for none.
pub(crate) fn cluster(namespace: &str, public: &str, cluster_network: &str) -> Value {
    let mut selectors = json!({});
    for (key, value) in [("public", public), ("cluster", cluster_network)] {
        if !value.is_empty() {
            selectors[key] = json!(value);
        }
    }
    let spec = json!({"network": {"provider": "multus", "selectors": selectors}});
    object("ceph.rook.io/v1", "CephCluster", namespace, "my-cluster", spec)
}

/// A pod with an `app` label and, unless it is `null`, a networks annotation.
pub(crate) fn pod(app: &str, namespace: &str, networks: &Value) -> Value {
    let mut pod = object("v1", "Pod", namespace, &format!("{app}-0"), json!({"containers": []}));
    pod["metadata"]["labels"] = json!({"app": app});
    pod["metadata"]["ownerReferences"] = json!([{"kind": "ReplicaSet", "name": app, "controller": true}]);
    if !networks.is_null() {
        pod["metadata"]["annotations"] = json!({NETWORKS: networks});
    }
    pod
}

/// A Deployment in `rook-ceph` of such pods.
pub(crate) fn deployment(app: &str, networks: &Value) -> Value {
    let template = pod(app, "", networks);
    let spec = json!({"template": {"metadata": template["metadata"], "spec": template["spec"]}});
    object("apps/v1", "Deployment", "rook-ceph", app, spec)
}

/// The Driver of RBD.
pub(crate) fn driver(namespace: &str, spec: Value) -> Value {
    object("csi.ceph.io/v1", "Driver", namespace, "rook-ceph.rbd.csi.ceph.com", spec)
}

/// The verdict on the creation of an object.
pub(crate) fn verdict(object: &Value, settings: &Value) -> Verdict {
    answer_to("CREATE", object, &Value::Null, settings)
}

/// The verdict on an update.
pub(crate) fn verdict_of_update(old: &Value, new: &Value, settings: &Value) -> Verdict {
    answer_to("UPDATE", new, old, settings)
}

fn answer_to(operation: &str, object: &Value, old: &Value, settings: &Value) -> Verdict {
    let version = object["apiVersion"].as_str().expect("apiVersion");
    let group = version.split_once('/').map_or("", |(group, _)| group);
    let request = json!({
        "kind": {"group": group, "version": "v1", "kind": object["kind"]},
        "operation": operation, "namespace": object["metadata"]["namespace"], "name": object["metadata"]["name"],
        "object": object, "oldObject": old,
    });
    let bytes = serde_json::to_vec(&json!({"request": request, "settings": settings})).expect("JSON");
    let arena = Arena::new();
    let payload = Payload::read(&bytes, &arena).expect("a payload");
    let settings = read_settings(payload.settings()).unwrap_or_else(|problems| panic!("{problems:?}"));
    evaluate(&payload.request(), &settings, || payload.object_text())
}

/// Every finding with its level; what was fixed counts as `fixed`.
pub(crate) fn words(verdict: &Verdict) -> Vec<String> {
    let mut words: Vec<_> =
        verdict.findings().iter().map(|finding| format!("{} {finding}", finding.level.name())).collect();
    if let Verdict::Mutate { fixed, .. } = verdict {
        words.extend(fixed.iter().map(|finding| format!("fixed {finding}")));
    }
    words
}
