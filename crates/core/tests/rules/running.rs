//! Changes of a running cluster: what was wrong before is no reason to reject what does not make it worse.

use serde_json::{Value, json};

use super::moments::support::{cluster, multus, nad};
use super::support::findings;

/// A NAD of `rook-ceph` that assigns addresses of `range`.
fn sized(name: &str, range: &str) -> Value {
    let mut nad = nad(name, 1);
    let config = nad["spec"]["config"].as_str().expect("a text").replace("10.0.1.0/24", range);
    nad["spec"]["config"] = json!(config);
    nad
}

/// The CephCluster with so many mgrs and OSDs.
fn with_daemons(network: &Value, mgrs: u8, osds: u8) -> Value {
    let mut cluster = cluster(network);
    cluster["spec"]["mon"] = json!({"count": 3});
    cluster["spec"]["mgr"] = json!({"count": mgrs});
    cluster["spec"]["storage"] = json!({"storageClassDeviceSets": [{"name": "a", "count": osds}]});
    cluster
}

/// The levels at which `rule` reports a change of `old` to `new`.
fn levels(rule: &str, old: &Value, new: &Value, settings: &Value) -> Vec<String> {
    let found = findings(old, new, settings).into_iter().filter(|finding| finding.ends_with(&format!("[{rule}]")));
    found.map(|finding| finding.split(':').next().expect("a level").to_owned()).collect()
}

#[test]
fn a_network_that_was_too_small_before_is_rejected_only_where_it_gets_worse() {
    let network = multus("public-net", "");
    let big = with_daemons(&network, 2, 30);
    let ranges = [("public-net", "10.0.1.0/28"), ("public-v2", "10.0.2.0/29"), ("public-v3", "10.0.3.0/27")];
    let mut inventory = vec![big.clone()];
    inventory.extend(ranges.map(|(name, range)| sized(name, range)));
    let settings = json!({ "inventory": inventory });
    let of = |new: &Value| levels("network-too-small", &big, new, &settings);
    assert_eq!(of(&with_daemons(&network, 1, 30)), ["warn"]);
    assert_eq!(of(&with_daemons(&network, 2, 20)), ["warn"]);
    assert_eq!(of(&with_daemons(&network, 2, 31)), ["deny"]);
    assert_eq!(of(&with_daemons(&network, 3, 29)), ["warn"]);
    let mut configured = big.clone();
    configured["spec"]["cephConfig"] = json!({"global": {"debug_ms": "1"}});
    assert_eq!(of(&configured), ["warn"]);
    // To a larger network that is still too small, and to a smaller one.
    assert_eq!(of(&with_daemons(&multus("public-v3", ""), 2, 30)), ["warn"]);
    assert_eq!(of(&with_daemons(&multus("public-v2", ""), 2, 30)), ["deny"]);
    // A new cluster has no daemons yet.
    assert_eq!(levels("network-too-small", &Value::Null, &big, &settings), ["deny"]);
}

#[test]
fn a_nad_that_was_too_small_before_is_rejected_only_where_it_shrinks() {
    let small = sized("public-net", "10.0.1.0/28");
    let shared = sized("cluster-net", "10.0.3.0/28");
    let of = |new: &Value, cluster: &str| {
        let inventory = [with_daemons(&multus("public-net", cluster), 2, 30), small.clone(), shared.clone()];
        levels("network-too-small", &small, new, &json!({ "inventory": inventory }))
    };
    let mut faster = small.clone();
    faster["spec"]["config"] =
        json!(small["spec"]["config"].as_str().expect("a text").replacen('{', r#"{"mtu":9000,"#, 1));
    for (new, level) in [(&faster, "warn"), (&sized("public-net", "10.0.1.0/27"), "warn")] {
        assert_eq!(of(new, ""), [level], "{new}");
    }
    assert_eq!(of(&sized("public-net", "10.0.1.0/29"), ""), ["deny"]);
    // Into the pool of another network, whose addresses are taken.
    assert_eq!(of(&sized("public-net", "10.0.3.0/28"), "cluster-net"), ["deny"]);
}
