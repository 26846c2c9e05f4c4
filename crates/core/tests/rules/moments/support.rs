//! Objects, settings and answers, in the fewest words.

use ceph_multus_core::validate;
use serde_json::{Value, json};

pub(crate) const NETWORKS: &str = "k8s.v1.cni.cncf.io/networks";
pub(crate) const OPERATOR: &str = "system:serviceaccount:rook-ceph:rook-ceph-system";
pub(crate) const CONTROLLER: &str = "system:serviceaccount:kube-system:replicaset-controller";
pub(crate) const PERSON: &str = "alice";

/// `spec.network` of a CephCluster, without `cluster` where that is empty.
pub(crate) fn multus(public: &str, cluster: &str) -> Value {
    let mut selectors = json!({});
    for (key, name) in [("public", public), ("cluster", cluster)] {
        if !name.is_empty() {
            selectors[key] = json!(format!("rook-ceph/{name}"));
        }
    }
    json!({"provider": "multus", "selectors": selectors})
}

pub(crate) fn cluster(network: &Value) -> Value {
    json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster",
        "metadata": {"name": "my-cluster", "namespace": "rook-ceph"}, "spec": {"network": network},
    })
}

/// A NAD of `rook-ceph`; `net` makes its addresses its own.
pub(crate) fn nad(name: &str, net: u8) -> Value {
    let config = format!(
        r#"{{"cniVersion":"0.3.1","type":"macvlan","master":"eth1","ipam":{{"type":"whereabouts","range":"10.0.{net}.0/24"}}}}"#
    );
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": name, "namespace": "rook-ceph"}, "spec": {"config": config},
    })
}

/// Settings whose inventory has a CephCluster with this `spec.network`, and all NADs.
pub(crate) fn inventory(network: &Value) -> Value {
    let mut objects = vec![cluster(network)];
    for (net, name) in ["public-net", "cluster-net", "public-v2", "cluster-v2"].iter().enumerate() {
        objects.push(nad(name, u8::try_from(net).expect("a few")));
    }
    json!({ "inventory": objects })
}

/// The same, with the CephCluster as it was.
pub(crate) fn during_change(network: &Value, before: &Value) -> Value {
    let mut settings = inventory(network);
    settings["previous"] = json!([cluster(before)]);
    settings
}

/// The annotation that Rook writes for these NADs.
pub(crate) fn networks(names: &[&str]) -> Value {
    let elements: Vec<String> =
        names.iter().map(|name| format!(r#"{{"name":"{name}","namespace":"rook-ceph"}}"#)).collect();
    json!(format!("[{}]", elements.join(",")))
}

/// A pod as a controller makes it; `null` for no annotation.
pub(crate) fn pod(app: &str, networks: &Value) -> Value {
    let account = match app {
        "rook-ceph-network-canary" => "rook-ceph-cmd-reporter",
        _ => app,
    };
    let mut pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "generateName": format!("{app}-"), "namespace": "rook-ceph", "labels": {"app": app},
            "ownerReferences": [{
                "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "owner", "uid": "1", "controller": true,
            }],
        },
        "spec": {"serviceAccountName": account},
    });
    if !networks.is_null() {
        pod["metadata"]["annotations"] = json!({ NETWORKS: networks });
    }
    pod
}

/// The Deployment of such a pod.
pub(crate) fn deployment(app: &str, networks: &Value) -> Value {
    let pod = pod(app, networks);
    let mut template = json!({"metadata": {"labels": {"app": app}}, "spec": pod["spec"]});
    template["metadata"]["annotations"] = pod["metadata"]["annotations"].clone();
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": format!("{app}-a"), "namespace": "rook-ceph"}, "spec": {"template": template},
    })
}

/// What becomes of a request.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    Accepted,
    /// With these warnings, those of one finding joined.
    Warned(Vec<String>),
    /// With this networks annotation.
    Networks(String),
    /// The same with these warnings.
    NetworksAndWarned(String, Vec<String>),
    /// With this message, apart from its first line.
    Rejected(String),
}

#[track_caller]
pub(crate) fn request(operation: &str, user: &str, object: &Value, old: &Value, settings: &Value) -> Outcome {
    let some = if object.is_null() { old } else { object };
    let version = some["apiVersion"].as_str().expect("a version");
    let group = version.split_once('/').map_or("", |(group, _)| group);
    let request = json!({
        "kind": {"group": group, "kind": some["kind"]}, "operation": operation, "userInfo": {"username": user},
        "namespace": some["metadata"]["namespace"], "object": object, "oldObject": old,
    });
    let payload = json!({"request": request, "settings": settings}).to_string();
    let answer = validate(payload.as_bytes()).expect("an answer");
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    if answer["accepted"] == json!(false) {
        let message = answer["message"].as_str().expect("a message");
        return Outcome::Rejected(message.split_once('\n').expect("problems").1.to_owned());
    }
    let warnings = answer["warnings"].as_array().cloned().unwrap_or_default();
    let warnings: Vec<String> = warnings.iter().map(|warning| warning.as_str().expect("a text").to_owned()).collect();
    if let Some(object) = answer.get("mutated_object") {
        let text = object["metadata"]["annotations"][NETWORKS].as_str().expect("an annotation").to_owned();
        return if warnings.is_empty() { Outcome::Networks(text) } else { Outcome::NetworksAndWarned(text, warnings) };
    }
    if warnings.is_empty() { Outcome::Accepted } else { Outcome::Warned(warnings) }
}

/// What becomes of a pod that a controller makes.
#[track_caller]
pub(crate) fn made(pod: &Value, settings: &Value) -> Outcome {
    request("CREATE", CONTROLLER, pod, &Value::Null, settings)
}

/// The warning that the pod is on other networks than the settings have for it.
pub(crate) fn unknown(path: &str, joins: &str, sides: &str) -> Outcome {
    // Those of the pod's own namespace by their names alone.
    let [joins, sides] = [joins, sides].map(|text| text.replace("rook-ceph/", ""));
    let help = "update `inventory`, or keep the old objects in `previous` during a change";
    Outcome::Warned(vec![
        format!("`{path}metadata.annotations[{NETWORKS}]`: the pod has {joins}, but {sides} [attachment-unknown]"),
        format!("{help} [attachment-unknown]"),
    ])
}

/// The rejection of a daemon on the cluster network.
pub(crate) fn for_osds(path: &str, nad: &str) -> Outcome {
    Outcome::Rejected(format!(
        "`{path}metadata.annotations[{NETWORKS}]`: only OSDs may be attached to the cluster network `rook-ceph/{nad}`; \
         remove `rook-ceph/{nad}` [attachment-not-allowed]"
    ))
}
