//! CSI pods where operators of Ceph usually work, while the CephCluster is elsewhere.

use serde_json::{Value, json};

use super::{ON_ETH0, ON_VLAN, inventory};

const NETWORKS: &str = "k8s.v1.cni.cncf.io/networks";

/// A CephCluster in `storage`, which lets no client onto its public network, and what else is known.
fn settings(others: &[Value]) -> Value {
    let text = json!(inventory(ON_ETH0, ON_VLAN)).to_string().replace("rook-ceph", "storage");
    let mut objects: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    objects.extend_from_slice(others);
    json!({"inventory": objects, "nodeRanges": ["192.168.40.0/24"], "rules": {"foreign-public-attachment": "deny"}})
}

fn operators(api_version: &str, kind: &str, namespace: &str, name: &str) -> Value {
    json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": name, "namespace": namespace}})
}

fn pod(networks: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {
        "name": "csi", "namespace": "rook-ceph", "labels": {"app": "csi-rbdplugin-provisioner"},
        "annotations": {NETWORKS: networks},
        "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "csi", "uid": "1", "controller": true}],
    }, "spec": {}})
}

const JOINS: &str = "storage/public-net";

fn asks(address: &str) -> String {
    format!(r#"[{{"name":"public-net","namespace":"storage","ips":["{address}/24"]}}]"#)
}

const OF_CLUSTER: &str = "`storage/public-net`, the public network of CephCluster storage/my-cluster";

fn rejected(address: &str, of: &str, help: &str) -> String {
    format!(
        "deny: `metadata.annotations[{NETWORKS}]`: asks for `{address}`, an address of {of}; {help} [attachment-pins-address]"
    )
}

const EXCLUDED: &str = "remove `ips`, or use an address that Whereabouts excludes";

const OF_NODES: &str = "remove `ips`, or use an address outside `nodeRanges` that Whereabouts excludes";

const UNRESERVED: &str = "warn: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: the IPAM plugin neither reserves nor checks `ips` for `storage/public-net`; remove `ips` [attachment-pins-address]";

#[test]
fn csi_pods_work_where_rook_usually_does_and_ask_for_no_address_there() {
    let settings = settings(&[]);
    let found = |old: &Value, networks: &str| crate::support::findings(old, &pod(networks), &settings);
    assert_eq!(found(&Value::Null, JOINS), [""; 0]);
    let of_pool = [rejected("192.168.20.5", OF_CLUSTER, EXCLUDED)];
    let of_nodes = [rejected("192.168.40.5", &format!("nodes on {OF_CLUSTER}"), OF_NODES)];
    assert_eq!(found(&Value::Null, &asks("192.168.20.5")), of_pool);
    assert_eq!(found(&Value::Null, &asks("192.168.40.5")), of_nodes);
    assert_eq!(found(&Value::Null, &asks("10.0.0.5")), [UNRESERVED]);
    let more = asks("192.168.20.5").replace("}]", r#","mac":"02:00:00:00:00:01"}]"#);
    let all = [of_pool.to_vec(), vec![UNRESERVED.replace("`ips`", "`mac`")]].concat();
    assert_eq!(found(&Value::Null, &more), all);
    let mut before = pod("");
    assert_eq!(found(&before, &asks("192.168.20.5")), of_pool);
    before["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
    assert_eq!(found(&before, &asks("192.168.20.5")), of_pool);
}

const OPERATOR: &str = "rook-ceph-operator-config";

#[test]
fn csi_pods_work_where_the_objects_of_operators_are() {
    let foreign = |path: &str| {
        format!(
            "deny: `metadata.annotations[{path}]`: `storage/public-net` is the public network of CephCluster storage/my-cluster; remove `storage/public-net` [foreign-public-attachment]"
        )
    };
    for (api_version, kind, name) in [
        ("csi.ceph.io/v1", "Driver", "storage.rbd.csi.ceph.com"),
        ("csi.ceph.io/v1", "OperatorConfig", "ceph-csi-operator-config"),
    ] {
        let at = |namespace: &str| operators(api_version, kind, namespace, name);
        let found = |others: &[Value], networks: &str| {
            crate::support::findings(&Value::Null, &pod(networks), &settings(others))
        };
        // They tell that the operator is not there.
        assert_eq!(found(&[at("storage")], JOINS), [foreign(NETWORKS)], "{kind}");
        assert_eq!(found(&[at("operators")], JOINS), [foreign(NETWORKS)], "{kind}");
        // Or that it is.
        for others in [vec![at("rook-ceph")], vec![at("operators"), at("rook-ceph")]] {
            assert_eq!(found(&others, JOINS), [""; 0], "{kind}");
            assert_eq!(found(&others, &asks("192.168.20.5")), [UNRESERVED], "{kind}");
        }
    }
    // Anybody may have a ConfigMap of the operator's name, except where a CephCluster is.
    let maps = [
        ("storage", "rook-config-override", vec![]),
        ("shop", OPERATOR, vec![]),
        ("storage", OPERATOR, vec![foreign(NETWORKS)]),
    ];
    for (namespace, name, expected) in maps {
        let map = operators("v1", "ConfigMap", namespace, name);
        let found = crate::support::findings(&Value::Null, &pod(JOINS), &settings(&[map]));
        assert_eq!(found, expected, "{namespace} {name}");
    }
}

#[test]
fn a_holder_is_on_no_cluster_network_where_only_names_speak_for_it() {
    let not_allowed = format!(
        "deny: `metadata.annotations[{NETWORKS}]`: only OSDs may be attached to the cluster network `storage/cluster-net`; remove `storage/cluster-net` [attachment-not-allowed]"
    );
    let holder = |networks: &str| {
        let mut holder = pod(networks);
        holder["metadata"]["labels"]["app"] = json!("csi-rbdplugin-holder");
        holder["metadata"]["ownerReferences"][0]["kind"] = json!("DaemonSet");
        holder
    };
    let [joins, asks] = ["", r#","ips":["192.168.21.5/24"]"#]
        .map(|ips| format!(r#"[{{"name":"cluster-net","namespace":"storage"{ips}}}]"#));
    // A ConfigMap of the operator's name is anybody's, too.
    for others in [vec![], vec![operators("v1", "ConfigMap", "rook-ceph", OPERATOR)]] {
        let settings = settings(&others);
        let pinned = UNRESERVED.replace("public-net", "cluster-net");
        for (networks, expected) in [(&joins, vec![&not_allowed]), (&asks, vec![&not_allowed, &pinned])] {
            let found = |old: &Value| crate::support::findings(old, &holder(networks), &settings);
            assert_eq!(found(&Value::Null).iter().collect::<Vec<_>>(), expected, "{networks}");
            assert_eq!(found(&holder(JOINS)).iter().collect::<Vec<_>>(), expected, "{networks}");
        }
    }
    // Its operator works there: the mounts of the node live on.
    let settings = settings(&[operators("csi.ceph.io/v1", "Driver", "rook-ceph", "storage.rbd.csi.ceph.com")]);
    let found = crate::support::findings(&Value::Null, &holder(&joins), &settings);
    assert_eq!(found, [not_allowed.replace("deny", "warn")]);
}
