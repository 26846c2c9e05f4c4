//! Objects, requests and answers, in the fewest words.

use ceph_multus_host::{Answer, Module, built_policy};
use serde_json::{Value, json};

/// The built policy.
pub(crate) fn policy() -> &'static Module {
    built_policy().unwrap_or_else(|error| panic!("the policy does not build: {error}"))
}

/// A CREATE request for `object`, complete as the API server sends it.
pub(crate) fn create(object: &Value) -> Value {
    request("CREATE", object, &Value::Null)
}

/// A request; `old` is `null` on CREATE, `object` on DELETE.
pub(crate) fn request(operation: &str, object: &Value, old: &Value) -> Value {
    let some = if object.is_null() { old } else { object };
    let version = some["apiVersion"].as_str().expect("apiVersion");
    let (group, version) = version.split_once('/').unwrap_or(("", version));
    let kind = json!({"group": group, "version": version, "kind": some["kind"]});
    let resource = match some["kind"].as_str() {
        Some("CephCluster") => "cephclusters",
        Some("NetworkAttachmentDefinition") => "network-attachment-definitions",
        _ => "pods",
    };
    let resource = json!({"group": group, "version": version, "resource": resource});
    let user = if some["kind"] == "Pod" { CONTROLLER } else { "kubernetes-admin" };
    json!({
        "uid": "1299d386-525b-4032-98ae-1949f69f9cfc",
        "kind": kind, "resource": resource, "requestKind": kind, "requestResource": resource,
        "name": some["metadata"]["name"], "namespace": some["metadata"]["namespace"],
        "operation": operation, "object": object, "oldObject": old,
        "userInfo": {"username": user, "groups": ["system:authenticated"]},
        "dryRun": false, "options": null,
    })
}

/// A CephCluster in `rook-ceph` with this `spec.network`.
pub(crate) fn cluster(network: &Value) -> Value {
    json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster",
        "metadata": {"name": "my-cluster", "namespace": "rook-ceph"},
        "spec": {"network": network},
    })
}

/// A CephCluster that selects these networks, an empty text for none.
pub(crate) fn selecting(public: &str, cluster_network: &str) -> Value {
    let mut selectors = json!({});
    for (key, value) in [("public", public), ("cluster", cluster_network)] {
        if !value.is_empty() {
            selectors[key] = json!(value);
        }
    }
    cluster(&json!({"provider": "multus", "selectors": selectors}))
}

/// A NAD in `rook-ceph`; its configuration is written as JSON text.
pub(crate) fn nad(name: &str, config: &Value) -> Value {
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": name, "namespace": "rook-ceph"},
        "spec": {"config": config.to_string()},
    })
}

/// A pod in `rook-ceph` with an `app` label, as a controller makes it, and, unless it is `null`, a networks annotation.
pub(crate) fn pod(app: &str, networks: &Value) -> Value {
    let owner = json!({"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": app, "uid": "1", "controller": true});
    let account = if app == "rook-ceph-network-canary" { "rook-ceph-cmd-reporter" } else { app };
    let mut pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "name": format!("{app}-0"), "namespace": "rook-ceph", "labels": {"app": app}, "ownerReferences": [owner],
        },
        "spec": {"serviceAccountName": account, "containers": [{"name": "ceph", "image": "quay.io/ceph/ceph:v19"}]},
    });
    if !networks.is_null() {
        pod["metadata"]["annotations"] = json!({NETWORKS: networks});
    }
    pod
}

/// Who makes the pods of ReplicaSets.
pub(crate) const CONTROLLER: &str = "system:serviceaccount:kube-system:replicaset-controller";

/// The networks annotation's key.
pub(crate) const NETWORKS: &str = "k8s.v1.cni.cncf.io/networks";

/// What the policy makes of a request, as a test states it.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    /// Accepted, unchanged, without a word.
    Accepted,
    /// Accepted, unchanged, with these warnings.
    Warned(Vec<String>),
    /// Accepted with this patch and without a word.
    Mutated(Value),
    /// Accepted with this patch, with these warnings.
    MutatedAndWarned(Value, Vec<String>),
    /// Rejected with this message.
    Rejected(String),
}

/// Evaluates, and sorts the answer. A patch is applied and evaluated again: it must then have nothing left to do.
#[track_caller]
pub(crate) fn outcome(request: &Value, settings: &Value) -> Outcome {
    let answer = policy().evaluate(request, settings);
    assert_eq!(answer.failure, None);
    let Answer { allowed, message, patch, warnings, .. } = answer.clone();
    match (allowed, patch) {
        (false, patch) => {
            assert_eq!((patch, answer.code), (None, Some(422)));
            Outcome::Rejected(message.expect("a rejection has a message"))
        }
        (true, Some(patch)) => {
            let mut again = request.clone();
            again["object"] = answer.patched(&request["object"]).expect("the patch applies");
            assert_eq!(policy().evaluate(&again, settings).patch, None, "a patch twice is one too many");
            if warnings.is_empty() { Outcome::Mutated(patch) } else { Outcome::MutatedAndWarned(patch, warnings) }
        }
        (true, None) if warnings.is_empty() => Outcome::Accepted,
        (true, None) => Outcome::Warned(warnings),
    }
}
