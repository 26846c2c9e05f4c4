//! A networks annotation on a workload instead of its pods.

use crate::edit::path_text;
use crate::finding::{Findings, Level};
use crate::kind::Kind;
use crate::object::NETWORKS_ANNOTATION;
use crate::review::WorkloadReview;
use crate::rule::{Check, Rule};
use crate::workload::Workload;

pub(super) static RULE: Rule = Rule {
    id: "annotation-misplaced",
    summary: "a networks annotation on a workload instead of its pods",
    level: Level::Warn,
    checks: &[Check::Workload(check)],
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
            let problem = format!("no effect on the pods of the {}", review.daemon.name);
            let help = format!("move it to `{}.metadata.annotations`", workload.template());
            findings.report(path_text(place.iter().copied()), problem, help);
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
