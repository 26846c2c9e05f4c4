//! A network that namespace isolation keeps from the pods.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::rule::{Check, Rule};
use crate::review::{ClusterReview, PodReview};
use crate::settings::Settings;
use crate::upstream::selection::NetworkSelection;

pub(super) const SUMMARY: &str = "a network that namespace isolation does not allow for the pods";

pub(super) static RULE: Rule = Rule {
    id: "selector-foreign-namespace",
    level: Level::Deny,
    checks: &[Check::Cluster(check_cluster), Check::Pod(check_pod)],
};

fn check_cluster(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    for (network, selection) in review.cluster.joined_nads() {
        if let Some((problem, help)) = isolated(selection, review.cluster.object.namespace, review.settings) {
            findings.report(network.selector_path(), problem, help);
        }
    }
}

fn check_pod(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.settings.namespace_isolation.is_none() || review.pod.host_network {
        return;
    }
    for selection in review.pod.attachments() {
        if let Some((problem, help)) = isolated(selection, review.pod.object.namespace, review.settings) {
            findings.about(selection).caution(super::NETWORKS_PATH, problem, help);
        }
    }
}

/// What to say of a network that pods of `namespace` may not use, and what helps.
fn isolated(selection: &NetworkSelection, namespace: &str, settings: &Settings<'_>) -> Option<(String, String)> {
    let theirs = selection.nad.namespace.as_str();
    let problem = || format!("pods of {} may not use networks of {}", quoted(namespace), quoted(theirs));
    settings.isolates(theirs, namespace).then(|| (problem(), super::isolation(selection, namespace).1))
}
