//! The network of `monitorNetwork` where there are several CephClusters.

use serde_json::{Value, json};

use super::moments::support::{Outcome, made, multus, nad, pod};
use super::support::findings;

/// The same object in namespace `b`, whose networks are there, too.
fn in_b(object: &Value) -> Value {
    let text =
        object.to_string().replace("rook-ceph/", "b/").replace(r#""namespace":"rook-ceph""#, r#""namespace":"b""#);
    serde_json::from_str(&text).expect("JSON")
}

fn part(mut nad: Value, bounds: &str) -> Value {
    let config = nad["spec"]["config"].as_str().expect("a text");
    nad["spec"]["config"] = json!(config.replace(r#"0/24""#, &format!(r#"0/24",{bounds}"#)));
    nad
}

/// Two CephClusters, each with a public network, and the window of the first.
fn settings(window: &Value) -> Value {
    let first = super::moments::support::cluster(&multus("public-net", ""));
    let public = part(nad("public-net", 1), r#""range_start":"10.0.1.16""#);
    let second = [in_b(&first), in_b(&nad("public-net", 2))];
    let name = &window["metadata"];
    let name =
        format!("{}/{}", name["namespace"].as_str().expect("a namespace"), name["name"].as_str().expect("a name"));
    let mut settings = json!({"inventory": [first, public, second[0], second[1], window], "monitorNetwork": name});
    if window["spec"].is_null() {
        settings["inventory"].as_array_mut().expect("a list").pop();
    }
    settings
}

fn window() -> Value {
    part(nad("monitor-net", 1), r#""range_start":"10.0.1.1","range_end":"10.0.1.15""#)
}

#[test]
fn only_the_mons_whose_pool_it_shares_get_the_window() {
    let mon = |settings: &Value, move_it: fn(&Value) -> Value| {
        made(&move_it(&pod("rook-ceph-mon", &json!("rook-ceph/public-net"))), settings)
    };
    let here: fn(&Value) -> Value = Value::clone;
    let attached =
        |namespace: &str| Outcome::Networks(format!(r#"[{{"name":"monitor-net","namespace":"{namespace}"}}]"#));
    assert_eq!(mon(&settings(&window()), here), attached("rook-ceph"));
    assert_eq!(mon(&settings(&window()), in_b), Outcome::Accepted);
    // The window of the first CephCluster in the namespace of the second.
    let mut elsewhere = window();
    elsewhere["metadata"]["namespace"] = json!("b");
    assert_eq!(mon(&settings(&elsewhere), here), attached("b"));
    assert_eq!(mon(&settings(&elsewhere), in_b), Outcome::Accepted);
    // Without a range, that of the CephCluster in its namespace.
    let mut unknown = window();
    unknown["spec"]["config"] = json!("{}");
    assert_eq!(mon(&settings(&unknown), here), attached("rook-ceph"));
    assert_eq!(mon(&settings(&unknown), in_b), Outcome::Accepted);
}

/// `nad` on another host interface.
fn on(mut nad: Value, master: &str) -> Value {
    let mut config: Value = serde_json::from_str(nad["spec"]["config"].as_str().expect("a text")).expect("JSON");
    config["master"] = json!(master);
    nad["spec"]["config"] = json!(config.to_string());
    nad
}

#[test]
fn two_fabrics_with_the_same_addresses_have_their_own_windows() {
    let window = on(window(), "eth1.30");
    let mut settings = settings(&window);
    settings["inventory"][1] = on(settings["inventory"][1].clone(), "eth1.30");
    settings["inventory"][3] = on(in_b(&nad("public-net", 1)), "eth1.40");
    let mon = pod("rook-ceph-mon", &json!("rook-ceph/public-net"));
    let attached = Outcome::Networks(String::from(r#"[{"name":"monitor-net","namespace":"rook-ceph"}]"#));
    assert_eq!(made(&mon, &settings), attached);
    assert_eq!(made(&in_b(&mon), &settings), Outcome::Accepted);
}

#[test]
fn a_window_on_another_segment_is_a_warning() {
    let first = super::moments::support::cluster(&multus("public-net", ""));
    let found = |object: &Value, settings: &Value| {
        let found = findings(&Value::Null, object, settings);
        found.into_iter().filter(|finding| finding.ends_with("[monitor-window-invalid]")).collect::<Vec<_>>()
    };
    let window = on(window(), "eth1.30");
    let mut settings = settings(&window);
    settings["inventory"][1] = on(settings["inventory"][1].clone(), "eth1.20");
    let problem = "`monitorNetwork` `rook-ceph/monitor-net` is on VLAN `30` of `eth1`, but the public network \
                   `rook-ceph/public-net` on VLAN `20` of `eth1`; use the host interface and the VLAN of the public network \
                   [monitor-window-invalid]";
    assert_eq!(found(&first, &settings), [format!("warn: `spec.network.selectors.public`: {problem}")]);
    assert_eq!(found(&window, &settings), [format!("warn: `spec.config`: {problem}")]);
}

#[test]
fn a_window_is_compared_with_the_public_networks_that_it_is_for() {
    let first = super::moments::support::cluster(&multus("public-net", ""));
    let found = |object: &Value, settings: &Value| {
        let found = findings(&Value::Null, object, settings);
        found.into_iter().filter(|finding| finding.ends_with("[monitor-window-invalid]")).count()
    };
    let right = settings(&window());
    assert_eq!([&first, &in_b(&first), &window()].map(|object| found(object, &right)), [0, 0, 0]);
    // A range of no public network is wrong where the CephCluster in the namespace of the window is evaluated.
    let wrong = nad("monitor-net", 3);
    assert_eq!([&first, &in_b(&first), &wrong].map(|object| found(object, &settings(&wrong))), [1, 0, 1]);
}

#[test]
fn the_window_of_other_mons_collides_like_any_network() {
    let named = |object: Value| part(object, r#""network_name":"other""#);
    let mut settings = settings(&window());
    settings["inventory"][3] = named(in_b(&part(nad("public-net", 1), r#""range_end":"10.0.1.9""#)));
    let found = |object: &Value| {
        let found = findings(&Value::Null, object, &settings);
        found.into_iter().filter(|finding| finding.ends_with("[pool-collision]")).collect::<Vec<_>>()
    };
    let first = super::moments::support::cluster(&multus("public-net", ""));
    let problem = "deny: `spec.network.selectors.public`: `b/public-net` assigns `10.0.1.1-10.0.1.9`, like \
                   `rook-ceph/monitor-net`, with another `network_name`, so two pods can get it; \
                   use the same `network_name`, or other addresses [pool-collision]";
    assert_eq!(found(&in_b(&first)), [problem]);
    assert_eq!(found(&first), [""; 0]);
}

#[test]
fn a_window_that_is_the_public_network_itself_leaves_the_mons_there() {
    let first = super::moments::support::cluster(&multus("public-net", ""));
    let small = part(nad("public-net", 1), r#""range_end":"10.0.1.3""#);
    let found = |window: &str| {
        let settings = json!({"inventory": [small], "monitorNetwork": window});
        let found = findings(&Value::Null, &first, &settings);
        found.into_iter().filter(|finding| finding.ends_with("[network-too-small]")).collect::<Vec<_>>()
    };
    let problem = "deny: `spec.network.selectors.public`: `rook-ceph/public-net` has 3 addresses and needs 3 mon + 1 mgr = 4; \
                   use a larger range or fewer excludes [network-too-small]";
    assert_eq!(found("rook-ceph/public-net"), [problem]);
    assert_eq!(found("rook-ceph/monitor-net"), [""; 0]);
}

#[test]
fn a_window_is_held_against_the_nodes_for_the_cephcluster_that_selects_it() {
    let other = in_b(&super::moments::support::cluster(&multus("public-net", "")));
    let selecting = super::moments::support::cluster(&multus("monitor-net", ""));
    let settings = json!({
        "inventory": [other, in_b(&nad("public-net", 2)), selecting], "monitorNetwork": "rook-ceph/monitor-net",
        "nodeRanges": ["10.0.1.0/28", "172.16.0.0/24"],
    });
    let found = findings(&Value::Null, &nad("monitor-net", 1), &settings);
    assert_eq!(
        found.into_iter().filter(|finding| finding.contains("[node-")).collect::<Vec<_>>(),
        [
            "deny: `spec.config.ipam.range`: this network assigns `10.0.1.1-10.0.1.15`, addresses of nodes; add the node range to `exclude`, or use another network [node-range-overlap]",
            "warn: `spec.config.ipam.range`: this network has no route to the nodes in `172.16.0.0/24`; add the node range to `routes` [node-route-missing]",
        ]
    );
}
