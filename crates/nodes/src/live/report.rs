//! What Whereabouts has assigned on the networks, and to which pods.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ceph_multus_core::facts::ceph_cluster::CephNetwork;
use ceph_multus_core::json::Path;
use ceph_multus_manifests::{Document, ReadError, SettingsText};
use ceph_multus_upstream::address::{Address, AddressRange, AddressSet};
use ceph_multus_upstream::whereabouts::pool_name;

use super::finding::{Kind, LiveFinding};
use super::pod::STATUS_PATH;
use super::pool::{Lease, PoolObject};
use super::{Fate, Live, Why, slices};
use crate::nad::{NadFacts, PoolFacts};
use crate::site::Site;

/// Everything.
#[derive(Debug)]
pub struct LiveReport {
    /// The networks of CephClusters, each NAD once.
    pub networks: Vec<LiveNetwork>,
    /// What is wrong.
    pub findings: Vec<LiveFinding>,
    /// The number of IPPools and of pods that the input has.
    pub pools: usize,
    /// The number of pods.
    pub pods: usize,
}

/// A network.
#[derive(Debug)]
pub struct LiveNetwork {
    /// The NAD, as `namespace/name`.
    pub nad: String,
    /// What it is for, of each CephCluster: `public network of rook-ceph/my-cluster`.
    pub users: Vec<String>,
    /// Its ranges.
    pub ranges: Vec<LiveRange>,
}

/// A range of a network.
#[derive(Debug)]
pub struct LiveRange {
    /// The range.
    pub range: String,
    /// The IPPools that hold its reservations, as `namespace/name`.
    pub pools: Vec<String>,
    /// How many addresses can be assigned.
    pub addresses: u128,
    /// How many of them are reserved.
    pub taken: u128,
    /// How many of those the reconciler would free.
    pub orphaned: u128,
    /// How many of those it frees at its next run: none where a pool stops it.
    pub freed: u128,
    /// Who holds them.
    pub holders: Vec<Holder>,
}

/// Who holds addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// `osd`, `mon`, ..., `jobs of Rook`, `no pod`, `others`
    pub name: String,
    /// Whether that is Ceph's.
    pub is_ceph: bool,
    /// How many addresses.
    pub addresses: usize,
}

/// What the networks of CephClusters have really assigned.
///
/// # Errors
/// Every problem of the settings, and documents that nest too deep.
pub fn report(documents: &[Document], settings: &SettingsText, namespace: &str) -> Result<LiveReport, Vec<ReadError>> {
    let site = Site::read(documents, settings, namespace)?;
    Ok(LiveReport::of(&site, &site.live))
}

impl LiveReport {
    pub(crate) fn of(site: &Site, live: &Live) -> LiveReport {
        let mut report =
            LiveReport { networks: Vec::new(), findings: Vec::new(), pools: live.pools.len(), pods: live.pods.len() };
        let nads = nads(site);
        for nad in &nads {
            report.networks.push(network(site, live, nad));
        }
        report.look_at_pools(site, live);
        report.look_at_pods(site, live);
        report.look_at_reservations(live);
        for pool in &live.slices {
            report.findings.extend(slices::findings(site, pool));
        }
        report.findings.sort_by(|one, next| {
            (one.kind, one.address, &one.pool, &one.podref).cmp(&(next.kind, next.address, &next.pool, &next.podref))
        });
        report
    }

