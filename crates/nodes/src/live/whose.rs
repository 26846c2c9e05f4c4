//! Whose IPPools and pods are.

use std::rc::Rc;

use ceph_multus_upstream::whereabouts::is_slice_name;

use crate::dump::Live;
use crate::dump::pool::PoolObject;
use crate::nad::{NadFacts, PoolFacts};
use crate::site::Site;

/// The ranges that a pool holds the reservations of. Names are not taken apart: those that a NAD makes are compared.
pub(super) fn users<'s>(site: &'s Site, pool: &PoolObject) -> Vec<(&'s Rc<NadFacts>, &'s PoolFacts)> {
    let ranges = site.nads.iter().flat_map(|nad| nad.pools.iter().map(move |facts| (nad, facts)));
    ranges.filter(|(_, facts)| is_of(facts, pool)).collect()
}

/// Whether a pool holds reservations of a range.
pub(crate) fn is_of(facts: &PoolFacts, pool: &PoolObject) -> bool {
    if !facts.sliced {
        return facts.pool_name == pool.name;
    }
    // The pool of a slice has the name of its node in front.
    let Some(slice) = pool.range.filter(|slice| facts.cidr.range().covers(&slice.range())) else { return false };
    is_slice_name(&pool.name, &slice.to_string(), &facts.network_name)
}

/// How to let Whereabouts read a pool whose range it cannot. Keys count from the address in `spec.range`, so what is
/// reserved is right with no other range (k8snetworkplumbingwg/whereabouts: pkg/storage/kubernetes/ipam.go).
pub(crate) fn repair(site: &Site, pool: &PoolObject) -> String {
    let name = &pool.name;
    match users(site, pool).first() {
        _ if pool.leases.is_empty() => format!("delete IPPool {name}, which has no reservation"),
        Some((_, facts)) => format!("set `spec.range` of IPPool {name} back to `{}`; do not delete it", facts.cidr),
        None => format!("set `spec.range` of IPPool {name} back to the CIDR in its name; do not delete it"),
    }
}

/// Whether a pod is Ceph's: it has the label of one, in the namespace of a CephCluster.
pub(super) fn is_ceph(site: &Site, live: &Live, podref: &str) -> bool {
    let namespace = podref.split_once('/').map_or("", |(namespace, _)| namespace);
    let has_label = live.pod(podref).is_none_or(|pod| pod.daemon.is_some());
    let is_csi = live.pod(podref).and_then(|pod| pod.daemon).is_some_and(|daemon| daemon.is_csi());
    has_label && (is_csi || site.networks.iter().any(|network| network.cluster.namespace == namespace))
}
