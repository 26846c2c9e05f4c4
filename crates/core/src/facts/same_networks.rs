//! Whether two versions of a CephCluster have the same networks, however these are written. Rook itself writes the spec
//! again when it adds a finalizer, in the form of its own types, without what is empty (rook/rook:
//! pkg/operator/ceph/controller/finalizer.go).

use crate::facts::ceph_cluster::{CephCluster, CephNetwork, NetworkProvider, Selector};
use crate::json::{Map, Node};

/// Members of `spec.network` that say nothing of the networks themselves, and those that are compared as they are read.
const APART: [&str; 5] = ["connections", "multiClusterService", "provider", "hostNetwork", "selectors"];

/// Whether `new` has the networks of `old`: what is wrong with their NADs is then none of its doing.
pub fn has_same_networks(old: &CephCluster<'_>, new: &CephCluster<'_>) -> bool {
    let parts = |cluster: &CephCluster<'_>| (cluster.external, cluster.host_network);
    parts(old) == parts(new)
        && NetworkProvider::of(&old.object) == NetworkProvider::of(&new.object)
        && CephNetwork::ALL.into_iter().all(|network| is_same_selector(old, new, network))
        && are_alike_at(&["spec", "network", "selectors"], &CephNetwork::ALL.map(CephNetwork::key), old, new)
        && are_alike_at(&["spec", "network"], &APART, old, new)
}

/// Whether a selector says the same. That the namespace is written out is no change, that it no longer is can be one.
pub fn is_same_selector(old: &CephCluster<'_>, new: &CephCluster<'_>, network: CephNetwork) -> bool {
    match (old.selector(network), new.selector(network)) {
        (Selector::Unset, Selector::Unset) => true,
        (Selector::Network(old), Selector::Network(new)) => {
            let keeps_namespace = new.namespace_explicit || !old.namespace_explicit;
            keeps_namespace && (&old.nad, &old.interface, &old.members) == (&new.nad, &new.interface, &new.members)
        }
        _ => old.selector_text(network) == new.selector_text(network),
    }
}

/// Whether the objects at `path` have the same members, apart from those that `keys` names.
fn are_alike_at(path: &[&str], keys: &[&str], old: &CephCluster<'_>, new: &CephCluster<'_>) -> bool {
    let [old, new] = [old, new].map(|cluster| cluster.object.at(path).unwrap_or(&Node::Null));
    match (old, new) {
        (Node::Map(old), Node::Map(new)) => are_maps_alike(keys, old, new),
        (Node::Map(map), Node::Null) | (Node::Null, Node::Map(map)) => are_maps_alike(keys, map, &Map::default()),
        _ => old == new,
    }
}

/// The same of any values; one that is empty is as good as none.
fn are_alike(old: Option<&Node<'_>>, new: Option<&Node<'_>>) -> bool {
    let [old, new] = [old, new].map(|node| node.filter(|node| !is_empty(node)));
    match (old, new) {
        (Some(Node::Map(old)), Some(Node::Map(new))) => are_maps_alike(&[], old, new),
        (old, new) => old == new,
    }
}

fn are_maps_alike(without: &[&str], old: &Map<'_>, new: &Map<'_>) -> bool {
    // Objects with many members, or with repeated ones, are none that Rook writes.
    if !old.is_plain() || !new.is_plain() {
        return old == new;
    }
    let mut keys = old.iter().chain(new.iter()).map(|(key, _)| key).filter(|key| !without.contains(key));
    keys.all(|key| are_alike(old.get(key), new.get(key)))
}

fn is_empty(node: &Node<'_>) -> bool {
    match node {
        Node::Null | Node::Bool(false) | Node::Text("") => true,
        Node::List(list) => list.is_empty(),
        Node::Map(map) => map.is_plain() && map.iter().all(|(_, value)| is_empty(value)),
        _ => false,
    }
}
