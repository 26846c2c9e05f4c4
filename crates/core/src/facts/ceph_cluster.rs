//! A CephCluster's networks (rook/rook: pkg/apis/ceph.rook.io/v1/types.go, `NetworkSpec`).

use crate::facts::kind::Kind;
use crate::facts::object::Object;
use crate::json::{Node, Path};
use crate::report::suggest::nearest;
use crate::upstream::NamespacedName;
use crate::upstream::address::Cidr;
use crate::upstream::object_name::is_object_name;
use crate::upstream::selection::{self, Mistake, NetworkSelection, SelectionError};

/// Where a CephCluster names its network provider; a StorageCluster of OpenShift Data Foundation does it at the same path.
pub const PROVIDER_PATH: [&str; 3] = ["spec", "network", "provider"];

/// Where it names its networks.
pub const SELECTORS_PATH: [&str; 3] = ["spec", "network", "selectors"];

/// The two networks of a Ceph cluster; their names are the keys of `spec.network.selectors`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CephNetwork {
    /// Clients and all daemons.
    Public,
    /// Replication between OSDs.
    Cluster,
}

impl CephNetwork {
    /// Both, in the order in which Rook attaches them.
    pub const ALL: [CephNetwork; 2] = [CephNetwork::Public, CephNetwork::Cluster];

    /// The selector's key.
    pub fn key(self) -> &'static str {
        match self {
            CephNetwork::Public => "public",
            CephNetwork::Cluster => "cluster",
        }
    }

    /// The path of its selector in a CephCluster.
    pub fn selector_path(self) -> Path {
        Path::from(["spec", "network", "selectors", self.key()])
    }
}

/// `spec.network.provider`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkProvider<'a> {
    /// Absent or empty: the pod network.
    Default,
    /// `host`
    Host,
    /// `multus`
    Multus,
    /// Anything else; Rook knows none.
    Other(&'a str),
}

/// What one selector says.
#[derive(Debug, Clone)]
pub enum Selector {
    /// Absent or empty.
    Unset,
    /// One network selection.
    Network(Box<NetworkSelection>),
    /// Something that Rook rejects.
    Unparsable(SelectionError),
}

impl<'a> NetworkProvider<'a> {
    /// The provider that a CephCluster, or the network of a StorageCluster, names.
    pub fn of(object: &Object<'a>) -> NetworkProvider<'a> {
        match object.text_at(&PROVIDER_PATH) {
            None | Some("") => NetworkProvider::Default,
            Some("host") => NetworkProvider::Host,
            Some("multus") => NetworkProvider::Multus,
            Some(other) => NetworkProvider::Other(other),
        }
    }
}

/// A CephCluster as the rules see it.
#[derive(Debug, Clone)]
pub struct CephCluster<'a> {
    /// The object itself.
    pub object: Object<'a>,
    /// The network provider.
    pub provider: NetworkProvider<'a>,
    /// The legacy `spec.network.hostNetwork`, or the older `spec.hostNetwork` of a StorageCluster, which OpenShift Data
    /// Foundation adds to it (red-hat-storage/ocs-operator: internal/controller/storagecluster/cephcluster.go).
    pub host_network: bool,
    /// `spec.external.enable`, of a StorageCluster `spec.externalStorage.enable`: mons, mgrs and OSDs run elsewhere. What
    /// the other custom resources start here, and ceph-csi, still joins the public network.
    pub external: bool,
    selectors: [Selector; 2],
}

/// The switches for the network of the hosts.
const HOST_NETWORK: [&[&str]; 2] = [&["spec", "network", "hostNetwork"], &["spec", "hostNetwork"]];

/// Whether the switch at `path`, one of [`HOST_NETWORK`], is on; a CephCluster has only the first.
fn is_host_network(object: &Object<'_>, path: &[&str]) -> bool {
    (path.len() == 3 || object.kind == Kind::StorageCluster) && object.is_true_at(path)
}

impl<'a> CephCluster<'a> {
    /// Reads the network part of a CephCluster, or of a StorageCluster, where it is the same
    /// (red-hat-storage/ocs-operator: api/v1/storagecluster_types.go). What has the wrong type counts as absent.
    pub fn new(object: Object<'a>) -> Self {
        let selector = |network: CephNetwork| {
            let text = object.text_at(&["spec", "network", "selectors", network.key()]).unwrap_or_default();
            match selection::rook_selector(text, object.namespace) {
                Ok(None) => Selector::Unset,
                Ok(Some(selection)) => Selector::Network(Box::new(selection)),
                Err(error) => Selector::Unparsable(error),
            }
        };
        let external = match object.kind {
            Kind::StorageCluster => "externalStorage",
            _ => "external",
        };
        CephCluster {
            provider: NetworkProvider::of(&object),
            host_network: HOST_NETWORK.iter().any(|path| is_host_network(&object, path)),
            external: object.is_true_at(&["spec", external, "enable"]),
            selectors: CephNetwork::ALL.map(selector),
            object,
        }
    }

    /// The same with provider `multus` where that is misspelt: so it is reviewed, or its other mistakes would show only
    /// after this one is gone.
    pub fn as_meant(object: Object<'a>) -> Self {
        let mut cluster = CephCluster::new(object);
        if let NetworkProvider::Other(provider) = cluster.provider
            && nearest(provider, ["multus"]).is_some()
        {
            cluster.provider = NetworkProvider::Multus;
        }
        cluster
    }

