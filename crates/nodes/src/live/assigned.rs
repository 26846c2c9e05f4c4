//! What is wrong with the addresses that pods really have.

use std::collections::BTreeMap;

use ceph_multus_core::json::Path;
use ceph_multus_upstream::address::Address;

use super::finding::{Kind, LiveFinding};
use super::whose::is_of;
use crate::dump::Live;
use crate::dump::pod::STATUS_PATH;
use crate::nad::PoolFacts;
use crate::site::Site;

/// Looks at the network-status of every pod.
pub(super) fn look_at_pods(findings: &mut Vec<LiveFinding>, site: &Site, live: &Live) {
    let mut first: BTreeMap<Address, String> = BTreeMap::new();
    for pod in live.pods.iter().filter(|pod| pod.is_live() && !pod.host_network) {
        let podref = pod.podref();
        for entry in pod.entries() {
            let nad = site.nads.iter().find(|nad| entry.is_of(&nad.name));
            let pools = nad.map(|nad| nad.pools.as_slice()).unwrap_or_default();
            for address in entry.ips.iter().filter_map(|ip| Address::parse(ip).ok()) {
                let add = |kind, other, text| LiveFinding {
                    kind,
                    document: pod.document,
                    path: Path::from(STATUS_PATH),
                    pool: entry.name.clone(),
                    address: Some(address),
                    podref: podref.clone(),
                    other,
                    text,
                };
                let is_ranged = site.nads.iter().flat_map(|nad| &nad.pools).any(|pool| pool.cidr.contains(address));
                if !is_ranged {
                    continue;
                }
                if let Some(other) = first.get(&address).filter(|other| **other != podref) {
                    let text = format!("{other} and {podref} both have {address}{}", whose(live, address));
                    let found = add(Kind::Duplicate, Some(other.clone()), text);
                    let is_firsts = live.holders(address) == [other.as_str()];
                    findings.push(if is_firsts { found.swapped() } else { found });
                } else {
                    first.insert(address, podref.clone());
                }
                let is_readable =
                    |facts: &&PoolFacts| !live.pools.iter().any(|pool| pool.range.is_none() && is_of(facts, pool));
                let is_pooled = pools.iter().filter(is_readable).any(|pool| pool.cidr.contains(address));
                if is_pooled && !live.pools.is_empty() && !live.is_reserved(address) {
                    let text = format!("{podref} has {address}, which no IPPool has reserved");
                    findings.push(add(Kind::Unreserved, None, text));
                }
            }
        }
    }
}

/// For whom an address of two pods is reserved, to be added to a sentence; nothing where the input has no pools.
fn whose(live: &Live, address: Address) -> String {
    match live.holders(address).as_slice() {
        [] if live.pools.is_empty() => String::new(),
        [] => String::from(", which no IPPool has reserved for a pod"),
        holders => format!(", which is reserved for {}", holders.join(" and ")),
    }
}
