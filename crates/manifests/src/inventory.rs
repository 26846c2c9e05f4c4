//! The inventory of the policy's settings out of manifests.

use ceph_multus_core::Kind;
use ceph_multus_core::json::Arena;
use ceph_multus_core::object::Object;
use serde_json::{Map, Value};

use crate::document::Document;
use crate::error::ReadError;
use crate::settings::SettingsText;
use crate::value::value;
use crate::world::{Parsed, World, name};

/// Settings with an inventory, and what was left out of it.
#[derive(Debug)]
pub struct NewSettings {
    /// The settings as JSON; every list and object in a fixed order.
    pub settings: Value,
    /// The number of objects in the inventory.
    pub objects: usize,
    /// The number of documents that do not belong in it: pods, workloads, and kinds that no rule reads.
    pub left_out: usize,
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
    let mut objects: Vec<Object<'_>> =
        world.objects.iter().map(|(_, object)| *object).filter(|object| belongs(object.kind)).collect();
    objects.sort_by(|one, next| name(one).cmp(&name(next)));
    let mut settings: Map<String, Value> = serde_json::from_str(base.json()).unwrap_or_default();
    settings.insert(String::from("inventory"), objects.iter().map(pruned).collect());
    let left_out = documents.len() - objects.len();
    Ok(NewSettings { settings: Value::Object(settings), objects: objects.len(), left_out })
}

/// `object` with the fields that rules read of an object of the inventory.
pub(crate) fn pruned(object: &Object<'_>) -> Value {
    let Value::Object(mut whole) = value(object.node()) else { return Value::Null };
    whole.remove("items");
    let mut metadata = Map::new();
    metadata.insert(String::from("name"), Value::from(object.name));
    metadata.insert(String::from("namespace"), Value::from(object.namespace));
    let annotations = whole.get_mut("metadata").and_then(|metadata| metadata.get_mut("annotations")).map(Value::take);
    if let Some(Value::Object(annotations)) = annotations
        && !annotations.is_empty()
    {
        metadata.insert(String::from("annotations"), Value::Object(annotations));
    }
    whole.insert(String::from("metadata"), Value::Object(metadata));
    if let Some(spec) = whole.get_mut("spec") {
        drop_empty(spec);
    }
    Value::Object(whole)
}

/// Takes out members that are `null`, `{}` or `[]`, also where they become that: they say nothing.
pub(crate) fn drop_empty(value: &mut Value) {
    match value {
        Value::Object(map) => map.retain(|_, member| {
            drop_empty(member);
            !is_empty(member)
        }),
        Value::Array(items) => items.iter_mut().for_each(drop_empty),
        _ => {}
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(map) => map.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

pub(crate) fn refuse_repeated(documents: &[Document], world: &World<'_>) -> Result<(), Vec<ReadError>> {
    let tell = |(index, first): (usize, usize)| {
        let (document, first) = (documents.get(index)?, documents.get(first)?);
        let name = "metadata.name";
        let problem = format!("the same object as at {}:{}; keep one", first.source().name, first.locate(name));
        Some(ReadError { source: document.source().name.clone(), position: Some(document.locate(name)), problem })
    };
    let errors: Vec<ReadError> = world.repeated().into_iter().filter_map(tell).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}
