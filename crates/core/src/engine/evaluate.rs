//! From a request to a verdict. Total and deterministic: the same request and settings give the same answer.

use crate::engine::request::{Operation, Request};
use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::facts::daemon::Daemon;
use crate::facts::kind::Kind;
use crate::facts::nad::{IpamSection, Nad};
use crate::facts::object::{OBJECT, Object};
use crate::facts::pod::Pod;
use crate::facts::workload::Workload;
use crate::json::order::{firsts, sorted};
use crate::json::{self, Arena, Map, Node, Shape};
use crate::report::edit;
use crate::report::finding::{Finding, Findings};
use crate::report::level::Level;
use crate::report::limits::FINDING_TEXT;
use crate::report::text::cut;
use crate::report::verdict::Verdict;
use crate::review::rule::Review;
use crate::review::{
    Beside, ClusterReview, DeletionReview, ForeignNadReview, ForeignPodReview, Met, NadReview, NetworksReview,
    ObjectReview, Origin, PodReview, ResourceReview, WorkloadReview,
};
use crate::rules;
use crate::settings::Settings;
use crate::upstream::limits::SELECTION_BYTES;
use crate::upstream::selection::NetworkSelection;
use crate::world::World;
use crate::world::ceph_networks::CephNetworks;
use crate::world::context::Context;
use crate::world::networks::BoundNetwork;
use crate::world::plan::mons;
use crate::world::standing::Standing;

/// Evaluates a request. `object_text` gives the text of the object under review; it is asked for only where the object
/// is mutated.
pub fn evaluate<'a>(
    request: &Request<'a>,
    settings: &Settings<'a>,
    object_text: impl FnOnce() -> Option<&'a str>,
) -> Verdict {
    let alone = Beside::new();
    evaluate_beside(request, settings, &alone, object_text)
}

/// The same, where each of the objects `beside` is evaluated as new, too: what is wrong with a NAD is reported there, and
/// what is wrong between a NAD and a CephCluster at the CephCluster.
pub fn evaluate_beside<'a, 't>(
    request: &Request<'a>,
    settings: &Settings<'a>,
    beside: &'a Beside<'a>,
    object_text: impl FnOnce() -> Option<&'t str>,
) -> Verdict {
    let Some(subject) = Subject::of(request, settings, beside) else { return Verdict::Accept { findings: Vec::new() } };
    let findings = subject.judge(settings);
    if settings.mutate
        && findings.iter().any(|finding| finding.fix.is_some())
        && let Some((object, remaining)) = mutate(&subject, &findings, settings, object_text)
    {
        if denies(&remaining) {
            return Verdict::Reject { subject: format!("{}", subject.object), findings: remaining };
        }
        let fixed: Vec<Finding> = findings.into_iter().filter(|finding| finding.fix.is_some()).collect();
        let mut findings = remaining;
        findings.extend(fixed.iter().filter_map(Finding::remaining));
        findings = sorted(findings);
        findings.dedup();
        return Verdict::Mutate { object, fixed, findings };
    }
    if denies(&findings) {
        Verdict::Reject { subject: format!("{}", subject.object), findings }
    } else {
        Verdict::Accept { findings }
    }
}

/// The object with the edits of all findings, and what is found in it then. `None` where it cannot be edited: somewhere
/// on the way to a member is no object.
fn mutate<'a>(
    subject: &Subject<'_>,
    findings: &[Finding],
    settings: &Settings<'_>,
    object_text: impl FnOnce() -> Option<&'a str>,
) -> Option<(String, Vec<Finding>)> {
    let edits = findings.iter().filter_map(|finding| finding.fix.as_ref());
    let object = edit::apply(object_text()?, edits).ok()?;
    let arena = Arena::new();
    // The API server would refuse the pod for what the policy has written into it.
    if object.len() > SELECTION_BYTES && annotation_bytes(&object, &arena) > SELECTION_BYTES {
        return None;
    }
    let node = json::read(&object, &arena, &OBJECT).ok()?;
    let edited = subject.object.with_node(&node);
    let remaining = Subject { object: edited, ..*subject }.judge(settings);
    Some((object, remaining))
}

/// The bytes of all annotations of an object, keys and values, as Kubernetes counts them
/// (kubernetes/apimachinery: pkg/api/validation/objectmeta.go, `ValidateAnnotationsSize`).
fn annotation_bytes<'t>(object: &'t str, arena: &'t Arena) -> usize {
    static ANNOTATIONS: Shape = Shape::Fields(&[("metadata", Shape::Fields(&[("annotations", Shape::Whole)]))]);
    let node = json::read(object, arena, &ANNOTATIONS).ok();
    let annotations = node.as_ref().and_then(|node| node.at(&["metadata", "annotations"])).and_then(Node::as_map);
    let sizes = annotations.into_iter().flat_map(Map::iter);
    sizes.map(|(key, value)| key.len() + value.as_text().map_or(0, str::len)).sum()
}

