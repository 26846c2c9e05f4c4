//! A pod on a Ceph cluster network that is not its own.

use crate::facts::ceph_cluster::CephNetwork;
use crate::facts::daemon::{Daemon, Joins};
use crate::facts::pod::Pod;
use crate::json::order::sorted;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::rule::{Check, Rule};
use crate::review::{ForeignPodReview, PodReview};
use crate::rules::AnnotationPath;
use crate::upstream::selection::{NetworkSelection, SelectionError, SelectionErrorKind};
use crate::world::ceph_networks::CephNetworks;

pub(super) const SUMMARY: &str = "a pod on a Ceph cluster network that is not its own";

pub(super) static RULE: Rule = Rule {
    id: "foreign-attachment",
    level: Level::Deny,
    checks: &[Check::ForeignPod(check_foreign), Check::Pod(check_daemon)],
};

fn check_foreign(review: &ForeignPodReview<'_>, findings: &mut Findings<'_>) {
    let help = match review.pod.daemon.map(Daemon::joins) {
        // The pods of `rook multus validation` may join any network, where the settings let them.
        Some(Joins::Any) => ", or add the namespace to `validationNamespaces`",
        // Rook may be about to start a CephCluster that the settings do not have yet.
        Some(joins) if joins.may_join(CephNetwork::Cluster) => {
            ", or add the CephCluster of this namespace to `inventory`"
        }
        _ => "",
    };
    let mut is_named = false;
    for (path, network) in super::asked_for(review.pod) {
        is_named |= report(path, network, review.ceph, help, findings);
    }
    if let Err(error) = &review.pod.networks
        && !is_named
    {
        report_unreadable(super::NETWORKS_PATH, error, review.pod, review.ceph, findings);
    }
    if let Err(error) = &review.pod.default_network {
        report_unreadable(super::DEFAULT_NETWORK_PATH, error, review.pod, review.ceph, findings);
    }
}

/// A Ceph pod may be where its own CephCluster is; whether it is right there, `attachment-not-allowed` knows.
fn check_daemon(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.pod.host_network || review.daemon.joins() == Joins::Any {
        return;
    }
    // While a CephCluster is created again under another name, its namespace has two.
    let is_beside = |network| {
        let beside = review.ceph.reserved_by(network).map(|cluster| cluster.object.namespace);
        review.daemon.joins().may_join(CephNetwork::Cluster) && beside == Some(review.pod.object.namespace)
    };
    for (path, network) in super::asked_for(review.pod) {
        let of_own_kind = path == super::NETWORKS_PATH || review.daemon.joins() == Joins::Both;
        let is_own =
            || is_beside(network) || review.clusters.iter().flatten().any(|own| own.selects(network.nad.borrowed()));
        if !(of_own_kind && (is_own() || review.is_kept_on(network))) {
            report(path, network, review.ceph, "", findings);
        }
    }
}

/// Reports a cluster network, and says whether it is one.
fn report(
    path: AnnotationPath,
    network: &NetworkSelection,
    ceph: &CephNetworks<'_>,
    help: &str,
    findings: &mut Findings<'_>,
) -> bool {
    let Some(cluster) = ceph.reserved_by(network) else { return false };
    let nad = network.nad.quoted();
    let problem = format!("only OSDs may be attached to {nad}, the cluster network of {}", cluster.object);
    findings.about(network).report(path, problem, format!("remove {nad}{help}"));
    true
}

/// Multus rejects what cannot be read here, and what is too long for this policy Kubernetes rejects: nobody needs such a
/// pod, and it would be the way around the rule if one of the two took more than is known here. What the controller that
/// attaches running pods still reads of it ([`Pod::dynamic_networks`]) the rules have seen. An annotation in which the
/// name of the network cannot be hidden is none of Ceph's business: the API server does not even ask about it (the
/// conditions of `ceph-multus-guard`).
fn report_unreadable(
    path: AnnotationPath,
    error: &SelectionError,
    pod: &Pod<'_>,
    ceph: &CephNetworks<'_>,
    findings: &mut Findings<'_>,
) {
    // Multus rejects an empty default network, and nothing is hidden in it.
    if error.kind() == SelectionErrorKind::EmptyAnnotation {
        return;
    }
    // With a backslash any letter may be written in another way.
    let text = pod.annotation.filter(|text| path == super::NETWORKS_PATH && !text.contains('\\'));
    let words = text.map(words);
    let is_named = |words: &[&str], word: &str| words.binary_search(&word).is_ok();
    let may_be_named = |nad: &NetworkSelection| {
        words.as_ref().is_none_or(|words| {
            is_named(words, &nad.nad.name)
                && (nad.nad.namespace == pod.object.namespace || is_named(words, &nad.nad.namespace))
        })
    };
    let mut reserved = ceph.all().iter().filter_map(|network| Some((network.selection, network.reserved_by()?)));
    if let Some((_, cluster)) = reserved.find(|(nad, _)| may_be_named(nad)) {
        let problem = format!("cannot be read, so it may select the cluster network of {}: {error}", cluster.object);
        findings.report(path, problem, "use `namespace/name`, or a JSON list of networks");
    }
}

/// What could be a name in `text`, in ascending order: looked up once for each of thousands of networks.
fn words(text: &str) -> Vec<&str> {
    let is_part = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '-' | '.');
    sorted(text.split(|letter| !is_part(letter)))
}
