//! What a request is about, and which rules look at it.

use super::as_before::warn_of_old_faults;
use super::look::{
    check_capacity, check_foreign_pod, check_nad, check_networks, check_pod, known_nad_findings, named, run,
};
use crate::engine::request::{Operation, Request};
use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::facts::kind::Kind;
use crate::facts::nad::Nad;
use crate::facts::object::Object;
use crate::facts::pod::Pod;
use crate::facts::same_networks::has_same_networks;
use crate::facts::same_object::reads_same;
use crate::facts::workload::Workload;
use crate::json::order::firsts;
use crate::json::{Arena, Node};
use crate::report::consequences::leave_out_consequences;
use crate::report::finding::{Finding, Findings};
use crate::report::level::Level;
use crate::report::limits::FINDING_TEXT;
use crate::report::text::cut;
use crate::review::rule::Review;
use crate::review::{
    Beside, ClusterReview, DeletionReview, ForeignNadReview, Met, ObjectReview, Origin, ResourceReview, WorkloadReview,
};
use crate::settings::Settings;
use crate::world::World;
use crate::world::ceph_networks::CephNetworks;
use crate::world::context::Context;
use crate::world::plan::mons;
use crate::world::pools::Pools;

/// A request that is about something to evaluate.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) object: Object<'a>,
    old: Option<Object<'a>>,
    deletes: bool,
    /// Whether the object is on its way out.
    ends: bool,
    user: &'a str,
    beside: &'a Beside<'a>,
}

