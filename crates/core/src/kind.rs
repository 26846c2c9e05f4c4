//! The kinds of objects that the policy knows.

use k8s_openapi::Resource;
use k8s_openapi::api::core::v1::Pod;

/// What an object is to the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// ceph.rook.io CephCluster
    CephCluster,
    /// k8s.cni.cncf.io NetworkAttachmentDefinition
    NetworkAttachmentDefinition,
    /// core Pod
    Pod,
}

/// Every kind that is judged: API group, kind, plural resource name, what it is.
pub const KINDS: &[(&str, &str, &str, Kind)] = &[
    ("ceph.rook.io", "CephCluster", "cephclusters", Kind::CephCluster),
    (
        "k8s.cni.cncf.io",
        "NetworkAttachmentDefinition",
        "network-attachment-definitions",
        Kind::NetworkAttachmentDefinition,
    ),
    (Pod::GROUP, Pod::KIND, "pods", Kind::Pod),
];

impl Kind {
    /// The kind of a group and kind name, in any version; `None` for what the policy does not judge.
    pub fn of(group: &str, kind: &str) -> Option<Kind> {
        KINDS.iter().find(|known| known.0 == group && known.1 == kind).map(|known| known.3)
    }

    /// The same from the `apiVersion` of an object.
    pub fn of_api_version(api_version: &str, kind: &str) -> Option<Kind> {
        let group = api_version.split_once('/').map_or("", |(group, _)| group);
        Kind::of(group, kind)
    }

    /// The name of the kind, as messages and manifests have it.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|known| known.3 == self).map_or("", |known| known.1)
    }
}
