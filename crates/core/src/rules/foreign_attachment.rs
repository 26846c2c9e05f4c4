//! A pod on a Ceph cluster network that is not its own.

use crate::attachment::same_nad;
use crate::ceph_cluster::CephCluster;
use crate::ceph_networks::CephNetworks;
use crate::daemon::Joins;
use crate::finding::{Findings, Level};
use crate::review::{ForeignPodReview, PodReview};
use crate::rule::{Check, Rule};
use crate::selection::NetworkSelection;

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
