//! A network that namespace isolation keeps from the pods.

use crate::json::order::sorted;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::rule::{Check, Rule};
use crate::review::{ClusterReview, PodReview};
use crate::upstream::selection::{NetworkSelection, is_isolated};

pub(super) static RULE: Rule = Rule {
    id: "selector-foreign-namespace",
    summary: "a network that namespace isolation does not allow for the pods",
    level: Level::Deny,
    checks: &[Check::Cluster(check_cluster), Check::Pod(check_pod)],
};

const HELP: &str =
    "use a NAD of the same namespace, or add it to Multus' `globalNamespaces` and to `namespaceIsolation`";

fn check_cluster(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let Some(open) = &review.settings.namespace_isolation else { return };
    let open = sorted(open.iter().copied());
    for (network, selection) in review.cluster.networks() {
        if let Some(problem) = problem(selection, review.cluster.object.namespace, &open) {
            findings.report(network.selector_path(), problem, HELP);
        }
    }
}

fn check_pod(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    let Some(open) = review.settings.namespace_isolation.as_ref().filter(|_| !review.pod.host_network) else { return };
    let open = sorted(open.iter().copied());
    for selection in review.pod.attachments() {
        if let Some(problem) = problem(selection, review.pod.object.namespace, &open) {
            findings.about(selection).caution(super::NETWORKS_PATH, problem, HELP);
        }
    }
}

/// `open` is sorted.
fn problem(selection: &NetworkSelection, namespace: &str, open: &[&str]) -> Option<String> {
    let theirs = selection.namespace.as_str();
    is_isolated(theirs, namespace, open)
        .then(|| format!("pods of {} may not use networks of {}", quoted(namespace), quoted(theirs)))
}