    /// The findings of a sort.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &LiveFinding> {
        self.findings.iter().filter(move |finding| finding.kind == kind)
    }

    fn look_at_pools(&mut self, site: &Site, live: &Live) {
        if let Some(pool) = live.stopper() {
            let text = format!(
                "the range `{}` of IPPool {} cannot be read, so the reconciler stops before any pool",
                pool.text, pool.name
            );
            self.findings.push(LiveFinding::of_object(Kind::ReconcilerStopped, pool.document, &pool.name, text));
        }
        let records: BTreeSet<&str> = live.reservations.iter().map(|one| one.name.as_str()).collect();
        let mut given: BTreeMap<Address, (&PoolObject, &Lease)> = BTreeMap::new();
        let mut namespaces: BTreeMap<&str, &str> = BTreeMap::new();
        for pool in live.pools.iter().filter(|pool| pool.range.is_some()) {
            let users = users(site, pool);
            if users.is_empty() && !pool.leases.is_empty() {
                let text = format!("IPPool {} does not belong to a range of a current NAD", pool.name);
                self.findings.push(LiveFinding::of_object(Kind::LeftOver, pool.document, &pool.name, text));
            }
            if let Some(other) = namespaces.insert(&pool.name, &pool.namespace).filter(|other| *other != pool.namespace)
            {
                let text = format!("IPPool {} is in the namespaces {other} and {}", pool.name, pool.namespace);
                self.findings.push(LiveFinding::of_object(Kind::TwoInstallations, pool.document, &pool.name, text));
            }
            let mut interfaces: BTreeMap<(&str, &str), Option<Address>> = BTreeMap::new();
            for lease in &pool.leases {
                self.look_at_lease(live, site, (pool, lease), &users, &records);
                if !lease.podref.is_empty() && !lease.interface.is_empty() {
                    let first = interfaces.insert((&lease.podref, &lease.interface), lease.address);
                    if let Some(Some(first)) = first {
                        let text = format!("{} also has {first} for {}", lease.podref, lease.interface);
                        self.findings.push(LiveFinding::of_lease(Kind::TwoLeases, pool, lease, text));
                    }
                }
                let Some(address) = lease.address else { continue };
                match given.get(&address) {
                    Some((other, first)) if !is_one_holder(first, lease) => {
                        let text = format!(
                            "{address} is reserved for {} in IPPool {}, and for {} in IPPool {}",
                            first.podref, other.name, lease.podref, pool.name
                        );
                        self.findings.push(LiveFinding::of_lease(Kind::Duplicate, pool, lease, text));
                    }
                    Some(_) => {}
                    None => _ = given.insert(address, (pool, lease)),
                }
            }
        }
    }

    fn look_at_lease(
        &mut self,
        live: &Live,
        site: &Site,
        (pool, lease): (&PoolObject, &Lease),
        users: &[(&Rc<NadFacts>, &PoolFacts)],
        records: &BTreeSet<&str>,
    ) {
        let is_cephs = users.iter().any(|(nad, _)| site.is_cephs(nad));
        let mut add = |kind, text: String| self.findings.push(LiveFinding::of_lease(kind, pool, lease, text));
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
        if is_cephs
            && !lease.podref.is_empty()
            && !is_ceph(site, live, &lease.podref)
            && live.pod(&lease.podref).is_some()
        {
            add(Kind::Foreign, format!("{shown} is held by {whose}, which is not a Ceph pod"));
        }
    }

    fn look_at_reservations(&mut self, live: &Live) {
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
                let text =
                    format!("the reconciler will delete {}, although {} is running", reservation.name, lease.podref);
                let one = LiveFinding::of_object(Kind::RecordVanishes, reservation.document, &reservation.name, text);
                self.findings.push(LiveFinding { address: lease.address, podref: lease.podref.clone(), ..one });
            }
        }
    }

    fn look_at_pods(&mut self, site: &Site, live: &Live) {
        let mut first: BTreeMap<Address, String> = BTreeMap::new();
        let held: BTreeSet<Address> =
            live.pools.iter().flat_map(|pool| &pool.leases).filter_map(|lease| lease.address).collect();
        for pod in live.pods.iter().filter(|pod| pod.is_live() && !pod.host_network) {
            let podref = pod.podref();
            for entry in pod.entries() {
                let nad = site.nads.iter().find(|nad| format!("{}/{}", nad.namespace, nad.name) == entry.name);
                let pools = nad.map(|nad| nad.pools.as_slice()).unwrap_or_default();
                for address in entry.ips.iter().filter_map(|ip| Address::parse(ip).ok()) {
                    let add = |kind, text| LiveFinding {
                        kind,
                        document: pod.document,
                        path: Path::from(STATUS_PATH),
                        pool: entry.name.clone(),
                        address: Some(address),
                        podref: podref.clone(),
                        text,
                    };
                    let is_ranged = site.nads.iter().flat_map(|nad| &nad.pools).any(|pool| pool.cidr.contains(address));
                    if !is_ranged {
                        continue;
                    }
                    if let Some(other) = first.get(&address).filter(|other| **other != podref) {
                        let text = format!("{other} and {podref} both have {address}");
                        self.findings.push(add(Kind::Duplicate, text));
                    } else {
                        first.insert(address, podref.clone());
                    }
                    let is_pooled = pools.iter().any(|pool| pool.cidr.contains(address));
                    if is_pooled && !live.pools.is_empty() && !held.contains(&address) {
                        let text = format!("{podref} has {address}, which no IPPool has reserved");
                        self.findings.push(add(Kind::Unreserved, text));
                    }
                }
            }
        }
    }
}

