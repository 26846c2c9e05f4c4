//! A networks annotation that Multus cannot read.

use crate::finding::{Findings, Level};
use crate::object::NETWORKS_ANNOTATION;
use crate::review::PodReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "annotation-unparsable",
    summary: "a networks annotation that Multus cannot read",
    level: Level::Deny,
    checks: &[Check::Pod(check)],
};

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    let pod = review.pod;
    if pod.host_network {
        return;
    }
    let path = super::annotation_path(NETWORKS_ANNOTATION);
    match &pod.networks {
        Err(error) => findings.report(path, error.to_string(), "write `namespace/name`, or a JSON list of networks"),
        Ok(networks) => {
            if networks.iter().any(|network| network.name.is_empty()) {
                findings.report(path, "a network has no name", "name it, and look for a stray comma");
            }
        }
    }
}
