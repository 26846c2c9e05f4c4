//! The small world that an object is evaluated in: the inventory of the settings, and the object itself in place of its
//! own older copy; and the same before the last change.

use std::rc::Rc;

use crate::facts::ceph_cluster::{CephCluster, CephNetwork, NetworkProvider};
use crate::facts::daemon::Daemon;
use crate::facts::kind::Kind;
use crate::facts::object::{OPERATOR_SETTINGS, Object, identities};
use crate::facts::pod::Pod;
use crate::json::order::firsts;
use crate::upstream::selection::NetworkSelection;
use crate::world::pools::Pools;

pub mod assigned;
pub mod attachment;
pub mod ceph_networks;
pub mod context;
pub mod csi;
pub mod devices;
pub mod footprint;
mod known;
mod lookup;
pub mod networks;
pub mod plan;
pub mod pools;
pub mod standing;
mod window;

pub use known::Known;

/// Where Rook lives unless somebody chose otherwise (rook/rook: deploy/examples/common.yaml).
pub const DEFAULT_NAMESPACE: &str = "rook-ceph";

/// Where OpenShift Data Foundation does (red-hat-storage/ocs-operator: README.md).
pub const ODF_NAMESPACE: &str = "openshift-storage";

/// The objects that are known, and which of them the one under review replaces.
#[derive(Debug)]
pub struct World<'a> {
    known: Rc<Known<'a>>,
    copy: Option<Object<'a>>,
}

impl<'a> World<'a> {
    /// The world of `inventory`, in which `reviewed` replaces its own copy.
    pub fn new(inventory: &[Object<'a>], reviewed: &Object<'a>) -> Self {
        let copy = inventory.iter().find(|object| object.is_same_as(reviewed)).copied();
        let others = inventory.iter().filter(|object| !object.is_same_as(reviewed));
        World { copy, known: Rc::new(Known::of(others.chain([reviewed]))) }
    }

    /// The world of `objects`, none of which is under review.
    pub fn of<'o>(objects: impl Iterator<Item = &'o Object<'a>>) -> Self
    where
        'a: 'o,
    {
        World { copy: None, known: Rc::new(Known::of(objects)) }
    }

    /// The same as [`World::new`] where all of `known` was put together before, for every object of it; `None` where
    /// `reviewed` would change it.
    pub fn among(known: &Rc<Known<'a>>, reviewed: &Object<'a>) -> Option<Self> {
        let (known, copy) = Known::under_review(known, reviewed)?;
        Some(World { copy, known })
    }

    /// The world before the last change: that of `inventory` and `reviewed` with the objects of `previous` in place of
    /// their copies.
    pub fn earlier(inventory: &[Object<'a>], previous: &[Object<'a>], reviewed: &Object<'a>) -> Self {
        let replaced = identities(previous);
        let is_replaced = |object: &Object<'_>| {
            let name = (object.name, object.namespace, object.kind);
            replaced.binary_search_by(|one| (one.0, one.1, one.2).cmp(&name)).is_ok()
        };
        let copy = previous.iter().find(|object| object.is_same_as(reviewed)).copied();
        let others = inventory.iter().filter(|object| !object.is_same_as(reviewed)).chain([reviewed]);
        let known = Known::of(previous.iter().chain(others.filter(|object| !is_replaced(object))));
        World { copy, known: Rc::new(known) }
    }

