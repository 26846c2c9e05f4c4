use super::*;

/// The OSDs of a `spec.storage`, and what is left open.
fn osds(storage: &Value, more: &Value) -> (u64, Option<&'static str>) {
    let mut settings = more.clone();
    settings["inventory"] = json!([object("CephCluster", "c", json!({"network": network(), "storage": storage}))]);
    let plan = plan(&settings);
    let demand = plan.demand(CephNetwork::Cluster).unwrap();
    (demand.steady.lower(), demand.unknown.first().map(|unknown| unknown.help))
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
