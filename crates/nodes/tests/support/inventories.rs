//! Five clusters as people build them: those of the address plan's tests.

use serde_json::{Value, json};

/// A cluster with everything around it.
pub(crate) struct Inventory {
    /// What the test calls it.
    pub(crate) name: &'static str,
    /// Its objects, without the NADs.
    pub(crate) objects: Vec<Value>,
    public: &'static str,
    sizes: (u32, u32),
}

impl Inventory {
    /// Its manifests, with NADs of the plugin `main`.
    pub(crate) fn text(&self, main: &Value) -> String {
        let mut objects = self.objects.clone();
        objects.push(nad("public-net", self.public, self.sizes.0, main));
        if self.sizes.1 > 0 {
            objects.push(nad("cluster-net", "192.168.64.", self.sizes.1, main));
        }
        objects.iter().map(|object| format!("{object}\n")).collect()
    }
}

/// A NAD that hands out `size` addresses.
fn nad(name: &str, prefix: &str, size: u32, main: &Value) -> Value {
    let range = if prefix.contains(':') {
        json!({"type": "whereabouts", "range": format!("{prefix}/112"), "range_end": format!("{prefix}{size:x}")})
    } else {
        json!({"type": "whereabouts", "range": format!("{prefix}0/24"), "range_end": format!("{prefix}{size}")})
    };
    let mut config = main.clone();
    config["cniVersion"] = json!("0.3.1");
    config["ipam"] = range;
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": name, "namespace": "rook-ceph"}, "spec": {"config": config.to_string()},
    })
}

fn cluster(mut spec: Value, selectors: Value) -> Value {
    spec["network"]["provider"] = json!("multus");
    spec["network"]["selectors"] = selectors;
    let metadata = json!({"name": "my-cluster", "namespace": "rook-ceph"});
    json!({"apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": metadata, "spec": spec})
}

fn both() -> Value {
    json!({"public": "rook-ceph/public-net", "cluster": "rook-ceph/cluster-net"})
}

fn resource(kind: &str, spec: Value) -> Value {
    let metadata = json!({"name": "one", "namespace": "rook-ceph"});
    json!({"apiVersion": "ceph.rook.io/v1", "kind": kind, "metadata": metadata, "spec": spec})
}

fn device_sets(counts: &[u32]) -> Value {
    let sets: Vec<Value> =
        counts.iter().enumerate().map(|(set, count)| json!({"name": format!("set{set}"), "count": count})).collect();
    json!({"storageClassDeviceSets": sets})
}

fn filesystem() -> Value {
    resource("CephFilesystem", json!({"metadataServer": {"activeCount": 1, "activeStandby": true}}))
}

/// All five.
pub(crate) fn inventories() -> Vec<Inventory> {
    let lab = json!({"mon": {"count": 3}, "mgr": {"count": 2}, "storage": device_sets(&[3])});
    let nodes: Vec<Value> = (0..12)
        .map(|node| json!({"name": format!("node{node}"), "devices": [{"name": "sdb"}, {"name": "sdc"}]}))
        .collect();
    let production = json!({"mon": {"count": 5}, "mgr": {"count": 2}, "storage": {"nodes": nodes}});
    let zones = json!([{"name": "a", "arbiter": true}, {"name": "b"}, {"name": "c"}]);
    let stretch = json!({
        "mon": {"count": 5, "stretchCluster": {"zones": zones}}, "mgr": {"count": 2}, "storage": device_sets(&[4, 4]),
    });
    let public_only = json!({"mon": {"count": 3}, "mgr": {"count": 1}, "storage": device_sets(&[6])});
    let ipv6 = json!({
        "mon": {"count": 3}, "mgr": {"count": 2}, "storage": device_sets(&[9]), "network": {"ipFamily": "IPv6"},
    });
    let one = json!({"public": "rook-ceph/public-net", "cluster": "rook-ceph/public-net"});
    let of = |name, objects, public, sizes| Inventory { name, objects, public, sizes };
    vec![
        of("lab", vec![cluster(lab, both()), filesystem()], "192.168.20.", (13, 4)),
        of(
            "production",
            vec![
                cluster(production, both()),
                filesystem(),
                resource("CephObjectStore", json!({"gateway": {"instances": 3}})),
                resource("CephNFS", json!({"server": {"active": 2}})),
            ],
            "192.168.20.",
            (48, 30),
        ),
        of("stretch", vec![cluster(stretch, both())], "192.168.20.", (19, 10)),
        of(
            "public only",
            vec![cluster(public_only, json!({"public": "rook-ceph/public-net"}))],
            "192.168.20.",
            (13, 0),
        ),
        of("ipv6", vec![cluster(ipv6, one), filesystem()], "fd00:20::", (20, 0)),
    ]
}
