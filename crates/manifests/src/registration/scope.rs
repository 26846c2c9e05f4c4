//! What of a cluster is Ceph's, by the settings: which namespaces, and which networks nobody else may join.

use std::collections::{BTreeMap, BTreeSet};

use ceph_multus_core::facts::object::Object;
use ceph_multus_core::json::Node;
use ceph_multus_core::rules::id;
use ceph_multus_core::settings::Settings;
use ceph_multus_core::world::ceph_networks::CephNetworks;
use ceph_multus_core::world::context::Context;
use ceph_multus_core::world::{DEFAULT_NAMESPACE, ODF_NAMESPACE};
use ceph_multus_core::{Kind, Level};
use ceph_multus_upstream::object_name::{is_namespace, is_object_name};

/// What the three policies share among themselves.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// The namespaces of CephClusters and of Ceph's operators.
    pub(super) namespaces: BTreeSet<String>,
    /// Whether CSI pods are Ceph's in the default namespace, of which nothing else is known: anybody may have made it.
    pub(super) assumes_default: bool,
    /// Other namespaces with NADs that a CephCluster selects.
    pub(super) nad_namespaces: BTreeSet<String>,
    /// The NADs that only Ceph's own pods may join, by namespace.
    pub(super) guarded: BTreeMap<String, BTreeSet<String>>,
    /// The other NADs of CephClusters, on which only the addresses are guarded, by namespace.
    pub(super) open: BTreeMap<String, BTreeSet<String>>,
    /// Whether `open` networks are closed to pods that are not Ceph's, so that only those of the default namespace may join.
    pub(super) closes_open: bool,
    /// Whether every NAD may be one of these: the inventory is not known yet.
    pub(super) guards_all: bool,
    /// Where pods of `rook multus validation` run, which are evaluated like Ceph's own.
    pub(super) tested: BTreeSet<String>,
    /// Namespaces whose objects are accepted unseen.
    pub(super) exempt: BTreeSet<String>,
}

impl Scope {
    /// The scope of `settings`, at both moments that they know.
    pub(super) fn new(settings: &Settings<'_>) -> Scope {
        let nobody = Object::new(Kind::Pod, &Node::Null, "", "");
        let context = Context::new(settings, &nobody, None);
        let mut scope = Scope::default();
        for world in context.moments() {
            scope.namespaces.extend(world.clusters().iter().map(|cluster| cluster.object.namespace.to_owned()));
            for kind in [Kind::Driver, Kind::OperatorConfig] {
                scope.namespaces.extend(world.resources(kind).map(|object| object.namespace.to_owned()));
            }
        }
        if scope.namespaces.is_empty() {
            scope.namespaces.insert(ODF_NAMESPACE.to_owned());
        }
        let mut with_operators = context.moments().filter(|world| world.has_operators(DEFAULT_NAMESPACE)).peekable();
        scope.assumes_default = with_operators.peek().is_some();
        if with_operators.any(|world| !world.is_assumed(DEFAULT_NAMESPACE)) {
            scope.assumes_default = false;
            scope.namespaces.insert(DEFAULT_NAMESPACE.to_owned());
        }
        scope.add_networks(&CephNetworks::of(&context), settings);
        scope.exempt.extend(settings.exempt_namespaces.iter().map(|name| (*name).to_owned()));
        scope.tested.extend(settings.validation_namespaces.iter().map(|name| (*name).to_owned()));
        for namespaces in [&mut scope.namespaces, &mut scope.nad_namespaces, &mut scope.tested, &mut scope.exempt] {
            // Nothing else gets into an expression or a selector.
            namespaces.retain(|name| is_namespace(name));
        }
        // A selector without names is none.
        scope.assumes_default |= scope.namespaces.is_empty();
        scope.nad_namespaces.retain(|namespace| !scope.namespaces.contains(namespace));
        scope
    }

    /// The scope of policies whose inventory comes later and changes by itself: only `namespaces` are known.
    pub(super) fn of_namespaces(namespaces: &[String], settings: &Settings<'_>) -> Scope {
        Scope {
            namespaces: namespaces.iter().cloned().collect(),
            guards_all: true,
            exempt: settings.exempt_namespaces.iter().map(|name| (*name).to_owned()).collect(),
            ..Scope::default()
        }
    }

    /// The namespaces in which pods may be Ceph's.
    pub(super) fn of_pods(&self) -> BTreeSet<String> {
        let assumed = self.assumes_default.then(|| DEFAULT_NAMESPACE.to_owned());
        self.namespaces.iter().cloned().chain(assumed).collect()
    }

    fn add_networks(&mut self, networks: &CephNetworks<'_>, settings: &Settings<'_>) {
        let guards_public =
            settings.levels.of(id::foreign_public_attachment).is_some_and(|level| level != Level::Allow);
        self.closes_open = guards_public && self.assumes_default;
        for network in networks.all() {
            let (namespace, name) = (&network.selection.nad.namespace, &network.selection.nad.name);
            self.nad_namespaces.insert(namespace.clone());
            // Clients of every kind join a public network, also one that another CephCluster replicates over.
            let is_guarded = guards_public && !self.closes_open || networks.reserved_by(network.selection).is_some();
            if is_namespace(namespace) && is_object_name(name) {
                let names = if is_guarded { &mut self.guarded } else { &mut self.open };
                names.entry(namespace.clone()).or_default().insert(name.clone());
            }
        }
    }
}
