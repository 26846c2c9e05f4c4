//! NADs in namespaces from which Multus keeps the public network.

use serde_json::{Value, json};

use super::{CLUSTER, ON_ETH0, PUBLIC, inventory, nad};
use crate::support::findings;

/// What is said of a NAD of `namespace`, where the CSI operator works in `csi`.
fn found(namespace: &str, config: &str, isolation: &Value) -> Vec<String> {
    found_in(inventory(ON_ETH0, ON_ETH1), namespace, config, isolation)
}

fn found_in(mut inventory: Vec<Value>, namespace: &str, config: &str, isolation: &Value) -> Vec<String> {
    inventory.push(json!({
        "apiVersion": "csi.ceph.io/v1", "kind": "Driver",
        "metadata": {"name": "rook-ceph.rbd.csi.ceph.com", "namespace": "csi"}, "spec": {},
    }));
    let settings = json!({"inventory": inventory, "namespaceIsolation": isolation});
    findings(&Value::Null, &nad(namespace, "storage", config), &settings)
}

fn with(plugin: &str, ipam: &str) -> String {
    format!(r#"{{"cniVersion":"0.3.1",{plugin},"ipam":{{{ipam}}}}}"#)
}

const ON_ETH1: &str = r#""type":"macvlan","master":"eth1""#;
const OF_PUBLIC: &str = r#""type":"whereabouts","range":"192.168.20.0/24""#;
const OF_CLUSTER: &str = r#""type":"whereabouts","range":"192.168.21.0/24""#;
const ADD: &str = "add the CephCluster of this namespace to `inventory`";

#[test]
fn the_nad_that_csi_pods_need_in_place_of_the_public_network_is_only_reported() {
    let isolated = json!(["default"]);
    let copy = with(ON_ETH0, OF_PUBLIC);
    let problem = format!("`spec.config.ipam.range`: assigns addresses of the pool of {PUBLIC}");
    let line = |level: &str, help: &str| [format!("{level}: {problem}; {help} [ceph-network-copied]")];
    for namespace in ["csi", "rook-ceph-2"] {
        let expected = match namespace {
            "csi" => line("warn", "use it only for CSI pods"),
            _ => line("deny", &format!("use other addresses, or {ADD}")),
        };
        assert_eq!(found(namespace, &copy, &isolated), expected, "{namespace}");
    }
    // Multus keeps nothing from it.
    let attach = format!("attach pods to `rook-ceph/public-net` itself, or {ADD}");
    for open in [json!(false), json!(["rook-ceph"])] {
        assert_eq!(found("csi", &copy, &open), line("deny", &attach), "{open}");
    }
}

#[test]
fn what_takes_more_than_addresses_of_the_public_pool_is_rejected_in_the_namespace_of_the_operator() {
    let isolated = json!(["default"]);
    let deny = |path: &str, problem: &str, help: &str| {
        [format!("deny: `spec.config.{path}`: {problem}; {help} [ceph-network-copied]")]
    };
    let pool = format!("assigns addresses of the pool of {CLUSTER}");
    let others = "use other addresses";
    assert_eq!(found("csi", &with(ON_ETH1, OF_CLUSTER), &isolated), deny("ipam.range", &pool, others));
    let moves = format!("moves `eth0` into a pod, away from {PUBLIC}");
    let device = with(r#""type":"host-device","device":"eth0""#, OF_PUBLIC);
    assert_eq!(found("csi", &device, &isolated), deny("device", &moves, "use another host interface"));
    // Two pods could have one address.
    let common = format!("assigns `192.168.20.1-192.168.20.62` on `eth0`, like {PUBLIC}");
    let local = with(ON_ETH0, r#""type":"host-local","subnet":"192.168.20.0/26""#);
    assert_eq!(found("csi", &local, &isolated), deny("ipam.subnet", &common, others));
    let attach = "use other addresses, or attach pods to `rook-ceph/public-net` itself";
    assert_eq!(found("csi", &local, &json!(false)), deny("ipam.subnet", &common, attach));
    // So could they with a pool that only may be that of a node.
    let mut sliced = inventory(ON_ETH0, ON_ETH1);
    sliced[1] = nad(
        "rook-ceph",
        "public-net",
        &with(ON_ETH0, &format!(r#"{OF_PUBLIC},"network_name":"ceph","node_slice_size":"/28""#)),
    );
    let slice = with(
        r#""type":"macvlan","master":"eth9""#,
        r#""type":"whereabouts","range":"192.168.20.16/28","network_name":"ceph-node1""#,
    );
    let problem = format!("uses the IPPool `ceph-node1-192.168.20.16-28` that a node may have of {PUBLIC}");
    assert_eq!(found_in(sliced, "csi", &slice, &isolated), deny("ipam.range", &problem, others));
}
