//! Everything that is known: the networks of CephClusters, and the hosts.

mod about;
mod merged;
mod node;
mod used;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ceph_multus_core::facts::ceph_cluster::CephNetwork;
use ceph_multus_core::facts::daemon::Daemon;
use ceph_multus_core::facts::kind::group_of;
use ceph_multus_core::facts::object::Object;
use ceph_multus_core::json::Arena;
use ceph_multus_core::world::World;
use ceph_multus_manifests::world::Parsed;
use ceph_multus_manifests::{Document, ReadError, SettingsText};
use ceph_multus_upstream::NamespacedName;
use ceph_multus_upstream::address::{Cidr, Family};
use ceph_multus_upstream::text::quoted;
use serde_json::Value;

use crate::attempt::Attempt;
use crate::dump::Live;
use crate::dump::pod::PodFacts;
use crate::host::{HostConfig, Source};
use crate::nad::NadFacts;
use crate::nmstate::{GROUP, NodeState, Policy};

use about::Places;
pub(crate) use node::Node;

/// The networks and the hosts.
#[derive(Debug, Default)]
pub(crate) struct Site {
    /// The networks of CephClusters whose NADs are known, by cluster, public first.
    pub(crate) networks: Vec<Network>,
    /// The networks of CephClusters whose NADs are not known, in the same order.
    pub(crate) unknown: Vec<UnknownNetwork>,
    /// Every NAD that is known.
    pub(crate) nads: Vec<Rc<NadFacts>>,
    /// The policies.
    pub(crate) policies: Vec<Policy>,
    /// The states of nodes.
    pub(crate) states: Vec<NodeState>,
    /// The nodes.
    pub(crate) nodes: Vec<Node>,
    /// `nodeRanges` of the settings.
    pub(crate) node_ranges: Vec<Cidr>,
    /// The places of the documents that are read here and nowhere else.
    pub(crate) documents: Vec<usize>,
    /// What hosts do about public networks.
    pub(crate) attempts: Vec<Attempt>,
    /// Pods and reservations.
    pub(crate) live: Live,
    /// Where nodes, states and policies are, by name.
    places: Places,
}

/// A network of a CephCluster.
#[derive(Debug)]
pub(crate) struct Network {
    /// The CephCluster.
    pub(crate) cluster: NamespacedName,
    /// The place of its document; `None` for one that only the settings have.
    pub(crate) document: Option<usize>,
    /// What the network is for.
    pub(crate) role: CephNetwork,
    /// `addressRanges` of it: daemons with another address do not start.
    pub(crate) address_ranges: Vec<Cidr>,
    /// The family that Ceph takes; `None` for both.
    pub(crate) family: Option<Family>,
    /// Its NAD.
    pub(crate) nad: Rc<NadFacts>,
    /// Whether the monitors of its CephCluster get the network of `monitorNetwork` in its place.
    pub(crate) is_replaced_for_monitors: bool,
}

/// A network of a CephCluster whose NAD is not known.
#[derive(Debug)]
pub(crate) struct UnknownNetwork {
    /// The CephCluster.
    pub(crate) cluster: NamespacedName,
    /// What the network is for.
    pub(crate) role: CephNetwork,
    /// The NAD that it selects.
    pub(crate) nad: NamespacedName,
}

impl Site {
    /// Reads the documents, and what the settings know besides.
    ///
    /// # Errors
    /// Every problem of the settings, and documents that nest too deep.
    pub(crate) fn read(
        documents: &[Document],
        settings: &SettingsText,
        namespace: &str,
    ) -> Result<Site, Vec<ReadError>> {
        let mut site = Site::default();
        site.read_hosts(documents);
        site.live = Live::read(documents);
        site.read_networks(documents, settings, namespace)?;
        let nads = site.public_nads();
        let of = |source| Some(Attempt::of(source, site.config(source)?.1, &nads, &site.nads));
        let attempts = site.sources().filter_map(of).flatten().collect();
        site.attempts = attempts;
        Ok(site)
    }

