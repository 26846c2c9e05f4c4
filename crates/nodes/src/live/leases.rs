//! What is wrong with the reservations of Whereabouts.

use std::collections::{BTreeMap, BTreeSet};

use ceph_multus_upstream::address::Address;
use ceph_multus_upstream::whereabouts::pool_name;

use super::finding::{Kind, LiveFinding};
use super::whose::{is_ceph, users};
use crate::dump::pool::{Lease, PoolObject};
use crate::dump::{Fate, Live, Why};
use crate::nad::PoolFacts;
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
        let facts = users.first().map(|(_, facts)| *facts);
        let is_cephs = users.iter().any(|(nad, _)| site.is_cephs(nad));
        let mut interfaces: BTreeMap<(&str, &str), Option<Address>> = BTreeMap::new();
        for lease in &pool.leases {
            let alone = [
                ended(live, lease),
                misplaced(pool, lease, facts),
                without_record(lease, facts, &records),
                foreign(site, live, lease).filter(|_| is_cephs),
            ];
            for (kind, text) in alone.into_iter().flatten() {
                findings.push(LiveFinding::of_lease(kind, pool, lease, text));
            }
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

/// What is wrong with a reservation, if something is.
type Fault = Option<(Kind, String)>;

/// Whether a reservation ends although its pod runs, or is left over from one that is gone.
fn ended(live: &Live, lease: &Lease) -> Fault {
    let (shown, whose) = (shown(lease), whose(lease));
    match live.own_fate(lease) {
        Fate::Vanishes => Some((Kind::KeyUnreadable, format!("key `{}` of {whose} is not a number", lease.key))),
        Fate::Never => Some((Kind::Unowned, format!("{shown} is reserved without a pod, so it is never freed"))),
        Fate::Freed(why) => {
            let runs = live.pod(&lease.podref).is_some_and(|pod| pod.phase == "Running" && !pod.disrupted);
            let why = match why {
                Why::NoPod | Why::NoPool => "the pod does not exist",
                Why::Disrupted => "the pod is being evicted",
                Why::NoStatus => "its network-status is not set",
                Why::OtherAddress => "its network-status has another address",
            };
            let kind = if runs { Kind::OrphanButAlive } else { Kind::Orphan };
            Some((kind, format!("{shown} is reserved for {whose}: {why}")))
        }
        Fate::Kept | Fate::Stopped | Fate::Unknown => None,
    }
}

/// Whether a reservation is of an address that `pool`, or the range `facts` of a current NAD, does not assign.
fn misplaced(pool: &PoolObject, lease: &Lease, facts: Option<&PoolFacts>) -> Fault {
    let whose = whose(lease);
    if !lease.is_number {
        return None;
    }
    let Some(address) = lease.address else {
        return Some((Kind::OutsideRange, format!("key {} of {whose} is not an address of the range", lease.key)));
    };
    if !pool.contains(address) {
        return Some((Kind::OutsideRange, format!("{address} of {whose} is not in {}", pool.text)));
    }
    let facts = facts.filter(|facts| !facts.assignable.contains(address))?;
    if facts.window.is_some_and(|window| window.contains(address)) {
        Some((Kind::InsideExclude, format!("{address} of {whose} is now excluded")))
    } else {
        Some((Kind::OutsideWindow, format!("{address} of {whose} is no longer assignable")))
    }
}

/// Whether the record across ranges, which the NAD asks for, is not among `records`; where there are none, they may not be in
/// the input.
fn without_record(lease: &Lease, facts: Option<&PoolFacts>, records: &BTreeSet<&str>) -> Fault {
    let facts = facts.filter(|facts| facts.overlap_check)?;
    let address = lease.address.filter(|_| lease.is_number && !records.is_empty())?;
    let name = pool_name(&address.to_string(), &facts.network_name, "");
    let text = || format!("{address} of {} has no overlapping-range reservation", whose(lease));
    (!records.contains(name.as_str())).then(|| (Kind::NoOverlapRecord, text()))
}

/// Whether a pod that is there and is not Ceph's has the reservation.
fn foreign(site: &Site, live: &Live, lease: &Lease) -> Fault {
    let is_foreign =
        !lease.podref.is_empty() && !is_ceph(site, live, &lease.podref) && live.pod(&lease.podref).is_some();
    let text = || format!("{} is held by {}, which is not a Ceph pod", shown(lease), whose(lease));
    is_foreign.then(|| (Kind::Foreign, text()))
}

/// The address of a reservation, or its key if that is none.
fn shown(lease: &Lease) -> String {
    lease.address.map_or_else(|| format!("key {}", lease.key), |address| address.to_string())
}

/// The pod of a reservation.
fn whose(lease: &Lease) -> &str {
    if lease.podref.is_empty() { "no pod" } else { &lease.podref }
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
