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