    /// The paths of the switches that are on for [`CephCluster::host_network`].
    pub fn host_network_paths(&self) -> impl Iterator<Item = Path> {
        let on = HOST_NETWORK.iter().filter(|path| is_host_network(&self.object, path));
        on.map(|path| Path::from(*path))
    }

    /// Whether Rook attaches this cluster's daemons to Multus networks.
    pub fn uses_multus(&self) -> bool {
        self.provider == NetworkProvider::Multus
    }

    /// `spec.network.ipFamily`; `None` where it is not set.
    pub fn ip_family(&self) -> Option<&'a str> {
        self.object.text_at(&["spec", "network", "ipFamily"]).filter(|text| !text.is_empty())
    }

    /// `spec.network.dualStack`.
    pub fn is_dual_stack(&self) -> bool {
        self.object.is_true_at(&["spec", "network", "dualStack"])
    }

    /// Whether mons, mgrs and OSDs that Rook runs here use Multus.
    pub fn runs_on_multus(&self) -> bool {
        self.uses_multus() && !self.external
    }

    /// What the selector of `network` says.
    pub fn selector(&self, network: CephNetwork) -> &Selector {
        let [public, cluster] = &self.selectors;
        match network {
            CephNetwork::Public => public,
            CephNetwork::Cluster => cluster,
        }
    }

    /// The selector of `network` as it was written.
    pub fn selector_text(&self, network: CephNetwork) -> Option<&'a str> {
        self.object.text_at(&["spec", "network", "selectors", network.key()]).filter(|text| !text.is_empty())
    }

    /// What the selector of `network` has in place of a network. A NAD may have the name of an interface, or of an address:
    /// with its namespace it counts as one.
    pub fn mistake(&self, network: CephNetwork) -> Option<Mistake<'_>> {
        match self.selector(network) {
            Selector::Unset => None,
            Selector::Unparsable(_) => Mistake::among(self.selector_text(network)?),
            Selector::Network(selection) => {
                let name = &selection.nad.name;
                Mistake::of(name).filter(|_| !selection.namespace_explicit || !is_object_name(name))
            }
        }
    }

    /// The NAD that `network` selects, where the selector can be read and the provider is `multus`.
    pub fn network(&self, network: CephNetwork) -> Option<&NetworkSelection> {
        match self.selector(network) {
            Selector::Network(selection) if self.uses_multus() => Some(selection.as_ref()),
            _ => None,
        }
    }

    /// What daemons have as `network`: that of `public` where `cluster` is not set. That it is written out changes nothing.
    pub fn network_in_effect(&self, network: CephNetwork) -> Option<&NetworkSelection> {
        self.network(network).or_else(|| self.network(CephNetwork::Public))
    }

    /// The selected networks with what they are for, public first.
    pub fn networks(&self) -> impl Iterator<Item = (CephNetwork, &NetworkSelection)> {
        CephNetwork::ALL.into_iter().filter_map(|network| Some((network, self.network(network)?)))
    }

    /// Whether one of its networks is `nad`.
    pub fn selects(&self, nad: NamespacedName<&str>) -> bool {
        self.networks().any(|(_, selection)| selection.nad == nad)
    }

    /// The selected networks that pods join: of an external cluster the public one, there are no OSDs.
    pub fn joined_networks(&self) -> impl Iterator<Item = (CephNetwork, &NetworkSelection)> {
        self.networks().filter(|(network, _)| !self.external || *network == CephNetwork::Public)
    }

    /// The same, each NAD once: where it is both networks, as the public one.
    pub fn joined_nads(&self) -> impl Iterator<Item = (CephNetwork, &NetworkSelection)> {
        let public = self.network(CephNetwork::Public).map(|one| &one.nad);
        let is_first = move |network, selection: &NetworkSelection| {
            network == CephNetwork::Public || public != Some(&selection.nad)
        };
        self.joined_networks().filter(move |(network, selection)| is_first(*network, selection))
    }

    /// The entries of `spec.network.addressRanges` for `network`, as they are written.
    pub fn address_range_nodes(&self, network: CephNetwork) -> &'a [Node<'a>] {
        let list = self.object.at(&["spec", "network", "addressRanges", network.key()]).and_then(Node::as_list);
        list.unwrap_or_default()
    }

    /// Whether Rook starts a canary to find out the addresses of `network`, which it does at each reconcile where
    /// `addressRanges` has none (rook/rook: pkg/operator/ceph/controller/network.go).
    pub fn is_probed(&self, network: CephNetwork) -> bool {
        self.address_range_nodes(network).is_empty()
    }

    /// The address ranges of `network`, those left out that Rook cannot read.
    pub fn address_ranges(&self, network: CephNetwork) -> Vec<Cidr> {
        let texts = self.address_range_nodes(network).iter().filter_map(Node::as_text);
        texts.filter_map(|text| Cidr::parse(text).ok()).collect()
    }

    /// The members of `spec.network.selectors`.
    pub fn selector_keys(&self) -> impl Iterator<Item = &'a str> {
        let selectors = self.object.at(&SELECTORS_PATH).and_then(Node::as_map);
        selectors.into_iter().flat_map(|map| map.iter().map(|(key, _)| key))
    }
}
