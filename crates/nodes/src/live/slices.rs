//! NodeSlicePools (k8snetworkplumbingwg/whereabouts: pkg/node-controller/controller.go).

use std::collections::BTreeMap;

use ceph_multus_upstream::address::Cidr;

use super::finding::{Kind, LiveFinding};
use crate::dump::pool::SlicePool;
use crate::site::Site;

/// What is wrong with the slices of a pool.
pub(super) fn findings(site: &Site, pool: &SlicePool) -> Vec<LiveFinding> {
    let mut found = Vec::new();
    let mut add = |kind, text| found.push(LiveFinding::of_object(kind, pool.document, &pool.name, text));
    let whole = Cidr::parse(&pool.range).ok();
    let mut nodes: BTreeMap<&str, &str> = BTreeMap::new();
    for (node, slice) in &pool.slices {
        let is_within =
            Cidr::parse(slice).ok().zip(whole).is_some_and(|(slice, whole)| whole.range().covers(&slice.range()));
        if !is_within {
            add(Kind::SliceOutside, format!("slice {slice} is not in {}", pool.range));
        }
        if node.is_empty() {
            continue;
        }
        if let Some(first) = nodes.insert(node, slice) {
            add(Kind::SliceRepeated, format!("node {node} has two slices: {first} and {slice}"));
        }
        if !site.nodes.is_empty() && site.node(node).is_none() {
            add(Kind::SliceLeft, format!("slice {slice} belongs to node {node}, which no longer exists"));
        }
    }
    for node in site.nodes.iter().filter(|node| !nodes.contains_key(node.name.as_str())) {
        add(Kind::SliceMissing, format!("node {} has no slice of {} with {}", node.name, pool.range, pool.size));
    }
    found
}
