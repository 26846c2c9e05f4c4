use super::*;
use crate::facts::object::{OBJECT, Object};

/// The OSDs of a `spec.storage`, and what is left open.
fn osds(storage: &Value, more: &Value) -> (u64, Option<&'static str>) {
    let mut settings = more.clone();
    settings["inventory"] = json!([object("CephCluster", "c", json!({"network": network(), "storage": storage}))]);
    let plan = plan(&settings);
    let demand = plan.demand(CephNetwork::Cluster).unwrap();
    (demand.steady.lower(), demand.uncounted.first().map(|uncounted| uncounted.help))
}

/// One device of a node, with `osdsPerDevice` of the cluster and of the device.
fn per_device(cluster: &str, node: Value, device: &str) -> Value {
    let device = json!({"name": "sda", "config": {"osdsPerDevice": device}});
    json!({"config": {"osdsPerDevice": cluster}, "nodes": [{"name": "a", "config": node, "devices": [device]}]})
}

#[test]
fn osds_are_counted_by_sets_nodes_and_devices() {
    let two = json!([{"name": "sda"}, {"name": "sdb", "config": {"osdsPerDevice": "3"}}]);
    let none = json!({});
    let table = [
        (json!({}), none.clone(), (0, None)),
        (json!({"storageClassDeviceSets": [{"count": 3}, {"count": 4}]}), none.clone(), (7, None)),
        (json!({"nodes": [{"name": "a", "devices": two}]}), none.clone(), (4, None)),
        (
            json!({"devices": two, "nodes": [{"name": "a"}, {"name": "b", "devices": [{"name": "x"}]}]}),
            none.clone(),
            (5, None),
        ),
        (
            json!({"config": {"osdsPerDevice": "2"}, "nodes": [
                {"name": "a", "devices": two}, {"name": "b", "devices": two, "config": {"osdsPerDevice": "4"}},
            ]}),
            none.clone(),
            (5 + 7, None),
        ),
        (json!({"config": {"osdsPerDevice": "many"}, "nodes": [{"devices": two}]}), none.clone(), (4, None)),
        // Of the whole cluster unless a device has more than one, of a node whatever it is.
        (per_device("4", json!({}), "0"), none.clone(), (4, None)),
        (per_device("4", json!({}), "1"), none.clone(), (4, None)),
        (per_device("4", json!({}), "many"), none.clone(), (4, None)),
        (per_device("4", json!({}), "2"), none.clone(), (2, None)),
        (per_device("4", json!({"osdsPerDevice": "0"}), "1"), none.clone(), (1, None)),
        (per_device("4", json!({"osdsPerDevice": "+3"}), "-2"), none.clone(), (3, None)),
        (per_device("9223372036854775808", json!({}), "1"), none.clone(), (1, None)),
        (json!({"useAllDevices": true}), none.clone(), (0, None)),
        (json!({"useAllNodes": true}), none.clone(), (0, None)),
        (json!({"useAllNodes": true, "useAllDevices": true}), none.clone(), (0, Some("set `osds`"))),
        (json!({"useAllNodes": true, "useAllDevices": true}), json!({"osds": 9}), (9, None)),
        (json!({"useAllNodes": true, "useAllDevices": true}), json!({"nodes": 9}), (0, Some("set `osds`"))),
        (json!({"useAllNodes": true, "devices": two}), none.clone(), (0, Some("set `nodes` or `osds`"))),
        (json!({"useAllNodes": true, "devices": two}), json!({"nodes": 3}), (12, None)),
        (json!({"useAllNodes": true, "devices": two}), json!({"osds": 5}), (5, None)),
        (json!({"useAllNodes": true, "nodes": [{"devices": two}]}), none.clone(), (0, None)),
        (
            json!({"deviceFilter": "^sd.", "nodes": [{"name": "a"}, {"devices": two}]}),
            none.clone(),
            (4, Some("set `osds`")),
        ),
        (json!({"deviceFilter": "^sd.", "nodes": [{"name": "a"}, {"devices": two}]}), json!({"osds": 2}), (4, None)),
        (json!({"useAllDevices": true, "nodes": [{"useAllDevices": false}]}), none.clone(), (0, None)),
        (json!({"nodes": [{"devicePathFilter": "^/dev/disk/"}]}), none, (0, Some("set `osds`"))),
    ];
    for (storage, settings, expected) in table {
        assert_eq!(osds(&storage, &settings), expected, "{storage} {settings}");
    }
}

#[test]
fn the_node_with_most_osds_on_devices_counts() {
    let most = |storage: Value| {
        let text = object("CephCluster", "c", json!({"network": network(), "storage": storage})).to_string();
        let arena = Arena::new();
        let node = read(&text, &arena, &OBJECT).unwrap();
        let most = MostOnDevices::of(&CephCluster::new(Object::new(Kind::CephCluster, &node, "rook-ceph", "c")));
        (most.listed, most.is_open)
    };
    let two = json!([{"name": "sda"}, {"name": "sdb", "config": {"osdsPerDevice": "3"}}]);
    assert_eq!(most(json!({"nodes": [{"devices": two}, {"name": "b", "devices": [{"name": "x"}]}]})), (4, false));
    assert_eq!(most(json!({"nodes": [{"devices": two}, {"useAllDevices": true}]})), (4, true));
    assert_eq!(
        most(json!({"useAllNodes": true, "devices": two, "config": {"osdsPerDevice": "2"}, "nodes": [{}]})),
        (5, false)
    );
    assert_eq!(most(json!({"useAllNodes": true, "useAllDevices": true})), (0, true));
    assert_eq!(most(json!({"devices": two})), (0, false));
    let many = json!({"config": {"osdsPerDevice": i64::MAX.to_string()}, "nodes": [{"devices": [{}, {}, {}]}]});
    assert_eq!(most(many), (u64::MAX, false));
}
