//! The small world that an object is judged in: the inventory of the settings, and the object itself in place of its
//! own older copy.

use crate::ceph_cluster::CephCluster;
use crate::daemon::Daemon;
use crate::kind::Kind;
use crate::object::Object;
use crate::selection::NetworkSelection;

/// Where Rook lives unless somebody chose otherwise (rook/rook: deploy/examples/common.yaml).
pub const DEFAULT_NAMESPACE: &str = "rook-ceph";

/// The objects that are known.
#[derive(Debug)]
pub struct World<'a> {
    clusters: Vec<CephCluster<'a>>,
    nads: Vec<Object<'a>>,
    copy: Option<Object<'a>>,
}

impl<'a> World<'a> {
    /// The world of `inventory`, in which `reviewed` replaces its own copy.
    pub fn new(inventory: &[Object<'a>], reviewed: &Object<'a>) -> Self {
        let copy = inventory.iter().find(|object| object.is_same_as(reviewed)).copied();
        let mut world = World { clusters: Vec::new(), nads: Vec::new(), copy };
        for object in inventory.iter().filter(|object| !object.is_same_as(reviewed)).chain([reviewed]) {
            match object.kind {
                Kind::CephCluster => world.clusters.push(CephCluster::new(*object)),
                Kind::NetworkAttachmentDefinition => world.nads.push(*object),
                Kind::Pod => {}
            }
        }
        world
    }

    /// The CephCluster of a namespace; Rook allows one.
    pub fn cluster_in(&self, namespace: &str) -> Option<&CephCluster<'a>> {
        self.clusters.iter().find(|cluster| cluster.object.namespace == namespace)
    }

    /// The CephCluster that `daemon`, a pod of `namespace`, serves: the one there. The CSI pods live in the operator's
    /// namespace, which may be another one; they serve the only CephCluster that is known.
    pub fn cluster_served(&self, daemon: Daemon, namespace: &str) -> Option<&CephCluster<'a>> {
        let only = || self.clusters.first().filter(|_| daemon.is_csi() && self.clusters.len() == 1);
        self.cluster_in(namespace).or_else(only)
    }

    /// The CephClusters.
    pub fn clusters(&self) -> &[CephCluster<'a>] {
        &self.clusters
    }

    /// The NADs.
    pub fn nads(&self) -> &[Object<'a>] {
        &self.nads
    }

    /// The copy in the inventory that the object under review replaces.
    pub fn copy(&self) -> Option<&Object<'a>> {
        self.copy.as_ref()
    }

    /// The NAD that `selection` names.
    pub fn nad(&self, selection: &NetworkSelection) -> Option<&Object<'a>> {
        self.nads.iter().find(|nad| nad.namespace == selection.namespace && nad.name == selection.name)
    }

    /// Whether `namespace` is where a CephCluster lives, or `rook-ceph` where no CephCluster is known.
    pub fn is_ceph_namespace(&self, namespace: &str) -> bool {
        if self.clusters.is_empty() { namespace == DEFAULT_NAMESPACE } else { self.cluster_in(namespace).is_some() }
    }

    /// Whether a pod of `namespace` may be `daemon`: CSI pods may also live in the default namespace of the operator.
    pub fn may_run(&self, daemon: Daemon, namespace: &str) -> bool {
        self.is_ceph_namespace(namespace) || daemon.is_csi() && namespace == DEFAULT_NAMESPACE
    }

    /// Whether a CephCluster selects the NAD.
    pub fn selects(&self, nad: &Object<'_>) -> bool {
        let names = |selection: &NetworkSelection| nad.namespace == selection.namespace && nad.name == selection.name;
        self.clusters.iter().any(|cluster| cluster.networks().any(|(_, selection)| names(selection)))
    }
}
