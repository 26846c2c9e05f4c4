//! The attachment table of the design, written again with lists and loops: no table and no comparison of the core is used.

use std::collections::BTreeSet;

/// What the table tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Osd,
    Mon,
    /// Every other daemon that needs the public network.
    Public,
    /// Like these, and made by an operator that is not Rook.
    CsiController,
    /// Like these, and never rejected: the mounts of a node live in it.
    CsiHolder,
    NetworkCanary,
    /// On the network of the host by nature.
    CsiNode,
    /// Those that Rook itself made up to v1.19, on which it always writes its networks.
    RookCsiNode,
    NoneNeeded,
    /// The pods of `rook multus validation`.
    Validation,
    Blackbox,
}

/// Every `app` label, endings after a `*`.
pub(crate) const DAEMONS: &[(&str, Class)] = &[
    ("rook-ceph-osd", Class::Osd),
    ("rook-ceph-mon", Class::Mon),
    ("rook-ceph-mgr", Class::Public),
    ("rook-ceph-mds", Class::Public),
    ("rook-ceph-rgw", Class::Public),
    ("rook-ceph-rbd-mirror", Class::Public),
    ("rook-ceph-fs-mirror", Class::Public),
    ("rook-ceph-nfs", Class::Public),
    ("rook-ceph-nvmeof", Class::Public),
    ("rook-ceph-osd-key-rotation", Class::Public),
    ("csi-rbdplugin-provisioner", Class::CsiController),
    ("csi-cephfsplugin-provisioner", Class::CsiController),
    ("csi-nfsplugin-provisioner", Class::CsiController),
    ("csi-rbdplugin-holder", Class::CsiHolder),
    ("csi-cephfsplugin-holder", Class::CsiHolder),
    ("csi-nfsplugin-holder", Class::CsiHolder),
    ("*-ctrlplugin", Class::CsiController),
    ("rook-ceph-network-canary", Class::NetworkCanary),
    ("csi-rbdplugin", Class::RookCsiNode),
    ("csi-cephfsplugin", Class::RookCsiNode),
    ("csi-nfsplugin", Class::RookCsiNode),
    ("*-nodeplugin", Class::CsiNode),
    ("rook-ceph-operator", Class::NoneNeeded),
    ("rook-ceph-osd-prepare", Class::NoneNeeded),
    ("rook-ceph-crashcollector", Class::NoneNeeded),
    ("rook-ceph-crashcollector-pruner", Class::NoneNeeded),
    ("rook-ceph-exporter", Class::NoneNeeded),
    ("*-detect-version", Class::NoneNeeded),
    ("*-nodeplugin-csi-addons", Class::NoneNeeded),
    ("rook-ceph-cleanup", Class::NoneNeeded),
    ("rook-discover", Class::NoneNeeded),
    ("rook-ceph-tools", Class::NoneNeeded),
    ("rook-ceph-tools-operator-image", Class::NoneNeeded),
    ("rook-ceph-floating-mon", Class::NoneNeeded),
    ("rook-ceph-purge-osd", Class::NoneNeeded),
    ("rook-direct-mount", Class::NoneNeeded),
    ("odf-blackbox-exporter", Class::Blackbox),
    ("multus-validation-test-web-server", Class::Validation),
    ("multus-validation-test-client", Class::Validation),
    ("multus-validation-test-image-pull", Class::Validation),
    ("multus-validation-test-host-checker", Class::Validation),
];

pub(crate) const PUBLIC: &str = "rook-ceph/public-net";
pub(crate) const CLUSTER: &str = "rook-ceph/cluster-net";
pub(crate) const MONITORS: &str = "rook-ceph/monitor-net";
pub(crate) const FOREIGN: &str = "default/other";

/// A network with the interface that is asked for, if one is.
pub(crate) type Attachment = (&'static str, Option<&'static str>);

/// The CephCluster of the inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cluster {
    pub(crate) multus: bool,
    pub(crate) public: Option<Attachment>,
    pub(crate) cluster: Option<Attachment>,
}

/// The settings that have a part in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) mutate: bool,
    pub(crate) monitor_network: Option<&'static str>,
    /// `attachment-not-allowed: allow`
    pub(crate) allowed: bool,
    /// Whether the inventory has the NADs.
    pub(crate) nads: bool,
    /// The CephCluster in `previous`.
    pub(crate) earlier: Option<Cluster>,
}

/// What a pod asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pod<'a> {
    pub(crate) class: Class,
    pub(crate) host_network: bool,
    /// `None` where the annotation cannot be read.
    pub(crate) joins: Option<&'a [Attachment]>,
    /// Whether there is no annotation at all.
    pub(crate) absent: bool,
}

