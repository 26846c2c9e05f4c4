//! NADs that are not Ceph's beside Ceph's networks: what copies one, what only lies beside it, and that no fault of a
//! stranger's NAD is reported to anybody else.

mod addresses;
mod flannel;
mod harm;
mod hidden;
mod isolated;
mod monitors;
mod operators;
mod ovn;
mod pods;
mod pools;
mod segments;
mod untagged;

use serde_json::{Value, json};

const PUBLIC: &str = "`rook-ceph/public-net`, the public network of CephCluster rook-ceph/my-cluster";
const CLUSTER: &str = "`rook-ceph/cluster-net`, the cluster network of CephCluster rook-ceph/my-cluster";

fn nad(namespace: &str, name: &str, config: &str) -> Value {
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": name, "namespace": namespace}, "spec": {"config": config},
    })
}

fn cluster() -> Value {
    json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster",
        "metadata": {"name": "my-cluster", "namespace": "rook-ceph"},
        "spec": {"network": {
            "provider": "multus", "selectors": {"public": "rook-ceph/public-net", "cluster": "rook-ceph/cluster-net"},
        }},
    })
}

/// The CephCluster with these configurations of its NADs, that of the public network with the range 192.168.20.0/24, that
/// of the cluster network with 192.168.21.0/24.
fn inventory(public: &str, cluster_network: &str) -> Vec<Value> {
    let config = |plugin: &str, net: u8| {
        let ipam = format!(r#"{{"type":"whereabouts","range":"192.168.{net}.0/24"}}"#);
        format!(r#"{{"cniVersion":"0.3.1",{plugin},"ipam":{ipam}}}"#)
    };
    vec![
        cluster(),
        nad("rook-ceph", "public-net", &config(public, 20)),
        nad("rook-ceph", "cluster-net", &config(cluster_network, 21)),
    ]
}

const ON_ETH0: &str = r#""type":"macvlan","master":"eth0""#;
const ON_VLAN: &str = r#""type":"macvlan","master":"eth0.100""#;

/// What is said of a NAD of another namespace with this configuration.
fn found_in(inventory: &[Value], config: &str) -> Vec<String> {
    crate::support::findings(&Value::Null, &nad("shop", "edge-net", config), &json!({ "inventory": inventory }))
}

fn found(config: &str) -> Vec<String> {
    found_in(&inventory(ON_ETH0, ON_VLAN), config)
}

#[track_caller]
fn is_reported(config: &str, level: &str, path: &str, problem: &str, help: &str) {
    let expected = format!("{level}: `spec.config{path}`: {problem}; {help} [ceph-network-copied]");
    assert_eq!(found(config), [expected], "{config}");
}

const OTHERS: &str = "use other addresses";

/// What is said of addresses of the cluster network.
const OF_THE_POOL: &str = "deny: `spec.config.ipam.range`: assigns addresses of the pool of `rook-ceph/cluster-net`, the cluster network of CephCluster rook-ceph/my-cluster; use other addresses [ceph-network-copied]";

#[test]
fn what_is_ceph_s_is_no_stranger() {
    let copy = r#"{"cniVersion":"0.3.1","type":"macvlan","master":"eth0.100","ipam":{"type":"whereabouts","range":"192.168.21.0/24"}}"#;
    let mut settings = json!({"inventory": inventory(ON_ETH0, ON_VLAN)});
    for namespace in ["rook-ceph", "shop"] {
        let findings = crate::support::findings(&Value::Null, &nad(namespace, "edge-net", copy), &settings);
        let expected = if namespace == "shop" { vec![OF_THE_POOL] } else { Vec::new() };
        assert_eq!(findings, expected);
    }
    settings["monitorNetwork"] = json!("shop/edge-net");
    let findings = crate::support::findings(&Value::Null, &nad("shop", "edge-net", copy), &settings);
    assert_eq!(
        findings,
        [
            "deny: `spec.config.ipam.range`: `monitorNetwork` `shop/edge-net` has no range in the pool of the public network `rook-ceph/public-net`, `192.168.20.0/24`; use a separate sub-range of the public network [monitor-window-invalid]"
        ]
    );
    // Nothing is known of any Ceph network.
    assert_eq!(crate::support::findings(&Value::Null, &nad("shop", "edge-net", copy), &json!({})), [""; 0]);
}

#[test]
fn the_networks_of_an_earlier_moment_are_ceph_s_too() {
    let mut settings = json!({"inventory": [cluster()]});
    let mut before = inventory(ON_ETH0, ON_VLAN);
    settings["previous"] = json!(before.split_off(1));
    let copy = r#"{"type":"macvlan","master":"eth9","ipam":{"type":"whereabouts","range":"192.168.21.0/24"}}"#;
    let findings = crate::support::findings(&Value::Null, &nad("shop", "edge-net", copy), &settings);
    assert_eq!(findings, [OF_THE_POOL]);
}

#[test]
fn a_stranger_s_nad_says_nothing_about_the_objects_of_the_admin() {
    let own = inventory(ON_ETH0, ON_VLAN);
    let mut strangers = own.clone();
    for (name, config) in [
        (
            "same-pool-of-another-name",
            r#"{"type":"macvlan","master":"eth0","ipam":{"type":"whereabouts","range":"192.168.21.0/24","network_name":"x"}}"#,
        ),
        (
            "without-check",
            r#"{"type":"macvlan","ipam":{"type":"whereabouts","range":"192.168.20.0/22","enable_overlapping_ranges":false}}"#,
        ),
        ("ipvlan", r#"{"type":"ipvlan","master":"eth0","ipam":{"type":"host-local","subnet":"192.168.20.0/24"}}"#),
        ("broken", "{"),
    ] {
        strangers.push(nad("shop", name, config));
    }
    let mut misspelt = cluster();
    misspelt["spec"]["network"]["selectors"]["public"] = json!("rook-ceph/pubic-net");
    for object in [&own[0], &own[1], &own[2], &misspelt] {
        let findings =
            |inventory: &[Value]| crate::support::findings(&Value::Null, object, &json!({ "inventory": inventory }));
        assert_eq!(findings(&strangers), findings(&own));
        // Nor where the inventory has nothing of Ceph's own but the CephCluster.
        let mut alone = vec![own[0].clone()];
        let without = findings(&alone);
        alone.extend_from_slice(&strangers[3..]);
        assert_eq!(findings(&alone), without);
    }
}
