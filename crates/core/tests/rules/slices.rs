//! What a NAD assigns where nodes have slices of its first range.

use serde_json::{Value, json};

use crate::moments::support::{cluster, multus};
use crate::support::findings;

/// A public network whose excludes, window and second range mean nothing with slices.
fn nad(size: &str) -> Value {
    let ipam = json!({
        "type": "whereabouts", "network_name": "ceph", "node_slice_size": size, "gateway": "10.0.0.1",
        "range": "10.0.0.0/24", "range_start": "10.0.0.129", "exclude": ["10.0.0.0/24", "x"],
        "ipRanges": [{"range": "10.1.0.0/24"}],
    });
    let config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "mode": "bridge", "ipam": ipam});
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "public-net", "namespace": "rook-ceph"}, "spec": {"config": config.to_string()},
    })
}

#[test]
fn what_slices_ignore_is_reported_once_and_the_gateway_is_assignable() {
    let ignored = |path: &str| {
        format!(
            "warn: `spec.config.ipam.{path}`: ignored because `node_slice_size` is set; remove it [node-slice-invalid]"
        )
    };
    let gateway = "warn: `spec.config.ipam.gateway`: the gateway `10.0.0.1` can be assigned to a pod; \
                   remove `node_slice_size` and add `10.0.0.1` to `exclude` [gateway-assignable]";
    let expected = [ignored("exclude"), gateway.to_owned(), ignored("ipRanges[0].range"), ignored("range_start")];
    assert_eq!(findings(&Value::Null, &nad("/26"), &json!({})), expected);
}

#[test]
fn a_network_assigns_all_of_the_first_range_and_nothing_of_the_others() {
    let found = |node_range: &str, rule: &str| {
        let mut cluster = cluster(&multus("public-net", ""));
        cluster["spec"]["storage"] = json!({"storageClassDeviceSets": [{"name": "set", "count": 200}]});
        let settings = json!({"inventory": [nad("/26")], "nodeRanges": [node_range]});
        let found = findings(&Value::Null, &cluster, &settings);
        found.into_iter().filter(|finding| finding.contains(rule)).collect::<Vec<_>>()
    };
    assert_eq!(found("10.1.0.0/26", "node-range-overlap"), [""; 0]);
    let overlap = "deny: `spec.network.selectors.public`: `rook-ceph/public-net` assigns `10.0.0.1-10.0.0.63`, addresses of nodes; \
                   use a range without addresses of nodes [node-range-overlap]";
    assert_eq!(found("10.0.0.0/26", "node-range-overlap"), [overlap]);
    // Each of the four slices loses its first and its last address.
    let small = "warn: `spec.network.selectors.public`: `rook-ceph/public-net` has 248 addresses and needs 3 mon + 1 mgr + 200 osd = 204, \
                 which leaves less than 25 % free; use a larger range [network-too-small]";
    assert_eq!(found("10.2.0.0/26", "network-too-small"), [small]);
}
