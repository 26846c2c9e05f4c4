//! A Ceph pod on other networks than those that are known for it.

use crate::facts::ceph_cluster::CephNetwork;
use crate::facts::daemon::Joins;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::{counted, quoted};
use crate::review::PodReview;
use crate::review::rule::{Check, Rule};
use crate::settings::Source;
use crate::upstream::selection::NetworkSelection;
use crate::world::attachment::Role;
use crate::world::csi::have_replacement;
use crate::world::standing::{Comparison, Standing};

pub(super) const SUMMARY: &str = "a Ceph pod with other networks than the inventory has for it";

pub(super) static RULE: Rule = Rule { id: "attachment-unknown", level: Level::Warn, checks: &[Check::Pod(check)] };

/// Networks that a message names; the rest is counted.
const NAMED: usize = 3;

/// The pod or what it is compared with.
fn help(source: Source) -> &'static str {
    match source {
        Source::Inventory => "update `inventory`, or keep the old objects in `previous` during a change",
        Source::Input => "change one of them",
    }
}

/// Which of the two is old, the settings or the pod, nobody here knows: a difference is reported and nothing else. A network
/// on which the pod must not be has a rule of its own.
fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    let Some(standing) = review.standing.filter(|_| !review.pod.host_network) else { return };
    let roles = || standing.distinct().iter().map(|element| standing.role(element));
    let is_different = match review.daemon.joins() {
        Joins::Both | Joins::Public => standing.comparison() == Comparison::Different,
        Joins::One => roles().any(|(role, _)| role == Role::Foreign),
        Joins::LikeOsds | Joins::Host | Joins::None | Joins::Any => false,
    };
    // A network without a name is reported by `annotation-unparsable`.
    let is_nameless = || standing.distinct().iter().any(|element| element.nad.name.is_empty());
    let is_misplaced = || roles().any(|(role, given)| role != Role::Foreign && !given);
    // The cluster network of another CephCluster is reported by `foreign-attachment`.
    let is_reserved = |element: &&NetworkSelection| {
        standing.role(element).0 == Role::Foreign && review.ceph.reserved_by(element).is_some()
    };
    // One operator may serve several CephClusters: its CSI controllers join the public network of each.
    let is_public = |element: &&NetworkSelection| {
        let (role, given) = standing.role(element);
        given && role != Role::Foreign || review.world.network_owner(element, CephNetwork::Public).is_some()
    };
    let serves_several = review.daemon.serves_several() && review.world.clusters().len() > 1;
    if serves_several && standing.distinct().iter().all(is_public) {
        return;
    }
    let namespace = review.pod.object.namespace;
    // Multus keeps the public network of another namespace from CSI pods: they have a NAD of their own in its place.
    let is_isolated = |(_, public): &(_, &NetworkSelection)| review.settings.isolates(&public.nad.namespace, namespace);
    if review.daemon.is_csi()
        && standing.lacking().iter().any(is_isolated)
        && have_replacement(review.pod.attachments(), namespace, review.world, review.settings)
    {
        return;
    }
    let is_reported = || is_misplaced() || is_nameless() || standing.distinct().iter().any(is_reserved);
    if is_different && !is_reported() {
        let source = review.settings.source;
        let known = known(standing, review, namespace);
        let problem = format!("the pod has {}, but {known}", listed(standing.distinct(), namespace));
        findings.report(super::NETWORKS_PATH, problem, help(source));
    }
}

/// `the inventory has `a`, and `previous` `b``
fn known(standing: &Standing<'_>, review: &PodReview<'_>, namespace: &str) -> String {
    let has = format!("{} has", review.settings.source.title());
    let [now, other] = review.clusters.map(|cluster| cluster.map(|cluster| &cluster.object));
    let is_another = now.zip(other).is_some_and(|(now, other)| !now.is_same_as(other));
    let other = if is_another { "for another CephCluster" } else { "`previous`" };
    let names = [has.as_str(), other];
    let wanted = if review.daemon.joins() == Joins::One { standing.selected() } else { standing.wanted() };
    let side = |(name, side): (_, Option<Vec<_>>)| Some(format!("{name} {}", listed(&side?, namespace)));
    names.iter().zip(wanted).filter_map(side).collect::<Vec<_>>().join(", and ")
}

/// The networks, those of `namespace` by their names alone, so that three sides fit into a warning; or `none`.
fn listed(networks: &[&NetworkSelection], namespace: &str) -> String {
    let name = |network: &&NetworkSelection| {
        if network.nad.namespace == namespace { quoted(&network.nad.name) } else { network.nad.quoted() }
    };
    let mut names: Vec<String> = networks.iter().take(NAMED).map(name).collect();
    if let Some(more) = networks.len().checked_sub(NAMED).filter(|more| *more > 0) {
        names.push(counted(more, "other"));
    }
    if names.is_empty() { String::from("none") } else { names.join(" and ") }
}
