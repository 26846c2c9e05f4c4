//! Which Ceph pod is which, and the networks that it joins (rook/rook: pkg/operator/k8sutil/network.go, and the spec of
//! each daemon; ceph/ceph-csi-operator: internal/controller/driver_controller.go).

use crate::facts::ceph_cluster::CephNetwork;

/// A pod of Rook or ceph-csi, known by its `app` label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Daemon {
    /// What messages call it: `OSD`, `mon`, `CSI controller`.
    pub name: &'static str,
    /// What it joins.
    pub joins: Joins,
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
            Joins::One | Joins::Host | Joins::None | Joins::Any => false,
        }
    }

    /// Whether the pod may be on `network`.
    pub fn may_join(self, network: CephNetwork) -> bool {
        network == CephNetwork::Public || matches!(self, Joins::Both | Joins::One | Joins::Any)
    }
}

/// `app` labels that stand for one pod each.
const BY_LABEL: &[(&str, &str, Joins)] = &[
    ("rook-ceph-osd", "OSD", Joins::Both),
    ("rook-ceph-mon", "mon", Joins::Public),
    ("rook-ceph-mgr", "mgr", Joins::Public),
    ("rook-ceph-mds", "mds", Joins::Public),
    ("rook-ceph-rgw", "rgw", Joins::Public),
    ("rook-ceph-rbd-mirror", "rbd-mirror", Joins::Public),
    ("rook-ceph-fs-mirror", "cephfs-mirror", Joins::Public),
    ("rook-ceph-nfs", "nfs", Joins::Public),
    ("rook-ceph-nvmeof", "nvmeof", Joins::Public),
    ("rook-ceph-osd-key-rotation", "OSD key rotation", Joins::Public),
    ("rook-ceph-network-canary", "network canary", Joins::One),
    ("rook-ceph-floating-mon", "floating mon", Joins::None),
    ("rook-ceph-osd-prepare", "OSD prepare", Joins::None),
    ("rook-ceph-crashcollector", "crash collector", Joins::None),
    ("rook-ceph-crashcollector-pruner", "crash pruner", Joins::None),
    ("rook-ceph-exporter", "ceph-exporter", Joins::None),
    ("rook-ceph-cleanup", "cleanup", Joins::None),
    ("rook-ceph-operator", "operator", Joins::None),
    ("rook-ceph-tools", "toolbox", Joins::None),
    ("rook-ceph-tools-operator-image", "toolbox", Joins::None),
    ("rook-ceph-purge-osd", "OSD purge", Joins::None),
    ("rook-direct-mount", "direct mount", Joins::None),
    ("rook-discover", "discover", Joins::None),
    ("csi-rbdplugin-provisioner", "CSI controller", Joins::Public),
    ("csi-cephfsplugin-provisioner", "CSI controller", Joins::Public),
    ("csi-nfsplugin-provisioner", "CSI controller", Joins::Public),
    ("csi-rbdplugin-holder", "CSI holder", Joins::Public),
    ("csi-cephfsplugin-holder", "CSI holder", Joins::Public),
    ("csi-nfsplugin-holder", "CSI holder", Joins::Public),
    ("csi-rbdplugin", "CSI node plugin", Joins::Host),
    ("csi-cephfsplugin", "CSI node plugin", Joins::Host),
    ("csi-nfsplugin", "CSI node plugin", Joins::Host),
    ("multus-validation-test-web-server", "multus validation", Joins::Any),
    ("multus-validation-test-client", "multus validation", Joins::Any),
    ("multus-validation-test-image-pull", "multus validation", Joins::Any),
    ("multus-validation-test-host-checker", "multus validation", Joins::Any),
];

/// Endings of `app` labels whose beginning is a driver's or a resource's name. Of two that fit the longer stands first.
const BY_ENDING: &[(&str, &str, Joins)] = &[
    ("-nodeplugin-csi-addons", "CSI addons", Joins::None),
    ("-nodeplugin", "CSI node plugin", Joins::Host),
    ("-ctrlplugin", "CSI controller", Joins::Public),
    ("-detect-version", "version detection", Joins::None),
];

/// What people start themselves, from Rook's examples (rook/rook: deploy/examples).
const TOOLS: [&str; 3] = ["toolbox", "OSD purge", "direct mount"];

impl Daemon {
    /// The pod that an `app` label stands for; `None` for a label that neither Rook nor ceph-csi gives.
    pub fn of_label(app: &str) -> Option<Daemon> {
        let exact = BY_LABEL.iter().find(|(label, ..)| *label == app);
        let (_, name, joins) = exact.or_else(|| BY_ENDING.iter().find(|(ending, ..)| app.ends_with(ending)))?;
        Some(Daemon { name, joins: *joins })
    }

    /// The `app` labels that stand for one pod each.
    pub fn labels() -> impl Iterator<Item = &'static str> {
        BY_LABEL.iter().map(|(label, ..)| *label)
    }

    /// The endings of the `app` labels that begin with the name of a driver or a resource.
    pub fn label_endings() -> impl Iterator<Item = &'static str> {
        BY_ENDING.iter().map(|(ending, ..)| *ending)
    }

    /// Whether this is a monitor, or the canary of one.
    pub fn is_monitor(&self) -> bool {
        self.name == "mon"
    }

    /// Whether a controller makes it. The toolbox and its like are people's own, as are the pods of
    /// `rook multus validation`.
    pub fn has_controller(&self) -> bool {
        self.joins != Joins::Any && !TOOLS.contains(&self.name)
    }

    /// Whether this is a holder of Rook until v1.15, in whose network namespace the kernel's mounts of a node live.
    pub fn is_csi_holder(&self) -> bool {
        self.name == "CSI holder"
    }

    /// Whether this is Rook's operator.
    pub fn is_operator(&self) -> bool {
        self.name == "operator"
    }

    /// Whether this is a pod in which people run Ceph's tools.
    pub fn is_toolbox(&self) -> bool {
        self.name == "toolbox"
    }

    /// Whether this is a pod of ceph-csi. Rook stopped annotating these in v1.20, so that a missing network is not
    /// Rook's mistake.
    pub fn is_csi(&self) -> bool {
        self.name.starts_with("CSI")
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
            assert_eq!(Daemon::of_label(app).map(|daemon| (daemon.name, daemon.joins)), expected, "{app}");
        }
    }

    #[test]
    fn only_osds_canaries_and_the_validation_tool_may_join_the_cluster_network() {
        for (label, _, joins) in BY_LABEL {
            let expected =
                *label == "rook-ceph-osd" || *label == "rook-ceph-network-canary" || label.starts_with("multus-");
            assert_eq!(joins.may_join(CephNetwork::Cluster), expected, "{label}");
        }
    }
}
