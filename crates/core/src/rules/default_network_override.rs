//! A Ceph pod that replaces its default network.

use crate::finding::{Findings, Level};
use crate::object::DEFAULT_NETWORK_ANNOTATION;
use crate::review::PodReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "default-network-override",
    summary: "a Ceph pod that replaces its default network",
    level: Level::Deny,
    checks: &[Check::Pod(check)],
};

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.pod.host_network || review.pod.object.annotation(DEFAULT_NETWORK_ANNOTATION).is_none() {
        return;
    }
    let problem = "takes the pod off the pod network, where services and the API server are";
    findings.report(super::DEFAULT_NETWORK_PATH, problem, "remove the annotation");
}
