//! What a CephCluster may have much of.

use serde_json::json;

use super::objects::*;
use super::{Dimension, validate};

/// Ranges, selectors and devices of one CephCluster.
pub(super) const CLUSTERS: &[Dimension] = &[
    validate("address ranges and ranges", |n| {
        let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
        cluster["spec"]["network"]["addressRanges"] = json!({"public": list(n, |i| json!(block(i + 3, 29)))});
        let ranges = nad_object(&config(&ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})))).to_string());
        create(&cluster, json!({"inventory": [ranges]}))
    }),
    validate("address ranges of the other family", |n| {
        let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
        cluster["spec"]["network"]["addressRanges"] = json!({"public": list(n, |i| json!(format!("fd00:{i:x}::/32")))});
        let ranges = nad_object(&config(&ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})))).to_string());
        create(&cluster, json!({"inventory": [ranges]}))
    }),
    validate("unreadable address ranges", |n| {
        let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
        cluster["spec"]["network"]["addressRanges"] = json!({"public": list(n, |_| json!("x"))});
        create(&cluster, json!({}))
    }),
    validate("unknown selectors", |n| {
        let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
        cluster["spec"]["network"]["selectors"] = members(n, |i| (format!("publi{i}"), json!("x")));
        create(&cluster, json!({}))
    }),
    validate("unknown members of a selector", |n| {
        let mut selector = members(n, |i| (format!("key{i}"), json!(i)));
        selector["name"] = json!("public-net");
        create(&cluster("rook-ceph", &selector.to_string(), "cluster-net"), json!({}))
    }),
    validate("nodes and devices of a CephCluster", |n| {
        let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
        cluster["spec"]["storage"] = json!({
            "nodes": list(n, |i| json!({"name": format!("node{i}")})),
            "devices": list(n, |i| json!({"name": format!("sd{i}")})),
        });
        create(&cluster, json!({"inventory": [nad_object(&config(&ipam("exclude", json!([]))).to_string())]}))
    }),
    validate("device sets", |n| {
        let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
        cluster["spec"]["storage"] = json!({"storageClassDeviceSets": list(n, |i| json!({"name": i, "count": 1}))});
        create(&cluster, json!({"inventory": [nad_object(&config(&ipam("exclude", json!([]))).to_string())]}))
    }),
    validate("device classes of a CephCluster", |n| {
        let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
        cluster["spec"]["resources"] = members(n, |i| (format!("osd-class{i}"), json!({"requests": {"cpu": 1}})));
        create(&cluster, json!({"inventory": [nad_by_device(&ipam("exclude", json!([])))]}))
    }),
    validate("members of a network that differ", |n| {
        let object = |value: usize| {
            let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
            cluster["spec"]["network"]["x"] =
                members(n, |i| (format!("k{i}"), json!(if i + 1 == n { value } else { i })));
            cluster
        };
        request("UPDATE", &object(1), &object(2), json!({}))
    }),
    validate("levels of a difference (of 100)", |n| {
        let mut nested = [json!(1), json!(2)];
        for _ in 0..(n / 100).min(100) {
            nested = nested.map(|value| json!({"a": value, "b": [1]}));
        }
        let [new, old] = nested.map(|value| {
            let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
            cluster["spec"]["network"]["x"] = value;
            cluster
        });
        request("UPDATE", &new, &old, json!({}))
    }),
];