    fn read_hosts(&mut self, documents: &[Document]) {
        for (place, document) in documents.iter().enumerate() {
            let value = || serde_json::from_str::<Value>(document.json()).unwrap_or_default();
            match (group_of(document.api_version()), document.kind()) {
                (GROUP, "NodeNetworkConfigurationPolicy") => self.policies.push(Policy::read(place, &value())),
                (GROUP, "NodeNetworkState") => self.states.push(NodeState::read(place, &value())),
                ("", "Node") => self.nodes.push(Node::read(&value())),
                _ => continue,
            }
            self.documents.push(place);
        }
        self.places = Places::of(&self.nodes, &self.states, &self.policies);
        self.keep_used_tables();
        self.complete();
    }

    fn read_networks(
        &mut self,
        documents: &[Document],
        settings: &SettingsText,
        namespace: &str,
    ) -> Result<(), Vec<ReadError>> {
        let arena = Arena::new();
        let parsed = Parsed::read(documents, settings, &arena)?;
        let world = parsed.world(namespace)?;
        self.node_ranges.clone_from(&world.settings.node_ranges);
        let name = |object: &Object<'_>| (object.kind, object.namespace.to_owned(), object.name.to_owned());
        let mut places = BTreeMap::new();
        for (place, object) in &world.objects {
            places.entry(name(object)).or_insert(*place);
        }
        let place_of = |object: &Object<'_>| places.get(&name(object)).copied();
        let core = World::of(world.settings.inventory.iter());
        let facts = |nad: &Object<'_>| Rc::new(NadFacts::of(nad, place_of(nad), &self.node_ranges));
        self.nads = core.nads().iter().map(facts).collect();
        let mut nads: BTreeMap<&NamespacedName, &Rc<NadFacts>> = BTreeMap::new();
        for nad in &self.nads {
            nads.entry(&nad.name).or_insert(nad);
        }
        for cluster in core.clusters() {
            let object = &cluster.object;
            let has_window = core.monitor_window(cluster, &world.settings).is_some();
            for (role, selection) in cluster.joined_networks() {
                let cluster_name = object.namespaced_name().owned();
                let selected = selection.nad.clone();
                let Some(nad) = nads.get(&selected).copied() else {
                    self.unknown.push(UnknownNetwork { cluster: cluster_name, role, nad: selected });
                    continue;
                };
                self.networks.push(Network {
                    cluster: cluster_name,
                    document: place_of(object),
                    role,
                    address_ranges: cluster.address_ranges(role),
                    family: family(object),
                    nad: Rc::clone(nad),
                    is_replaced_for_monitors: has_window && role == CephNetwork::Public,
                });
            }
        }
        Ok(())
    }

    /// The policies that have the name of another one, of which a cluster keeps the last: the place of the document, and of
    /// the first. Nodes and their states are no matter of names: a cluster may have been asked for them twice.
    pub(crate) fn copies(&self) -> Vec<(usize, usize)> {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        let mut copies = Vec::new();
        for policy in self.policies.iter().filter(|policy| !policy.name.is_empty()) {
            match first.get(policy.name.as_str()) {
                Some(first) => copies.push((policy.document, *first)),
                None => _ = first.insert(&policy.name, policy.document),
            }
        }
        copies
    }

    /// The public networks, each NAD once.
    pub(crate) fn public_nads(&self) -> Vec<&Rc<NadFacts>> {
        let mut known = BTreeSet::new();
        let public = self.networks.iter().filter(|network| network.role == CephNetwork::Public);
        public.map(|network| &network.nad).filter(|nad| known.insert(Rc::as_ptr(nad))).collect()
    }

    /// The networks of CephClusters for which the NAD is the public one.
    pub(crate) fn public_networks<'s>(&'s self, nad: &'s Rc<NadFacts>) -> impl Iterator<Item = &'s Network> {
        let is_it = |network: &&Network| network.role == CephNetwork::Public && Rc::ptr_eq(&network.nad, nad);
        self.networks.iter().filter(is_it)
    }

    /// Whether a CephCluster selects the NAD.
    pub(crate) fn is_cephs(&self, nad: &Rc<NadFacts>) -> bool {
        self.networks.iter().any(|network| Rc::ptr_eq(&network.nad, nad))
    }

