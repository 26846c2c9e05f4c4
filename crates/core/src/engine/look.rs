//! What the rules are given, put together for each sort of object, and the run over all of them.

use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::facts::daemon::Daemon;
use crate::facts::nad::{IpamSection, Nad};
use crate::facts::object::Object;
use crate::facts::pod::Pod;
use crate::json::Arena;
use crate::report::consequences::leave_out_consequences;
use crate::report::finding::{Finding, Findings};
use crate::report::level::Level;
use crate::review::rule::Review;
use crate::review::{ForeignPodReview, Met, NadReview, NetworksReview, Origin, PodReview};
use crate::rules;
use crate::settings::Settings;
use crate::upstream::NamespacedName;
use crate::upstream::cni::Plugin;
use crate::world::ceph_networks::CephNetworks;
use crate::world::context::Context;
use crate::world::networks::BoundNetwork;
use crate::world::pools::Pools;
use crate::world::standing::Standing;

/// A Ceph pod, or the pod template of a workload, which has no origin.
pub(super) fn check_pod(
    pod: &Pod<'_>,
    daemon: Daemon,
    origin: Option<Origin<'_>>,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    let (world, settings) = (&context.world, context.settings);
    let clusters = context.clusters_of(daemon, pod);
    let standing = Standing::of(pod, daemon, clusters, world, settings);
    let (standing, ceph) = (standing.as_ref(), CephNetworks::of(context));
    let review = PodReview { pod, daemon, clusters, standing, ceph: &ceph, origin, settings, context, world };
    run(findings, Review::Pod(&review));
}

/// A pod that is not Ceph's, or such a pod template, is nobody's business unless it asks for a network of Ceph.
pub(super) fn check_foreign_pod(pod: &Pod<'_>, context: &Context<'_>, findings: &mut Findings<'_>) {
    if pod.host_network || !pod.asks_for_networks() {
        return;
    }
    let ceph = CephNetworks::of(context);
    if !ceph.all().is_empty() {
        run(findings, Review::ForeignPod(&ForeignPodReview { pod, ceph: &ceph, context }));
    }
}

/// The NAD that is `network` of `cluster`.
pub(super) fn named<'c>(cluster: &'c CephCluster<'_>, network: CephNetwork) -> Option<&'c NamespacedName> {
    cluster.network(network).map(|one| &one.nad)
}

/// What would be rejected about a NAD of the inventory: reported at a CephCluster that selects it.
pub(super) fn known_nad_findings(object: &Object<'_>, context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Findings::new(&context.settings.levels);
    let arena = Arena::new();
    let nad = Nad::new(*object, &arena);
    let plugins = nad.plugins();
    let sections = check_nad(&nad, &plugins, None, [None; 2], context.settings, &mut findings);
    context.world.know_pools(object, Pools::read(&nad, &plugins, sections));
    let mut findings = findings.sorted();
    leave_out_consequences(&mut findings);
    findings.retain(|finding| finding.level == Level::Deny);
    findings
}

/// Looks at the networks of `cluster`, if `nad`, where there is one, is among them, or that of `monitorNetwork`, which is none
/// of them. With the NAD stands how far it was looked at before. `old` is the object under review as it was.
pub(super) fn check_networks(
    cluster: &CephCluster<'_>,
    old: Option<&Object<'_>>,
    nad: Option<(&Object<'_>, Met)>,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    let (world, settings) = (&context.world, context.settings);
    let networks = BoundNetwork::of(cluster, world);
    let (nad, met) = nad.map_or((None, Met::default()), |(nad, met)| (Some(nad), met));
    let review = NetworksReview { cluster, old, networks: &networks, nad, met, world, settings };
    let is_window = nad.is_some_and(|nad| settings.is_window(nad.namespaced_name()));
    if is_window || review.concerned().next().is_some() {
        run(findings, Review::Networks(&review));
    }
}

/// Looks at nothing but the size of the networks of `cluster`, which was `old`.
pub(super) fn check_capacity(
    cluster: &CephCluster<'_>,
    old: Option<&Object<'_>>,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    let (world, settings) = (&context.world, context.settings);
    let networks = BoundNetwork::of(cluster, world);
    let met = Met::default();
    let review = NetworksReview { cluster, old, networks: &networks, nad: None, met, world, settings };
    if !networks.is_empty() {
        run(findings, Review::Capacity(&review));
    }
}

/// Looks at what a NAD itself says, and gives back its Whereabouts sections.
pub(super) fn check_nad<'n>(
    nad: &Nad<'_>,
    plugins: &[Plugin<'n>],
    old: Option<Object<'_>>,
    copies: [Option<&Object<'_>>; 2],
    settings: &Settings<'_>,
    findings: &mut Findings<'_>,
) -> Vec<IpamSection<'n>> {
    let problems = nad.problems(plugins);
    let (sections, routed) = (IpamSection::of(plugins), IpamSection::with_routes(plugins));
    let (problems, ipam, routed) = (problems.as_slice(), sections.as_slice(), routed.as_slice());
    let review = NadReview { nad, plugins, problems, ipam, routed, old, copies, settings };
    run(findings, Review::Nad(&review));
    sections
}

/// Runs every rule that may be heard on `review`.
pub(super) fn run(findings: &mut Findings<'_>, review: Review<'_, '_>) {
    for rule in rules::ALL {
        if findings.enter(rule.id, rule.level) {
            rule.checks.iter().for_each(|check| check.look(review, findings));
        }
    }
}
