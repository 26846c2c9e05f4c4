//! A Ceph pod on a network where it must not be.

use crate::facts::ceph_cluster::CephNetwork;
use crate::facts::daemon::Joins;
use crate::json::order::sorted;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::counted;
use crate::review::PodReview;
use crate::review::rule::{Check, Rule};
use crate::world::attachment::Role;
use crate::world::standing::Standing;

pub(super) const SUMMARY: &str = "a Ceph pod on a network that is not allowed for it";

pub(super) static RULE: Rule = Rule { id: "attachment-not-allowed", level: Level::Deny, checks: &[Check::Pod(check)] };

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.pod.host_network {
        return;
    }
    for element in review.pod.attachments().iter().filter(|element| review.is_kept_on(element)) {
        let nad = element.nad.quoted();
        let problem = Role::Ceph(CephNetwork::Cluster).reserved(&nad).unwrap_or_default();
        findings.about(element).caution(super::NETWORKS_PATH, problem, format!("remove {nad}"));
    }
    let Some(standing) = review.standing else { return check_count(review, findings) };
    check_roles(review, standing, findings);
    if review.daemon.joins() == Joins::One {
        check_canary(review, standing, findings);
    }
}

/// Rejected is only the cluster network, on a daemon that no known moment puts there.
fn check_roles(review: &PodReview<'_>, standing: &Standing<'_>, findings: &mut Findings<'_>) {
    let path = super::NETWORKS_PATH;
    for element in standing.distinct() {
        let (role, is_given) = standing.role(element);
        if is_given {
            continue;
        }
        let nad = element.nad.quoted();
        // The network of another CephCluster is reported by `foreign-attachment`, any other by `attachment-unknown`.
        let Some(problem) = role.reserved(&nad) else { continue };
        let help = format!("remove {nad}");
        let is_only_of_osds = || review.ceph.reserved_by(element).is_some();
        match role {
            // It is there for another CephCluster, of which this is the public network.
            Role::Ceph(CephNetwork::Cluster) if review.daemon.serves_several() && !is_only_of_osds() => {}
            Role::Ceph(_) if !review.keeps_mounts() => findings.about(element).report(path, problem, help),
            Role::Ceph(_) => findings.about(element).caution(path, problem, help),
            Role::Monitors | Role::Foreign => findings.caution(path, problem, help),
        }
    }
}

/// The network canary learns the addresses of one network, on an interface of that network's name.
fn check_canary(review: &PodReview<'_>, standing: &Standing<'_>, findings: &mut Findings<'_>) {
    let networks = review.pod.attachments();
    let path = super::NETWORKS_PATH;
    let [element] = networks else {
        let problem = format!("a network canary has {}, but may have only one", counted(networks.len(), "network"));
        return findings.caution(path, problem, "keep the one to probe");
    };
    let on_own_interface = CephNetwork::ALL.iter().any(|network| element.interface.as_deref() == Some(network.key()));
    if !on_own_interface && standing.role(element).1 {
        let problem = format!("the interface of {} is not named `public` or `cluster`", element.nad.quoted());
        findings.caution(path, problem, "set the interface name");
    }
}

/// Without a CephCluster only the number of networks can be evaluated.
fn check_count(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    let most = match review.daemon.joins() {
        // One operator may serve several CephClusters.
        Joins::Public if review.daemon.is_csi() && review.world.clusters().len() > 1 => return,
        Joins::Both => 2,
        Joins::Public | Joins::One => 1,
        Joins::LikeOsds | Joins::Host | Joins::None | Joins::Any => return,
    };
    let mut distinct = sorted(review.pod.attachments().iter().map(|element| &element.nad));
    distinct.dedup();
    let count = distinct.len();
    if count > most {
        let problem =
            format!("{}, but the {} may have at most {most}", counted(count, "network"), review.daemon.name());
        findings.caution(super::NETWORKS_PATH, problem, "remove the networks that its CephCluster does not select");
    }
}