/// The NADs of CephClusters, each once.
pub(crate) fn nads(site: &Site) -> Vec<Rc<NadFacts>> {
    let mut nads: Vec<Rc<NadFacts>> = Vec::new();
    for network in &site.networks {
        if !nads.iter().any(|known| Rc::ptr_eq(known, &network.nad)) {
            nads.push(Rc::clone(&network.nad));
        }
    }
    nads
}

/// The ranges that a pool holds the reservations of. Names are not taken apart: those that a NAD makes are compared.
fn users<'s>(site: &'s Site, pool: &PoolObject) -> Vec<(&'s Rc<NadFacts>, &'s PoolFacts)> {
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
    let front = if facts.network_name.is_empty() { String::new() } else { format!("{}-", facts.network_name) };
    pool.name.starts_with(&front) && pool.name.ends_with(&pool_name(&slice.to_string(), "", ""))
}

fn is_one_holder(one: &Lease, other: &Lease) -> bool {
    one.podref == other.podref && one.interface == other.interface
}

/// Whether a pod is Ceph's: it has the label of one, in the namespace of a CephCluster.
fn is_ceph(site: &Site, live: &Live, podref: &str) -> bool {
    let namespace = podref.split_once('/').map_or("", |(namespace, _)| namespace);
    let is_its = |cluster: &str| cluster.split_once('/').is_some_and(|(own, _)| own == namespace);
    let has_label = live.pod(podref).is_none_or(|pod| pod.daemon.is_some());
    let is_csi = live.pod(podref).and_then(|pod| pod.daemon).is_some_and(|daemon| daemon.is_csi());
    has_label && (is_csi || site.networks.iter().any(|network| is_its(&network.cluster)))
}

fn network(site: &Site, live: &Live, nad: &Rc<NadFacts>) -> LiveNetwork {
    let users = site.networks.iter().filter(|network| Rc::ptr_eq(&network.nad, nad));
    let users = users.map(|network| {
        let role = if network.role == CephNetwork::Public { "public" } else { "cluster" };
        format!("{role} network of {}", network.cluster)
    });
    LiveNetwork {
        nad: format!("{}/{}", nad.namespace, nad.name),
        users: users.collect(),
        ranges: nad.pools.iter().map(|facts| range(site, live, facts)).collect(),
    }
}

fn range(site: &Site, live: &Live, facts: &PoolFacts) -> LiveRange {
    let own: Vec<&PoolObject> = live.pools.iter().filter(|pool| is_of(facts, pool)).collect();
    let mut holders: BTreeMap<(bool, String), usize> = BTreeMap::new();
    let (mut taken, mut orphaned, mut freed) = (Vec::new(), 0, 0);
    for lease in own.iter().flat_map(|pool| &pool.leases) {
        let Some(address) = lease.address.filter(|address| facts.assignable.contains(*address)) else { continue };
        taken.push(AddressRange::one(address));
        orphaned += u128::from(matches!(live.own_fate(lease), Fate::Freed(_)));
        freed += u128::from(matches!(live.fate(lease), Fate::Freed(_)));
        *holders.entry(holder(site, live, lease)).or_default() += 1;
    }
    LiveRange {
        range: facts.cidr.to_string(),
        pools: own.iter().map(|pool| format!("{}/{}", pool.namespace, pool.name)).collect(),
        addresses: facts.assignable.count(),
        taken: AddressSet::of(taken).count(),
        orphaned,
        freed,
        holders: holders
            .into_iter()
            .map(|((other, name), addresses)| Holder { name, is_ceph: !other, addresses })
            .collect(),
    }
}

/// Who holds an address, Ceph's first.
fn holder(site: &Site, live: &Live, lease: &Lease) -> (bool, String) {
    if live.pods.is_empty() {
        return (true, String::from("not known"));
    }
    let Some(pod) = live.pod(&lease.podref) else { return (true, String::from("no pod")) };
    if !is_ceph(site, live, &lease.podref) {
        return (true, String::from("others"));
    }
    let name = pod.daemon.map_or("", |daemon| daemon.name());
    (false, if pod.is_job() { String::from("jobs of Rook") } else { name.to_owned() })
}

impl LiveRange {
    /// What is free now.
    pub fn free(&self) -> u128 {
        self.addresses.saturating_sub(self.taken)
    }

    /// What is free once the reconciler has run.
    pub fn free_then(&self) -> u128 {
        self.free().saturating_add(self.freed)
    }
}
