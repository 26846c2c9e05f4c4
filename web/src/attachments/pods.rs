//! The pods of the manifests, and those that their workloads describe.

use ceph_multus_core::facts::ceph_cluster::CephCluster;
use ceph_multus_core::facts::kind::Kind;
use ceph_multus_core::facts::pod::Pod;
use ceph_multus_core::facts::workload::Workload;
use ceph_multus_core::world::World;
use ceph_multus_core::world::attachment;
use ceph_multus_core::world::context::Context;
use ceph_multus_upstream::selection::NetworkSelection;

use super::{Checked, Joiner, Link, ObjectParts, Stop, place};

/// Adds the pods that serve `cluster`, or that join one of its networks.
pub(super) fn add(
    cluster: &CephCluster<'_>,
    context: &Context<'_>,
    checked: &[Checked<'_>],
    stops: &mut Vec<Stop>,
    joiners: &mut Vec<Joiner>,
) {
    let world = &context.world;
    for one in checked {
        let Some(pod) = pod_of(one) else { continue };
        if !owner(&pod, context).is_some_and(|owner| owner.object.is_same_as(&cluster.object)) {
            continue;
        }
        let mut joiner = joiner(one, &pod, context, checked, stops);
        if let Some(daemon) = context.daemon(&pod).filter(|_| cluster.uses_multus() && !pod.host_network) {
            let monitors = world.monitor_window(cluster, context.settings);
            let wanted = attachment::Attachments::new(cluster, daemon, pod.attachments(), monitors);
            let state = if one.is_fixed() { "added" } else { "missing" };
            for (_, selection) in wanted.missing() {
                let network = place(selection, stops, world, checked);
                joiner.links.push(Link { network, state, default: false });
            }
        }
        joiners.push(joiner);
    }
}

/// The pods with networks that belong to no CephCluster.
pub(super) fn without_cluster(context: &Context<'_>, checked: &[Checked<'_>]) -> (Vec<Stop>, Vec<Joiner>) {
    let (mut stops, mut joiners) = (Vec::new(), Vec::new());
    for one in checked {
        let Some(pod) = pod_of(one) else { continue };
        if pod.asks_for_networks() && owner(&pod, context).is_none() {
            joiners.push(joiner(one, &pod, context, checked, &mut stops));
        }
    }
    (stops, joiners)
}

fn pod_of<'a>(one: &Checked<'a>) -> Option<Pod<'a>> {
    match one.object.kind {
        Kind::Pod => Some(Pod::new(one.object)),
        _ => Workload::new(one.object).map(|workload| workload.pod),
    }
}

/// The CephCluster that a pod serves; of another pod the first whose network it joins.
fn owner<'w, 'a>(pod: &Pod<'_>, context: &'w Context<'a>) -> Option<&'w CephCluster<'a>> {
    let world = &context.world;
    let served = context.daemon(pod).and_then(|daemon| world.cluster_served(daemon, pod));
    let joins = |cluster: &&CephCluster<'_>| {
        let mut asked_for = pod.attachments().iter().chain(pod.default_networks());
        asked_for.any(|element| cluster.selects(element.nad.borrowed()))
    };
    served.or_else(|| world.clusters().iter().find(joins))
}

/// A pod and its attachments. A finding about a network rejects that one, another rejects all.
fn joiner(
    one: &Checked<'_>,
    pod: &Pod<'_>,
    context: &Context<'_>,
    checked: &[Checked<'_>],
    stops: &mut Vec<Stop>,
) -> Joiner {
    let world = &context.world;
    let asked_for: Vec<(&NetworkSelection, bool)> = if pod.host_network {
        Vec::new()
    } else {
        let instead = default_network(pod, world).map(|network| (network, true));
        instead.into_iter().chain(pod.attachments().iter().map(|network| (network, false))).collect()
    };
    let is_about = |finding: &ceph_multus_manifests::Located, network: &NetworkSelection| {
        finding.about.as_ref().is_some_and(|about| *about == network.nad)
    };
    let reason = one.denied(|finding| !asked_for.iter().any(|(network, _)| is_about(finding, network)));
    let (rejected, mut note) = (reason.is_some(), reason.unwrap_or_default());
    if pod.host_network && note.is_empty() {
        note = String::from("on the host's network");
    }
    let mut links = Vec::new();
    for (selection, default) in &asked_for {
        let network = place(selection, stops, world, checked);
        let is_rejected = rejected || one.denied(|finding| is_about(finding, selection)).is_some();
        links.push(Link { network, state: if is_rejected { "rejected" } else { "attached" }, default: *default });
    }
    let object = one.object.to_string();
    let daemon = context.daemon(pod);
    Joiner {
        name: daemon.map_or_else(|| object.clone(), |daemon| daemon.name().to_owned()),
        count: String::from("1"),
        object,
        parts: Some(ObjectParts::of(&one.object)),
        daemon: daemon.is_some(),
        links,
        rejected,
        note,
    }
}

/// What takes the place of the pod network. A name without a namespace stands for one NAD of each namespace that Multus may
/// look in: the one that is known.
fn default_network<'p>(pod: &'p Pod<'_>, world: &World<'_>) -> Option<&'p NetworkSelection> {
    let candidates = pod.default_networks();
    candidates.iter().find(|network| world.nad(network).is_some()).or_else(|| candidates.first())
}
