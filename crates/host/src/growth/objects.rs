//! The requests and objects that dimensions are made of.

use serde_json::{Map, Value, json};

pub(super) fn list(number: usize, item: impl Fn(usize) -> Value) -> Value {
    (0..number).map(item).collect::<Vec<_>>().into()
}

pub(super) fn members(number: usize, member: impl Fn(usize) -> (String, Value)) -> Value {
    (0..number).map(member).collect::<Map<_, _>>().into()
}

pub(super) fn texts(number: usize, text: impl Fn(usize) -> String) -> String {
    (0..number).map(text).collect::<Vec<_>>().join(",")
}

pub(super) fn push(list: &mut Value, item: Value) {
    if let Some(list) = list.as_array_mut() {
        list.push(item);
    }
}

/// The block of addresses at `place` below 10.0.0.0/8.
pub(super) fn block(place: usize, prefix: u32) -> String {
    let address = place << (32 - prefix);
    format!("10.{}.{}.{}/{prefix}", address >> 16 & 255, address >> 8 & 255, address & 255)
}

/// An address below 10.0.0.0/8.
pub(super) fn own(place: usize) -> String {
    block(place, 32).trim_end_matches("/32").to_owned()
}

pub(super) fn ipam(key: &str, value: Value) -> Value {
    let mut ipam = json!({"type": "whereabouts"});
    if key != "ipRanges" {
        ipam["range"] = json!("10.0.0.0/8");
    }
    ipam[key] = value;
    ipam
}

pub(super) fn plugin() -> Value {
    json!({"type": "macvlan", "master": "eth0", "ipam": {"type": "host-local"}})
}

pub(super) fn config(ipam: &Value) -> Value {
    json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth0", "mode": "bridge", "ipam": ipam})
}

pub(super) fn nad_object(config: &str) -> Value {
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "public-net", "namespace": "rook-ceph"}, "spec": {"config": config},
    })
}

pub(super) fn nad(ipam: &Value) -> Value {
    nad_of(&config(ipam))
}

pub(super) fn nad_of(config: &Value) -> Value {
    nad_text(&config.to_string())
}

pub(super) fn nad_text(config: &str) -> Value {
    create(&nad_object(config), json!({}))
}

/// A NAD of a namespace without a CephCluster.
pub(super) fn foreign(config: &Value) -> Value {
    let mut nad = nad_object(&config.to_string());
    nad["metadata"]["namespace"] = json!("shop");
    create(&nad, json!({}))
}

/// The NAD of networks that are joined by a device.
pub(super) fn nad_by_device(ipam: &Value) -> Value {
    let mut nad = nad_object(&json!({"cniVersion": "0.3.1", "type": "sriov", "ipam": ipam}).to_string());
    nad["metadata"]["annotations"] = json!({"k8s.v1.cni.cncf.io/resourceName": "example.com/vf"});
    nad
}

pub(super) fn other_nad(place: usize) -> Value {
    let mut nad = nad_object(&config(&ipam("range", json!(block(place, 29)))).to_string());
    nad["metadata"]["name"] = json!(format!("net{place}"));
    nad
}

pub(super) fn with_nads(payload: Value, number: usize) -> Value {
    let mut inventory = list(number, other_nad);
    push(&mut inventory, cluster("rook-ceph", "public-net", "net0"));
    with(payload, json!({"inventory": inventory}))
}

/// A CephCluster of its own namespace; the NADs are those of `rook-ceph`.
pub(super) fn cluster(namespace: &str, public: &str, cluster: &str) -> Value {
    let selector = |name: &str| if name.starts_with('{') { name.to_owned() } else { format!("rook-ceph/{name}") };
    json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster",
        "metadata": {"name": "my-cluster", "namespace": namespace},
        "spec": {"network": {"provider": "multus", "selectors": {"public": selector(public), "cluster": selector(cluster)}}},
    })
}

pub(super) fn resource(version: &str, kind: &str, namespace: &str, place: usize) -> Value {
    json!({"apiVersion": version, "kind": kind, "metadata": {"name": format!("r{place}"), "namespace": namespace}, "spec": {}})
}

pub(super) fn unknown_kinds(number: usize) -> Value {
    let kind =
        |i| json!({"apiVersion": "x/v1", "kind": format!("Kind{i}"), "metadata": {"name": "a", "namespace": "b"}});
    json!({"inventory": list(number, kind)})
}

pub(super) fn pod(namespace: &str, networks: &Value) -> Value {
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "name": "a", "namespace": namespace, "labels": {"app": "rook-ceph-osd"},
            "annotations": {"k8s.v1.cni.cncf.io/networks": networks},
        },
        "spec": {"serviceAccountName": "rook-ceph-osd", "containers": [{"name": "osd", "image": "x"}]},
    });
    create(&pod, json!({}))
}

pub(super) fn pod_in_cluster(networks: &Value) -> Value {
    with(pod("rook-ceph", networks), json!({"inventory": [cluster("rook-ceph", "public-net", "cluster-net")]}))
}

/// An OSD pod without its networks, with more of `key` in its metadata.
pub(super) fn of_pod(key: &str, value: Value) -> Value {
    let mut payload = pod_in_cluster(&json!("rook-ceph/public-net"));
    let mut value = value;
    if key == "labels" {
        value["app"] = json!("rook-ceph-osd");
    }
    payload["request"]["object"]["metadata"][key] = value;
    payload
}

pub(super) fn with(mut payload: Value, settings: Value) -> Value {
    payload["settings"] = settings;
    payload
}

pub(super) fn create(object: &Value, settings: Value) -> Value {
    request("CREATE", object, &Value::Null, settings)
}

pub(super) fn request(operation: &str, object: &Value, old: &Value, settings: Value) -> Value {
    let (group, version) = object["apiVersion"].as_str().and_then(|text| text.split_once('/')).unwrap_or(("", "v1"));
    json!({
        "request": {
            "uid": "1299d386-525b-4032-98ae-1949f69f9cfc",
            "kind": {"group": group, "version": version, "kind": object["kind"]},
            "operation": operation, "name": object["metadata"]["name"], "namespace": object["metadata"]["namespace"],
            "userInfo": {"username": "system:serviceaccount:kube-system:job-controller"},
            "object": object, "oldObject": old,
        },
        "settings": settings,
    })
}
