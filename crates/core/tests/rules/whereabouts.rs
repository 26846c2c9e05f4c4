//! Numbers in Whereabouts' section that do not fit in 64 bits as they are.

use serde_json::{Value, json};

use crate::support::findings;

fn found(members: &Value) -> Vec<String> {
    let mut ipam = json!({"type": "whereabouts", "range": "192.168.20.0/24"});
    ipam.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "mode": "bridge", "ipam": ipam});
    let nad = json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "public-net", "namespace": "rook-ceph"}, "spec": {"config": config.to_string()},
    });
    findings(&Value::Null, &nad, &json!({}))
}

#[test]
fn leader_timings_are_compared_as_nanoseconds_that_start_over() {
    let lease = |number: i64| found(&json!({"leader_lease_duration": number}));
    for number in [1001, 9_223_372_036_854, -18_446_744_000_000] {
        assert_eq!(lease(number), [""; 0], "{number}");
    }
    for (number, shown) in [(1000, "1000"), (9_223_372_036_855, "-9223372036854"), (18_446_744_073_710, "0")] {
        let problem = format!("lease {shown} ms, renew 1000 ms, retry 500 ms");
        assert_eq!(
            lease(number),
            [format!(
                "deny: `spec.config.ipam.leader_lease_duration`: {problem}: Whereabouts crashes without lease > renew > 1.2 x retry > 0; \
                 remove all three to use the defaults [leader-timing-invalid]"
            )]
        );
    }
}

#[test]
fn a_node_slice_of_any_negative_size_is_rejected() {
    for size in ["-1", "-9223372036854775808"] {
        let slice = json!({"node_slice_size": size, "network_name": "ceph"});
        let problem = format!("a slice of `{size}` is larger than `192.168.20.0/24`");
        assert_eq!(
            found(&slice),
            [format!(
                "deny: `spec.config.ipam.node_slice_size`: {problem}; use a longer prefix than the range has [node-slice-invalid]"
            )]
        );
    }
}
