//! The inventory of the policy's settings out of manifests.

use std::collections::{BTreeMap, BTreeSet};

use ceph_multus_core::Kind;
use ceph_multus_core::facts::ceph_cluster::CephCluster;
use ceph_multus_core::facts::object::Object;
use ceph_multus_core::facts::same_networks::has_same_networks;
use ceph_multus_core::json::{Arena, Path};
use ceph_multus_core::settings::Settings;
use ceph_multus_core::world as core_world;
use ceph_multus_upstream::selection::NetworkSelection;

use crate::checked::Placeholder;
use crate::document::Document;
use crate::error::ReadError;
use crate::kinds::belongs;
use crate::meaning::{meaning, pruned};
use crate::placeholder;
use crate::settings::SettingsText;
use crate::tree::Tree;
use crate::value::value;
use crate::world::{ManifestWorld, Name, Parsed, by_name, is_named, name, repeated};

/// Settings with an inventory, and what was left out of it.
#[derive(Debug)]
pub struct NewSettings {
    /// The settings as JSON; every list and object in a fixed order.
    pub json: String,
    /// The number of objects in the inventory.
    pub objects: usize,
    /// The number of objects in `previous`: those that were there before, and have changed or gone.
    pub previous: usize,
    /// The number of documents that do not belong in it: pods, workloads, and kinds that no rule reads.
    pub left_out: usize,
    /// How many of these are NADs that are not Ceph's.
    pub foreign_nads: usize,
    /// What the inventory had and the documents do not have, by kind, namespace and name: `CephNFS rook-ceph/nfs`.
    pub dropped: Vec<String>,
    /// The fields of the inventory in which something is put in later.
    pub placeholders: Vec<Placeholder>,
}

/// What `previous` of new settings is made of.
#[derive(Debug, Clone, Copy)]
pub enum Previous<'p> {
    /// It stays as it is: Rook may still be carrying the change out.
    Kept,
    /// There is none.
    Dropped,
    /// The objects of the inventory of these settings that are not the same any more.
    Of(&'p SettingsText),
    /// The same, and what these settings have as `previous`, for as long as it is not as it was: a pod that has not been
    /// restarted for two changes carries the older networks.
    After(&'p SettingsText),
}

impl NewSettings {
    /// The settings as a value.
    pub fn settings(&self) -> serde_json::Value {
        serde_json::from_str(&self.json).unwrap_or_default()
    }
}

/// The settings `base` with the documents for its inventory: of each the fields that rules read, sorted by kind,
/// namespace and name. What the inventory of `base` had is replaced, and [`NewSettings::dropped`] names what is gone
/// with that.
///
/// # Errors
/// Every problem of `base` and `previous`, objects that stand twice, and those without a name, which the policy rejects.
pub fn settings_from(
    documents: &[Document],
    base: &SettingsText,
    previous: Previous<'_>,
    namespace: &str,
) -> Result<NewSettings, Vec<ReadError>> {
    let arena = Arena::new();
    let parsed = Parsed::read(documents, base, &arena)?;
    let world = parsed.world(namespace)?;
    reject_repeated(documents, &world)?;
    let objects = || world.objects.iter().map(|(_, object)| object);
    let ceph = Ceph::new(objects(), &world.settings);
    let (mut inventory, mut kept, mut foreign_nads) = (Vec::new(), Vec::new(), 0);
    let (mut placeholders, mut unnamed) = (Vec::new(), Vec::new());
    for (_, place) in by_name(objects()) {
        let Some((index, object)) = world.objects.get(place).filter(|(_, object)| belongs(object.kind)) else {
            continue;
        };
        if !ceph.has(object) {
            foreign_nads += 1;
        } else if let Some(document) = documents.get(*index) {
            if !is_named(object) {
                unnamed.push(ReadError {
                    source: document.source().name.clone(),
                    position: Some(document.locate(&Path::from(["metadata", "name"]))),
                    problem: format!("this {} has no name that is a string; set `metadata.name`", object.kind.name()),
                });
            }
            placeholders.extend(placeholder::read_of(*index, document, object));
            inventory.push(pruned(object, document.json(), &arena));
            kept.push(*object);
        }
    }
    if !unnamed.is_empty() {
        return Err(unnamed);
    }
    let objects = inventory.len();
    let mut settings = Tree::whole(base.json(), &arena);
    settings.set("inventory", Tree::List(inventory));
    let mut number = world.settings.previous.len();
    let changed = match previous {
        Previous::Kept => None,
        Previous::Dropped => Some(Vec::new()),
        Previous::Of(old) => Some(changed(old, false, &kept, &arena)?),
        Previous::After(old) => Some(changed(old, true, &kept, &arena)?),
    };
    if let Some(changed) = changed {
        number = changed.len();
        settings.set("previous", Tree::List(changed));
    }
    if number == 0 {
        settings.remove("previous");
    }
    Ok(NewSettings {
        json: settings.json(),
        objects,
        previous: number,
        left_out: documents.len() - objects,
        foreign_nads,
        dropped: dropped(&world),
        placeholders,
    })
}

/// The objects of the inventory that are not among the documents. The NADs of others do not belong there anyway.
fn dropped(world: &ManifestWorld<'_>) -> Vec<String> {
    let here: BTreeSet<Name<'_>> = world.objects.iter().map(|(_, object)| name(object)).collect();
    let ceph = Ceph::new(world.inventory.iter(), &world.settings);
    let is_dropped = |object: &&Object<'_>| belongs(object.kind) && ceph.has(object) && !here.contains(&name(object));
    let in_order = by_name(world.inventory.iter()).into_iter().filter_map(|(_, place)| world.inventory.get(place));
    in_order.filter(is_dropped).map(ToString::to_string).collect()
}

/// The objects of the inventory of `old`, and `with_previous` those of its `previous`, that do not mean the same in
/// `present`, as settings have them. Of two copies the older counts, and of CephClusters every version with other networks:
/// pods of all of them run.
fn changed<'t>(
    old: &SettingsText,
    with_previous: bool,
    present: &[Object<'_>],
    arena: &'t Arena,
) -> Result<Vec<Tree<'t>>, Vec<ReadError>> {
    let own = Arena::new();
    let parsed = Parsed::read(&[], old, &own)?;
    let world = parsed.world("")?;
    let ceph = Ceph::new(world.inventory.iter(), &world.settings);
    let present: BTreeMap<Name<'_>, &Object<'_>> = present.iter().map(|object| (name(object), object)).collect();
    let has_changed = |object: &&Object<'_>| {
        belongs(object.kind) && present.get(&name(object)).is_none_or(|present| meaning(present) != meaning(object))
    };
    let inventory = world.inventory.iter().filter(|object| ceph.has(object));
    let earlier = world.settings.previous.iter().filter(|_| with_previous);
    let mut changed: BTreeMap<Name<'_>, Vec<&Object<'_>>> = BTreeMap::new();
    for object in earlier.chain(inventory).filter(has_changed) {
        let versions = changed.entry(name(object)).or_default();
        if versions.iter().all(|version| is_other_version(version, object)) {
            versions.push(object);
        }
    }
    let kept = |object: &Object<'_>| pruned(object, arena.text(&value(object.node()).to_string()), arena);
    Ok(changed.into_values().flatten().map(kept).collect())
}

