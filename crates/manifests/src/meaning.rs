//! What an object means: the fields that rules read, without how they are spelled.

use ceph_multus_core::Kind;
use ceph_multus_core::facts::ceph_cluster::{CephCluster, CephNetwork};
use ceph_multus_core::facts::object::Object;
use ceph_multus_core::json::Arena;
use ceph_multus_upstream::selection::NetworkSelection;
use serde_json::{Map, Value};

use crate::tree::Tree;
use crate::value::value;

/// Members of `spec`, at whatever depth, that rules read of an object under review alone.
const REVIEWED: [&str; 4] = ["resources", "cephConfig", "cephConfigFromSecret", "hosting"];

/// The JSON `text` of `object` with the fields that rules read of an object of the inventory.
pub(crate) fn pruned<'t>(object: &Object<'_>, text: &'t str, arena: &'t Arena) -> Tree<'t> {
    let mut whole = Tree::kept(text, object.node(), arena);
    whole.remove("items");
    let annotations = whole.get_mut("metadata").and_then(|metadata| metadata.remove("annotations"));
    let mut metadata = Tree::object();
    if let Some(annotations @ Tree::Map(_)) = annotations.filter(|annotations| !annotations.is_empty()) {
        metadata.set("annotations", annotations);
    }
    metadata.set("name", Tree::text(object.name));
    if !object.namespace.is_empty() {
        metadata.set("namespace", Tree::text(object.namespace));
    }
    whole.set("metadata", metadata);
    if let Some(spec) = whole.get_mut("spec") {
        spec.drop_members(&REVIEWED);
        spec.drop_empty();
    }
    whole
}

/// Where the selectors of a CephCluster are.
const SELECTORS: &str = "/spec/network/selectors";

/// `object` in a form in which what means the same is the same.
pub(crate) fn meaning(object: &Object<'_>) -> Value {
    let mut whole = spelled(object);
    if let Some(Value::Object(selectors)) = whole.pointer_mut(SELECTORS) {
        drop_implied(selectors);
    }
    whole
}

/// Two objects in a form in which they differ as they are written. What only one of them has is left out where it says
/// nothing new.
pub(crate) fn compared(one: &Object<'_>, other: &Object<'_>) -> [Value; 2] {
    let meanings = [meaning(one), meaning(other)];
    let [first, second] = meanings.each_ref().map(|whole| whole.pointer(SELECTORS));
    if first == second { meanings } else { [spelled(one), spelled(other)] }
}

/// `object` as it is written, in one spelling.
fn spelled(object: &Object<'_>) -> Value {
    let text = value(object.node()).to_string();
    let mut whole: Value = serde_json::from_str(&pruned(object, &text, &Arena::new()).json()).unwrap_or_default();
    match object.kind {
        Kind::NetworkAttachmentDefinition => {
            if let Some(config) = whole.pointer_mut("/spec/config")
                && let Some(parsed) = config.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok())
            {
                *config = parsed;
            }
        }
        Kind::CephCluster | Kind::StorageCluster => {
            let cluster = CephCluster::new(*object);
            if let Some(Value::Object(selectors)) = whole.pointer_mut(SELECTORS) {
                plain_selectors(selectors, &cluster);
            }
        }
        _ => {}
    }
    if let Value::Object(whole) = &mut whole {
        // The version is spelling: the kind and its group are the name.
        whole.remove("apiVersion");
    }
    whole
}

/// Each selector as `namespace/name@interface`.
fn plain_selectors(selectors: &mut Map<String, Value>, cluster: &CephCluster<'_>) {
    for network in CephNetwork::ALL {
        let Some(selection) = cluster.network(network) else { continue };
        selectors.insert(network.key().to_owned(), Value::from(plain(selection)));
    }
}

/// Takes out `cluster` with the value of `public`, which says nothing new.
fn drop_implied(selectors: &mut Map<String, Value>) {
    let [public, replication] = CephNetwork::ALL.map(CephNetwork::key);
    if selectors.get(public).is_some() && selectors.get(public) == selectors.get(replication) {
        selectors.remove(replication);
    }
}

/// `namespace/name@interface`
pub(crate) fn plain(selection: &NetworkSelection) -> String {
    let interface = selection.interface.as_ref().map(|interface| format!("@{interface}")).unwrap_or_default();
    format!("{}{interface}", selection.nad)
}