fn denies(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.level == Level::Deny)
}

/// A request that is about something to judge.
#[derive(Clone, Copy)]
struct Subject<'a> {
    object: Object<'a>,
    old: Option<Object<'a>>,
    deletes: bool,
    /// Whether the object is on its way out.
    ends: bool,
    user: &'a str,
    beside: &'a Beside<'a>,
}

impl<'a> Subject<'a> {
    /// The subject of `request`; `None` where there is nothing to judge: an unknown kind, a sub-resource, an object that
    /// is being deleted, an exempt namespace, or an update that leaves alone what the rules read.
    fn of(request: &Request<'a>, settings: &Settings<'_>, beside: &'a Beside<'a>) -> Option<Subject<'a>> {
        let kind = Kind::of(request.group, request.kind)?;
        let deletes = request.operation == Operation::Delete;
        if request.operation == Operation::Other || !request.sub_resource.is_empty() {
            return None;
        }
        let node = if deletes { request.old_object } else { request.object }.unwrap_or(&Node::Null);
        let object = Object::new(kind, node, request.namespace, request.name);
        let old = request.old_object.filter(|_| request.operation == Operation::Update);
        let old = old.map(|node| Object::new(kind, node, request.namespace, request.name));
        let exempt = settings.exempt_namespaces.contains(&object.namespace);
        let ends = object.is_being_deleted(if deletes { Some(&object) } else { old.as_ref() });
        // A finalizer keeps a NAD for as long as its owner likes, and Multus attaches pods to it all the same.
        let lives_on = kind == Kind::NetworkAttachmentDefinition && !deletes;
        if exempt || ends && !lives_on || old.is_some_and(|old| old.reads_same_as(&object)) {
            return None;
        }
        Some(Subject { object, old, deletes, ends, user: request.user, beside })
    }

    /// Whether `other` has an evaluation of its own, in which this one is new.
    fn is_beside(&self, other: &Object<'_>) -> bool {
        self.beside.contains(&(other.kind, other.namespace, other.name))
    }

    fn judge(&self, settings: &Settings<'_>) -> Vec<Finding> {
        let mut findings = Findings::new(&settings.levels);
        let context = Context::new(settings, &self.object);
        if self.deletes {
            self.judge_deletion(&context, &mut findings);
            return findings.sorted();
        }
        match self.object.kind {
            Kind::CephCluster | Kind::StorageCluster => self.judge_cluster(&context, &mut findings),
            Kind::NetworkAttachmentDefinition => self.judge_nad(&context, &mut findings),
            Kind::Pod => self.judge_pod(&context, &mut findings),
            Kind::CephFilesystem
            | Kind::CephObjectStore
            | Kind::CephRBDMirror
            | Kind::CephFilesystemMirror
            | Kind::CephNFS
            | Kind::CephNVMeOFGateway
            | Kind::Driver
            | Kind::OperatorConfig
            | Kind::StorageClient
            | Kind::ConfigMap => {
                self.judge_shape(&mut findings);
                self.judge_resource(context.world.cluster_of(&self.object), &context, &mut findings);
            }
            Kind::Deployment | Kind::ReplicaSet | Kind::StatefulSet | Kind::DaemonSet | Kind::Job | Kind::CronJob => {
                self.judge_workload(&context, &mut findings)
            }
        }
        findings.sorted()
    }

    fn judge_deletion(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let review = DeletionReview { object: &self.object, world: &context.world, earlier: context.earlier.as_ref() };
        run(findings, Review::Deletion(&review));
    }

    fn judge_shape(&self, findings: &mut Findings<'_>) {
        let review = ObjectReview { object: &self.object };
        run(findings, Review::Object(&review));
    }

    fn judge_cluster(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let (world, settings) = (&context.world, context.settings);
        let cluster = CephCluster::as_meant(self.object);
        let old = self.old.map(CephCluster::as_meant);
        if old.as_ref().is_some_and(|old| old.has_networks_of(&cluster)) {
            // Only the number of daemons changes, or what they are annotated with.
            judge_capacity(&cluster, context, findings);
            return self.judge_resource(Some(&cluster), context, findings);
        }
        self.judge_shape(findings);
        let earlier = context.earlier.as_ref();
        let review = ClusterReview { cluster: &cluster, old: old.as_ref(), world, earlier, settings };
        run(findings, Review::Cluster(&review));
        judge_networks(&cluster, None, context, findings);
        self.judge_resource(Some(&cluster), context, findings);
        let mut reported: Vec<Object<'_>> = Vec::new();
        for (network, selection) in cluster.joined_networks() {
            let Some(nad) = world.nad(selection).filter(|nad| !self.is_beside(nad)) else { continue };
            if reported.iter().any(|known| known.is_same_as(nad)) {
                continue;
            }
            reported.push(*nad);
            for finding in judge_known_nad(nad, settings) {
                findings.adopt(Finding {
                    path: network.selector_path().to_owned(),
                    problem: cut(
                        format!("`{}/{}`: `{}`: {}", nad.namespace, nad.name, finding.path, finding.problem),
                        FINDING_TEXT,
                    ),
                    ..finding
                });
            }
        }
    }

    fn judge_nad(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let world = &context.world;
        let arena = Arena::new();
        let nad = Nad::new(self.object, &arena);
        if !context.is_ceph_nad(&self.object) {
            let ceph = CephNetworks::with_nads(context);
            if !ceph.all().is_empty() {
                run(findings, Review::ForeignNad(&ForeignNadReview { nad: &nad, ceph: &ceph }));
            }
            return;
        }
        if self.ends {
            return;
        }
        self.judge_shape(findings);
        let copies = [world.copy(), context.earlier.as_ref().and_then(World::copy)];
        check_nad(&nad, self.old, copies, context.settings, findings);
        let monitors = context.settings.monitor_network.as_ref();
        let is_window = monitors.is_some_and(|window| self.object.is_named(window));
        let selects = |cluster: &CephCluster<'_>| cluster.networks().any(|(_, own)| self.object.is_named(own));
        let clusters = world.clusters().iter().filter(|cluster| is_window || selects(cluster));
        let clusters: Vec<_> = clusters.filter(|cluster| !self.is_beside(&cluster.object)).collect();
        let pairs = firsts(clusters.iter().map(|cluster| CephNetwork::ALL.map(|network| named(cluster, network))));
        let monitored = |cluster: &CephCluster<'_>| (!cluster.external).then(|| mons(cluster));
        let windows = clusters.iter().map(|cluster| (named(cluster, CephNetwork::Public), monitored(cluster)));
        let windows = firsts(windows);
        let mut met = Met::default();
        for (place, ((cluster, pair), window)) in clusters.into_iter().zip(pairs).zip(windows).enumerate() {
            met.networks = pair < place;
            met.monitors = !cluster.external && window < place;
            judge_networks(cluster, Some((&self.object, met)), context, findings);
            met.nad |= selects(cluster);
            met.public |= cluster.network(CephNetwork::Public).is_some_and(|own| self.object.is_named(own));
        }
    }

    fn judge_pod(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let pod = Pod::new(self.object);
        let Some(daemon) = context.daemon(&pod) else { return check_foreign_pod(&pod, context, findings) };
        self.judge_shape(findings);
        let is_made = self.old.is_none() && !self.object.is_stored();
        let creator = Some(self.user).filter(|user| is_made && !user.is_empty());
        check_pod(&pod, daemon, Some(Origin { creator, old: self.old }), context, findings);
    }

    fn judge_resource(&self, cluster: Option<&CephCluster<'_>>, context: &Context<'_>, findings: &mut Findings<'_>) {
        let (world, earlier, settings) = (&context.world, context.earlier.as_ref(), context.settings);
        let review = ResourceReview { object: &self.object, cluster, world, earlier, beside: self.beside, settings };
        run(findings, Review::Resource(&review));
    }

    /// Judges a workload by the pod that it describes. What would be mended is not reported: the pods are mended when
    /// they come, and the operator compares the workload to what it wrote.
    fn judge_workload(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(workload) = Workload::new(self.object) else { return };
        // What an operator writes is no news to a person who could correct it, and the pods are looked at when they come.
        let daemon = context.daemon(&workload.pod);
        let most = if context.is_operator(self.user, daemon.is_some()) { Level::Warn } else { Level::Deny };
        let mut of_pod = Findings::at_most(most, &context.settings.levels);
        if let Some(daemon) = daemon {
            self.judge_shape(findings);
            let review = WorkloadReview { workload: &workload, daemon, world: &context.world };
            run(findings, Review::Workload(&review));
            check_pod(&workload.pod, daemon, None, context, &mut of_pod);
        } else {
            check_foreign_pod(&workload.pod, context, &mut of_pod);
        }
        for finding in of_pod.sorted().into_iter().filter(|finding| finding.fix.is_none()) {
            let path = format!("{}.{}", workload.template(), finding.path);
            findings.adopt(Finding { path, ..finding });
        }
    }
}

