//! Which pods take addresses.

use std::fmt;

use crate::facts::daemon::Daemon;

/// One sort of pods that take addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Mons.
    Mon,
    /// Mgrs.
    Mgr,
    /// OSDs.
    Osd,
    /// OSDs whose cluster network is the public one: they take an address more of it.
    OsdAgain,
    /// MDS daemons.
    Mds,
    /// Object gateways.
    Rgw,
    /// Mirrors of block images.
    RbdMirror,
    /// Mirrors of file systems.
    CephfsMirror,
    /// NFS servers.
    Nfs,
    /// NVMe-oF gateways.
    NvmeOf,
    /// Controllers of CSI drivers.
    CsiController,
    /// Pods of CSI addons, one on each node.
    CsiAddons,
    /// The toolbox and the exporters of OpenShift Data Foundation.
    Odf,
    /// Pods that probe a network.
    NetworkCanary,
    /// A mon that takes the place of another one.
    MonFailover,
    /// Jobs that rotate the key of an OSD.
    OsdKeyRotation,
    /// A daemon of rbd-mirror that is started before the old one ends.
    RbdMirrorUpdate,
    /// One of cephfs-mirror.
    CephfsMirrorUpdate,
    /// One of an NFS server.
    NfsUpdate,
    /// One of an NVMe-oF gateway.
    NvmeOfUpdate,
    /// All that other networks take.
    Others,
}

impl Sort {
    /// What sums call it.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Mon => "mon",
            Sort::Mgr => "mgr",
            Sort::Osd => "osd",
            Sort::OsdAgain => "osd again",
            Sort::Mds => "mds",
            Sort::Rgw => "rgw",
            Sort::RbdMirror => "rbd-mirror",
            Sort::CephfsMirror => "cephfs-mirror",
            Sort::Nfs => "nfs",
            Sort::NvmeOf => "nvmeof",
            Sort::CsiController => "CSI controller",
            Sort::CsiAddons => "CSI addons",
            Sort::Odf => "ODF pod",
            Sort::NetworkCanary => "network canary",
            Sort::MonFailover => "mon failover",
            Sort::OsdKeyRotation => "OSD key rotation",
            Sort::RbdMirrorUpdate => "rbd-mirror update",
            Sort::CephfsMirrorUpdate => "cephfs-mirror update",
            Sort::NfsUpdate => "nfs update",
            Sort::NvmeOfUpdate => "nvmeof update",
            Sort::Others => "others",
        }
    }

    /// The sort of a running pod, where sums have one for it.
    pub fn of(daemon: Daemon) -> Option<Sort> {
        match daemon {
            Daemon::Mon => Some(Sort::Mon),
            Daemon::Mgr => Some(Sort::Mgr),
            Daemon::Osd => Some(Sort::Osd),
            Daemon::Mds => Some(Sort::Mds),
            Daemon::Rgw => Some(Sort::Rgw),
            Daemon::RbdMirror => Some(Sort::RbdMirror),
            Daemon::CephfsMirror => Some(Sort::CephfsMirror),
            Daemon::Nfs => Some(Sort::Nfs),
            Daemon::NvmeOf => Some(Sort::NvmeOf),
            Daemon::CsiController => Some(Sort::CsiController),
            Daemon::CsiAddons => Some(Sort::CsiAddons),
            _ => None,
        }
    }

    /// Whether a number of these that is not known makes that of `other` unknown.
    pub fn counts(self, other: Sort) -> bool {
        self == other || (self, other) == (Sort::Osd, Sort::OsdAgain)
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
