//! The NADs that CephClusters select, by name, at every known moment.

use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::facts::object::Object;
use crate::json::order::sorted;
use crate::upstream::selection::NetworkSelection;
use crate::world::attachment::same_nad;
use crate::world::context::Context;

/// What CephClusters select. Who looks for one network among many asks here, not cluster by cluster.
#[derive(Debug, Default)]
pub struct CephNetworks<'c> {
    networks: Vec<SelectedNad<'c>>,
}

/// A NAD that a CephCluster selects.
#[derive(Debug, Clone, Copy)]
pub struct SelectedNad<'c> {
    /// The selection of the first of its CephClusters.
    pub selection: &'c NetworkSelection,
    /// The first CephCluster whose public network it is.
    pub public: Option<&'c CephCluster<'c>>,
    /// The first CephCluster whose cluster network it is.
    pub cluster: Option<&'c CephCluster<'c>>,
    /// The NAD itself, if it is known.
    pub nad: Option<Object<'c>>,
}

impl<'c> CephNetworks<'c> {
    /// The networks of the CephClusters of all moments of `context`, as far as pods of them join these.
    pub fn of(context: &'c Context<'_>) -> CephNetworks<'c> {
        let clusters: Vec<&'c CephCluster<'c>> = context.moments().flat_map(|world| world.clusters()).collect();
        let named = clusters.iter().enumerate().flat_map(|(place, cluster)| {
            cluster
                .joined_networks()
                .map(move |(network, nad)| (nad.namespace.as_str(), nad.name.as_str(), network, place))
        });
        let mut networks: Vec<SelectedNad<'c>> = Vec::new();
        for (.., network, place) in sorted(named) {
            let Some((cluster, selection)) = clusters.get(place).and_then(|one| Some((*one, one.network(network)?)))
            else {
                continue;
            };
            if !networks.last().is_some_and(|last| same_nad(last.selection, selection)) {
                networks.push(SelectedNad { selection, public: None, cluster: None, nad: None });
            }
            let Some(last) = networks.last_mut() else { continue };
            match network {
                CephNetwork::Public => last.public.get_or_insert(cluster),
                CephNetwork::Cluster => last.cluster.get_or_insert(cluster),
            };
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

    /// The NAD that `selection` names, if a CephCluster selects it.
    pub fn get(&self, selection: &NetworkSelection) -> Option<&SelectedNad<'c>> {
        self.networks.get(self.place(&selection.namespace, &selection.name)?)
    }

    /// The CephCluster for whose OSDs alone the NAD that `selection` names is: the cluster network of one, and nobody's
    /// public network, which has clients of every kind.
    pub fn reserved_by(&self, selection: &NetworkSelection) -> Option<&'c CephCluster<'c>> {
        self.get(selection).filter(|network| network.public.is_none())?.cluster
    }

    fn place(&self, namespace: &str, name: &str) -> Option<usize> {
        let key = |one: &SelectedNad<'c>| (one.selection.namespace.as_str(), one.selection.name.as_str());
        self.networks.binary_search_by(|one| key(one).cmp(&(namespace, name))).ok()
    }
}

impl SelectedNad<'_> {
    /// `` `rook-ceph/cluster-net`, the cluster network of CephCluster rook-ceph/my-cluster ``
    pub fn title(&self) -> String {
        let (network, cluster) = match (self.public, self.cluster) {
            (Some(cluster), _) => (CephNetwork::Public, Some(cluster)),
            (None, cluster) => (CephNetwork::Cluster, cluster),
        };
        let of = cluster.map(|cluster| format!(" of {}", cluster.object)).unwrap_or_default();
        format!("{}, the {} network{of}", self.selection.quoted_nad(), network.key())
    }
}