/// What becomes of it: the rules that speak, and the networks that it gets where they are changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fate {
    pub(crate) denied: BTreeSet<&'static str>,
    pub(crate) warned: BTreeSet<&'static str>,
    pub(crate) mutated: BTreeSet<&'static str>,
    pub(crate) networks: Option<Vec<Attachment>>,
}

const NOT_ALLOWED: &str = "attachment-not-allowed";

/// A moment that is known: the CephCluster, and the network of monitors beside it.
#[derive(Clone, Copy)]
struct Moment {
    cluster: Cluster,
    monitors: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Own,
    WrongNetwork,
    MonitorsOnly,
    Unknown,
}

impl Moment {
    fn new(cluster: Cluster, choice: Choice) -> Moment {
        let own = if cluster.multus { [cluster.public, cluster.cluster] } else { [None, None] };
        let cluster = Cluster { public: own[0], cluster: own[1], ..cluster };
        // A monitor network is a NAD of its own: one of the Ceph cluster's networks cannot stand in for another.
        let is_own = |nad: &&str| own.iter().flatten().any(|(name, _)| name == nad);
        Moment { cluster, monitors: choice.monitor_network.filter(|nad| !is_own(nad)) }
    }

    fn replaced(self, class: Class) -> Option<&'static str> {
        let public = self.cluster.public.filter(|_| class == Class::Mon && self.monitors.is_some());
        public.map(|(name, _)| name)
    }

    /// What it must have, public first, one network for both once.
    fn must(self, class: Class) -> Vec<Attachment> {
        let mut must = Vec::new();
        if is_daemon(class) {
            let public = match (self.replaced(class), self.monitors) {
                (Some(_), Some(monitors)) => Some((monitors, None)),
                _ => self.cluster.public,
            };
            must.extend(public);
        }
        if class == Class::Osd {
            must.extend(self.cluster.cluster.filter(|(name, _)| must.iter().all(|(other, _)| other != name)));
        }
        must
    }

    fn place(self, class: Class, name: &str) -> Place {
        let is = |network: Option<Attachment>| network.is_some_and(|(own, _)| own == name);
        if is(self.cluster.public) {
            Place::Own
        } else if is(self.cluster.cluster) {
            let may = matches!(class, Class::Osd | Class::NetworkCanary | Class::Validation | Class::Blackbox);
            if may { Place::Own } else { Place::WrongNetwork }
        } else if self.monitors == Some(name) {
            if matches!(class, Class::Mon | Class::Validation) { Place::Own } else { Place::MonitorsOnly }
        } else {
            Place::Unknown
        }
    }
}

fn is_daemon(class: Class) -> bool {
    matches!(class, Class::Osd | Class::Mon | Class::Public | Class::CsiController | Class::CsiHolder)
}

/// The place in the world that puts it there; else in the one that knows the network.
fn place(moments: &[Moment], class: Class, name: &str) -> Place {
    let places: Vec<Place> = moments.iter().map(|moment| moment.place(class, name)).collect();
    if places.contains(&Place::Own) {
        return Place::Own;
    }
    places.into_iter().find(|place| *place != Place::Unknown).unwrap_or(Place::Unknown)
}

/// Sections 2 and 3, row by row.
pub(crate) fn fate(pod: Pod<'_>, cluster: Option<Cluster>, choice: Choice) -> Fate {
    let mut fate = Fate::default();
    let moment = |cluster| Moment::new(cluster, choice);
    // A CephCluster that did not change is the same at both moments, and one that is new was not there before.
    let now = cluster.map(moment);
    let before = choice.earlier.map(moment);
    let moments: Vec<Moment> = now.into_iter().chain(before).collect();
    if pod.host_network {
        if pod.joins != Some(&[]) && pod.class != Class::RookCsiNode {
            fate.warned.insert("host-network-attachment");
        }
        let multus = !moments.is_empty() && moments.iter().all(|moment| moment.cluster.multus);
        if is_daemon(pod.class) && multus {
            fate.warned.insert("pod-host-network");
        }
        return fate;
    }
    let Some(joins) = pod.joins else {
        fate.denied.insert("annotation-unparsable");
        return fate;
    };
    if moments.is_empty() {
        let names: BTreeSet<&str> = joins.iter().map(|(name, _)| *name).collect();
        let most = match pod.class {
            Class::Osd => 2,
            Class::Mon | Class::Public | Class::CsiController | Class::CsiHolder | Class::NetworkCanary => 1,
            Class::CsiNode | Class::RookCsiNode | Class::NoneNeeded | Class::Validation | Class::Blackbox => usize::MAX,
        };
        if names.len() > most && !choice.allowed {
            fate.warned.insert(NOT_ALLOWED);
        }
        deny_clash(joins, &mut fate);
        return fate;
    }
    let once = once(joins);
    let mut result = joins.to_vec();
    let mut differs = false;
    if is_daemon(pod.class) {
        let changed = change(pod, &once, now, &moments, choice, &mut fate);
        differs = changed.is_none();
        let changed = changed.unwrap_or_else(|| once.clone());
        if choice.mutate && !fate.mutated.is_empty() {
            result = changed;
        }
    }
    warn_and_deny(pod.class, &result, &moments, differs, choice, &mut fate);
    // A repetition that can be removed is no clash, also where it is not removed.
    let attached = if is_daemon(pod.class) { self::once(&result) } else { result.clone() };
    deny_clash(&attached, &mut fate);

    if !choice.mutate {
        fate.warned.append(&mut fate.mutated);
    } else if !fate.denied.is_empty() {
        fate.mutated.clear();
    } else if !fate.mutated.is_empty() {
        fate.networks = Some(result);
        // Rook writes an annotation wherever there is Multus; the controllers of CSI are not Rook's.
        if pod.absent && pod.class != Class::CsiController {
            fate.warned.insert("attachment-missing");
        }
    }
    fate
}

