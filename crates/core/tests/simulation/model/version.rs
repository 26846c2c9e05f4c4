//! The releases of Rook, as far as they differ in networks (rook/rook: pkg/operator/ceph/csi and
//! pkg/operator/k8sutil/network.go at the tags named).

use super::daemon::Kind;
use super::networks::{Networks, Template};
use super::spec::Spec;

/// The releases of Rook between which something changes about networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    /// v1.12.3: annotations in the short form.
    V12,
    /// v1.15: the last one with holders.
    V15,
    /// v1.17: the last one that makes the CSI controllers itself.
    V17,
    /// v1.18.0: ceph-csi-operator, without networks.
    V18,
    /// v1.19: ceph-csi-operator, with the public network.
    V19,
    /// v1.20: CSI drivers are left to people.
    V20,
}

impl Version {
    pub(crate) const ALL: [Version; 6] =
        [Version::V12, Version::V15, Version::V17, Version::V18, Version::V19, Version::V20];

    pub(crate) fn next(self) -> Version {
        Version::ALL.into_iter().find(|version| *version > self).unwrap_or(self)
    }

    /// What this release writes into the template of `kind`; `None` where it leaves the workload alone.
    pub(crate) fn template(self, kind: Kind, spec: &Spec) -> Option<Template> {
        let template = spec.template(kind);
        match kind {
            Kind::Holder if self > Version::V15 => None,
            Kind::Provisioner if self > Version::V17 => None,
            Kind::CtrlPlugin if self < Version::V18 || self > Version::V19 => None,
            Kind::CtrlPlugin if self == Version::V18 => Some(Template { networks: Networks::ABSENT, ..template }),
            _ if self == Version::V12 => Some(Template { networks: template.networks.short(), ..template }),
            _ => Some(template),
        }
    }

    /// The CSI controller of this release.
    pub(crate) fn csi_controller(self) -> Kind {
        if self < Version::V18 { Kind::Provisioner } else { Kind::CtrlPlugin }
    }
}
