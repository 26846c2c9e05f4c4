//! A cluster with two CephClusters, and requests of everybody in it.

use arbitrary::{Result, Unstructured};
use ceph_multus_core::facts::object::{DEFAULT_NETWORK_ANNOTATION, NETWORKS_ANNOTATION};
use serde_json::{Map, Value, json};

/// Namespaces: of the CephClusters, of the CSI operator, of NADs, exempt, of others.
const NAMESPACES: [&str; 10] =
    ["rook-ceph", "ceph-two", "csi", "networks", "lab", "kube-system", "shop", "shop", "tests", "openshift-storage"];

fn cluster(namespace: &str, public: &str, replication: &str) -> Value {
    json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "ceph", "namespace": namespace},
        "spec": {"network": {"provider": "multus", "selectors": {"public": public, "cluster": replication}}},
    })
}

fn nad(namespace: &str, name: &str, range: &str) -> Value {
    let config = json!({
        "cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": {"type": "whereabouts", "range": range},
    });
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": name, "namespace": namespace}, "spec": {"config": config.to_string()},
    })
}

/// Settings for it.
pub(super) fn settings() -> Value {
    json!({
        "inventory": [
            cluster("rook-ceph", "rook-ceph/public-net", "rook-ceph/cluster-net"),
            cluster("ceph-two", "networks/two-public", "networks/two-cluster"),
            nad("rook-ceph", "public-net", "192.168.20.0/24"),
            nad("rook-ceph", "cluster-net", "192.168.21.0/24"),
            nad("networks", "two-public", "192.168.30.0/24"),
            nad("networks", "two-cluster", "192.168.31.0/24"),
            {"apiVersion": "csi.ceph.io/v1", "kind": "Driver", "metadata": {"name": "rbd", "namespace": "csi"}, "spec": {}},
        ],
        "previous": [cluster("rook-ceph", "rook-ceph/public-net", "rook-ceph/old-net")],
        "exemptNamespaces": ["lab"],
        "nodeRanges": ["192.168.40.0/24"],
        "validationNamespaces": ["tests"],
    })
}

/// Settings for a cluster with a CephCluster of which nothing says where its operator is.
pub(super) fn elsewhere() -> Value {
    json!({
        "inventory": [
            cluster("storage", "storage/public-net", "storage/cluster-net"),
            nad("storage", "public-net", "192.168.20.0/24"),
            nad("storage", "cluster-net", "192.168.21.0/24"),
        ],
    })
}

/// What a networks annotation may be.
const ANNOTATIONS: [&str; 27] = [
    "",
    "cluster-net",
    "rook-ceph/cluster-net",
    "rook-ceph/cluster-net@net1",
    "shop/own , \u{a0}rook-ceph/cluster-net ",
    " networks/two-cluster,networks/two-public",
    "rook-ceph/old-net",
    "rook-ceph/public-net",
    "shop/my-cluster-net-2",
    r#"[{"name":"cluster-net","namespace":"rook-ceph"}]"#,
    r#"[{"Name":"cluster-net","NAMESPACE":"rook-ceph","ips":["192.168.21.5"]}]"#,
    r#"[{"name":"public-net","namespace":"rook-ceph","ips":["192.168.20.5/24"]}]"#,
    r#"[{"Name":"two-public","NAMESPACE":"networks","Ips":["192.168.31.5"]}]"#,
    "[{\"name\":\"public-net\",\"namespace\":\"rook-ceph\",\"ip\u{17f}\":[\"192.168.21.5\"]}]",
    r#"[{"name":"public-net","ips":["192.168.20.5/24"]}]"#,
    r#"[{"name":"public-net","namespace":"rook-ceph","ips":["192.168.40.5/24"]}]"#,
    r#"[{"name":"own"},{"name":"own","name":"two-cluster","namespace":"networks","x":{"y":[1,[{}]]}}]"#,
    r#"[{"name":"clust\u0065r-net","namespace":"rook-ceph"}]"#,
    r#"[{"name":"cluster-net","namespace":"rook\u002dceph"}]"#,
    r#"[{"n\u0061me":"cluster-net","namespace":"rook-ceph"}]"#,
    r#"[{"name":"cluster-net","namespace":"rook-ceph"},null]"#,
    r#"[null,{"name":"cluster-net","namespace":"rook-ceph"}]"#,
    r#"[{"name":"cluster-net","namespace":"rook-ceph""#,
    r#"[{"name":"own","namespace":"shop"}]"#,
    r#"[{"name":"own","interface":"\ud800"}]"#,
    r#"{"name":"cluster-net"}"#,
    r#"[{"name":"cluster-net"}]"#,
];

