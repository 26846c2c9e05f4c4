//! Five clusters as people build them: the addresses that each network must have, and how one number more or less flips
//! exactly the finding that it should.

use serde_json::{Value, json};

/// A cluster with everything around it.
struct World {
    cluster: Value,
    resources: Vec<Value>,
    public: &'static str,
    /// The addresses of the public and of the cluster network.
    sizes: (u32, u32),
}

impl World {
    /// The findings about the CephCluster, a line each.
    fn findings(&self) -> Vec<String> {
        let mut inventory = self.resources.clone();
        inventory.push(nad("public-net", self.public, self.sizes.0));
        if self.sizes.1 > 0 {
            inventory.push(nad("cluster-net", "192.168.64.", self.sizes.1));
        }
        let settings = json!({"inventory": inventory, "clusterSelector": "implicit"});
        crate::support::findings(&Value::Null, &self.cluster, &settings)
    }

    /// As it is, nothing is found; with one address less on the public or the cluster network exactly this.
    #[track_caller]
    fn has_no_address_to_spare(mut self, public: &str, cluster: &str) {
        assert_eq!(self.findings(), [""; 0]);
        for (network, expected) in [("public", public), ("cluster", cluster)] {
            if expected.is_empty() {
                continue;
            }
            let size = if network == "public" { &mut self.sizes.0 } else { &mut self.sizes.1 };
            *size -= 1;
            let has = *size;
            let found = self.findings();
            let size = if network == "public" { &mut self.sizes.0 } else { &mut self.sizes.1 };
            *size += 1;
            let line = format!(
                "warn: `spec.network.selectors.{network}`: `rook-ceph/{network}-net` has {has} addresses and needs {expected}; \
                 use a larger range or fewer excludes [network-too-small]"
            );
            assert_eq!(found, [line]);
        }
    }
}

/// A NAD that hands out `size` addresses.
fn nad(name: &str, prefix: &str, size: u32) -> Value {
    let range = if prefix.contains(':') {
        json!({"type": "whereabouts", "range": format!("{prefix}/112"), "range_end": format!("{prefix}{size:x}")})
    } else {
        let end = format!("{prefix}{size}");
        json!({"type": "whereabouts", "range": format!("{prefix}0/24"), "range_end": end})
    };
    let config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": range});
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

#[test]
fn a_lab_of_three_nodes() {
    let spec = json!({"mon": {"count": 3}, "mgr": {"count": 2}, "storage": device_sets(&[3])});
    World { cluster: cluster(spec, both()), resources: vec![filesystem()], public: "192.168.20.", sizes: (13, 4) }
        .has_no_address_to_spare(
            "3 mon + 2 mgr + 3 osd + 2 mds = 10, which leaves less than 25 % free",
            "3 osd, plus 1 network canary during surge",
        );
}

#[test]
fn a_production_cluster_of_twelve_nodes() {
    let nodes: Vec<Value> = (0..12)
        .map(|node| json!({"name": format!("node{node}"), "devices": [{"name": "sdb"}, {"name": "sdc"}]}))
        .collect();
    let spec = json!({"mon": {"count": 5}, "mgr": {"count": 2}, "storage": {"nodes": nodes}});
    let store = resource("CephObjectStore", json!({"gateway": {"instances": 3}}));
    let nfs = resource("CephNFS", json!({"server": {"active": 2}}));
    World {
        cluster: cluster(spec, both()),
        resources: vec![filesystem(), store, nfs],
        public: "192.168.20.",
        sizes: (48, 30),
    }
    .has_no_address_to_spare(
        "5 mon + 2 mgr + 24 osd + 2 mds + 3 rgw + 2 nfs = 38, which leaves less than 25 % free",
        "24 osd, which leaves less than 25 % free",
    );
}

#[test]
fn a_stretch_cluster_with_an_arbiter() {
    let zones = json!([{"name": "a", "arbiter": true}, {"name": "b"}, {"name": "c"}]);
    let spec = json!({
        "mon": {"count": 5, "stretchCluster": {"zones": zones}}, "mgr": {"count": 2}, "storage": device_sets(&[4, 4]),
    });
    World { cluster: cluster(spec, both()), resources: Vec::new(), public: "192.168.20.", sizes: (19, 10) }
        .has_no_address_to_spare(
            "5 mon + 2 mgr + 8 osd = 15, which leaves less than 25 % free",
            "8 osd, which leaves less than 25 % free",
        );
}

#[test]
fn a_cluster_with_a_public_network_only() {
    let spec = json!({"mon": {"count": 3}, "mgr": {"count": 1}, "storage": device_sets(&[6])});
    let selectors = json!({"public": "rook-ceph/public-net"});
    World { cluster: cluster(spec, selectors), resources: Vec::new(), public: "192.168.20.", sizes: (13, 0) }
        .has_no_address_to_spare("3 mon + 1 mgr + 6 osd = 10, which leaves less than 25 % free", "");
}

#[test]
fn an_ipv6_cluster() {
    let spec = json!({
        "mon": {"count": 3}, "mgr": {"count": 2}, "storage": device_sets(&[9]), "network": {"ipFamily": "IPv6"},
    });
    let selectors = json!({"public": "rook-ceph/public-net", "cluster": "rook-ceph/public-net"});
    World { cluster: cluster(spec, selectors), resources: vec![filesystem()], public: "fd00:20::", sizes: (20, 0) }
        .has_no_address_to_spare("3 mon + 2 mgr + 9 osd + 2 mds = 16, which leaves less than 25 % free", "");
}

#[test]
fn one_osd_more_flips_a_full_network() {
    let full = |osds: u32| {
        let spec = json!({"mon": {"count": 3}, "mgr": {"count": 1}, "storage": device_sets(&[osds])});
        let selectors = json!({"public": "rook-ceph/public-net"});
        World { cluster: cluster(spec, selectors), resources: Vec::new(), public: "192.168.20.", sizes: (13, 0) }
    };
    assert_eq!(full(6).findings(), [""; 0]);
    assert_eq!(
        full(7).findings(),
        [
            "warn: `spec.network.selectors.public`: `rook-ceph/public-net` has 13 addresses and needs 3 mon + 1 mgr + 7 osd = 11, \
          which leaves less than 25 % free; use a larger range or fewer excludes [network-too-small]"
        ]
    );
    assert_eq!(
        full(10).findings(),
        [
            "deny: `spec.network.selectors.public`: `rook-ceph/public-net` has 13 addresses and needs 3 mon + 1 mgr + 10 osd = 14; \
          use a larger range or fewer excludes [network-too-small]"
        ]
    );
}