    /// Everything that says what hosts have.
    pub(crate) fn sources(&self) -> impl Iterator<Item = Source> + use<> {
        (0..self.policies.len()).map(Source::Policy).chain((0..self.states.len()).map(Source::State))
    }

    /// What a source is called, for people.
    pub(crate) fn name(&self, source: Source) -> String {
        match source {
            Source::Policy(place) => {
                let name = self.policies.get(place).map(|policy| quoted(&policy.name)).unwrap_or_default();
                format!("NodeNetworkConfigurationPolicy {name}")
            }
            Source::State(place) => {
                let name = self.states.get(place).map(|state| quoted(&state.node)).unwrap_or_default();
                format!("node {name}")
            }
        }
    }

    /// The document of a source and what it says.
    pub(crate) fn config(&self, source: Source) -> Option<(usize, &HostConfig)> {
        match source {
            Source::Policy(place) => self.policies.get(place).map(|policy| (policy.document, &policy.config)),
            Source::State(place) => self.states.get(place).map(|state| (state.document, &state.config)),
        }
    }

    /// Whether a fault is reported at this source: what a node has because a policy asks for it is reported at the policy.
    pub(crate) fn is_reported_here(&self, source: Source) -> bool {
        let Source::State(place) = source else { return true };
        let Some(state) = self.states.get(place) else { return false };
        let names: Vec<&str> = self
            .attempts_of(source)
            .flat_map(|attempt| attempt.interfaces.iter().filter_map(|(place, _)| state.config.interfaces.get(*place)))
            .map(|interface| interface.name.as_str())
            .collect();
        let policies = self.policies_for(&state.node).into_iter().filter_map(|place| self.policies.get(place));
        !policies.flat_map(|policy| &policy.config.interfaces).any(|one| names.contains(&one.name.as_str()))
    }

    /// What the document of `source` does about public networks.
    pub(crate) fn attempts_of(&self, source: Source) -> impl Iterator<Item = &Attempt> {
        // Attempts stand in the order of their sources.
        let first = self.attempts.partition_point(|attempt| attempt.source < source);
        self.attempts.iter().skip(first).take_while(move |attempt| attempt.source == source)
    }

    /// The names of the nodes that are known to mount volumes.
    pub(crate) fn mounting(&self) -> Vec<&str> {
        if self.nodes.is_empty() {
            return self.states.iter().map(|state| state.node.as_str()).collect();
        }
        self.nodes.iter().filter(|node| node.mounts).map(|node| node.name.as_str()).collect()
    }
}

/// The family that Ceph takes of a network (rook/rook: pkg/apis/ceph.rook.io/v1/types.go, `IPFamily`).
fn family(cluster: &Object<'_>) -> Option<Family> {
    if cluster.is_true_at(&["spec", "network", "dualStack"]) {
        return None;
    }
    let is_v6 = cluster.text_at(&["spec", "network", "ipFamily"]) == Some("IPv6");
    Some(if is_v6 { Family::V6 } else { Family::V4 })
}

impl Network {
    /// The namespace of its CephCluster.
    pub(crate) fn namespace(&self) -> &str {
        &self.cluster.namespace
    }

    /// The families of its ranges that Ceph uses. All of them where it has none of the right one: another rule says so.
    pub(crate) fn families(&self) -> Vec<Family> {
        let mut families = self.nad.families();
        if let Some(family) = self.family.filter(|family| families.contains(family)) {
            families.retain(|one| *one == family);
        }
        families
    }

    /// Whether a daemon must be on it. What CSI pods lack is not Rook's mistake.
    pub(crate) fn wants(&self, pod: &PodFacts) -> bool {
        let is_meant = |daemon: &Daemon| {
            let is_replaced = daemon.is_monitor() && self.is_replaced_for_monitors;
            daemon.joins().needs(self.role) && !daemon.is_csi() && !is_replaced
        };
        pod.namespace == self.namespace() && !pod.host_network && pod.daemon.as_ref().is_some_and(is_meant)
    }

    /// `public` or `cluster`, and whose: `public network of CephCluster rook-ceph/my-cluster`.
    pub(crate) fn title(&self) -> String {
        format!("{} network of CephCluster {}", self.role.key(), self.cluster)
    }
}
