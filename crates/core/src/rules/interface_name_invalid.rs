//! An interface name that the CNI library rejects.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::rule::{Check, Rule};
use crate::review::{ClusterReview, PodReview};
use crate::upstream::selection::{NetworkSelection, is_cni_interface_name};

pub(super) const SUMMARY: &str = "an interface name with which the pod fails to start";

pub(super) static RULE: Rule = Rule {
    id: "interface-name-invalid",
    level: Level::Deny,
    checks: &[Check::Cluster(check_cluster), Check::Pod(check_pod)],
};

const HELP: &str = "use 1 to 15 lower-case letters, digits and inner hyphens";

fn check_cluster(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    for (network, selection) in review.cluster.networks() {
        if let Some(problem) = problem(selection) {
            findings.report(network.selector_path(), problem, HELP);
        }
    }
}

fn check_pod(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if !review.pod.host_network {
        for problem in review.pod.attachments().iter().filter_map(problem) {
            findings.report(super::NETWORKS_PATH, problem, HELP);
        }
    }
}

fn problem(selection: &NetworkSelection) -> Option<String> {
    let name = selection.interface.as_deref().filter(|name| !is_cni_interface_name(name))?;
    Some(format!("the CNI library rejects the interface name {}", quoted(name)))
}
