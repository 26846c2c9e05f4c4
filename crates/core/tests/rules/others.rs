//! NADs in the namespace of a CephCluster that does not use Multus.

use serde_json::{Value, json};

use super::moments::support::{cluster, multus, nad};
use super::support::findings;

#[test]
fn a_nad_beside_a_cephcluster_without_multus_is_not_ceph_s() {
    let mut bridge = nad("vm-net", 1);
    bridge["spec"]["config"] = json!(r#"{"cniVersion":"0.3.1","type":"bridge","bridge":"br1"}"#);
    let found = |inventory: &[Value]| findings(&Value::Null, &bridge, &json!({ "inventory": inventory }));
    let missing = "deny: `spec.config.ipam`: `ipam` is not set, so the interface gets no address; set `ipam.type` to \
                   `whereabouts` [ipam-missing]";
    let without = json!({"provider": ""});
    for network in [&without, &json!({"provider": "host"}), &json!({}), &Value::Null] {
        assert_eq!(found(&[cluster(network)]), [""; 0], "{network}");
    }
    // One that uses Multus, or means to, may select it; and where no CephCluster is known, one may come.
    let mut second = cluster(&multus("public-net", ""));
    second["metadata"]["name"] = json!("second");
    for inventory in [
        vec![cluster(&multus("public-net", ""))],
        vec![cluster(&json!({"provider": "multu"}))],
        vec![cluster(&without), second.clone()],
        vec![],
    ] {
        assert_eq!(found(&inventory), [missing], "{inventory:?}");
    }
    // The CephCluster of another namespace selects it.
    let mut elsewhere = cluster(&multus("vm-net", ""));
    elsewhere["metadata"]["namespace"] = json!("b");
    assert_eq!(found(&[cluster(&without), elsewhere.clone()]), [missing]);
    // During a change it was Ceph's before.
    let settings = json!({"inventory": [cluster(&without)], "previous": [cluster(&multus("public-net", ""))]});
    assert_eq!(findings(&Value::Null, &bridge, &settings), [missing]);
}

#[test]
fn such_a_nad_is_compared_with_the_networks_of_other_cephclusters() {
    let mut elsewhere = cluster(&json!({"provider": "multus", "selectors": {"public": "b/public-net"}}));
    elsewhere["metadata"]["namespace"] = json!("b");
    let mut public = nad("public-net", 1);
    public["metadata"]["namespace"] = json!("b");
    let settings = json!({"inventory": [cluster(&json!({})), elsewhere, public]});
    let found = findings(&Value::Null, &nad("copy", 1), &settings);
    assert_eq!(
        found,
        [
            "deny: `spec.config.ipam.range`: assigns addresses of the pool of `b/public-net`, the public network of CephCluster \
             b/my-cluster; attach pods to `b/public-net` itself, or add the CephCluster of this namespace to `inventory` \
             [ceph-network-copied]"
        ]
    );
}