fn check_pod<'c>(
    pod: &Pod<'_>,
    daemon: Daemon,
    origin: Option<Origin<'_>>,
    context: &'c Context<'_>,
    findings: &mut Findings<'_>,
) {
    let (world, settings) = (&context.world, context.settings);
    let served = |world: &'c World<'_>| world.cluster_served(daemon, pod.object.namespace);
    let clusters = [served(world), context.earlier.as_ref().and_then(served)];
    let standing = Standing::of(pod, daemon, clusters, world, settings);
    let (standing, ceph) = (standing.as_ref(), CephNetworks::of(context));
    let review = PodReview { pod, daemon, clusters, standing, ceph: &ceph, origin, world, settings };
    run(findings, Review::Pod(&review));
}

/// A pod that is not Ceph's, or such a pod template, is nobody's business unless it asks for a network of Ceph.
fn check_foreign_pod(pod: &Pod<'_>, context: &Context<'_>, findings: &mut Findings<'_>) {
    if pod.host_network || !pod.asks_for_networks() {
        return;
    }
    let ceph = CephNetworks::of(context);
    if !ceph.all().is_empty() {
        run(findings, Review::ForeignPod(&ForeignPodReview { pod, ceph: &ceph }));
    }
}

/// The NAD that is `network` of `cluster`.
fn named<'c>(cluster: &'c CephCluster<'_>, network: CephNetwork) -> Option<(&'c str, &'c str)> {
    cluster.network(network).map(NetworkSelection::identity)
}

