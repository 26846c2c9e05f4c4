//! The pods of the manifests, and those that their workloads describe.

use ceph_multus_core::attachment::{self, same_nad};
use ceph_multus_core::ceph_cluster::CephCluster;
use ceph_multus_core::daemon::Daemon;
use ceph_multus_core::kind::Kind;
use ceph_multus_core::pod::Pod;
use ceph_multus_core::settings::Settings;
use ceph_multus_core::workload::Workload;
use ceph_multus_core::world::World;
use ceph_multus_manifests::Severity;

use super::{Joiner, Judged, Link, Stop, stops};

/// Adds the pods that serve `cluster`, or that join one of its networks.
pub(super) fn add(
    cluster: &CephCluster<'_>,
    world: &World<'_>,
    settings: &Settings<'_>,
    judged: &[Judged<'_>],
    stops: &mut Vec<Stop>,
    joiners: &mut Vec<Joiner>,
) {
    for one in judged {
        let Some(pod) = pod_of(one) else { continue };
        if !owner(&pod, world).is_some_and(|owner| owner.object.is_same_as(&cluster.object)) {
            continue;
        }
        let mut joiner = joiner(one, &pod, world, judged, stops);
        if let Some(daemon) = daemon(&pod, world).filter(|_| cluster.uses_multus() && !pod.host_network) {
            let monitors = settings.monitor_network.as_ref();
            let wanted = attachment::Attachments::new(cluster, daemon, pod.attachments(), monitors);
            let state = if one.is_mended() { "added" } else { "missing" };
            for (_, selection) in wanted.missing() {
                let place = place(&stops::name(selection), stops, || stops::named(selection, "other", world, judged));
                joiner.links.push(Link { network: place, state });
            }
        }
        joiners.push(joiner);
    }
}

/// The pods with networks that belong to no CephCluster.
pub(super) fn without_cluster(world: &World<'_>, judged: &[Judged<'_>]) -> (Vec<Stop>, Vec<Joiner>) {
    let (mut stops, mut joiners) = (Vec::new(), Vec::new());
    for one in judged {
        let Some(pod) = pod_of(one) else { continue };
        let speaks = pod.annotation.is_some_and(|annotation| !annotation.is_empty());
        if speaks && owner(&pod, world).is_none() {
            joiners.push(joiner(one, &pod, world, judged, &mut stops));
        }
    }
    (stops, joiners)
}

fn pod_of<'a>(one: &Judged<'a>) -> Option<Pod<'a>> {
    match one.object.kind {
        Kind::Pod => Some(Pod::new(one.object)),
        _ => Workload::new(one.object).map(|workload| workload.pod),
    }
}

/// What a pod is to Ceph; `None` for one that only calls itself so.
fn daemon(pod: &Pod<'_>, world: &World<'_>) -> Option<Daemon> {
    pod.daemon.filter(|daemon| world.may_run(*daemon, pod.object.namespace))
}

/// The CephCluster that a pod serves; of a foreign one the first whose network it joins.
fn owner<'w, 'a>(pod: &Pod<'_>, world: &'w World<'a>) -> Option<&'w CephCluster<'a>> {
    if let Some(daemon) = daemon(pod, world) {
        return world.cluster_served(daemon, pod.object.namespace);
    }
    let joins = |cluster: &&CephCluster<'_>| {
        cluster.networks().any(|(_, own)| pod.attachments().iter().any(|element| same_nad(own, element)))
    };
    world.clusters().iter().find(joins)
}

/// A pod and its attachments. A finding that names a network refuses that one, another refuses all.
fn joiner(one: &Judged<'_>, pod: &Pod<'_>, world: &World<'_>, judged: &[Judged<'_>], stops: &mut Vec<Stop>) -> Joiner {
    let names: Vec<String> = pod.attachments().iter().map(stops::name).collect();
    let names_one = |text: &str| names.iter().any(|name| has(text, name));
    let reason = one.denied(|finding| !names_one(&finding.problem));
    let (refused, mut note) = (reason.is_some(), reason.unwrap_or_default());
    if pod.host_network && note.is_empty() {
        note = String::from("on the host's network");
    }
    let mut links = Vec::new();
    for (selection, name) in pod.attachments().iter().zip(&names).filter(|_| !pod.host_network) {
        let place = place(name, stops, || stops::named(selection, "other", world, judged));
        let mut denied = one.findings.iter().filter(|finding| finding.severity == Severity::Error);
        let is_refused = refused || denied.any(|finding| has(&finding.problem, name));
        links.push(Link { network: place, state: if is_refused { "refused" } else { "joins" } });
    }
    let object = one.object.to_string();
    let name = daemon(pod, world).map_or_else(|| object.clone(), |daemon| daemon.name.to_owned());
    Joiner { name, count: String::from("1"), object, links, refused, note }
}

/// Whether `name` stands in `text`. By bytes: the search of the standard library is a clever one, and large.
fn has(text: &str, name: &str) -> bool {
    text.as_bytes().windows(name.len().max(1)).any(|window| window == name.as_bytes())
}

/// The place of a network in the picture, which it gets where it has none yet.
fn place(name: &str, stops: &mut Vec<Stop>, make: impl FnOnce() -> Stop) -> usize {
    stops.iter().position(|stop| stop.name == name).unwrap_or_else(|| {
        stops.push(make());
        stops.len() - 1
    })
}
