//! The attachment table of the design, stated anew with lists and loops: no table and no comparison of the core is used.

use std::collections::BTreeSet;

/// What the table tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Osd,
    Mon,
    /// Every other daemon that needs the public network.
    Public,
    NetworkCanary,
    /// On the network of the host by nature.
    CsiNode,
    NoneNeeded,
    /// The pods of `rook multus validation`.
    Validation,
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
    ("csi-rbdplugin-provisioner", Class::Public),
    ("csi-cephfsplugin-provisioner", Class::Public),
    ("csi-nfsplugin-provisioner", Class::Public),
    ("csi-rbdplugin-holder", Class::Public),
    ("csi-cephfsplugin-holder", Class::Public),
    ("csi-nfsplugin-holder", Class::Public),
    ("*-ctrlplugin", Class::Public),
    ("*-nodeplugin-csi-addons", Class::Public),
    ("rook-ceph-network-canary", Class::NetworkCanary),
    ("csi-rbdplugin", Class::CsiNode),
    ("csi-cephfsplugin", Class::CsiNode),
    ("csi-nfsplugin", Class::CsiNode),
    ("*-nodeplugin", Class::CsiNode),
    ("rook-ceph-operator", Class::NoneNeeded),
    ("rook-ceph-osd-prepare", Class::NoneNeeded),
    ("rook-ceph-crashcollector", Class::NoneNeeded),
    ("rook-ceph-crashcollector-pruner", Class::NoneNeeded),
    ("rook-ceph-exporter", Class::NoneNeeded),
    ("*-detect-version", Class::NoneNeeded),
    ("rook-ceph-cleanup", Class::NoneNeeded),
    ("rook-discover", Class::NoneNeeded),
    ("rook-ceph-tools", Class::NoneNeeded),
    ("rook-ceph-tools-operator-image", Class::NoneNeeded),
    ("rook-ceph-floating-mon", Class::NoneNeeded),
    ("rook-ceph-purge-osd", Class::NoneNeeded),
    ("rook-direct-mount", Class::NoneNeeded),
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
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cluster {
    pub(crate) multus: bool,
    pub(crate) public: Option<Attachment>,
    pub(crate) cluster: Option<Attachment>,
}

/// The settings that have a part in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choice {
    pub(crate) mutate: bool,
    pub(crate) monitor_network: Option<&'static str>,
    /// `attachment-not-allowed: allow`
    pub(crate) allowed: bool,
}

/// What a pod asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pod<'a> {
    pub(crate) class: Class,
    pub(crate) host_network: bool,
    /// `None` where the annotation cannot be read.
    pub(crate) joins: Option<&'a [Attachment]>,
}

/// What becomes of it: the rules that speak, and the networks that it gets where they are changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fate {
    pub(crate) denied: BTreeSet<&'static str>,
    pub(crate) warned: BTreeSet<&'static str>,
    pub(crate) mended: BTreeSet<&'static str>,
    pub(crate) networks: Option<Vec<Attachment>>,
}