impl<'a> Subject<'a> {
    /// The subject of `request`; `None` where there is nothing to evaluate: an unknown kind, a sub-resource, an object that
    /// is being deleted and has no further use, an exempt namespace, or an update that leaves alone what the rules read.
    pub(super) fn of(request: &Request<'a>, settings: &Settings<'_>, beside: &'a Beside<'a>) -> Option<Subject<'a>> {
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
        // A finalizer keeps a NAD for as long as its owner likes, and Multus attaches pods to it all the same. A pod runs as
        // long as its grace period says, and is attached to what its annotation comes to name meanwhile
        // (k8snetworkplumbingwg/multus-dynamic-networks-controller: pkg/controller/pod.go).
        let lives_on = matches!(kind, Kind::NetworkAttachmentDefinition | Kind::Pod) && !deletes;
        if exempt || ends && !lives_on || old.is_some_and(|old| reads_same(&old, &object)) {
            return None;
        }
        Some(Subject { object, old, deletes, ends, user: request.user, beside })
    }

    /// The same subject, once `object` has taken the place of what was sent.
    pub(super) fn as_edited(self, object: Object<'a>) -> Subject<'a> {
        Subject { object, ..self }
    }

    /// Whether `other` has an evaluation of its own, in which this one is new.
    fn is_beside(&self, other: &Object<'_>) -> bool {
        self.beside.has(other)
    }

    /// Everything that the rules find; what was wrong before the update, and is as it was, as a warning.
    pub(super) fn check(&self, settings: &Settings<'_>) -> Vec<Finding> {
        let mut findings = self.look(settings);
        if let Some(old) = &self.old {
            let before = Subject { object: *old, old: None, ..*self };
            warn_of_old_faults(&mut findings, [old, &self.object], settings, || before.look(settings));
        }
        leave_out_consequences(&mut findings);
        findings
    }

    fn look(&self, settings: &Settings<'_>) -> Vec<Finding> {
        let context = Context::new(settings, &self.object, self.beside.world(&self.object));
        let mut findings = Findings::at_most(self.most(&context), &settings.levels);
        if self.deletes {
            self.check_deletion(&context, &mut findings);
            return findings.sorted();
        }
        match self.object.kind {
            Kind::CephCluster | Kind::StorageCluster => self.check_cluster(&context, &mut findings),
            Kind::NetworkAttachmentDefinition => self.check_nad(&context, &mut findings),
            Kind::Pod => self.check_pod(&context, &mut findings),
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
                self.check_shape(&mut findings);
                self.check_resource(context.world.cluster_of(&self.object), &context, &mut findings);
            }
            Kind::Deployment
            | Kind::ReplicaSet
            | Kind::ReplicationController
            | Kind::StatefulSet
            | Kind::DaemonSet
            | Kind::Job
            | Kind::CronJob => self.check_workload(&context, &mut findings),
        }
        findings.sorted()
    }

    /// A NAD that a controller makes of another object, as OVN-Kubernetes does, is no news to a person who could correct it,
    /// and harms no daemon as long as no CephCluster selects it. One outside of Ceph's namespaces may be anybody's, and
    /// anybody can write an owner into it.
    fn most(&self, context: &Context<'_>) -> Level {
        let is_made = self.object.kind == Kind::NetworkAttachmentDefinition && self.object.has_controller();
        let is_only_near = is_made && context.is_ceph_nad(&self.object) && !context.selects(&self.object);
        if is_only_near { Level::Warn } else { Level::Deny }
    }

    fn check_deletion(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let review = DeletionReview { object: &self.object, world: &context.world, earlier: context.earlier.as_ref() };
        run(findings, Review::Deletion(&review));
    }

    fn check_shape(&self, findings: &mut Findings<'_>) {
        let review = ObjectReview { object: &self.object };
        run(findings, Review::Object(&review));
    }

    fn check_cluster(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let (world, settings) = (&context.world, context.settings);
        let cluster = CephCluster::as_meant(self.object);
        let old = self.old.map(CephCluster::as_meant);
        if old.as_ref().is_some_and(|old| has_same_networks(old, &cluster)) {
            // The number of daemons changes, or what they are annotated with, or what no network depends on.
            check_capacity(&cluster, self.old.as_ref(), context, findings);
            return self.check_resource(Some(&cluster), context, findings);
        }
        self.check_shape(findings);
        let earlier = context.earlier.as_ref();
        let review = ClusterReview { cluster: &cluster, old: old.as_ref(), world, earlier, settings };
        run(findings, Review::Cluster(&review));
        let mut known: Vec<(CephNetwork, &Object<'_>, Vec<Finding>)> = Vec::new();
        for (network, selection) in cluster.joined_nads() {
            let Some(nad) = world.nad(selection).filter(|nad| !self.is_beside(nad)) else { continue };
            known.push((network, nad, known_nad_findings(nad, context)));
        }
        check_networks(&cluster, self.old.as_ref(), None, context, findings);
        self.check_resource(Some(&cluster), context, findings);
        for (network, nad, found) in known {
            for finding in found {
                findings.adopt(Finding {
                    path: network.selector_path(),
                    problem: cut(
                        format!("{}: `{}`: {}", nad.namespaced_name().quoted(), finding.path_text(), finding.problem),
                        FINDING_TEXT,
                    ),
                    unreadable: false,
                    basis: None,
                    ..finding
                });
            }
        }
    }

    fn check_nad(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let world = &context.world;
        let ceph = (!context.is_ceph_nad(&self.object)).then(|| CephNetworks::with_nads(context));
        // A NAD of others is only compared with the networks of CephClusters: where none are known, it is not read.
        if ceph.as_ref().map_or(self.ends, |ceph| ceph.all().is_empty()) {
            return;
        }
        let arena = Arena::new();
        let nad = Nad::new(self.object, &arena);
        if let Some(ceph) = ceph {
            return run(findings, Review::ForeignNad(&ForeignNadReview { nad: &nad, ceph: &ceph, context }));
        }
        self.check_shape(findings);
        let copies = [world.copy(), context.earlier.as_ref().and_then(World::copy)];
        let plugins = nad.plugins();
        let sections = check_nad(&nad, &plugins, self.old, copies, context.settings, findings);
        let own = self.object.namespaced_name();
        let is_window = context.settings.is_window(own);
        let clusters = world.clusters().iter().filter(|cluster| is_window || cluster.selects(own));
        let clusters: Vec<_> = clusters.filter(|cluster| !self.is_beside(&cluster.object)).collect();
        let pairs = firsts(clusters.iter().map(|cluster| CephNetwork::ALL.map(|network| named(cluster, network))));
        let monitored = |cluster: &CephCluster<'_>| (!cluster.external).then(|| mons(cluster));
        let windows = clusters.iter().map(|cluster| (named(cluster, CephNetwork::Public), monitored(cluster)));
        let windows = firsts(windows);
        if !clusters.is_empty() {
            world.know_pools(&self.object, Pools::read(&nad, &plugins, sections));
        }
        let mut met = Met::default();
        for (place, ((cluster, pair), window)) in clusters.into_iter().zip(pairs).zip(windows).enumerate() {
            met.networks = pair < place;
            met.monitors = window < place;
            check_networks(cluster, self.old.as_ref(), Some((&self.object, met)), context, findings);
            met.nad |= cluster.selects(own);
            met.public |= named(cluster, CephNetwork::Public).is_some_and(|public| *public == own);
        }
    }

    fn check_pod(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let pod = Pod::new(self.object);
        let Some(daemon) = context.daemon(&pod) else { return check_foreign_pod(&pod, context, findings) };
        if self.ends && !context.is_assumed(daemon, self.object.namespace) {
            return;
        }
        self.check_shape(findings);
        let is_made = self.old.is_none() && !self.object.is_stored();
        let creator = Some(self.user).filter(|user| is_made && !user.is_empty());
        check_pod(&pod, daemon, Some(Origin { creator, old: self.old }), context, findings);
    }

    fn check_resource(&self, cluster: Option<&CephCluster<'_>>, context: &Context<'_>, findings: &mut Findings<'_>) {
        let (world, earlier, settings) = (&context.world, context.earlier.as_ref(), context.settings);
        let (object, old, beside) = (&self.object, self.old.as_ref(), self.beside);
        let review = ResourceReview { object, old, cluster, world, earlier, beside, settings };
        run(findings, Review::Resource(&review));
    }

    /// Checks a workload by the pod that it describes. What the policy would mutate is not reported: the pods are mutated when
    /// they come, and the operator compares the workload to what it wrote.
    fn check_workload(&self, context: &Context<'_>, findings: &mut Findings<'_>) {
        let Some(workload) = Workload::new(self.object) else { return };
        // What an operator writes is no news to a person who could correct it, and the pods are looked at when they come.
        let daemon = context.daemon(&workload.pod);
        let most = if context.is_operator(self.user, daemon.is_some()) { Level::Warn } else { Level::Deny };
        let mut of_pod = Findings::at_most(most, &context.settings.levels);
        if let Some(daemon) = daemon {
            self.check_shape(findings);
            let review = WorkloadReview { workload: &workload, daemon, world: &context.world };
            run(findings, Review::Workload(&review));
            check_pod(&workload.pod, daemon, None, context, &mut of_pod);
        } else {
            check_foreign_pod(&workload.pod, context, &mut of_pod);
        }
        let mut of_pod = of_pod.sorted();
        leave_out_consequences(&mut of_pod);
        for finding in of_pod.into_iter().filter(|finding| finding.fix.is_none()) {
            let path = workload.template().join(&finding.path);
            findings.adopt(Finding { path, basis: None, ..finding });
        }
    }
}