/// Whether two objects of one name are a CephCluster with other networks.
fn is_other_version(one: &Object<'_>, other: &Object<'_>) -> bool {
    one.kind == Kind::CephCluster && !has_same_networks(&CephCluster::new(*one), &CephCluster::new(*other))
}

/// Whose NADs belong in an inventory.
pub(crate) struct Ceph<'a> {
    world: core_world::World<'a>,
    monitors: Option<NetworkSelection>,
}

impl<'a> Ceph<'a> {
    /// What is Ceph's among `objects`.
    pub(crate) fn new<'o>(objects: impl Iterator<Item = &'o Object<'a>>, settings: &Settings<'_>) -> Ceph<'a>
    where
        'a: 'o,
    {
        // A NAD says nothing of whose it is.
        let others = objects.filter(|object| object.kind != Kind::NetworkAttachmentDefinition);
        Ceph { world: core_world::World::of(others), monitors: settings.monitor_network.clone() }
    }

    /// Whether `object` is Ceph's: a NAD that a CephCluster selects, that the settings give to monitors, or in a
    /// namespace of Ceph; and whatever is no NAD. The NADs of others would cost time with every request, and give their
    /// owners a say.
    pub(crate) fn has(&self, object: &Object<'_>) -> bool {
        object.kind != Kind::NetworkAttachmentDefinition
            || self.world.is_ceph_nad(object)
            || self.monitors.as_ref().is_some_and(|monitors| object.namespaced_name() == monitors.nad)
    }
}

/// Looks for documents that are one object: nothing says which of them is meant.
///
/// # Errors
/// Each but the first, with the place of that.
pub fn reject_repeated(documents: &[Document], world: &ManifestWorld<'_>) -> Result<(), Vec<ReadError>> {
    reject_copies(documents, &repeated(&world.objects))
}

/// The same of `copies`: of each the place of the document, and of the first that is this object.
///
/// # Errors
/// Every copy, with the place of the first.
pub fn reject_copies(documents: &[Document], copies: &[(usize, usize)]) -> Result<(), Vec<ReadError>> {
    let (mut errors, name) = (Vec::new(), Path::from(["metadata", "name"]));
    for (index, first) in copies {
        let (Some(document), Some(first)) = (documents.get(*index), documents.get(*first)) else { continue };
        let position = document.locate(&name);
        let help = match document.origin().and(first.origin()) {
            // Whoever takes one of them out may take out a part of a release.
            Some(_) => "give one of the releases, or the output of `helm template`",
            None => "keep one",
        };
        let problem = format!("the same object as at {}; {help}", first.place(first.locate(&name)));
        errors.push(ReadError { source: document.source_at(position).name.clone(), position: Some(position), problem });
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}
