//! Which Ceph pod is which, and the networks that it joins (rook/rook: pkg/operator/k8sutil/network.go, and the spec of
//! each daemon; ceph/ceph-csi-operator: internal/controller/driver_controller.go).

use crate::facts::ceph_cluster::CephNetwork;

/// A pod of Rook or ceph-csi, known by its `app` label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Daemon {
    /// Stores data.
    Osd,
    /// A monitor, or the canary of one.
    Mon,
    /// A manager.
    Mgr,
    /// A metadata server of a file system.
    Mds,
    /// A gateway of an object store.
    Rgw,
    /// Mirrors block devices.
    RbdMirror,
    /// Mirrors file systems.
    CephfsMirror,
    /// An NFS server.
    Nfs,
    /// A gateway for NVMe over fabrics.
    NvmeOf,
    /// Rotates the keys of an OSD.
    OsdKeyRotation,
    /// Learns the addresses of one network.
    NetworkCanary,
    /// A monitor that is not bound to a node.
    FloatingMon,
    /// Prepares the devices of a node.
    OsdPrepare,
    /// Collects crashes.
    CrashCollector,
    /// Removes old crashes.
    CrashPruner,
    /// Serves metrics of a node.
    Exporter,
    /// Removes what a cluster leaves on its nodes.
    Cleanup,
    /// Rook's operator.
    Operator,
    /// Where people run Ceph's tools.
    Toolbox,
    /// Removes OSDs.
    OsdPurge,
    /// Where people mount volumes by hand.
    DirectMount,
    /// Finds devices.
    Discover,
    /// Provisions volumes.
    CsiController,
    /// A holder of Rook until v1.15, in whose network namespace the kernel's mounts of a node live.
    CsiHolder,
    /// Mounts volumes on a node.
    CsiNodePlugin,
    /// A pod of `rook multus validation`.
    MultusValidation,
    /// Serves csi-addons on a node.
    CsiAddons,
    /// Asks an image for the version of Ceph.
    VersionDetection,
    /// Probes the addresses of mons and OSDs in OpenShift Data Foundation.
    BlackboxExporter,
}

/// The networks of a Ceph pod, of those that its CephCluster selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joins {
    /// Public and cluster, and nothing else: the OSDs.
    Both,
    /// Public, and never cluster.
    Public,
    /// Exactly one of the two, as Rook's network canary does to learn its addresses.
    One,
    /// None needed; those of an OSD, which ocs-operator copies from one (red-hat-storage/ocs-operator:
    /// internal/controller/storagecluster/blackbox_exporter.go).
    LikeOsds,
    /// None: the pod is on the host's network.
    Host,
    /// None needed; public at the most.
    None,
    /// None needed; any, as the pods of `rook multus validation` do in the namespaces that the settings name.
    Any,
}

impl Joins {
    /// Whether the pod must be on `network` where the cluster selects it.
    pub fn needs(self, network: CephNetwork) -> bool {
        match self {
            Joins::Both => true,
            Joins::Public => network == CephNetwork::Public,
            Joins::One | Joins::LikeOsds | Joins::Host | Joins::None | Joins::Any => false,
        }
    }

    /// Whether the pod may be on `network`.
    pub fn may_join(self, network: CephNetwork) -> bool {
        network == CephNetwork::Public || matches!(self, Joins::Both | Joins::One | Joins::LikeOsds | Joins::Any)
    }
}

