//! The resources of the API server that a cluster is read from.

use ceph_multus_core::{KINDS, Kind};

use crate::kinds::belongs;

/// A resource of the API server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resource {
    /// The API group; empty for the core group.
    pub group: &'static str,
    /// The plural name, as in paths and roles.
    pub plural: &'static str,
    /// The kind of its objects.
    pub kind: Kind,
}

impl Resource {
    /// The versions in which it may be served, the newest first
    /// (ceph/ceph-csi-operator: api, red-hat-storage/ocs-client-operator: api).
    pub fn versions(&self) -> &'static [&'static str] {
        versions(self.group)
    }

    /// Whether a cluster with Rook on Multus has it in any case. The others come with parts that not everybody installs.
    pub fn is_required(&self) -> bool {
        matches!(self.kind, Kind::CephCluster | Kind::NetworkAttachmentDefinition)
    }
}

/// The resources whose objects rules look up in the inventory.
pub fn of_inventory() -> impl Iterator<Item = Resource> {
    of(belongs)
}

/// Those that may still have the networks of `previous`: pods, and what they come back from.
pub fn carriers() -> impl Iterator<Item = Resource> {
    of(|kind| matches!(kind, Kind::Pod | Kind::Deployment | Kind::DaemonSet | Kind::CronJob))
}

fn of(is_one: impl Fn(Kind) -> bool) -> impl Iterator<Item = Resource> {
    let known = KINDS.iter().filter(move |known| is_one(known.kind));
    known.map(|known| Resource { group: known.group, plural: known.resource, kind: known.kind })
}

/// The versions in which a group serves its resources.
pub(crate) fn versions(group: &str) -> &'static [&'static str] {
    if matches!(group, "csi.ceph.io" | "ocs.openshift.io") { &["v1", "v1alpha1"] } else { &["v1"] }
}
