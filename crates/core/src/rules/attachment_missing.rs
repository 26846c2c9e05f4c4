//! A Ceph pod without a network that it needs.

use crate::facts::ceph_cluster::CephNetwork;
use crate::facts::daemon::{Daemon, Joins};
use crate::facts::object::NETWORKS_ANNOTATION;
use crate::facts::pod::Pod;
use crate::json::Path;
use crate::json::order::sorted;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::rule::{Check, Rule};
use crate::review::{PodReview, WorkloadReview};
use crate::upstream::selection::NetworkSelection;
use crate::world::World;
use crate::world::csi::have_replacement;
use crate::world::devices::Devices;
use crate::world::standing::{Comparison, Obstacle, Standing};

pub(super) const SUMMARY: &str = "a Ceph pod without a network that it needs";

pub(super) static RULE: Rule = Rule {
    id: "attachment-missing",
    level: Level::Warn,
    checks: &[Check::Pod(check), Check::Pod(check_csi), Check::Pod(check_toolbox), Check::Workload(check_toolboxes)],
};

/// The pod was not made of a template that Rook wrote for Multus: it is of before, or of after.
const NOT_OF_MULTUS: [&str; 2] =
    ["was not set, although Rook sets it for Multus", "update `inventory` if the CephCluster no longer uses Multus"];

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    // What nobody but a person makes is not helped onto a network.
    let is_bare = review.origin.is_some() && review.daemon.needs_controller() && !review.pod.has_controller();
    let Some(standing) = review.standing.filter(|_| !review.pod.host_network && !is_bare) else { return };
    let (daemon, devices) = (review.daemon, devices(review));
    if standing.comparison() == Comparison::Empty && daemon.serves_several() {
        // Not Rook's word any more: since v1.18 another operator makes these pods.
        for (network, selection) in standing.lacking() {
            let (problem, help) = (problem(network, selection, daemon), format!("add {}", selection.nad.quoted()));
            report(review, &devices, selection, problem, help, findings);
        }
    }
    for (network, selection) in standing.missing() {
        let (nad, problem) = (selection.nad.quoted(), problem(network, selection, daemon));
        let help = match (standing.obstacle(), standing.edit()) {
            (None, Some(edit)) => {
                // With Multus Rook always writes the annotation (rook/rook: pkg/operator/k8sutil/network.go).
                let is_strange = review.pod.annotation.is_none() && !daemon.serves_several();
                let remark = is_strange.then_some(NOT_OF_MULTUS);
                findings.about(selection).report_with_edit_and_remark(
                    edit.clone(),
                    problem,
                    format!("add {nad}"),
                    remark,
                );
                continue;
            }
            (Some(Obstacle::NameClash), _) => String::from("change the interface names, and add it"),
            // What a pod requests is looked at when it comes.
            (Some(Obstacle::NoDevice), _) if review.origin.is_none() => continue,
            (Some(Obstacle::Isolated | Obstacle::NoDevice), _) => format!("add {nad}"),
            (Some(Obstacle::UnknownNad), _) | (None, None) => {
                format!("add it, and add its NAD to {}", review.settings.source.place())
            }
        };
        report(review, &devices, selection, problem, help, findings);
    }
}

/// The devices of the pod with the networks that it lacks.
fn devices<'r>(review: &'r PodReview<'r>) -> Devices<'r, 'r> {
    let lacking = review.standing.map(Standing::lacking).unwrap_or_default();
    Devices::new(review.pod, lacking.into_iter().map(|(_, selection)| selection).collect(), review.world)
}

/// Reports a network that the policy does not add.
fn report(
    review: &PodReview<'_>,
    devices: &Devices<'_, '_>,
    selection: &NetworkSelection,
    problem: String,
    help: String,
    findings: &mut Findings<'_>,
) {
    let namespace = review.pod.object.namespace;
    let device = || devices.missing_for(selection).filter(|_| review.origin.is_some());
    let (why, help) = if review.settings.isolates(&selection.nad.namespace, namespace) {
        super::isolation(selection, namespace)
    } else if let Some(device) = device().map(quoted) {
        (format!(", whose device {device} it does not request"), format!("{help}, and {device} to its resources"))
    } else {
        (String::new(), help)
    };
    findings.about(selection).report(super::NETWORKS_PATH, format!("{problem}{why}"), help);
}

/// A monitor works without: it listens on an address that Rook gives it (rook/rook: pkg/operator/ceph/cluster/mon/spec.go).
fn problem(network: CephNetwork, selection: &NetworkSelection, daemon: Daemon) -> String {
    let (key, nad, name) = (network.key(), selection.nad.quoted(), daemon.name());
    if daemon.is_monitor() {
        return format!("the {name} is not attached to the {key} network {nad}, as Rook does it");
    }
    format!("the {name} is not attached to the {key} network {nad}")
}

/// One operator may serve several CephClusters: its CSI controllers then need the public network of each. Which it
/// serves only the cluster knows, so that nothing is written into the annotation.
fn check_csi(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.pod.host_network || !review.daemon.serves_several() || review.daemon.joins() != Joins::Public {
        return;
    }
    let Ok(networks) = &review.pod.networks else { return };
    let joined = sorted(networks.iter().map(|one| &one.nad));
    let namespace = review.pod.object.namespace;
    let own = review.world.cluster_of_operator(namespace);
    let others = review.world.other_public_networks(namespace, own);
    let is_replaced = have_replacement(networks, namespace, review.world, review.settings);
    let devices = devices(review);
    for (cluster, public) in others.iter().filter(|(_, one)| joined.binary_search(&&one.nad).is_err()) {
        if is_replaced && review.settings.isolates(&public.nad.namespace, namespace) {
            continue;
        }
        let nad = public.nad.quoted();
        let problem =
            format!("the {} is not attached to the public network {nad} of {}", review.daemon.name(), cluster.object);
        report(review, &devices, public, problem, format!("add {nad}"), findings);
    }
}

/// Rook attaches the toolbox to no network, and whether somebody wants to reach OSDs from it only they know: reported where
/// they write it, a workload or a bare pod, and not at each pod of a workload.
fn check_toolbox(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.origin.is_some() && !review.pod.has_controller() {
        check_tools(review.pod, review.daemon, review.world, super::NETWORKS_PATH.into(), findings);
    }
}

fn check_toolboxes(review: &WorkloadReview<'_>, findings: &mut Findings<'_>) {
    let workload = review.workload;
    // An annotation on the workload itself is reported by `annotation-misplaced`.
    if workload.object.annotation(NETWORKS_ANNOTATION).is_none_or(str::is_empty) {
        let path = workload.template().join(super::NETWORKS_PATH);
        check_tools(&workload.pod, review.daemon, review.world, path, findings);
    }
}

fn check_tools(pod: &Pod<'_>, daemon: Daemon, world: &World<'_>, path: Path, findings: &mut Findings<'_>) {
    let (false, Ok(networks)) = (pod.host_network, &pod.networks) else { return };
    let cluster = world.cluster_in(pod.object.namespace).filter(|_| daemon == Daemon::Toolbox);
    let Some(public) = cluster.and_then(|cluster| cluster.network(CephNetwork::Public)) else { return };
    if !networks.iter().any(|network| network.nad == public.nad) {
        let nad = public.nad.quoted();
        let problem =
            format!("the pods are not attached to {nad}, so `rados`, `rbd` and `radosgw-admin` may not reach the OSDs");
        findings.caution(path, problem, format!("add {nad}"));
    }
}
