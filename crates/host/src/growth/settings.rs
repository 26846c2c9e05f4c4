//! Settings that are to be validated.

use serde_json::json;

use super::objects::*;
use super::{Dimension, settings};

/// Faults of settings.
pub(super) const SETTINGS: &[Dimension] = &[
    settings("unknown settings", |n| members(n, |i| (format!("allowedMaster{i}"), json!(1)))),
    settings(
        "unknown rules",
        |n| json!({"rules": members(n, |i| (format!("ipam-type-not-alowed-{i}"), json!("warn")))}),
    ),
    settings(
        "objects without a name",
        |n| json!({"inventory": list(n, |_| json!({"apiVersion": "ceph.rook.io/v1", "kind": "CephCluster"}))}),
    ),
    settings("objects without a name in deep lists", |n| {
        let mut list = list(n, |_| json!({}));
        for _ in 0..30 {
            list = json!([{"apiVersion": "v1", "kind": "List", "items": list}]);
        }
        json!({"inventory": list})
    }),
    settings("kinds that no rule reads", unknown_kinds),
    settings("copies", |n| json!({"inventory": list(n, |_| cluster("rook-ceph", "public-net", "cluster-net"))})),
    settings(
        "wrong names",
        |n| json!({"allowedMasters": list(n, |_| json!(1)), "nodeRanges": list(n, |_| json!("10.0.0.1/8"))}),
    ),
];