/// The first attachment to every network.
fn once(joins: &[Attachment]) -> Vec<Attachment> {
    let mut once: Vec<Attachment> = Vec::new();
    for one in joins {
        if once.iter().all(|(name, _)| *name != one.0) {
            once.push(*one);
        }
    }
    once
}

/// What a daemon has in the end; `None` where it is on networks that no moment gives it.
fn change(
    pod: Pod<'_>,
    once: &[Attachment],
    now: Option<Moment>,
    moments: &[Moment],
    choice: Choice,
    fate: &mut Fate,
) -> Option<Vec<Attachment>> {
    let names: BTreeSet<&str> = once.iter().map(|(name, _)| *name).collect();
    let of = |must: Vec<Attachment>| -> BTreeSet<&str> { must.iter().map(|(name, _)| *name).collect() };
    let repeated = once.len() < pod.joins.unwrap_or_default().len();
    if repeated {
        fate.mutated.insert("attachment-repeated");
    }
    let must = now.map(|now| now.must(pod.class)).unwrap_or_default();
    let has_none = names.is_empty() && (!pod.absent || must.is_empty());
    if has_none || moments.iter().any(|moment| of(moment.must(pod.class)) == names) {
        return Some(once.to_vec());
    }
    let replaced = |name: &str| moments.iter().any(|moment| moment.replaced(pod.class) == Some(name));
    let fits = |name: &str| replaced(name) || must.iter().any(|(other, _)| *other == name);
    if must.is_empty() || !names.iter().all(|name| fits(name)) {
        return None;
    }
    let missing: Vec<Attachment> = must.into_iter().filter(|(name, _)| !names.contains(name)).collect();
    let mut whole: Vec<Attachment> = once.iter().copied().filter(|(name, _)| !replaced(name)).collect();
    whole.extend(missing.iter().copied());
    let mut clash = Fate::default();
    deny_clash(&whole, &mut clash);
    if missing.is_empty() {
        fate.mutated.insert("attachment-repeated");
    } else if choice.nads && clash.denied.is_empty() {
        fate.mutated.insert("attachment-missing");
    } else {
        fate.warned.insert("attachment-missing");
        whole = once.to_vec();
    }
    Some(whole)
}

/// What is wrong with what it has.
fn warn_and_deny(
    class: Class,
    joins: &[Attachment],
    moments: &[Moment],
    differs: bool,
    choice: Choice,
    fate: &mut Fate,
) {
    let places: Vec<Place> = joins.iter().map(|(name, _)| place(moments, class, name)).collect();
    let misplaced = places.iter().any(|place| matches!(place, Place::WrongNetwork | Place::MonitorsOnly));
    let unknown = differs || class == Class::NetworkCanary && places.contains(&Place::Unknown);
    if unknown && !misplaced {
        fate.warned.insert("attachment-unknown");
    }
    if choice.allowed {
        return;
    }
    if places.contains(&Place::WrongNetwork) {
        // A holder keeps the mounts of its node alive.
        if class == Class::CsiHolder { &mut fate.warned } else { &mut fate.denied }.insert(NOT_ALLOWED);
    }
    if places.contains(&Place::MonitorsOnly) {
        fate.warned.insert(NOT_ALLOWED);
    }
    if class == Class::NetworkCanary {
        let right = match (joins, places.as_slice()) {
            ([(_, interface)], [Place::Own]) => matches!(interface, Some("public" | "cluster")),
            ([_], [_]) => true,
            _ => false,
        };
        if !right {
            fate.warned.insert(NOT_ALLOWED);
        }
    }
}

/// Two interfaces of one name: Multus rejects the pod.
fn deny_clash(joins: &[Attachment], fate: &mut Fate) {
    let mut names = BTreeSet::new();
    for interface in joins.iter().filter_map(|(_, interface)| *interface) {
        if !names.insert(interface) {
            fate.denied.insert("interface-clash");
        }
    }
}