/// Section 4.3, row by row.
pub(crate) fn fate(pod: Pod<'_>, cluster: Option<Cluster>, choice: Choice) -> Fate {
    let mut fate = Fate::default();
    let daemon = matches!(pod.class, Class::Osd | Class::Mon | Class::Public);
    if pod.host_network {
        if pod.joins != Some(&[]) {
            fate.warned.insert("host-network-attachment");
        }
        if daemon && cluster.is_some_and(|cluster| cluster.multus) {
            fate.warned.insert("pod-host-network");
        }
        return fate;
    }
    let Some(joins) = pod.joins else {
        fate.denied.insert("annotation-unparsable");
        return fate;
    };
    let Some(cluster) = cluster else {
        let names: BTreeSet<&str> = joins.iter().map(|(name, _)| *name).collect();
        let most = match pod.class {
            Class::Osd => 2,
            Class::Mon | Class::Public | Class::NetworkCanary => 1,
            Class::CsiNode | Class::NoneNeeded | Class::Validation => usize::MAX,
        };
        if names.len() > most && !choice.allowed {
            fate.warned.insert("attachment-not-allowed");
        }
        deny_clash(joins, &mut fate);
        return fate;
    };
    if !cluster.multus {
        deny_clash(joins, &mut fate);
        return fate;
    }

    // What it must have, public first, one network for both once.
    // A monitor network is a NAD of its own: one of the Ceph cluster's networks cannot stand in for another.
    let own = [cluster.public, cluster.cluster];
    let monitor_network =
        choice.monitor_network.filter(|monitors| own.iter().flatten().all(|(name, _)| name != monitors));
    let replacement = monitor_network.filter(|_| pod.class == Class::Mon && cluster.public.is_some());
    let mut must: Vec<Attachment> = Vec::new();
    if daemon {
        must.extend(replacement.map(|monitors| (monitors, None)).or(cluster.public));
    }
    if pod.class == Class::Osd {
        must.extend(cluster.cluster.filter(|(name, _)| must.iter().all(|(other, _)| other != name)));
    }
    let count = |name: &str| joins.iter().filter(|(other, _)| *other == name).count();
    let public = cluster.public.map(|(name, _)| name);
    let replaced = public.filter(|name| replacement.is_some() && count(name) > 0);
    if must.iter().any(|(name, _)| count(name) == 0) {
        fate.mended.insert("attachment-missing");
    } else if replaced.is_some() {
        fate.mended.insert("attachment-repeated");
    }
    if must.iter().any(|(name, _)| count(name) > 1) {
        fate.mended.insert("attachment-repeated");
    }

    // What it has then: its own where it has them, and whatever else it joins.
    let first = |name: &str| joins.iter().find(|(other, _)| *other == name).copied();
    let mut whole: Vec<Attachment> = must.iter().map(|one| first(one.0).unwrap_or(*one)).collect();
    for one in joins {
        if must.iter().all(|(name, _)| *name != one.0) && replaced != Some(one.0) {
            whole.push(*one);
        }
    }
    let result = if fate.mended.is_empty() || !choice.mutate { joins.to_vec() } else { whole };

    if !choice.allowed {
        judge(pod.class, &result, cluster, monitor_network, &mut fate);
    }
    // A repetition that can be mended is no clash, also where it is not mended.
    let mut once: Vec<Attachment> = Vec::new();
    for one in &result {
        let is_needed = must.iter().any(|(name, _)| *name == one.0);
        if !is_needed || once.iter().all(|(name, _)| *name != one.0) {
            once.push(*one);
        }
    }
    deny_clash(&once, &mut fate);

    if !choice.mutate {
        fate.warned.append(&mut fate.mended);
    } else if !fate.denied.is_empty() {
        fate.mended.clear();
    } else if !fate.mended.is_empty() {
        fate.networks = Some(result);
    }
    fate
}

/// What it may not have.
fn judge(class: Class, joins: &[Attachment], cluster: Cluster, monitor_network: Option<&str>, fate: &mut Fate) {
    const RULE: &str = "attachment-not-allowed";
    let is = |network: Option<Attachment>, name: &str| network.is_some_and(|(own, _)| own == name);
    if class == Class::NetworkCanary {
        let right = match joins {
            [(name, interface)] => {
                let one_of_two = is(cluster.public, name) || is(cluster.cluster, name);
                one_of_two && matches!(interface, Some("public" | "cluster"))
            }
            _ => false,
        };
        if !right {
            fate.denied.insert(RULE);
        }
        return;
    }
    for (name, _) in joins {
        let is_public = is(cluster.public, name);
        let is_cluster = is(cluster.cluster, name) && !is_public;
        let is_monitors = monitor_network == Some(*name);
        match class {
            Class::Validation | Class::NetworkCanary => {}
            // The window of the monitors is for monitors: nobody else takes an address of it.
            _ if is_monitors => {
                if class != Class::Mon {
                    fate.denied.insert(RULE);
                }
            }
            Class::Osd => {
                if !is_public && !is_cluster {
                    fate.denied.insert(RULE);
                }
            }
            _ if is_cluster => {
                fate.denied.insert(RULE);
            }
            // Not theirs, but harmless: a daemon that is denied does not come back.
            Class::Mon | Class::Public => {
                if !is_public {
                    fate.warned.insert(RULE);
                }
            }
            Class::CsiNode | Class::NoneNeeded => {}
        }
    }
}

/// Two interfaces of one name: Multus refuses the pod.
fn deny_clash(joins: &[Attachment], fate: &mut Fate) {
    let mut names = BTreeSet::new();
    for interface in joins.iter().filter_map(|(_, interface)| *interface) {
        if !names.insert(interface) {
            fate.denied.insert("interface-clash");
        }
    }
}
