//! A networks annotation on a pod of the host's network.

use crate::finding::{Findings, Level};
use crate::object::NETWORKS_ANNOTATION;
use crate::review::PodReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "host-network-attachment",
    summary: "a networks annotation that `hostNetwork` makes void",
    level: Level::Warn,
    checks: &[Check::Pod(check)],
};

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.pod.host_network && review.pod.annotation.is_some_and(|text| !text.is_empty()) {
        let path = super::annotation_path(NETWORKS_ANNOTATION);
        findings.report(path, "no effect with `hostNetwork`", "remove the annotation, or `hostNetwork`");
    }
}