/// What would be refused about a NAD of the inventory: a CephCluster that selects it is told.
fn judge_known_nad(nad: &Object<'_>, settings: &Settings<'_>) -> Vec<Finding> {
    let mut findings = Findings::new(&settings.levels);
    let arena = Arena::new();
    check_nad(&Nad::new(*nad, &arena), None, [None; 2], settings, &mut findings);
    let mut findings = findings.sorted();
    findings.retain(|finding| finding.level == Level::Deny);
    findings
}

/// Looks at the networks of `cluster`, if `nad`, where there is one, is among them. With the NAD stands how
/// far it was looked at before.
fn judge_networks(
    cluster: &CephCluster<'_>,
    nad: Option<(&Object<'_>, Met)>,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) {
    let (world, settings) = (&context.world, context.settings);
    let networks = BoundNetwork::of(cluster, world);
    let (nad, met) = nad.map_or((None, Met::default()), |(nad, met)| (Some(nad), met));
    let review = NetworksReview { cluster, networks: &networks, nad, met, world, settings };
    let monitors = settings.monitor_network.as_ref();
    let is_window = nad.is_some_and(|nad| monitors.is_some_and(|window| nad.is_named(window)));
    if is_window || review.concerned().next().is_some() {
        run(findings, Review::Networks(&review));
    }
}

/// Looks at nothing but the size of the networks of `cluster`.
fn judge_capacity(cluster: &CephCluster<'_>, context: &Context<'_>, findings: &mut Findings<'_>) {
    let (world, settings) = (&context.world, context.settings);
    let networks = BoundNetwork::of(cluster, world);
    let review = NetworksReview { cluster, networks: &networks, nad: None, met: Met::default(), world, settings };
    if !networks.is_empty() {
        run(findings, Review::Capacity(&review));
    }
}

fn check_nad(
    nad: &Nad<'_>,
    old: Option<Object<'_>>,
    copies: [Option<&Object<'_>>; 2],
    settings: &Settings<'_>,
    findings: &mut Findings<'_>,
) {
    let plugins = nad.plugins();
    let problems = nad.problems(&plugins);
    let (ipam, routed) = (IpamSection::of(&plugins), IpamSection::with_routes(&plugins));
    let (problems, plugins, ipam, routed) =
        (problems.as_slice(), plugins.as_slice(), ipam.as_slice(), routed.as_slice());
    let review = NadReview { nad, plugins, problems, ipam, routed, old, copies, settings };
    run(findings, Review::Nad(&review));
}

/// Runs every rule that the settings do not allow on `review`.
fn run(findings: &mut Findings<'_>, review: Review<'_, '_>) {
    for rule in rules::ALL {
        if findings.enter(rule.id, rule.level) {
            rule.checks.iter().for_each(|check| check.look(review, findings));
        }
    }
}
