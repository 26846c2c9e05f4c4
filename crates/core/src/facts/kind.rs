//! The kinds of objects that the policy knows.

use k8s_openapi::Resource;
use k8s_openapi::api::apps::v1::{DaemonSet, Deployment, ReplicaSet, StatefulSet};
use k8s_openapi::api::batch::v1::{CronJob, Job};
use k8s_openapi::api::core::v1::{ConfigMap, Pod, ReplicationController};

/// What an object is to the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// ceph.rook.io CephCluster
    CephCluster,
    /// k8s.cni.cncf.io NetworkAttachmentDefinition
    NetworkAttachmentDefinition,
    /// core Pod
    Pod,
    /// ceph.rook.io CephFilesystem
    CephFilesystem,
    /// ceph.rook.io CephObjectStore
    CephObjectStore,
    /// ceph.rook.io CephRBDMirror
    CephRBDMirror,
    /// ceph.rook.io CephFilesystemMirror
    CephFilesystemMirror,
    /// ceph.rook.io CephNFS
    CephNFS,
    /// ceph.rook.io CephNVMeOFGateway
    CephNVMeOFGateway,
    /// csi.ceph.io Driver
    Driver,
    /// csi.ceph.io OperatorConfig
    OperatorConfig,
    /// ocs.openshift.io StorageCluster
    StorageCluster,
    /// ocs.openshift.io StorageClient
    StorageClient,
    /// core ConfigMap
    ConfigMap,
    /// apps Deployment
    Deployment,
    /// apps ReplicaSet
    ReplicaSet,
    /// core ReplicationController
    ReplicationController,
    /// apps StatefulSet
    StatefulSet,
    /// apps DaemonSet
    DaemonSet,
    /// batch Job
    Job,
    /// batch CronJob
    CronJob,
}

/// A kind that is evaluated, as the API server knows it.
#[derive(Debug, Clone, Copy)]
pub struct ApiKind {
    /// The API group; empty for the core group.
    pub group: &'static str,
    /// The name of the kind.
    pub name: &'static str,
    /// The plural name of the resource.
    pub resource: &'static str,
    /// What it is.
    pub kind: Kind,
}

impl ApiKind {
    const fn new(group: &'static str, name: &'static str, resource: &'static str, kind: Kind) -> ApiKind {
        ApiKind { group, name, resource, kind }
    }
}

/// Every kind that is evaluated.
pub const KINDS: &[ApiKind] = &[
    ApiKind::new("ceph.rook.io", "CephCluster", "cephclusters", Kind::CephCluster),
    ApiKind::new(
        "k8s.cni.cncf.io",
        "NetworkAttachmentDefinition",
        "network-attachment-definitions",
        Kind::NetworkAttachmentDefinition,
    ),
    ApiKind::new(Pod::GROUP, Pod::KIND, Pod::URL_PATH_SEGMENT, Kind::Pod),
    ApiKind::new("ceph.rook.io", "CephFilesystem", "cephfilesystems", Kind::CephFilesystem),
    ApiKind::new("ceph.rook.io", "CephObjectStore", "cephobjectstores", Kind::CephObjectStore),
    ApiKind::new("ceph.rook.io", "CephRBDMirror", "cephrbdmirrors", Kind::CephRBDMirror),
    ApiKind::new("ceph.rook.io", "CephFilesystemMirror", "cephfilesystemmirrors", Kind::CephFilesystemMirror),
    ApiKind::new("ceph.rook.io", "CephNFS", "cephnfses", Kind::CephNFS),
    ApiKind::new("ceph.rook.io", "CephNVMeOFGateway", "cephnvmeofgateways", Kind::CephNVMeOFGateway),
    ApiKind::new("csi.ceph.io", "Driver", "drivers", Kind::Driver),
    ApiKind::new("csi.ceph.io", "OperatorConfig", "operatorconfigs", Kind::OperatorConfig),
    ApiKind::new("ocs.openshift.io", "StorageCluster", "storageclusters", Kind::StorageCluster),
    ApiKind::new("ocs.openshift.io", "StorageClient", "storageclients", Kind::StorageClient),
    ApiKind::new(ConfigMap::GROUP, ConfigMap::KIND, ConfigMap::URL_PATH_SEGMENT, Kind::ConfigMap),
    ApiKind::new(Deployment::GROUP, Deployment::KIND, Deployment::URL_PATH_SEGMENT, Kind::Deployment),
    ApiKind::new(ReplicaSet::GROUP, ReplicaSet::KIND, ReplicaSet::URL_PATH_SEGMENT, Kind::ReplicaSet),
    ApiKind::new(
        ReplicationController::GROUP,
        ReplicationController::KIND,
        ReplicationController::URL_PATH_SEGMENT,
        Kind::ReplicationController,
    ),
    ApiKind::new(StatefulSet::GROUP, StatefulSet::KIND, StatefulSet::URL_PATH_SEGMENT, Kind::StatefulSet),
    ApiKind::new(DaemonSet::GROUP, DaemonSet::KIND, DaemonSet::URL_PATH_SEGMENT, Kind::DaemonSet),
    ApiKind::new(Job::GROUP, Job::KIND, Job::URL_PATH_SEGMENT, Kind::Job),
    ApiKind::new(CronJob::GROUP, CronJob::KIND, CronJob::URL_PATH_SEGMENT, Kind::CronJob),
];

/// The API group of an `apiVersion`; empty for the core group.
pub fn group_of(api_version: &str) -> &str {
    // By bytes: an inventory asks this of each of its objects, and the search for a character takes longer to set up.
    match api_version.bytes().position(|byte| byte == b'/') {
        Some(slash) => api_version.get(..slash).unwrap_or_default(),
        None => "",
    }
}

impl Kind {
    /// Whether its objects are in no namespace.
    pub fn is_cluster_scoped(self) -> bool {
        self == Kind::StorageClient
    }

    /// Whether its objects make pods by a template of theirs, which any Kubernetes has.
    pub fn is_workload(self) -> bool {
        use Kind::{CronJob, DaemonSet, Deployment, Job, ReplicaSet, ReplicationController, StatefulSet};
        matches!(self, Deployment | ReplicaSet | ReplicationController | StatefulSet | DaemonSet | Job | CronJob)
    }

    /// The kind of a group and kind name, in any version; `None` for what the policy does not evaluate.
    pub fn of(group: &str, kind: &str) -> Option<Kind> {
        KINDS.iter().find(|known| known.name == kind && known.group == group).map(|known| known.kind)
    }

    /// The same from the `apiVersion` of an object.
    pub fn of_api_version(api_version: &str, kind: &str) -> Option<Kind> {
        Kind::of(group_of(api_version), kind)
    }

    /// The name of the kind, as messages and manifests have it.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|known| known.kind == self).map_or("", |known| known.name)
    }
}
