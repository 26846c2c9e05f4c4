//! A pod that wears the label of a Ceph daemon and is none.

use crate::daemon::Joins;
use crate::finding::{Findings, Level};
use crate::review::PodReview;
use crate::rule::{Check, Rule};
use crate::text::quoted;

pub(super) static RULE: Rule = Rule {
    id: "daemon-impersonated",
    summary: "a pod with the label of a Ceph daemon that Rook has not made",
    level: Level::Deny,
    checks: &[Check::Pod(check)],
};

/// The service account of Rook's OSDs (rook/rook: deploy/examples/common.yaml).
const OSD_ACCOUNT: &str = "rook-ceph-osd";

/// The users under which Kubernetes' own controllers make pods, with or without service accounts of their own
/// (kubernetes/kubernetes: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/controller_policy.go).
const CONTROLLERS: &str = "system:serviceaccount:kube-system:";
const CONTROLLER_MANAGER: &str = "system:kube-controller-manager";

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    let Some(origin) = review.origin.filter(|_| matches!(review.daemon.joins, Joins::Both | Joins::Public)) else {
        return;
    };
    let account = review.pod.object.text_at(&["spec", "serviceAccountName"]).unwrap_or_default();
    if review.daemon.joins == Joins::Both && account != OSD_ACCOUNT {
        let whose = if account.is_empty() { String::from("none") } else { quoted(account) };
        let problem = format!("{whose} is not the service account of an OSD, which its label makes it");
        findings.report("spec.serviceAccountName", problem, format!("remove the label, or run it as `{OSD_ACCOUNT}`"));
    }
    let controller = |user: &str| user.starts_with(CONTROLLERS) || user == CONTROLLER_MANAGER;
    if let Some(creator) = origin.creator.filter(|user| !controller(user)) {
        let problem = format!("{} makes a pod that is labelled as {}", quoted(creator), review.daemon.name);
        findings.caution("metadata.labels.app", problem, "let a Deployment or Job make it, as Rook does");
    }
}
