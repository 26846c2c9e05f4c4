//! Whether two versions of an object say the same to the rules, however they are written.

use crate::facts::kind::Kind;
use crate::facts::nad::Nad;
use crate::facts::object::Object;
use crate::json::order::by_key;
use crate::json::{Arena, Map, Node};
use crate::upstream::cni::{CniConfig, Plugin};

/// Whether `new` asks for the same as `old`: a pod that gets another label has long been attached to its networks, and a
/// NAD that is indented says nothing new.
pub fn reads_same(old: &Object<'_>, new: &Object<'_>) -> bool {
    // An empty object says as much as none.
    fn annotations<'o>(object: &Object<'o>) -> Option<&'o Node<'o>> {
        object.at(&["metadata", "annotations"]).filter(|node| !node.as_map().is_some_and(Map::is_empty))
    }
    let [(old_spec, old_data), (new_spec, new_data)] =
        [old, new].map(|object| (object.node().get("spec"), object.node().get("data")));
    let has_same_spec = || match new.kind {
        Kind::NetworkAttachmentDefinition => has_same_config(old, new, &[]),
        // A running pod takes other resources and images, and is attached as it was.
        Kind::Pod => old_spec.zip(new_spec).is_some_and(|(old, new)| are_alike(&["containers"], old, new)),
        _ => false,
    };
    old_data == new_data && annotations(old) == annotations(new) && (old_spec == new_spec || has_same_spec())
}

/// Whether the configurations of two NADs are the same, the members `apart` left out, wherever they are.
pub fn has_same_config(old: &Object<'_>, new: &Object<'_>, apart: &[&str]) -> bool {
    let path = ["spec", "config"];
    if old.at(&path) == new.at(&path) {
        return true;
    }
    let arena = Arena::new();
    let [old, new] = [Nad::new(*old, &arena), Nad::new(*new, &arena)].map(|nad| nad.config);
    // Of keys that differ in case plugins take the last, and their order is not compared. Nor is what Multus does not read.
    let is_clear = |config: &CniConfig<'_>| config.root().as_map().is_some() && config.ambiguous_key().is_none();
    old.zip(new).is_some_and(|(old, new)| is_clear(&old) && is_clear(&new) && are_alike(apart, old.root(), new.root()))
}

/// Whether the IPAM sections of two NADs are the same: the addresses are, whatever interfaces they are on.
pub fn has_same_ipam(old: &Object<'_>, new: &Object<'_>) -> bool {
    let arena = Arena::new();
    let [old, new] = [Nad::new(*old, &arena), Nad::new(*new, &arena)];
    let [old, new] = [old.plugins(), new.plugins()];
    let [old, new] = [&old, &new].map(|plugins| plugins.iter().filter_map(Plugin::ipam));
    old.eq(new)
}

fn are_alike(apart: &[&str], old: &Node<'_>, new: &Node<'_>) -> bool {
    match (old, new) {
        (Node::Map(old), Node::Map(new)) => {
            let [old, new] = [old, new].map(|map| {
                let members = by_key(map.iter().map(|(key, _)| key)).into_iter();
                let members = members.filter(|(key, _)| !apart.contains(key));
                members.filter_map(|(key, place)| Some((key, map.value_at(place)?))).collect::<Vec<_>>()
            });
            old.len() == new.len()
                && old.iter().zip(&new).all(|(old, new)| old.0 == new.0 && are_alike(apart, old.1, new.1))
        }
        (Node::List(old), Node::List(new)) => {
            old.len() == new.len() && old.iter().zip(*new).all(|(old, new)| are_alike(apart, old, new))
        }
        (old, new) => old == new,
    }
}
