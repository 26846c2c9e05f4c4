//! The NADs that CephClusters select, and that of `monitorNetwork`, by name, at every known moment.

use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::facts::object::Object;
use crate::json::order::sorted;
use crate::upstream::selection::NetworkSelection;
use crate::world::context::Context;

/// What CephClusters select. Who looks for one network among many asks here, not cluster by cluster.
#[derive(Debug, Default)]
pub struct CephNetworks<'c> {
    networks: Vec<SelectedNad<'c>>,
}

/// A NAD that a CephCluster selects, or which monitors have in place of it: then neither network is it.
#[derive(Debug, Clone, Copy)]
pub struct SelectedNad<'c> {
    /// The selection of the first of its CephClusters, or the setting.
    pub selection: &'c NetworkSelection,
    /// The first CephCluster whose public network it is.
    pub public: Option<&'c CephCluster<'c>>,
    /// The first CephCluster whose cluster network it is.
    pub cluster: Option<&'c CephCluster<'c>>,
    /// The NAD itself, if it is known.
    pub nad: Option<Object<'c>>,
}

impl<'c> CephNetworks<'c> {
    /// The networks of the CephClusters of all moments of `context`, as far as pods of them join these, and that of
    /// `monitorNetwork` if there are monitors that join a public network.
    pub fn of(context: &'c Context<'_>) -> CephNetworks<'c> {
        let clusters: Vec<&'c CephCluster<'c>> = context.moments().flat_map(|world| world.clusters()).collect();
        let has_monitors =
            |cluster: &&CephCluster<'_>| !cluster.external && cluster.network(CephNetwork::Public).is_some();
        let window = context.settings.monitor_network.as_ref().filter(|_| clusters.iter().any(has_monitors));
        let selected = clusters.iter().enumerate().flat_map(|(place, cluster)| {
            cluster.joined_networks().map(move |(network, nad)| (&nad.nad, Some((network, place))))
        });
        let mut networks: Vec<SelectedNad<'c>> = Vec::new();
        for (_, user) in sorted(selected.chain(window.map(|window| (&window.nad, None)))) {
            let user = user.and_then(|(network, place)| Some((network, *clusters.get(place)?)));
            let Some(selection) = user.map_or(window, |(network, cluster)| cluster.network(network)) else { continue };
            if networks.last().is_none_or(|last| last.selection.nad != selection.nad) {
                networks.push(SelectedNad { selection, public: None, cluster: None, nad: None });
            }
            let Some(last) = networks.last_mut() else { continue };
            match user {
                Some((CephNetwork::Public, cluster)) => last.public = last.public.or(Some(cluster)),
                Some((CephNetwork::Cluster, cluster)) => last.cluster = last.cluster.or(Some(cluster)),
                None => {}
            }
        }
        CephNetworks { networks }
    }

    /// The same with the NADs of `context`, where they are known.
    pub fn with_nads(context: &'c Context<'_>) -> CephNetworks<'c> {
        let mut all = CephNetworks::of(context);
        for selected in &mut all.networks {
            selected.nad = context.moments().find_map(|world| world.nad(selected.selection)).copied();
        }
        all
    }

    /// Every NAD, in ascending order of their names.
    pub fn all(&self) -> &[SelectedNad<'c>] {
        &self.networks
    }

    /// The NAD that `selection` names, if it is among them.
    pub fn get(&self, selection: &NetworkSelection) -> Option<&SelectedNad<'c>> {
        self.networks.get(self.place(selection)?)
    }

    /// The place of that in the order of the names.
    pub fn place(&self, selection: &NetworkSelection) -> Option<usize> {
        self.networks.binary_search_by(|one| one.selection.nad.cmp(&selection.nad)).ok()
    }

    /// The CephCluster for whose OSDs alone the NAD that `selection` names is, see [`SelectedNad::reserved_by`].
    pub fn reserved_by(&self, selection: &NetworkSelection) -> Option<&'c CephCluster<'c>> {
        self.get(selection)?.reserved_by()
    }
}

impl<'c> SelectedNad<'c> {
    /// The CephCluster for whose OSDs alone it is: the cluster network of one, and nobody's public network, which has
    /// clients of every kind.
    pub fn reserved_by(&self) -> Option<&'c CephCluster<'c>> {
        self.cluster.filter(|_| self.public.is_none())
    }

    /// Whether it is nobody's network but that of `monitorNetwork`.
    pub fn is_window(&self) -> bool {
        self.public.is_none() && self.cluster.is_none()
    }

    /// `` `rook-ceph/cluster-net`, the cluster network of CephCluster rook-ceph/my-cluster ``
    pub fn title(&self) -> String {
        format!("{}, {}", self.selection.nad.quoted(), self.role())
    }

    /// `the cluster network of CephCluster rook-ceph/my-cluster`
    pub fn role(&self) -> String {
        match (self.public, self.cluster) {
            (Some(cluster), _) => format!("the public network of {}", cluster.object),
            (None, Some(cluster)) => format!("the cluster network of {}", cluster.object),
            (None, None) => String::from("the network of `monitorNetwork`"),
        }
    }
}
