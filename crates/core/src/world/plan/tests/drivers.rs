//! The Drivers of several namespaces, and the CephClusters that they serve.

use super::*;
use crate::facts::object::NETWORKS_ANNOTATION;

fn of_namespace(namespace: &str, mut object: Value) -> Value {
    object["metadata"]["namespace"] = json!(namespace);
    object
}

fn joining(name: &str, networks: &str, replicas: Option<u64>) -> Value {
    let annotations = json!({NETWORKS_ANNOTATION: networks});
    let controller = json!({"annotations": annotations, "replicas": replicas});
    let node = json!({"annotations": annotations});
    object("Driver", name, json!({"controllerPlugin": controller, "nodePlugin": node, "deployCsiAddons": true}))
}

/// What daemons take in the public networks of three CephClusters, two of which share one, and what is uncounted.
fn shown(drivers: &[Value], settings: &Value) -> [String; 3] {
    let cluster = |namespace, public| {
        let network = json!({"provider": "multus", "selectors": {"public": public}});
        of_namespace(namespace, object("CephCluster", "my-cluster", json!({"network": network})))
    };
    let clusters = [cluster("a", "x/shared"), cluster("b", "x/shared"), cluster("c", "x/own")];
    let mut settings = settings.clone();
    settings["inventory"] = clusters.iter().chain(drivers).cloned().collect();
    let text = settings.to_string();
    let arena = Arena::new();
    let node = read(&text, &arena, &SETTINGS).unwrap();
    let settings = read_settings(&node).unwrap();
    let world = World::of(settings.inventory.iter());
    ["a", "b", "c"].map(|namespace| {
        let plan = Plan::of(&world, &settings, world.cluster_in(namespace).unwrap());
        let demand = plan.demand(CephNetwork::Public).unwrap();
        let uncounted = demand.uncounted.iter().map(|uncounted| format!(", {}: {}", uncounted.sort, uncounted.help));
        format!("{}{}", demand.steady, uncounted.collect::<String>()).trim_start_matches("3 mon + 1 mgr").to_owned()
    })
}

#[test]
fn a_driver_counts_once_on_each_nad_that_it_joins() {
    let drivers = [
        of_namespace("csi", joining("rbd", "x/shared,x/shared,x/own", None)),
        of_namespace("csi", joining("cephfs", "x/shared", Some(3))),
    ];
    let both = " + 5 CSI controller + 8 CSI addons = 17";
    let one = " + 2 CSI controller + 4 CSI addons = 10";
    assert_eq!(shown(&drivers, &json!({"nodes": 4})), [both, both, one]);
    let one = " + 1 CSI controller + 1 CSI addons = 6";
    assert_eq!(shown(&drivers[..1], &json!({"nodes": 1})), [one; 3]);
    let [both, one] = [5, 2].map(|n| format!(" + {n} CSI controller = {}, CSI addons: set `nodes`", n + 4));
    assert_eq!(shown(&drivers, &json!({})), [both.clone(), both, one]);
}

#[test]
fn drivers_beside_a_cephcluster_are_all_that_serve_it() {
    let drivers = [
        of_namespace("csi", joining("rbd", "x/shared,x/own", Some(5))),
        of_namespace("a", joining("rbd", "x/shared", None)),
        of_namespace("a", joining("cephfs", "x/own", Some(7))),
    ];
    let (shared, own) = (" + 7 CSI controller + 8 CSI addons = 19", " + 12 CSI controller + 8 CSI addons = 24");
    let beside = " + 2 CSI controller + 4 CSI addons = 10";
    assert_eq!(shown(&drivers, &json!({"nodes": 4, "mutate": false})), [beside, shared, own]);
    let beside = " + 2 to 9 CSI controller + 4 CSI addons = 10 to 17";
    assert_eq!(shown(&drivers, &json!({"nodes": 4})), [beside, shared, own]);
    assert_eq!(shown(&[], &json!({})), [" = 4, CSI controller: add the Drivers to the inventory"; 3]);
}
