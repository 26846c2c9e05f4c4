//! What a Whereabouts section may have much of.

use serde_json::json;

use super::objects::*;
use super::{Dimension, validate};

/// Ranges, excludes, routes and addresses of one NetworkAttachmentDefinition.
pub(super) const RANGES: &[Dimension] = &[
    validate("disjoint ipRanges", |n| nad(&ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)}))))),
    validate("equal ipRanges", |n| nad(&ipam("ipRanges", list(n, |_| json!({"range": "10.0.0.0/8"}))))),
    validate("nested ipRanges", |n| {
        nad(&ipam("ipRanges", list(n, |i| json!({"range": format!("10.{}.0.0/{}", i % 250, 8 + i % 20)}))))
    }),
    validate("unreadable ipRanges", |n| nad(&ipam("ipRanges", list(n, |i| json!({"range": format!("x{i}")}))))),
    validate("ipRanges of the wrong type", |n| nad(&ipam("ipRanges", list(n, |_| json!({"range": 5}))))),
    validate("ipRanges with a gateway", |n| {
        let mut ipam = ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})));
        ipam["gateway"] = json!("192.168.1.1");
        nad(&ipam)
    }),
    validate("excludes", |n| nad(&ipam("exclude", list(n, |i| json!(block(i, 32)))))),
    validate("excludes outside the range", |n| {
        nad(&json!({"type": "whereabouts", "range": "192.168.0.0/24", "exclude": list(n, |i| json!(block(i, 32)))}))
    }),
    validate("unreadable excludes", |n| nad(&ipam("exclude", list(n, |i| json!(format!("x{i}")))))),
    validate("routes", |n| nad(&ipam("routes", list(n, |i| json!({"dst": block(i, 32)}))))),
    validate("unreadable routes", |n| nad(&ipam("routes", list(n, |i| json!({"dst": format!("x{i}")}))))),
    validate("routes without a destination", |n| nad(&ipam("routes", list(n, |_| json!({}))))),
    validate("default routes", |n| nad(&ipam("routes", list(n, |_| json!({"dst": "0.0.0.0/0"}))))),
    validate("static addresses", |n| nad(&ipam("addresses", list(n, |i| json!({"address": block(i, 24)}))))),
    validate("unreadable static addresses", |n| nad(&ipam("addresses", list(n, |_| json!({"address": "x"}))))),
    validate("unknown keys of ipRanges", |n| nad(&ipam("ipRanges", list(n, |_| json!({"rangeStart": 1, "x": 2}))))),
];
