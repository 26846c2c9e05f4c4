//! A networks annotation in a place from which no pod takes it.

use crate::facts::daemon_spec::networks_below;
use crate::facts::kind::Kind;
use crate::facts::object::NETWORKS_ANNOTATION;
use crate::facts::workload::Workload;
use crate::json::Path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::rule::{Check, Rule};
use crate::review::{ResourceReview, WorkloadReview};

pub(super) const SUMMARY: &str = "a networks annotation that does not reach the pods";

pub(super) static RULE: Rule = Rule {
    id: "annotation-misplaced",
    level: Level::Warn,
    checks: &[Check::Workload(check), Check::Resource(check_resource)],
};

/// Where the annotation has no effect: on the workload, and on the Jobs of a CronJob.
const PLACES: [&[&str]; 2] = [
    &["metadata", "annotations", NETWORKS_ANNOTATION],
    &["spec", "jobTemplate", "metadata", "annotations", NETWORKS_ANNOTATION],
];

fn check(review: &WorkloadReview<'_>, findings: &mut Findings<'_>) {
    let workload = review.workload;
    if is_copied(workload) {
        return;
    }
    for place in PLACES {
        let text = workload.object.text_at(place).filter(|text| !text.is_empty());
        if text.is_some() && text != workload.pod.annotation {
            let problem = format!("the annotation does not reach the pods of the {}", review.daemon.name());
            let help = format!("move it to `{}.metadata.annotations`", workload.template());
            findings.report(Path::from(place), problem, help);
        }
    }
}

/// Whether somebody else put the annotation there: a Deployment hands its own to its ReplicaSets, and Rook annotates
/// some of its workloads as it does their pods (rook/rook: pkg/operator/ceph/cluster/mon/spec.go).
fn is_copied(workload: &Workload<'_>) -> bool {
    let object = &workload.object;
    object.kind == Kind::ReplicaSet
        || object.label("rook_cluster").is_some()
        || object.label("app.kubernetes.io/created-by") == Some("rook-ceph-operator")
}

/// Where no pod takes annotations from in a custom resource, and where it does instead; empty where the selectors do
/// (rook/rook: pkg/apis/ceph.rook.io/v1/types.go, annotations.go).
type Places = &'static [(&'static [&'static str], &'static str)];

const CEPH_CLUSTER: Places = &[
    (&["metadata", "annotations"], ""),
    (&["spec", "annotations"], "`spec.annotations.all`"),
    (&["spec", "mon", "annotations"], "`spec.annotations.mon`"),
    (&["spec", "mgr", "annotations"], "`spec.annotations.mgr`"),
    (&["spec", "storage", "annotations"], "`spec.annotations.osd`"),
    (&["spec", "network", "annotations"], "`spec.annotations.all`"),
    (&["spec", "annotations", "mds"], "`spec.metadataServer.annotations` of the CephFilesystem"),
    (&["spec", "annotations", "rgw"], "`spec.gateway.annotations` of the CephObjectStore"),
    (&["spec", "annotations", "nfs"], "`spec.server.annotations` of the CephNFS"),
    (&["spec", "annotations", "rbdmirror"], "`spec.annotations` of the CephRBDMirror"),
    (&["spec", "annotations", "fsmirror"], "`spec.annotations` of the CephFilesystemMirror"),
];

const METADATA: (&[&str], &str) = (&["metadata", "annotations"], "");

const CEPH_FILESYSTEM: Places = &[METADATA, (&["spec", "annotations"], "`spec.metadataServer.annotations`")];

const CEPH_OBJECT_STORE: Places = &[
    METADATA,
    (&["spec", "annotations"], "`spec.gateway.annotations`"),
    (&["spec", "gateway", "service", "annotations"], ""),
];

const CEPH_NFS: Places = &[METADATA, (&["spec", "annotations"], "`spec.server.annotations`")];

const DRIVER: Places = &[
    (&["metadata", "annotations"], "`spec.controllerPlugin.annotations`"),
    (&["spec", "annotations"], "`spec.controllerPlugin.annotations`"),
];

const OPERATOR_CONFIG: Places = &[
    (&["metadata", "annotations"], "`spec.driverSpecDefaults.controllerPlugin.annotations`"),
    (&["spec", "controllerPlugin", "annotations"], "`spec.driverSpecDefaults.controllerPlugin.annotations`"),
];

fn check_resource(review: &ResourceReview<'_>, findings: &mut Findings<'_>) {
    let object = review.object;
    let places: Places = match object.kind {
        Kind::CephCluster => CEPH_CLUSTER,
        Kind::CephFilesystem => CEPH_FILESYSTEM,
        Kind::CephObjectStore => CEPH_OBJECT_STORE,
        Kind::CephNFS => CEPH_NFS,
        Kind::Driver => DRIVER,
        Kind::OperatorConfig => OPERATOR_CONFIG,
        Kind::StorageCluster | Kind::CephRBDMirror | Kind::CephFilesystemMirror | Kind::CephNVMeOFGateway => {
            &[METADATA]
        }
        _ => return,
    };
    for (place, instead) in places {
        if networks_below(object, place).is_some_and(|text| !text.is_empty()) {
            let help = if instead.is_empty() {
                String::from("remove it; `spec.network.selectors` of the CephCluster attaches the pods")
            } else {
                format!("move it to {instead}")
            };
            let path = Path::from(*place).key(NETWORKS_ANNOTATION);
            findings.report(path, "the annotation does not reach any pod", help);
        }
    }
}
