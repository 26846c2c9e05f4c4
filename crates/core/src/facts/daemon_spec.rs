//! Where Rook's custom resources set the annotations and the host network of the pods that come from them
//! (rook/rook: pkg/apis/ceph.rook.io/v1/annotations.go, and the spec of each daemon).

use crate::facts::daemon::Daemon;
use crate::facts::kind::Kind;
use crate::facts::object::{NETWORKS_ANNOTATION, Object};
use crate::json::{Node, Path};

/// What becomes of a networks annotation in a custom resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precedence {
    /// The annotation wins: Rook does not write that of the selectors over it.
    Annotation,
    /// The selectors win: Rook writes theirs first.
    Selectors,
    /// There is nothing to win over: Rook attaches these pods to no network.
    Alone,
}

/// The part of a custom resource that describes one sort of pods.
#[derive(Debug)]
pub struct DaemonSpec {
    /// The path of the pods' annotations.
    pub annotations: &'static [&'static str],
    /// The path of the switch that puts them on the network of the host; empty where there is none.
    pub host_network: &'static [&'static str],
    /// What becomes of a networks annotation.
    pub precedence: Precedence,
    /// What its pods are.
    pub daemon: Daemon,
}

impl DaemonSpec {
    /// The parts of a custom resource of `kind`.
    pub fn of(kind: Kind) -> &'static [DaemonSpec] {
        match kind {
            Kind::CephCluster => CEPH_CLUSTER,
            Kind::CephFilesystem => CEPH_FILESYSTEM,
            Kind::CephObjectStore => CEPH_OBJECT_STORE,
            Kind::CephRBDMirror => CEPH_RBD_MIRROR,
            Kind::CephFilesystemMirror => CEPH_FILESYSTEM_MIRROR,
            Kind::CephNFS => CEPH_NFS,
            Kind::CephNVMeOFGateway => CEPH_NVMEOF_GATEWAY,
            _ => &[],
        }
    }

    /// The networks annotation that `object` gives to the pods.
    pub fn networks<'a>(&self, object: &Object<'a>) -> Option<&'a str> {
        networks_below(object, self.annotations)
    }

    /// Whether `object` puts the pods on the network of the host.
    pub fn is_on_host(&self, object: &Object<'_>) -> bool {
        !self.host_network.is_empty() && object.is_true_at(self.host_network)
    }

    /// Whether `object` puts any of its pods on the network of the host.
    pub fn any_on_host(object: &Object<'_>) -> bool {
        DaemonSpec::of(object.kind).iter().any(|part| part.is_on_host(object))
    }

    /// The path of the networks annotation.
    pub fn networks_path(&self) -> Path {
        Path::from(self.annotations).key(NETWORKS_ANNOTATION)
    }
}

/// Whether `object` is an object store of another cluster, of which no gateway runs here.
pub fn has_external_gateways(object: &Object<'_>) -> bool {
    let endpoints = object.at(&["spec", "gateway", "externalRgwEndpoints"]).and_then(Node::as_list);
    endpoints.is_some_and(|endpoints| !endpoints.is_empty())
}

/// The networks annotation among the annotations for pods that are at `path` of `object`.
pub fn networks_below<'a>(object: &Object<'a>, path: &[&str]) -> Option<&'a str> {
    object.at(path)?.get(NETWORKS_ANNOTATION).and_then(Node::as_text)
}

const fn part(annotations: &'static [&'static str], daemon: Daemon, precedence: Precedence) -> DaemonSpec {
    DaemonSpec { annotations, host_network: &[], precedence, daemon }
}

// The annotations for `all` go to every pod; of those that look at them it is the mons that follow.
static CEPH_CLUSTER: &[DaemonSpec] = &[
    part(&["spec", "annotations", "all"], Daemon::Mon, Precedence::Annotation),
    part(&["spec", "annotations", "mon"], Daemon::Mon, Precedence::Annotation),
    DaemonSpec {
        host_network: &["spec", "mgr", "hostNetwork"],
        ..part(&["spec", "annotations", "mgr"], Daemon::Mgr, Precedence::Selectors)
    },
    part(&["spec", "annotations", "osd"], Daemon::Osd, Precedence::Selectors),
    part(&["spec", "annotations", "keyrotation"], Daemon::OsdKeyRotation, Precedence::Selectors),
    part(&["spec", "annotations", "prepareosd"], Daemon::OsdPrepare, Precedence::Alone),
    part(&["spec", "annotations", "crashcollector"], Daemon::CrashCollector, Precedence::Alone),
    part(&["spec", "annotations", "exporter"], Daemon::Exporter, Precedence::Alone),
    part(&["spec", "annotations", "cleanup"], Daemon::Cleanup, Precedence::Alone),
    part(&["spec", "annotations", "cmdreporter"], Daemon::VersionDetection, Precedence::Alone),
];

static CEPH_FILESYSTEM: &[DaemonSpec] =
    &[part(&["spec", "metadataServer", "annotations"], Daemon::Mds, Precedence::Annotation)];

static CEPH_OBJECT_STORE: &[DaemonSpec] = &[DaemonSpec {
    host_network: &["spec", "gateway", "hostNetwork"],
    ..part(&["spec", "gateway", "annotations"], Daemon::Rgw, Precedence::Annotation)
}];

static CEPH_RBD_MIRROR: &[DaemonSpec] = &[part(&["spec", "annotations"], Daemon::RbdMirror, Precedence::Annotation)];

static CEPH_FILESYSTEM_MIRROR: &[DaemonSpec] =
    &[part(&["spec", "annotations"], Daemon::CephfsMirror, Precedence::Annotation)];

static CEPH_NFS: &[DaemonSpec] = &[DaemonSpec {
    host_network: &["spec", "server", "hostNetwork"],
    ..part(&["spec", "server", "annotations"], Daemon::Nfs, Precedence::Selectors)
}];

static CEPH_NVMEOF_GATEWAY: &[DaemonSpec] = &[DaemonSpec {
    host_network: &["spec", "hostNetwork"],
    ..part(&["spec", "annotations"], Daemon::NvmeOf, Precedence::Selectors)
}];
