//! What a NAD takes of the hosts' networks: the layer-2 segments that it joins, and the addresses that it hands out.

mod fields;
mod hiding;
mod ipam;
mod lock;
mod places;
mod pools;

use crate::facts::nad::{Nad, config_path};
use crate::facts::object::Object;
use crate::json::order::sorted;
use crate::json::{Arena, Map, Node, Path};
use crate::upstream::NamespacedName;
use crate::upstream::address::{Address, AddressSet};
use crate::upstream::cni::{CniConfig, Plugin, Segments};
use crate::upstream::go_json::{Fields, get};
use crate::upstream::selection::NetworkSelection;
use fields::{MULTUS, MULTUS_NAMESPACE};
pub use hiding::Hiding;
pub use lock::{Wait, WaitTime};
use places::Places;
use pools::WhereaboutsPool;
pub use pools::{PoolMatch, WhereaboutsPools};

/// The segments and addresses of a NAD.
#[derive(Debug, Default)]
pub struct Footprint {
    /// The segments, in ascending order; their paths are those of the configuration.
    pub segments: Segments,
    /// The ranges from which Whereabouts hands out addresses.
    pub pools: WhereaboutsPools,
    /// The addresses that may be handed out, by any IPAM.
    pub addresses: AddressSet,
    /// The addresses that a node sends to the pods of the NAD, because a plugin gives it a route or an address there, or
    /// whose packets it takes for theirs.
    pub routed: AddressSet,
    /// The addresses that a node has itself because of the NAD.
    pub of_nodes: AddressSet,
    /// What hands out addresses that nobody can tell from the NAD, `dhcp`, or nothing does; `None` where all are known.
    pub unknown: Option<Unknown>,
    /// Whether it assigns the addresses that a pod asks for by `cni-args`, which Whereabouts does not read
    /// (containernetworking/plugins: plugins/ipam/host-local/backend/allocator/config.go, plugins/ipam/static/main.go).
    pub reads_args: bool,
    /// The path of the first Whereabouts section without a range: where there is a file with one on the nodes, that counts.
    pub rangeless: Option<Path>,
    /// The path of what hides interfaces or addresses, and how.
    pub hiding: Option<(Path, Hiding)>,
    /// The path of a size of node slices with which the controller of Whereabouts ends.
    pub crash: Option<Path>,
    /// How long a Whereabouts section keeps the lock that all allocations wait for.
    pub wait: Option<Wait>,
    /// The NADs that Multus attaches pods to because a plugin of this one is Multus again, in ascending order.
    nads: Vec<CalledNad>,
    places: Places,
    routes: Places,
    gateways: Places,
}

/// A NAD that Multus, called as a plugin, looks up by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CalledNad {
    /// What it is called.
    pub name: NamespacedName,
    /// The path of the name in the NAD that calls it.
    pub path: Path,
}

/// An interface whose addresses the NAD does not tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The IPAM plugin; empty where there is none.
    pub ipam: String,
    /// The path of what makes the interface in the NAD.
    pub path: Path,
    /// Whether there are addresses that a pod's annotation replaces.
    pub replaced: bool,
}

/// How well the addresses of a plugin are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Addresses {
    Known,
    Replaced,
    Unknown,
}

impl Footprint {
    /// Reads a NAD.
    pub fn of(nad: &Object<'_>) -> Footprint {
        let arena = Arena::new();
        let nad = Nad::new(*nad, &arena);
        Footprint::read(&nad, nad.plugins())
    }