/// `app` labels that stand for one pod each.
const BY_LABEL: &[(&str, Daemon)] = &[
    ("rook-ceph-osd", Daemon::Osd),
    ("rook-ceph-mon", Daemon::Mon),
    ("rook-ceph-mgr", Daemon::Mgr),
    ("rook-ceph-mds", Daemon::Mds),
    ("rook-ceph-rgw", Daemon::Rgw),
    ("rook-ceph-rbd-mirror", Daemon::RbdMirror),
    ("rook-ceph-fs-mirror", Daemon::CephfsMirror),
    ("rook-ceph-nfs", Daemon::Nfs),
    ("rook-ceph-nvmeof", Daemon::NvmeOf),
    ("rook-ceph-osd-key-rotation", Daemon::OsdKeyRotation),
    ("rook-ceph-network-canary", Daemon::NetworkCanary),
    ("rook-ceph-floating-mon", Daemon::FloatingMon),
    ("rook-ceph-osd-prepare", Daemon::OsdPrepare),
    ("rook-ceph-crashcollector", Daemon::CrashCollector),
    ("rook-ceph-crashcollector-pruner", Daemon::CrashPruner),
    ("rook-ceph-exporter", Daemon::Exporter),
    ("rook-ceph-cleanup", Daemon::Cleanup),
    ("rook-ceph-operator", Daemon::Operator),
    ("rook-ceph-tools", Daemon::Toolbox),
    ("rook-ceph-tools-operator-image", Daemon::Toolbox),
    ("rook-ceph-purge-osd", Daemon::OsdPurge),
    ("rook-direct-mount", Daemon::DirectMount),
    ("rook-discover", Daemon::Discover),
    ("csi-rbdplugin-provisioner", Daemon::CsiController),
    ("csi-cephfsplugin-provisioner", Daemon::CsiController),
    ("csi-nfsplugin-provisioner", Daemon::CsiController),
    ("csi-rbdplugin-holder", Daemon::CsiHolder),
    ("csi-cephfsplugin-holder", Daemon::CsiHolder),
    ("csi-nfsplugin-holder", Daemon::CsiHolder),
    ("csi-rbdplugin", Daemon::CsiNodePlugin),
    ("csi-cephfsplugin", Daemon::CsiNodePlugin),
    ("csi-nfsplugin", Daemon::CsiNodePlugin),
    ("odf-blackbox-exporter", Daemon::BlackboxExporter),
    ("multus-validation-test-web-server", Daemon::MultusValidation),
    ("multus-validation-test-client", Daemon::MultusValidation),
    ("multus-validation-test-image-pull", Daemon::MultusValidation),
    ("multus-validation-test-host-checker", Daemon::MultusValidation),
];

/// Endings of `app` labels whose beginning is a driver's or a resource's name. Of two that fit the longer stands first.
const BY_ENDING: &[(&str, Daemon)] = &[
    ("-nodeplugin-csi-addons", Daemon::CsiAddons),
    ("-nodeplugin", Daemon::CsiNodePlugin),
    ("-ctrlplugin", Daemon::CsiController),
    ("-detect-version", Daemon::VersionDetection),
];

impl Daemon {
    /// The pod that an `app` label stands for; `None` for a label that neither Rook nor ceph-csi gives.
    pub fn of_label(app: &str) -> Option<Daemon> {
        let exact = BY_LABEL.iter().find(|(label, _)| *label == app);
        exact.or_else(|| BY_ENDING.iter().find(|(ending, _)| app.ends_with(ending))).map(|(_, daemon)| *daemon)
    }

