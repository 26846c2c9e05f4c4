//! The pods of Rook and ceph-csi, and how Kubernetes replaces them.

/// A sort of pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Mon,
    MonCanary,
    Mgr,
    Osd,
    Mds,
    Rgw,
    RbdMirror,
    Nfs,
    OsdPrepare,
    KeyRotation,
    NetworkCanary,
    DetectVersion,
    Cleanup,
    /// The CSI controller that Rook made until v1.17.
    Provisioner,
    /// The CSI controller that ceph-csi-operator makes.
    CtrlPlugin,
    /// The DaemonSet that held the network of kernel mounts until v1.15.
    Holder,
    /// A pod of `rook multus validation`, which nobody runs here.
    Validation,
}

/// What comes between the operator and the pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Through {
    ReplicaSet,
    Job,
    DaemonSet,
}

/// How a new template replaces the pods of the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strategy {
    /// The old pod goes before the new one is made.
    Recreate,
    /// The new pod is ready before the old one goes.
    Surge,
    /// The new pod is made when somebody deletes the old one.
    OnDelete,
}

impl Kind {
    /// The `app` label; none on the pods of the cleanup Job.
    pub(crate) fn app(self) -> &'static str {
        match self {
            Kind::Mon | Kind::MonCanary => "rook-ceph-mon",
            Kind::Mgr => "rook-ceph-mgr",
            Kind::Osd => "rook-ceph-osd",
            Kind::Mds => "rook-ceph-mds",
            Kind::Rgw => "rook-ceph-rgw",
            Kind::RbdMirror => "rook-ceph-rbd-mirror",
            Kind::Nfs => "rook-ceph-nfs",
            Kind::OsdPrepare => "rook-ceph-osd-prepare",
            Kind::KeyRotation => "rook-ceph-osd-key-rotation",
            Kind::NetworkCanary => "rook-ceph-network-canary",
            Kind::DetectVersion => "rook-ceph-detect-version",
            Kind::Cleanup => "",
            Kind::Provisioner => "csi-rbdplugin-provisioner",
            Kind::CtrlPlugin => "rook-ceph.rbd.csi.ceph.com-ctrlplugin",
            Kind::Holder => "csi-rbdplugin-holder",
            Kind::Validation => "multus-validation-test-client",
        }
    }

    /// The service account (rook/rook: deploy/examples/common.yaml).
    pub(crate) fn account(self) -> &'static str {
        match self {
            Kind::Osd | Kind::OsdPrepare | Kind::KeyRotation => "rook-ceph-osd",
            Kind::Mgr => "rook-ceph-mgr",
            Kind::Rgw => "rook-ceph-rgw",
            Kind::NetworkCanary | Kind::DetectVersion => "rook-ceph-cmd-reporter",
            Kind::Provisioner => "rook-csi-rbd-provisioner-sa",
            Kind::CtrlPlugin => "ceph-csi-rbd-ctrlplugin-sa",
            Kind::Holder => "rook-csi-rbd-plugin-sa",
            Kind::Mon | Kind::MonCanary | Kind::Mds | Kind::RbdMirror | Kind::Nfs => "rook-ceph-default",
            Kind::Cleanup | Kind::Validation => "default",
        }
    }

    pub(crate) fn through(self) -> Through {
        match self {
            Kind::OsdPrepare | Kind::KeyRotation | Kind::NetworkCanary | Kind::DetectVersion | Kind::Cleanup => {
                Through::Job
            }
            Kind::Holder | Kind::Validation => Through::DaemonSet,
            _ => Through::ReplicaSet,
        }
    }

    pub(crate) fn strategy(self) -> Strategy {
        match self {
            Kind::RbdMirror | Kind::Nfs | Kind::Provisioner => Strategy::Surge,
            Kind::Holder => Strategy::OnDelete,
            _ => Strategy::Recreate,
        }
    }

    /// Who writes its workload.
    pub(crate) fn writer(self) -> &'static str {
        match self {
            Kind::CtrlPlugin => "system:serviceaccount:rook-ceph:ceph-csi-operator-controller-manager",
            _ => OPERATOR,
        }
    }

    pub(crate) fn is_csi(self) -> bool {
        matches!(self, Kind::Provisioner | Kind::CtrlPlugin | Kind::Holder)
    }

    pub(crate) fn is_monitor(self) -> bool {
        matches!(self, Kind::Mon | Kind::MonCanary)
    }

    /// Whether Rook attaches it to networks.
    pub(crate) fn joins(self) -> bool {
        !matches!(self, Kind::OsdPrepare | Kind::DetectVersion | Kind::Cleanup)
    }

    /// Whether Rook tries to create its Deployment also where it exists (rook/rook: pkg/operator/ceph/cluster/mgr/mgr.go).
    pub(crate) fn is_created_first(self) -> bool {
        !matches!(self, Kind::Mon | Kind::Osd)
    }

    /// Whether a controller of its own looks after it, once Ceph is healthy.
    pub(crate) fn is_child(self) -> bool {
        matches!(self, Kind::Mds | Kind::Rgw | Kind::RbdMirror | Kind::Nfs)
    }
}

/// Rook's operator.
pub(crate) const OPERATOR: &str = "system:serviceaccount:rook-ceph:rook-ceph-system";

/// A person with all rights.
pub(crate) const ADMIN: &str = "kubernetes-admin";