    /// The footprint of a NAD of these plugins, and of the plugins that they call, in the order of the text: of several that
    /// would do, the first is reported.
    pub fn read<'n>(nad: &Nad<'_>, plugins: Vec<Plugin<'n>>) -> Footprint {
        let names = nad.config.as_ref().map(CniConfig::slice_names).unwrap_or_default();
        let mut footprint = Footprint::default();
        let (mut left, mut joined, mut has_device) = (plugins, Vec::new(), false);
        left.reverse();
        while let Some(plugin) = left.pop() {
            if plugin.is_empty() {
                continue;
            }
            let rest = left.len();
            left.extend(plugin.delegates());
            left.get_mut(rest..).unwrap_or_default().reverse();
            footprint.nads.extend(called_nads(&plugin));
            footprint.add_hiding(&plugin, has_device);
            has_device |= matches!(plugin.kind(), "sriov" | "ib-sriov");
            let segments = nad.segments_of(&plugin);
            let addresses = footprint.add_addresses(&plugin, names);
            if addresses != Addresses::Known && !segments.is_empty() {
                footprint.unknown.get_or_insert_with(|| Unknown {
                    ipam: plugin.ipam_type().to_owned(),
                    path: config_path(plugin.path_of("type")),
                    replaced: addresses == Addresses::Replaced,
                });
            }
            joined.extend(segments);
        }
        footprint.segments = Segments::of(joined);
        footprint.nads = sorted(footprint.nads);
        footprint.pools.finish();
        footprint.addresses = footprint.places.addresses();
        footprint.routed = footprint.routes.addresses();
        footprint.of_nodes = footprint.gateways.addresses();
        footprint
    }

    /// Whether Whereabouts assigns any of its addresses.
    pub fn has_whereabouts(&self) -> bool {
        !self.pools.is_empty() || self.rangeless.is_some()
    }

    /// The first of its pools that takes addresses or reservations of one of `other`.
    pub fn same_pool(&self, other: &Footprint) -> Option<(&WhereaboutsPool, PoolMatch)> {
        self.pools.same(&other.pools, other.addresses.overlap(&self.addresses).is_some())
    }

    /// How the NAD that `selection` names is called, if it is.
    pub fn called(&self, selection: &NetworkSelection) -> Option<&CalledNad> {
        let wanted = selection.nad.borrowed();
        let place = self.nads.partition_point(|nad| nad.name.borrowed() < wanted);
        self.nads.get(place).filter(|nad| nad.name.borrowed() == wanted)
    }

    /// The path of what hands out `address`, in the NAD.
    pub fn path_of(&self, address: Address) -> Path {
        self.places.path_of(address).unwrap_or_else(|| config_path(Path::default()))
    }

    /// The path of what makes a node send `address` to the pods of the NAD, in the NAD.
    pub fn path_of_route(&self, address: Address) -> Path {
        self.routes.path_of(address).unwrap_or_else(|| config_path(Path::default()))
    }

    /// The path of what gives a node `address`, in the NAD.
    pub fn path_of_gateway(&self, address: Address) -> Path {
        self.gateways.path_of(address).unwrap_or_else(|| config_path(Path::default()))
    }
}

/// What Multus attaches to by `clusterNetwork` and `defaultNetworks`, whoever the pod is and whatever it asks for. A name with
/// a slash is a file (k8snetworkplumbingwg/multus-cni: pkg/k8sclient/k8sclient.go, `GetDefaultNetworks`).
fn called_nads(plugin: &Plugin<'_>) -> Vec<CalledNad> {
    let map = &plugin.members();
    let own = text(map, MULTUS, "clusterNetwork").map(|name| (Path::from("clusterNetwork"), name));
    let others = list(map, MULTUS, "defaultNetworks").iter().enumerate();
    let others = others.filter_map(|(place, name)| Some((Path::from("defaultNetworks").index(place), name.as_text()?)));
    let namespace = text(map, MULTUS, "multusNamespace").filter(|namespace| !namespace.is_empty());
    let namespace = namespace.unwrap_or(MULTUS_NAMESPACE);
    let called = own.into_iter().chain(others).filter(|(_, name)| !name.is_empty() && !name.contains('/'));
    let called = called.map(|(key, name)| CalledNad {
        name: NamespacedName { namespace, name }.owned(),
        path: config_path(plugin.path_of(key)),
    });
    called.collect()
}

fn list<'n>(map: &Map<'n>, fields: Fields, name: &str) -> &'n [Node<'n>] {
    get(map, fields, name).and_then(Node::as_list).unwrap_or_default()
}

fn member<'n>(map: &Map<'n>, fields: Fields, name: &str) -> Option<&'n Map<'n>> {
    get(map, fields, name).and_then(Node::as_map)
}

fn text<'n>(map: &Map<'n>, fields: Fields, name: &str) -> Option<&'n str> {
    get(map, fields, name).and_then(Node::as_text)
}

#[cfg(test)]
mod tests;
