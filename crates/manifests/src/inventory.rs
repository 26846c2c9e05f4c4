//! The inventory of the policy's settings out of manifests.

use ceph_multus_core::Kind;
use ceph_multus_core::json::Arena;
use ceph_multus_core::object::Object;

use crate::document::Document;
use crate::error::ReadError;
use crate::settings::SettingsText;
use crate::tree::Tree;
use crate::world::{Parsed, World, by_name};

/// Settings with an inventory, and what was left out of it.
#[derive(Debug)]
pub struct NewSettings {
    /// The settings as JSON; every list and object in a fixed order.
    pub json: String,
    /// The number of objects in the inventory.
    pub objects: usize,
    /// The number of documents that do not belong in it: pods, workloads, and kinds that no rule reads.
    pub left_out: usize,
}

impl NewSettings {
    /// The settings as a value.
    pub fn settings(&self) -> serde_json::Value {
        serde_json::from_str(&self.json).unwrap_or_default()
    }
}

/// Whether rules look up objects of `kind` in the inventory. Pods and workloads are only ever under review.
pub(crate) fn belongs(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Pod
            | Kind::Deployment
            | Kind::ReplicaSet
            | Kind::StatefulSet
            | Kind::DaemonSet
            | Kind::Job
            | Kind::CronJob
    )
}

/// The settings `base` with the documents for its inventory: of each the fields that rules read, sorted by kind,
/// namespace and name. What the inventory of `base` had is replaced.
///
/// # Errors
/// Every problem of `base`, and objects that stand twice.
pub fn settings_from(
    documents: &[Document],
    base: &SettingsText,
    namespace: &str,
) -> Result<NewSettings, Vec<ReadError>> {
    let arena = Arena::new();
    let parsed = Parsed::read(documents, base, &arena)?;
    let world = parsed.world(namespace)?;
    refuse_repeated(documents, &world)?;
    let mut inventory = Vec::new();
    for (_, place) in by_name(world.objects.iter().map(|(_, object)| object)) {
        let Some((index, object)) = world.objects.get(place).filter(|(_, object)| belongs(object.kind)) else {
            continue;
        };
        if let Some(document) = documents.get(*index) {
            inventory.push(pruned(object, document.json(), &arena));
        }
    }
    let objects = inventory.len();
    let mut settings = Tree::whole(base.json(), &arena);
    settings.set("inventory", Tree::List(inventory));
    Ok(NewSettings { json: settings.json(), objects, left_out: documents.len() - objects })
}

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
    metadata.set("namespace", Tree::text(object.namespace));
    whole.set("metadata", metadata);
    if let Some(spec) = whole.get_mut("spec") {
        spec.drop_empty();
    }
    whole
}

pub(crate) fn refuse_repeated(documents: &[Document], world: &World<'_>) -> Result<(), Vec<ReadError>> {
    let (mut errors, name) = (Vec::new(), "metadata.name");
    for (index, first) in world.repeated() {
        let (Some(document), Some(first)) = (documents.get(index), documents.get(first)) else { continue };
        let problem = format!("the same object as at {}:{}; keep one", first.source().name, first.locate(name));
        errors.push(ReadError {
            source: document.source().name.clone(),
            position: Some(document.locate(name)),
            problem,
        });
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}
