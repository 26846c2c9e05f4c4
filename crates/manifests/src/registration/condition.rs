//! Conditions in CEL that keep objects away from the policy which it would accept unseen.

use ceph_multus_core::object::{DEFAULT_NETWORK_ANNOTATION, NETWORKS_ANNOTATION};

/// What the `app` labels of Rook's and ceph-csi's pods begin with, as far as they are fixed.
const BEGINNINGS: [&str; 3] = ["rook-", "csi-", "multus-validation-test-"];

/// What those end with that begin with the name of a driver or a resource.
const ENDINGS: [&str; 4] = ["-nodeplugin", "-nodeplugin-csi-addons", "-ctrlplugin", "-detect-version"];

/// The conditions as YAML; all must hold. Each speaks about one sort of object and lets the others pass.
pub(super) fn all() -> Vec<String> {
    let (pod, template, job) =
        ("object.metadata", "object.spec.template.metadata", "object.spec.jobTemplate.spec.template.metadata");
    let workloads = "['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job']";
    let labelled = |metadata: &str| format!("(has({metadata}) && {})", is_labelled(metadata));
    [
        (
            "pods-of-ceph-or-with-networks",
            format!("request.kind.kind != 'Pod' ||\n({}) ||\n({})", is_annotated(pod), is_labelled(pod)),
        ),
        ("workloads-of-ceph", format!("!(request.kind.kind in {workloads}) ||\n{}", labelled(template))),
        ("cronjobs-of-ceph", format!("request.kind.kind != 'CronJob' ||\n{}", labelled(job))),
    ]
    .map(|(name, expression)| format!("- name: {name}\n  expression: |-\n    {}", expression.replace('\n', "\n    ")))
    .into()
}

fn is_annotated(metadata: &str) -> String {
    let has = |key: &str| format!("'{key}' in {metadata}.annotations");
    format!("has({metadata}.annotations) &&\n ({} ||\n  {})", has(NETWORKS_ANNOTATION), has(DEFAULT_NETWORK_ANNOTATION))
}

fn is_labelled(metadata: &str) -> String {
    let pattern = format!("^({})|({})$", BEGINNINGS.join("|"), ENDINGS.join("|"));
    format!("has({metadata}.labels) &&\n 'app' in {metadata}.labels &&\n {metadata}.labels['app'].matches('{pattern}')")
}

#[cfg(test)]
mod tests {
    use ceph_multus_core::daemon::Daemon;

    use super::*;

    #[test]
    fn every_label_that_the_core_knows_passes() {
        for label in Daemon::labels() {
            assert!(BEGINNINGS.iter().any(|beginning| label.starts_with(beginning)), "{label}");
        }
        for ending in Daemon::label_endings() {
            assert!(ENDINGS.contains(&ending), "{ending}");
        }
    }
}
