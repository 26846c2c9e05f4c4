//! A Ceph pod on a network where it must not be.

use std::collections::BTreeSet;

use crate::attachment::{Attachments, Role};
use crate::ceph_cluster::CephNetwork;
use crate::daemon::Joins;
use crate::finding::{Findings, Level};
use crate::review::PodReview;
use crate::rule::{Check, Rule};
use crate::text::counted;

pub(super) static RULE: Rule = Rule {
    id: "attachment-not-allowed",
    summary: "a Ceph pod on a network where it must not be",
    level: Level::Deny,
    checks: &[Check::Pod(check)],
};

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.pod.host_network {
        return;
    }
    match (review.attachments(), review.cluster) {
        (Some(attachments), _) if review.daemon.joins == Joins::One => check_canary(review, &attachments, findings),
        (Some(attachments), _) => check_roles(review, &attachments, findings),
        (None, None) => check_count(review, findings),
        (None, Some(_)) => {}
    }
}

fn check_roles(review: &PodReview<'_>, attachments: &Attachments<'_>, findings: &mut Findings<'_>) {
    let daemon = review.daemon;
    let path = super::NETWORKS_PATH;
    // A network without a name is told by `annotation-unparsable`.
    for element in review.pod.attachments().iter().filter(|element| !element.name.is_empty()) {
        let nad = element.quoted_nad();
        match attachments.role(element) {
            Role::Ceph(network) if !daemon.joins.may_join(network) => {
                let problem = format!("{nad} is the {} network, which is for OSDs only", network.key());
                findings.report(path, problem, format!("remove {nad}"));
            }
            Role::Monitors if !daemon.is_monitor() && daemon.joins != Joins::Any => {
                let problem = format!("{nad} is the monitor network, which is for monitors only");
                findings.report(path, problem, format!("remove {nad}"));
            }
            // That of another CephCluster is told by `foreign-attachment`.
            Role::Foreign if review.ceph.reserved_by(element).is_some() => {}
            Role::Foreign if daemon.joins == Joins::Both => {
                let problem = format!("{nad} is no network of this Ceph cluster, and an OSD joins no other");
                findings.report(path, problem, format!("remove {nad}"));
            }
            Role::Foreign if daemon.joins == Joins::Public => {
                findings.caution(path, format!("{nad} is no network of this Ceph cluster"), format!("remove {nad}"));
            }
            Role::Ceph(_) | Role::Monitors | Role::Foreign => {}
        }
    }
}

/// The network canary learns the addresses of one network, on an interface of that network's name.
fn check_canary(review: &PodReview<'_>, attachments: &Attachments<'_>, findings: &mut Findings<'_>) {
    let networks = review.pod.attachments();
    let path = super::NETWORKS_PATH;
    if networks.len() != 1 {
        let problem = format!("{}, but a network canary joins exactly one", counted(networks.len(), "network"));
        return findings.report(path, problem, "keep the one that it is to probe");
    }
    for element in networks {
        let nad = element.quoted_nad();
        let on_own_interface =
            CephNetwork::ALL.iter().any(|network| element.interface.as_deref() == Some(network.key()));
        match attachments.role(element) {
            Role::Ceph(_) if on_own_interface => {}
            Role::Ceph(_) => {
                let problem = format!("{nad} is not on the interface `public` or `cluster`");
                findings.report(path, problem, "name the interface");
            }
            Role::Foreign if review.ceph.reserved_by(element).is_some() => {}
            Role::Monitors | Role::Foreign => {
                let problem = format!("{nad} is no network of this Ceph cluster");
                findings.report(path, problem, "name the one that it is to probe");
            }
        }
    }
}

/// Without a CephCluster only the number of networks can be judged.
fn check_count(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    let most = match review.daemon.joins {
        Joins::Both => 2,
        Joins::Public | Joins::One => 1,
        Joins::Host | Joins::None | Joins::Any => return,
    };
    let names = review.pod.attachments().iter().map(|element| (&element.namespace, &element.name));
    let count = names.collect::<BTreeSet<_>>().len();
    if count > most {
        let problem = format!("{}, but the {} joins at most {most}", counted(count, "network"), review.daemon.name);
        findings.caution(super::NETWORKS_PATH, problem, "keep the networks of its CephCluster");
    }
}