    /// What messages call it: `OSD`, `mon`, `CSI controller`.
    pub fn name(self) -> &'static str {
        match self {
            Daemon::Osd => "OSD",
            Daemon::Mon => "mon",
            Daemon::Mgr => "mgr",
            Daemon::Mds => "MDS",
            Daemon::Rgw => "RGW",
            Daemon::RbdMirror => "rbd-mirror",
            Daemon::CephfsMirror => "cephfs-mirror",
            Daemon::Nfs => "NFS server",
            Daemon::NvmeOf => "NVMe-oF gateway",
            Daemon::OsdKeyRotation => "OSD key rotation",
            Daemon::NetworkCanary => "network canary",
            Daemon::FloatingMon => "floating mon",
            Daemon::OsdPrepare => "OSD prepare",
            Daemon::CrashCollector => "crash collector",
            Daemon::CrashPruner => "crash pruner",
            Daemon::Exporter => "ceph-exporter",
            Daemon::Cleanup => "cleanup",
            Daemon::Operator => "operator",
            Daemon::Toolbox => "toolbox",
            Daemon::OsdPurge => "OSD purge",
            Daemon::DirectMount => "direct mount",
            Daemon::Discover => "discover",
            Daemon::CsiController => "CSI controller",
            Daemon::CsiHolder => "CSI holder",
            Daemon::CsiNodePlugin => "CSI node plugin",
            Daemon::MultusValidation => "Multus validation",
            Daemon::CsiAddons => "CSI addons",
            Daemon::VersionDetection => "version detection",
            Daemon::BlackboxExporter => "ODF blackbox exporter",
        }
    }

    /// The name with its article: `an OSD`, `a mon`.
    pub fn with_article(self) -> String {
        let article = match self {
            Daemon::Osd
            | Daemon::OsdKeyRotation
            | Daemon::OsdPrepare
            | Daemon::OsdPurge
            | Daemon::Mds
            | Daemon::Rgw
            | Daemon::RbdMirror
            | Daemon::Nfs
            | Daemon::NvmeOf
            | Daemon::Operator
            | Daemon::BlackboxExporter => "an",
            _ => "a",
        };
        format!("{article} {}", self.name())
    }

    /// What it joins.
    pub fn joins(self) -> Joins {
        match self {
            Daemon::Osd => Joins::Both,
            Daemon::Mon
            | Daemon::Mgr
            | Daemon::Mds
            | Daemon::Rgw
            | Daemon::RbdMirror
            | Daemon::CephfsMirror
            | Daemon::Nfs
            | Daemon::NvmeOf
            | Daemon::OsdKeyRotation
            | Daemon::CsiController
            | Daemon::CsiHolder => Joins::Public,
            Daemon::NetworkCanary => Joins::One,
            Daemon::BlackboxExporter => Joins::LikeOsds,
            Daemon::FloatingMon
            | Daemon::OsdPrepare
            | Daemon::CrashCollector
            | Daemon::CrashPruner
            | Daemon::Exporter
            | Daemon::Cleanup
            | Daemon::Operator
            | Daemon::Toolbox
            | Daemon::OsdPurge
            | Daemon::DirectMount
            | Daemon::Discover
            | Daemon::CsiAddons
            | Daemon::VersionDetection => Joins::None,
            Daemon::CsiNodePlugin => Joins::Host,
            Daemon::MultusValidation => Joins::Any,
        }
    }

    /// The `app` labels that stand for one pod each.
    pub fn labels() -> impl Iterator<Item = &'static str> {
        BY_LABEL.iter().map(|(label, _)| *label)
    }

    /// Whether this is a monitor, or the canary of one.
    pub fn is_monitor(self) -> bool {
        self == Daemon::Mon
    }

    /// Whether a controller makes it. The toolbox and its like are people's own, from Rook's examples (rook/rook:
    /// deploy/examples), as are the pods of `rook multus validation`.
    pub fn needs_controller(self) -> bool {
        !matches!(self, Daemon::MultusValidation | Daemon::Toolbox | Daemon::OsdPurge | Daemon::DirectMount)
    }

    /// Whether this is a pod of ceph-csi. Rook stopped annotating these in v1.20, so that a missing network is not
    /// Rook's mistake.
    pub fn is_csi(self) -> bool {
        matches!(self, Daemon::CsiController | Daemon::CsiHolder | Daemon::CsiNodePlugin | Daemon::CsiAddons)
    }

    /// Whether it may serve several CephClusters: the pods of ceph-csi do, except a holder, which is of one.
    pub fn serves_several(self) -> bool {
        self.is_csi() && self != Daemon::CsiHolder
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_label_names_the_daemon_and_its_networks() {
        let table = [
            ("rook-ceph-osd", Some(("OSD", Joins::Both))),
            ("rook-ceph-osd-prepare", Some(("OSD prepare", Joins::None))),
            ("rook-ceph-mon", Some(("mon", Joins::Public))),
            ("rook-ceph.rbd.csi.ceph.com-ctrlplugin", Some(("CSI controller", Joins::Public))),
            ("rook-ceph.rbd.csi.ceph.com-nodeplugin", Some(("CSI node plugin", Joins::Host))),
            ("rook-ceph.rbd.csi.ceph.com-nodeplugin-csi-addons", Some(("CSI addons", Joins::None))),
            ("rook-ceph-detect-version", Some(("version detection", Joins::None))),
            ("nginx", None),
            ("", None),
        ];
        for (app, expected) in table {
            assert_eq!(Daemon::of_label(app).map(|daemon| (daemon.name(), daemon.joins())), expected, "{app}");
        }
    }

    #[test]
    fn few_daemons_may_join_the_cluster_network() {
        let few = ["rook-ceph-osd", "rook-ceph-network-canary", "odf-blackbox-exporter"];
        for (label, daemon) in BY_LABEL {
            let expected = few.contains(label) || label.starts_with("multus-");
            assert_eq!(daemon.joins().may_join(CephNetwork::Cluster), expected, "{label}");
        }
    }
}
