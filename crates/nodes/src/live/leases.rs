//! What is wrong with the reservations of Whereabouts.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ceph_multus_upstream::address::Address;
use ceph_multus_upstream::whereabouts::pool_name;

use super::finding::{Kind, LiveFinding};
use super::whose::{is_ceph, users};
use crate::dump::pool::{Lease, PoolObject};
use crate::dump::{Fate, Live, Why};
use crate::nad::{NadFacts, PoolFacts};
use crate::site::Site;

/// Looks at the pools and at what each of them has reserved.
pub(super) fn look_at_pools(findings: &mut Vec<LiveFinding>, site: &Site, live: &Live) {
    if let Some(pool) = live.stopper() {
        let text = format!(
            "the range `{}` of IPPool {} cannot be read, so the reconciler stops before any pool",
            pool.text, pool.name
        );
        findings.push(LiveFinding::of_object(Kind::ReconcilerStopped, pool.document, &pool.name, text));
    }
    let records: BTreeSet<&str> = live.reservations.iter().map(|one| one.name.as_str()).collect();
    let mut given: BTreeMap<Address, (&PoolObject, &Lease)> = BTreeMap::new();
    let mut namespaces: BTreeMap<&str, &str> = BTreeMap::new();
    for pool in live.pools.iter().filter(|pool| pool.range.is_some()) {
        let users = users(site, pool);
        if users.is_empty() && !pool.leases.is_empty() {
            let text = format!("IPPool {} does not belong to a range of a current NAD", pool.name);
            findings.push(LiveFinding::of_object(Kind::LeftOver, pool.document, &pool.name, text));
        }
        if let Some(other) = namespaces.insert(&pool.name, &pool.namespace).filter(|other| *other != pool.namespace) {
            let text = format!("IPPool {} is in the namespaces {other} and {}", pool.name, pool.namespace);
            findings.push(LiveFinding::of_object(Kind::TwoInstallations, pool.document, &pool.name, text));
        }
        let mut interfaces: BTreeMap<(&str, &str), Option<Address>> = BTreeMap::new();
        for lease in &pool.leases {
            look_at_lease(findings, live, site, (pool, lease), &users, &records);
            if !lease.podref.is_empty() && !lease.interface.is_empty() {
                let first = interfaces.insert((&lease.podref, &lease.interface), lease.address);
                if let Some(Some(first)) = first {
                    let text = format!("{} also has {first} for {}", lease.podref, lease.interface);
                    findings.push(LiveFinding::of_lease(Kind::TwoLeases, pool, lease, text));
                }
            }
            let Some(address) = lease.address else { continue };
            match given.get(&address) {
                Some((other, first)) if !is_one_holder(first, lease) => {
                    let text = format!(
                        "{address} is reserved for {} in IPPool {}, and for {} in IPPool {}",
                        first.podref, other.name, lease.podref, pool.name
                    );
                    let one = LiveFinding::of_lease(Kind::Duplicate, pool, lease, text);
                    findings.push(LiveFinding { other: Some(first.podref.clone()), ..one });
                }
                Some(_) => {}
                None => _ = given.insert(address, (pool, lease)),
            }
        }
    }
}

fn look_at_lease(
    findings: &mut Vec<LiveFinding>,
    live: &Live,
    site: &Site,
    (pool, lease): (&PoolObject, &Lease),
    users: &[(&Rc<NadFacts>, &PoolFacts)],
    records: &BTreeSet<&str>,
) {
    let is_cephs = users.iter().any(|(nad, _)| site.is_cephs(nad));
    let mut add = |kind, text: String| findings.push(LiveFinding::of_lease(kind, pool, lease, text));
    let shown = lease.address.map_or_else(|| format!("key {}", lease.key), |address| address.to_string());
    let whose = if lease.podref.is_empty() { String::from("no pod") } else { lease.podref.clone() };
    match live.own_fate(lease) {
        Fate::Vanishes => add(Kind::KeyUnreadable, format!("key `{}` of {whose} is not a number", lease.key)),
        Fate::Never => add(Kind::Unowned, format!("{shown} is reserved without a pod, so it is never freed")),
        Fate::Freed(why) => {
            let runs = live.pod(&lease.podref).is_some_and(|pod| pod.phase == "Running" && !pod.disrupted);
            let why = match why {
                Why::NoPod | Why::NoPool => "the pod does not exist",
                Why::Disrupted => "the pod is being evicted",
                Why::NoStatus => "its network-status is not set",
                Why::OtherAddress => "its network-status has another address",
            };
            let kind = if runs { Kind::OrphanButAlive } else { Kind::Orphan };
            add(kind, format!("{shown} is reserved for {whose}: {why}"));
        }
        Fate::Kept | Fate::Stopped | Fate::Unknown => {}
    }
    if let (Some(address), true) = (lease.address, lease.is_number) {
        let facts = users.first().map(|(_, facts)| *facts);
        if !pool.contains(address) {
            add(Kind::OutsideRange, format!("{address} of {whose} is not in {}", pool.text));
        } else if let Some(facts) = facts.filter(|facts| !facts.assignable.contains(address)) {
            if facts.window.is_some_and(|window| window.contains(address)) {
                add(Kind::InsideExclude, format!("{address} of {whose} is now excluded"));
            } else {
                add(Kind::OutsideWindow, format!("{address} of {whose} is no longer assignable"));
            }
        }
        let wants_record = facts.is_some_and(|facts| facts.overlap_check);
        if wants_record && !records.is_empty() {
            let name = pool_name(&address.to_string(), facts.map_or("", |facts| &facts.network_name), "");
            if !records.contains(name.as_str()) {
                add(Kind::NoOverlapRecord, format!("{address} of {whose} has no overlapping-range reservation"));
            }
        }
    } else if lease.is_number {
        add(Kind::OutsideRange, format!("key {} of {whose} is not an address of the range", lease.key));
    }
    if is_cephs && !lease.podref.is_empty() && !is_ceph(site, live, &lease.podref) && live.pod(&lease.podref).is_some()
    {
        add(Kind::Foreign, format!("{shown} is held by {whose}, which is not a Ceph pod"));
    }
}

fn is_one_holder(one: &Lease, other: &Lease) -> bool {
    one.podref == other.podref && one.interface == other.interface
}

/// Looks at the reservations that hold for all pools.
pub(super) fn look_at_reservations(findings: &mut Vec<LiveFinding>, live: &Live) {
    let mut leases: BTreeMap<&str, Vec<&Lease>> = BTreeMap::new();
    for lease in live.pools.iter().flat_map(|pool| &pool.leases) {
        leases.entry(&lease.podref).or_default().push(lease);
    }
    for reservation in &live.reservations {
        let is_its = |lease: &&Lease| {
            let address = lease.address.map(|address| pool_name(&address.to_string(), "", ""));
            address.is_some_and(|own| reservation.name.ends_with(&own))
        };
        let own = leases.get(reservation.podref.as_str());
        let lease = own.and_then(|own| own.iter().copied().find(is_its));
        if let (Fate::Freed(_), Some(lease)) = (live.reservation_fate(reservation), lease)
            && live.fate(lease) == Fate::Kept
        {
            let text = format!("the reconciler will delete {}, although {} is running", reservation.name, lease.podref);
            let one = LiveFinding::of_object(Kind::RecordVanishes, reservation.document, &reservation.name, text);
            findings.push(LiveFinding { address: lease.address, podref: lease.podref.clone(), ..one });
        }
    }
}
