//! What a rule is given: the object under review, its older self, and the world around it.

use crate::attachment::Attachments;
use crate::ceph_cluster::CephCluster;
use crate::daemon::Daemon;
use crate::nad::Nad;
use crate::object::Object;
use crate::pod::Pod;
use crate::settings::Settings;
use crate::workload::Workload;
use crate::world::World;

/// Any claimed object.
pub struct ObjectReview<'a> {
    /// The object.
    pub object: &'a Object<'a>,
}

/// A CephCluster.
pub struct ClusterReview<'a> {
    /// As it is to be.
    pub cluster: &'a CephCluster<'a>,
    /// As it was, on UPDATE.
    pub old: Option<&'a CephCluster<'a>>,
    /// What is known of the rest.
    pub world: &'a World<'a>,
    /// The policy's settings.
    pub settings: &'a Settings<'a>,
}

/// A NetworkAttachmentDefinition.
pub struct NadReview<'a> {
    /// As it is to be.
    pub nad: &'a Nad<'a>,
    /// The policy's settings.
    pub settings: &'a Settings<'a>,
}

/// A Ceph pod.
pub struct PodReview<'a> {
    /// As it is to be.
    pub pod: &'a Pod<'a>,
    /// What it is.
    pub daemon: Daemon,
    /// The CephCluster that it serves, if that is known.
    pub cluster: Option<&'a CephCluster<'a>>,
    /// What is known of the rest.
    pub world: &'a World<'a>,
}

/// A custom resource that pods come from, CephCluster and StorageCluster included.
pub struct ResourceReview<'a> {
    /// As it is to be.
    pub object: &'a Object<'a>,
    /// The CephCluster that it belongs to, if that is known; itself if it is one.
    pub cluster: Option<&'a CephCluster<'a>>,
    /// What is known of the rest.
    pub world: &'a World<'a>,
    /// The policy's settings.
    pub settings: &'a Settings<'a>,
}

/// A workload of Ceph pods, apart from those.
pub struct WorkloadReview<'a> {
    /// As it is to be.
    pub workload: &'a Workload<'a>,
    /// What its pods are.
    pub daemon: Daemon,
}

impl<'a> PodReview<'a> {
    /// The attachments against the CephCluster's networks; `None` where nothing can be compared: no CephCluster is
    /// known, it does not use Multus, or the annotation cannot be read.
    pub fn attachments(&self) -> Option<Attachments<'a>> {
        let cluster = self.cluster.filter(|cluster| cluster.uses_multus())?;
        Some(Attachments::new(cluster, self.daemon, self.pod.networks.as_deref().ok()?))
    }
}
