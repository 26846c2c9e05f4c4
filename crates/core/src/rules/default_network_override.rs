//! A Ceph pod that replaces its default network.

use crate::facts::ceph_cluster::CephNetwork;
use crate::facts::daemon::Joins;
use crate::facts::object::DEFAULT_NETWORK_ANNOTATION;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::PodReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a Ceph pod that replaces its default network";

pub(super) static RULE: Rule =
    Rule { id: "default-network-override", level: Level::Deny, checks: &[Check::Pod(check)] };

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.pod.host_network || review.pod.object.annotation(DEFAULT_NETWORK_ANNOTATION).is_none() {
        return;
    }
    let problem = match &review.pod.default_network {
        Ok(_) => String::from("replaces the pod network, on which Services and the API server are"),
        Err(error) => format!("{error}, so Multus does not start the pod"),
    };
    let path = super::DEFAULT_NETWORK_PATH;
    // The place to reject it is what the pod comes from: one that is rejected is a daemon that does not come back. What
    // cannot be read Multus rejects, and the cluster network is for OSDs on whatever interface.
    let is_harmless = review.pod.default_network.is_ok() && !joins_cluster_network(review);
    if review.origin.is_some() && is_harmless {
        findings.caution(path, problem, "remove the annotation");
    } else {
        findings.report(path, problem, "remove the annotation");
    }
}

/// Whether the default network is to be the cluster network, on a daemon that no known moment puts there.
fn joins_cluster_network(review: &PodReview<'_>) -> bool {
    if review.daemon.joins() == Joins::Both {
        return false;
    }
    let moments = || review.clusters.iter().flatten();
    review.pod.default_networks().iter().any(|element| {
        let selects = |network: CephNetwork| {
            moments().any(|cluster| cluster.network(network).is_some_and(|own| own.nad == element.nad))
        };
        selects(CephNetwork::Cluster) && !selects(CephNetwork::Public)
    })
}