/// The annotations of a pod, or of a template.
fn annotations(u: &mut Unstructured<'_>) -> Result<Map<String, Value>> {
    let mut annotations = Map::new();
    if u.ratio(4, 5)? {
        let mut text = u.choose(&ANNOTATIONS)?.to_string();
        if u.ratio(1, 8)? {
            // Longer than the conditions read, which means nothing to Multus.
            text = format!("{}{text}", " ".repeat(u.int_in_range(900..=1100)?));
        }
        if u.ratio(1, 8)? {
            let places: Vec<usize> = text.char_indices().map(|(place, _)| place).chain([text.len()]).collect();
            text.insert(*u.choose(&places)?, *u.choose(&[' ', ',', '"', '\\', '/', 'x', '\n', '\u{2028}'])?);
        }
        if u.ratio(1, 16)? {
            let depth = u.int_in_range(1..=300)?;
            text = format!(r#"[{{"x":{}{},"name":"own"}}]"#, "[".repeat(depth), "]".repeat(depth));
        }
        annotations.insert(NETWORKS_ANNOTATION.to_owned(), json!(text));
    }
    if u.ratio(1, 8)? {
        annotations.insert(DEFAULT_NETWORK_ANNOTATION.to_owned(), json!(u.choose(&ANNOTATIONS)?));
    }
    if u.ratio(1, 4)? {
        annotations
            .insert(String::from("kubectl.kubernetes.io/last-applied-configuration"), json!(u.choose(&["{}", "{ }"])?));
    }
    Ok(annotations)
}

/// The metadata of an object; what may be absent of it sometimes is.
fn metadata(u: &mut Unstructured<'_>, name: &str) -> Result<Value> {
    let mut metadata = json!({"name": name});
    if u.ratio(3, 4)? {
        metadata["annotations"] = Value::Object(annotations(u)?);
    }
    if u.ratio(1, 2)? {
        let apps = [
            "rook-ceph-osd",
            "rook-ceph-mon",
            "rook-ceph-tools",
            "csi-rbdplugin",
            "multus-validation-test-client",
            "web",
        ];
        metadata["labels"] = json!({"app": u.choose(&apps)?});
    }
    if u.ratio(1, 10)? {
        metadata["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
    }
    Ok(metadata)
}

/// A pod's metadata and spec; of a template either may be absent.
fn pod(u: &mut Unstructured<'_>, name: &str) -> Result<Value> {
    let mut spec = json!({"serviceAccountName": u.choose(&["default", "rook-ceph-osd"])?});
    if u.ratio(1, 12)? {
        spec["hostNetwork"] = json!(true);
    }
    Ok(json!({"metadata": metadata(u, name)?, "spec": spec}))
}

fn template(u: &mut Unstructured<'_>) -> Result<Value> {
    let mut template = pod(u, "")?;
    for key in ["metadata", "spec"] {
        if u.ratio(1, 12)?
            && let Some(template) = template.as_object_mut()
        {
            template.remove(key);
        }
    }
    Ok(if u.ratio(1, 12)? { json!({}) } else { json!({"template": template}) })
}

const KINDS: [(&str, &str); 11] = [
    ("", "Pod"),
    ("", "Pod"),
    ("", "Pod"),
    ("apps", "Deployment"),
    ("apps", "ReplicaSet"),
    ("", "ReplicationController"),
    ("apps", "DaemonSet"),
    ("batch", "Job"),
    ("batch", "CronJob"),
    ("k8s.cni.cncf.io", "NetworkAttachmentDefinition"),
    ("ceph.rook.io", "CephCluster"),
];

/// An object of `kind` as the API server has it once it is decoded: whole, or without what may be absent.
fn object(u: &mut Unstructured<'_>, kind: &str, namespace: &str) -> Result<Value> {
    let name = *u.choose(&["a", "cluster-net", "ceph"])?;
    let mut object = match kind {
        "Pod" => pod(u, name)?,
        "CronJob" if u.ratio(1, 12)? => json!({"metadata": metadata(u, name)?, "spec": {"jobTemplate": {}}}),
        "CronJob" => {
            json!({"metadata": metadata(u, name)?, "spec": {"jobTemplate": {"spec": template(u)?}, "suspend": u.arbitrary::<bool>()?}})
        }
        "NetworkAttachmentDefinition" => {
            let range = *u.choose(&["192.168.21.0/24", "10.9.0.0/16", "x"])?;
            json!({"metadata": metadata(u, name)?, "spec": nad(namespace, name, range)["spec"]})
        }
        "CephCluster" => {
            let selector =
                *u.choose(&["rook-ceph/public-net", "rook-ceph/cluster-net", "networks/two-public", "nowhere/net"])?;
            json!({"metadata": metadata(u, name)?, "spec": cluster(namespace, selector, "rook-ceph/cluster-net")["spec"]})
        }
        _ => {
            let mut spec = template(u)?;
            spec["replicas"] = json!(u.int_in_range(0..=2)?);
            json!({"metadata": metadata(u, name)?, "spec": spec})
        }
    };
    if kind != "Pod"
        && u.ratio(1, 12)?
        && let Some(object) = object.as_object_mut()
    {
        object.remove("spec");
    }
    Ok(object)
}

/// A request. The old object of an update is the new one, with now and then another part.
pub(super) fn request(u: &mut Unstructured<'_>) -> Result<Value> {
    let (group, kind) = *u.choose(&KINDS)?;
    let namespace = *u.choose(&NAMESPACES)?;
    let operation = *u.choose(&["CREATE", "CREATE", "UPDATE", "UPDATE", "DELETE"])?;
    let (object, mut old) = (object(u, kind, namespace)?, object(u, kind, namespace)?);
    for part in ["metadata", "spec"] {
        if u.ratio(2, 3)? {
            match object.get(part) {
                Some(value) => old[part] = value.clone(),
                None => drop(old.as_object_mut().and_then(|old| old.remove(part))),
            }
        }
    }
    Ok(json!({
        "kind": {"group": group, "version": "v1", "kind": kind},
        "namespace": namespace,
        "name": object["metadata"]["name"],
        "operation": operation,
        "userInfo": {"username": u.choose(&["jane", "system:serviceaccount:kube-system:replicaset-controller"])?},
        "object": if operation == "DELETE" { Value::Null } else { object },
        "oldObject": if operation == "CREATE" { Value::Null } else { old },
    }))
}