    /// The objects of `kind`; of CephClusters, NADs and pods there are none here.
    pub fn resources(&self, kind: Kind) -> impl Iterator<Item = &Object<'a>> {
        self.known.resources.iter().filter(move |object| object.kind == kind)
    }

    /// The objects of `kind` in `namespace`; of CephClusters, NADs and pods there are none here.
    pub fn resources_in(&self, kind: Kind, namespace: &str) -> impl Iterator<Item = &Object<'a>> {
        self.known.resources_in(kind, namespace, None)
    }

    /// The CephCluster of a namespace; Rook allows one.
    pub fn cluster_in(&self, namespace: &str) -> Option<&CephCluster<'a>> {
        self.clusters_in(namespace).next()
    }

    fn clusters_in(&self, namespace: &str) -> impl Iterator<Item = &CephCluster<'a>> {
        self.known.clusters_in(namespace, None).map(|(_, cluster)| cluster)
    }

    /// The CephCluster that `pod`, which is `daemon`, serves: the one of its namespace. The CSI pods live in the operator's
    /// namespace, which may be another one; they serve the only CephCluster that is known, and a holder the one of its name.
    pub fn cluster_served(&self, daemon: Daemon, pod: &Pod<'_>) -> Option<&CephCluster<'a>> {
        let namespace = pod.object.namespace;
        match pod.held_cluster() {
            Some(name) => only_one(self.clusters_served(namespace).filter(|cluster| cluster.object.name == name)),
            None if daemon == Daemon::CsiHolder => only_one(self.known.clusters.iter()),
            None if daemon.is_csi() => self.cluster_of_operator(namespace),
            None => self.cluster_in(namespace),
        }
    }

    /// The CephCluster that `pod`, which is `daemon`, serves, and those that it may be of as well: the other one of the
    /// namespace where there are two for some time, and in the earlier world all versions of it.
    pub fn candidates(&self, daemon: Daemon, pod: &Pod<'_>) -> Vec<&CephCluster<'a>> {
        let mut clusters = self.with_others(self.cluster_served(daemon, pod));
        clusters.retain(|cluster| pod.held_cluster().is_none_or(|name| cluster.object.name == name));
        clusters
    }

    /// `cluster` and those in its namespace.
    pub fn with_others(&self, cluster: Option<&CephCluster<'a>>) -> Vec<&CephCluster<'a>> {
        cluster.map(|cluster| self.clusters_in(cluster.object.namespace).collect()).unwrap_or_default()
    }

    /// The CephCluster that the operators of `namespace` serve: the one there, or the only one that is known.
    pub fn cluster_of_operator(&self, namespace: &str) -> Option<&CephCluster<'a>> {
        self.cluster_in(namespace).or_else(|| only_one(self.known.clusters.iter()))
    }

    /// The CephClusters that the CSI pods of `namespace` serve: those of all namespaces, as one operator does, but for
    /// those in the namespace of another operator, which is reported by its Drivers.
    pub fn clusters_served(&self, namespace: &str) -> impl Iterator<Item = &CephCluster<'a>> {
        self.known.clusters.iter().filter(move |cluster| self.is_served(cluster, namespace))
    }

    /// Whether the CSI pods of `namespace` serve `cluster`, see [`World::clusters_served`].
    pub fn is_served(&self, cluster: &CephCluster<'_>, namespace: &str) -> bool {
        let own = cluster.object.namespace;
        own == namespace || !self.has_csi_operator(own)
    }

    /// The public networks of the CephClusters that the CSI pods of `namespace` serve, each once, with the first of them
    /// that selects it: that of `cluster` is left out.
    pub fn other_public_networks(
        &self,
        namespace: &str,
        cluster: Option<&CephCluster<'_>>,
    ) -> Vec<(&CephCluster<'a>, &NetworkSelection)> {
        let own = cluster.and_then(|cluster| cluster.network(CephNetwork::Public));
        let with_network = |cluster| Some((cluster, CephCluster::network(cluster, CephNetwork::Public)?));
        let networks: Vec<_> = self.clusters_served(namespace).filter_map(with_network).collect();
        let firsts = firsts(networks.iter().map(|(_, public)| &public.nad));
        let networks = networks.into_iter().zip(firsts).enumerate().filter(|(place, (_, first))| place == first);
        let networks = networks.map(|(_, (network, _))| network);
        networks.filter(|(_, public)| own.is_none_or(|own| own.nad != public.nad)).collect()
    }

    /// The selected networks whose NAD is `nad`: the public ones in the order of the CephClusters, then the others.
    pub fn users_of(&self, nad: &Object<'_>) -> impl Iterator<Item = (&CephCluster<'a>, CephNetwork)> {
        let users = |network| self.users(network, nad.namespace, nad.name).map(move |cluster| (cluster, network));
        CephNetwork::ALL.into_iter().flat_map(users)
    }

    /// The CephClusters.
    pub fn clusters(&self) -> &[CephCluster<'a>] {
        &self.known.clusters
    }

    /// The NADs.
    pub fn nads(&self) -> &[Object<'a>] {
        &self.known.nads.list
    }

    /// The copy of the object under review, which this replaces in the inventory, and which replaces it in the earlier
    /// world.
    pub fn copy(&self) -> Option<&Object<'a>> {
        self.copy.as_ref()
    }

    /// The CephCluster that a custom resource belongs to.
    pub fn cluster_of(&self, resource: &Object<'_>) -> Option<&CephCluster<'a>> {
        match resource.kind {
            Kind::Driver | Kind::OperatorConfig | Kind::StorageClient => self.cluster_of_operator(resource.namespace),
            _ => self.cluster_in(resource.namespace),
        }
    }

    /// The CephCluster whose `network` is the NAD that `selection` names.
    pub fn network_owner(&self, selection: &NetworkSelection, network: CephNetwork) -> Option<&CephCluster<'a>> {
        self.owner(network, &selection.nad.namespace, &selection.nad.name)
    }

    fn owner(&self, network: CephNetwork, namespace: &str, name: &str) -> Option<&CephCluster<'a>> {
        self.users(network, namespace, name).next()
    }

    /// The CephClusters whose `network` is the NAD of this name, in their order.
    fn users(&self, network: CephNetwork, namespace: &str, name: &str) -> impl Iterator<Item = &CephCluster<'a>> {
        let key = |place: usize| {
            let network = if place.is_multiple_of(2) { CephNetwork::Public } else { CephNetwork::Cluster };
            let own = self.known.clusters.get(place / 2)?.network(network)?;
            Some((network, own.nad.namespace.as_str(), own.nad.name.as_str()))
        };
        let places =
            self.known.lookup.networks.of(2 * self.known.clusters.len(), key, Some((network, namespace, name)));
        places.iter().filter_map(|place| self.known.clusters.get(place / 2))
    }

    /// The NAD that `selection` names.
    pub fn nad(&self, selection: &NetworkSelection) -> Option<&Object<'a>> {
        self.known.nads.list.get(self.nad_place(selection)?)
    }

    /// What the NAD hands out that `selection` names.
    pub fn pools(&self, selection: &NetworkSelection) -> Option<Rc<Pools>> {
        self.known.nads.pools_at(self.nad_place(selection)?)
    }

    /// The NADs by name with what they hand out, read once, however many ask.
    pub fn nads_with_pools(&self) -> impl Iterator<Item = (&Object<'a>, Rc<Pools>)> {
        self.known.nads.with_pools()
    }

    /// Takes over what `nad`, one of the world's own, hands out, from whoever has read it: a large one is read once.
    pub fn know_pools(&self, nad: &Object<'_>, pools: Pools) {
        let nads = &self.known.nads;
        if let Some(cell) = nads.place(nad.namespace, nad.name).and_then(|place| nads.pool_cells().get(place)) {
            cell.get_or_init(|| Rc::new(pools));
        }
    }

    fn nad_place(&self, selection: &NetworkSelection) -> Option<usize> {
        self.known.nads.place(&selection.nad.namespace, &selection.nad.name)
    }

    /// Whether `namespace` is where a CephCluster lives, or one of the two usual ones where no CephCluster is
    /// known.
    pub fn is_ceph_namespace(&self, namespace: &str) -> bool {
        if self.known.clusters.is_empty() {
            [DEFAULT_NAMESPACE, ODF_NAMESPACE].contains(&namespace)
        } else {
            self.cluster_in(namespace).is_some()
        }
    }

    /// Whether `nad` is one of Ceph's: a CephCluster selects it, or it lies in the namespace of one that may select NADs.
    /// One on the pod network or that of the hosts does not, and cannot begin to: `provider-changed`.
    pub fn is_ceph_nad(&self, nad: &Object<'_>) -> bool {
        let selects_none =
            |cluster: &CephCluster<'_>| matches!(cluster.provider, NetworkProvider::Default | NetworkProvider::Host);
        let mut clusters = self.clusters_in(nad.namespace).peekable();
        let may_select =
            if clusters.peek().is_some() { !clusters.all(selects_none) } else { self.is_ceph_namespace(nad.namespace) };
        may_select || self.selects(nad)
    }

    /// Whether a pod of `namespace` may be `daemon`: CSI pods may also live in the namespace of the operator.
    pub fn may_run(&self, daemon: Daemon, namespace: &str) -> bool {
        self.is_ceph_namespace(namespace) || daemon.is_csi() && self.is_operator_namespace(namespace)
    }

    /// Whether `namespace` is where ceph-csi-operator works: one with its objects, or one that is taken for it.
    fn is_operator_namespace(&self, namespace: &str) -> bool {
        self.has_csi_operator(namespace) || self.is_assumed(namespace)
    }

    /// Whether `namespace` is one of Ceph's operators only by its name: they usually work there, and either the settings of
    /// Rook's are there, which anybody may have in a namespace of their own, or nothing tells that they work elsewhere.
    pub fn is_assumed(&self, namespace: &str) -> bool {
        let is_elsewhere = |object: &Object<'_>| match object.kind {
            Kind::Driver | Kind::OperatorConfig => true,
            Kind::ConfigMap => object.name == OPERATOR_SETTINGS && self.is_ceph_namespace(object.namespace),
            _ => false,
        };
        namespace == DEFAULT_NAMESPACE
            && !self.is_ceph_namespace(namespace)
            && !self.has_csi_operator(namespace)
            && (self.has_settings(namespace) || !self.known.resources.iter().any(is_elsewhere))
    }

    /// Whether an operator of Ceph may work in `namespace`: beside a CephCluster, or where its objects are.
    pub fn has_operators(&self, namespace: &str) -> bool {
        self.is_ceph_namespace(namespace) || self.is_operator_namespace(namespace) || self.has_settings(namespace)
    }

    /// Whether the settings of Rook's operator are in `namespace`.
    fn has_settings(&self, namespace: &str) -> bool {
        self.known.resources_in(Kind::ConfigMap, namespace, Some(OPERATOR_SETTINGS)).next().is_some()
    }

    /// Whether a Driver or an OperatorConfig is in `namespace`.
    fn has_csi_operator(&self, namespace: &str) -> bool {
        let mut kinds = [Kind::Driver, Kind::OperatorConfig].into_iter();
        kinds.any(|kind| self.resources_in(kind, namespace).next().is_some())
    }

    /// Whether a CephCluster selects the NAD.
    pub fn selects(&self, nad: &Object<'_>) -> bool {
        CephNetwork::ALL.into_iter().any(|network| self.owner(network, nad.namespace, nad.name).is_some())
    }
}

/// The first of `clusters`, where all are versions of one.
fn only_one<'c, 'a>(mut clusters: impl Iterator<Item = &'c CephCluster<'a>>) -> Option<&'c CephCluster<'a>> {
    let first = clusters.next()?;
    clusters.all(|other| other.object.is_same_as(&first.object)).then_some(first)
}
