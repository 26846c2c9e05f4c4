//! What the inventory of settings says against manifests.

use std::collections::{BTreeMap, BTreeSet};

use ceph_multus_core::Kind;
use ceph_multus_core::facts::ceph_cluster::{CephCluster, CephNetwork};
use ceph_multus_core::facts::object::Object;
use ceph_multus_core::json::{Arena, Path};
use serde_json::Value;

use crate::document::Document;
use crate::error::ReadError;
use crate::inventory::{Ceph, reject_repeated};
use crate::kinds::{belongs, is_cluster};
use crate::meaning::{compared, meaning, plain};
use crate::position::Position;
use crate::settings::SettingsText;
use crate::world::{Name, Parsed, name};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The kind of the object.
    pub kind: Kind,
    /// The object: `CephCluster rook-ceph/my-cluster`.
    pub subject: String,
    /// The place of the object among the documents; `None` where it is not there.
    pub document: Option<usize>,
    /// The place in the source of that document.
    pub position: Option<Position>,
    /// What differs.
    pub change: Change,
}

/// What a [`Drift`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The settings do not have the object.
    Missing,
    /// The settings have an object that is not among the manifests.
    Gone,
    /// The manifest is as in `previous` of the settings: the change that the inventory has is still to come.
    Previous,
    /// A field differs; each value is short JSON, `None` where the field is absent.
    Field {
        /// The path of the field.
        path: Path,
        /// What the settings have.
        settings: Option<String>,
        /// What the manifest has.
        manifest: Option<String>,
    },
}

impl Drift {
    /// Whether the settings have to be written once more. What is as in `previous`, they know.
    pub fn is_unknown(&self) -> bool {
        self.change != Change::Previous
    }
}

/// What [`drift`] finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drifts {
    /// Every difference, by kind, namespace and name of the object.
    pub drifts: Vec<Drift>,
    /// The number of objects in `previous` of the settings.
    pub previous: usize,
}

/// Compares the inventory of `settings` and its `previous` to the documents, in what the rules read and by what it
/// means: the order of keys, the spelling of a selector and the white space of a CNI configuration say nothing. NADs that
/// are not Ceph's do not belong in settings, and are not missed there.
///
/// # Errors
/// Every problem of the settings, and objects that stand twice.
pub fn drift(documents: &[Document], settings: &SettingsText, namespace: &str) -> Result<Drifts, Vec<ReadError>> {
    let arena = Arena::new();
    let parsed = Parsed::read(documents, settings, &arena)?;
    let world = parsed.world(namespace)?;
    reject_repeated(documents, &world)?;
    let known: BTreeMap<Name<'_>, &Object<'_>> = world.inventory.iter().map(|object| (name(object), object)).collect();
    let here: BTreeMap<Name<'_>, (usize, &Object<'_>)> =
        world.objects.iter().map(|(index, object)| (name(object), (*index, object))).collect();
    let mut previous: BTreeMap<Name<'_>, Vec<&Object<'_>>> = BTreeMap::new();
    for object in &world.settings.previous {
        previous.entry(name(object)).or_default().push(object);
    }
    let ceph = Ceph::new(here.values().map(|(_, object)| *object), &world.settings);
    let missed = here.iter().filter(|(_, (_, object))| ceph.has(object)).map(|(name, _)| name);
    let names: BTreeSet<&Name<'_>> = known.keys().chain(missed).filter(|(kind, ..)| belongs(*kind)).collect();
    let mut drifts = Vec::new();
    for name in names {
        let document = here.get(name).and_then(|(index, _)| documents.get(*index));
        let mut tell = |subject: &Object<'_>, path: &Path, change| {
            drifts.push(Drift {
                kind: subject.kind,
                subject: subject.to_string(),
                document: here.get(name).map(|(index, _)| *index),
                position: document.map(|document| document.locate(path)),
                change,
            });
        };
        let is_as_before =
            |ours: &Object<'_>| previous.get(name).into_iter().flatten().any(|old| meaning(old) == meaning(ours));
        match (known.get(name), here.get(name)) {
            (Some(object), None) => tell(object, &Path::default(), Change::Gone),
            (None, Some((_, object))) if is_as_before(object) => tell(object, &Path::default(), Change::Previous),
            (None, Some((_, object))) => tell(object, &Path::default(), Change::Missing),
            (Some(theirs), Some((_, ours))) if meaning(theirs) != meaning(ours) && is_as_before(ours) => {
                tell(ours, &Path::default(), Change::Previous);
            }
            (Some(theirs), Some((_, ours))) => {
                let mut fields = Vec::new();
                let [theirs, own] = compared(theirs, ours);
                compare(&Path::default(), Some(&theirs), Some(&own), &mut fields);
                for (path, settings, manifest) in fields {
                    let change = Change::Field { path: path.clone(), settings, manifest };
                    tell(ours, &path, change);
                }
            }
            (None, None) => {}
        }
    }
    Ok(Drifts { drifts, previous: world.settings.previous.len() })
}

/// Whether a CephCluster that both inventories have selects other networks in one of them: pods with the networks of
/// either are then right for as long as Rook carries the change out.
///
/// # Errors
/// Every problem of the settings.
pub fn networks_differ(one: &SettingsText, other: &SettingsText) -> Result<bool, Vec<ReadError>> {
    let arena = Arena::new();
    let (one, other) = (Parsed::read(&[], one, &arena)?, Parsed::read(&[], other, &arena)?);
    let (one, other) = (one.world("")?, other.world("")?);
    let clusters = |objects: &[Object<'_>]| -> BTreeMap<String, Vec<(CephNetwork, String)>> {
        let networks = |object: &Object<'_>| {
            let cluster = CephCluster::new(*object);
            let joined = cluster.joined_networks();
            joined.map(|(network, selection)| (network, plain(selection))).collect()
        };
        let clusters = objects.iter().filter(|object| is_cluster(object.kind));
        clusters.map(|object| (object.to_string(), networks(object))).collect()
    };
    let (one, other) = (clusters(&one.inventory), clusters(&other.inventory));
    Ok(one.iter().any(|(name, networks)| other.get(name).is_some_and(|now| now != networks)))
}

type Field = (Path, Option<String>, Option<String>);

/// Adds the fields below `keys` that differ.
fn compare<'v>(path: &Path, settings: Option<&'v Value>, manifest: Option<&'v Value>, fields: &mut Vec<Field>) {
    if settings == manifest {
        return;
    }
    if let (Some(Value::Object(theirs)), Some(Value::Object(ours))) = (settings, manifest) {
        let members: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
        for member in members {
            compare(&path.clone().key(member.clone()), theirs.get(member), ours.get(member), fields);
        }
        return;
    }
    let short = |value: &Value| {
        ceph_multus_core::report::text::shortened(&value.to_string(), ceph_multus_core::report::limits::VALUE_SHOWN)
    };
    fields.push((path.clone(), settings.map(short), manifest.map(short)));
}
