//! A pod on a Ceph cluster network that is not its own.

use crate::attachment::same_nad;
use crate::ceph_cluster::CephCluster;
use crate::ceph_networks::CephNetworks;
use crate::daemon::Joins;
use crate::finding::{Findings, Level};
use crate::review::{ForeignPodReview, PodReview};
use crate::rule::{Check, Rule};
use crate::selection::{NetworkSelection, SelectionError};

pub(super) static RULE: Rule = Rule {
    id: "foreign-attachment",
    summary: "a pod on a Ceph cluster network that is not its own",
    level: Level::Deny,
    checks: &[Check::ForeignPod(check_foreign), Check::Pod(check_daemon)],
};

fn check_foreign(review: &ForeignPodReview<'_>, findings: &mut Findings<'_>) {
    // The pods of `rook multus validation` may join any network, where the settings let them.
    let validation = review.pod.daemon.is_some_and(|daemon| daemon.joins == Joins::Any);
    let help = if validation { ", or name the namespace in `validationNamespaces`" } else { "" };
    for (path, network) in super::asked_for(review.pod) {
        report(path, network, review.ceph, help, findings);
    }
    let unreadable = [
        (super::NETWORKS_PATH, review.pod.networks.as_ref().err()),
        (super::DEFAULT_NETWORK_PATH, review.pod.default_network.as_ref().err()),
    ];
    for (path, error) in unreadable.into_iter().filter_map(|(path, error)| Some((path, error?))) {
        report_unreadable(path, error, review.ceph, findings);
    }
}

/// A Ceph pod may be where its own CephCluster is; whether it is right there, `attachment-not-allowed` knows.
fn check_daemon(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.pod.host_network || review.daemon.joins == Joins::Any {
        return;
    }
    let selects = |own: &CephCluster<'_>, network| own.networks().any(|(_, selection)| same_nad(selection, network));
    for (path, network) in super::asked_for(review.pod) {
        let of_own_kind = path == super::NETWORKS_PATH || review.daemon.joins == Joins::Both;
        if !(of_own_kind && review.own.iter().any(|own| selects(own, network))) {
            report(path, network, review.ceph, "", findings);
        }
    }
}

fn report(path: &str, network: &NetworkSelection, ceph: &CephNetworks<'_>, help: &str, findings: &mut Findings<'_>) {
    if let Some(cluster) = ceph.reserved_by(network) {
        let nad = network.quoted_nad();
        let problem = format!("{nad} is the cluster network of {}, which is for its OSDs only", cluster.object);
        findings.report(path, problem, format!("remove {nad}{help}"));
    }
}

/// Multus refuses what cannot be read here, and what is too long for this policy Kubernetes refuses: nobody needs such a
/// pod, and it would be the way around the rule if one of the two took more than is known here.
fn report_unreadable(path: &str, error: &SelectionError, ceph: &CephNetworks<'_>, findings: &mut Findings<'_>) {
    let reserved = ceph.all().iter().find(|network| network.public.is_none()).and_then(|network| network.cluster);
    if let Some(cluster) = reserved {
        let problem = format!("cannot be read, and may name the cluster network of {}: {error}", cluster.object);
        findings.report(path, problem, "write `namespace/name`, or a JSON list of networks");
    }
}
