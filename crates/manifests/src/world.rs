//! The world of manifests: what the settings know, and every document in place of the copy that they have of it.

use ceph_multus_core::Kind;
use ceph_multus_core::facts::object::{CONFIG_MAPS, OBJECT, Object};
use ceph_multus_core::json::order::{by_key, sorted};
use ceph_multus_core::json::{self as core_json, Arena, Node};
use ceph_multus_core::read_settings;
use ceph_multus_core::settings::{Settings, SettingsProblem, Source};

use crate::document::Document;
use crate::error::ReadError;
use crate::hash::fnv_1a;
use crate::kinds::belongs;
use crate::parallel;
use crate::settings::SettingsText;

/// What an object is called: no two of a world have the same.
pub(crate) type Name<'a> = (Kind, &'a str, &'a str);

/// What was read, for [`ManifestWorld`] to borrow.
#[derive(Debug)]
pub struct Parsed<'d> {
    settings_text: &'d SettingsText,
    settings: Node<'d>,
    objects: Vec<(usize, Kind, Node<'d>)>,
    /// Documents of kinds that no rule reads, by `apiVersion/kind`.
    pub(crate) unread: Vec<(String, usize)>,
    /// Documents that are no Kubernetes objects.
    pub(crate) foreign: usize,
}

/// Settings and objects.
#[derive(Debug)]
pub struct ManifestWorld<'a> {
    /// The settings; their inventory holds the documents, too, or of them what is looked up.
    pub settings: Settings<'a>,
    /// The documents of known kinds: the place among the documents, and the object.
    pub objects: Vec<(usize, Object<'a>)>,
    /// The inventory as the settings have it.
    pub(crate) inventory: Vec<Object<'a>>,
}

/// Looks for problems of settings, of which nothing else is read yet.
///
/// # Errors
/// Every problem, with its place in the text.
pub fn validate(settings: &SettingsText) -> Result<(), Vec<ReadError>> {
    let arena = Arena::new();
    let parsed = Parsed::read(&[], settings, &arena)?;
    parsed.world("").map(drop)
}

impl<'d> Parsed<'d> {
    /// Reads settings and documents into `arena`.
    ///
    /// # Errors
    /// Every problem of the settings, and documents that nest too deep.
    pub fn read(
        documents: &'d [Document],
        settings: &'d SettingsText,
        arena: &'d Arena,
    ) -> Result<Parsed<'d>, Vec<ReadError>> {
        Parsed::of(settings, settings.node(arena)?, vec![Batch::read(documents, arena)])
    }

    /// The same of as many documents as a large file has.
    pub(crate) fn read_many(
        documents: &'d [Document],
        settings: &'d SettingsText,
        arenas: &'d mut Arenas,
    ) -> Result<Parsed<'d>, Vec<ReadError>> {
        let node = settings.node(&arenas.settings)?;
        Parsed::of(
            settings,
            node,
            parallel::parts_into(documents, &mut arenas.documents, |documents, arena| Batch::read(documents, arena)),
        )
    }

    fn of(
        settings_text: &'d SettingsText,
        settings: Node<'d>,
        batches: Vec<Batch<'d>>,
    ) -> Result<Parsed<'d>, Vec<ReadError>> {
        let mut parsed = Parsed { settings_text, settings, objects: Vec::new(), unread: Vec::new(), foreign: 0 };
        let (mut errors, mut unread, mut before) = (Vec::new(), Vec::new(), 0);
        for batch in batches {
            parsed.objects.extend(batch.objects.into_iter().map(|(place, kind, node)| (before + place, kind, node)));
            parsed.foreign += batch.foreign;
            before += batch.documents;
            unread.extend(batch.unread);
            errors.extend(batch.errors);
        }
        parsed.unread = counts(&unread);
        if errors.is_empty() { Ok(parsed) } else { Err(errors) }
    }

    /// The settings as they were read.
    pub(crate) fn settings(&self) -> &Node<'d> {
        &self.settings
    }

    /// The world of what was read; `namespace` is that of objects which name none.
    ///
    /// # Errors
    /// Every problem of the settings.
    pub fn world<'a>(&'a self, namespace: &'a str) -> Result<ManifestWorld<'a>, Vec<ReadError>> {
        let mut world = self.world_among(namespace, None)?;
        world.settings.inventory.extend(world.objects.iter().map(|(_, object)| *object));
        Ok(world)
    }

    /// The same of the documents at `places` alone, in ascending order; of all where these are `None`. Which of them
    /// belong in the inventory is for the caller to say.
    pub(crate) fn world_among<'a>(
        &'a self,
        namespace: &'a str,
        places: Option<&[usize]>,
    ) -> Result<ManifestWorld<'a>, Vec<ReadError>> {
        let tell = |problems: Vec<SettingsProblem>| -> Vec<ReadError> {
            let text = |one: &SettingsProblem| match one.more {
                0 => one.to_string(),
                more => format!("{one} (and {more} more)"),
            };
            let problem = |one: &SettingsProblem| self.settings_text.problem(&one.path, text(one));
            problems.iter().map(problem).collect()
        };
        let mut settings = read_settings(&self.settings).map_err(tell)?;
        let copies = settings.copies();
        if !copies.is_empty() {
            return Err(tell(copies));
        }
        let view = |(index, kind, node): &'a (usize, Kind, Node<'d>)| (*index, Object::new(*kind, node, namespace, ""));
        let objects: Vec<(usize, Object<'a>)> = match places {
            None => parallel::joined(parallel::parts(&self.objects, |part| part.iter().map(view).collect())),
            Some(places) => {
                let is_among = |(index, ..): &&(usize, Kind, Node<'d>)| places.binary_search(index).is_ok();
                self.objects.iter().filter(is_among).map(view).collect()
            }
        };
        let inventory = settings.inventory.clone();
        if settings.inventory.is_empty() {
            settings.source = Source::Input;
        } else {
            let names = by_name(objects.iter().map(|(_, object)| object));
            settings.inventory.retain(|object| !is_among(&name(object), &names));
        }
        Ok(ManifestWorld { settings, objects, inventory })
    }
}

/// Where the trees of settings and documents live, those of documents in parts.
pub(crate) struct Arenas {
    settings: Arena,
    documents: Vec<Arena>,
}

impl Arenas {
    pub(crate) fn new() -> Arenas {
        Arenas { settings: Arena::new(), documents: parallel::room(Arena::new) }
    }
}

/// What was read of documents that follow on each other; places are counted from the first of them.
#[derive(Default)]
struct Batch<'d> {
    documents: usize,
    objects: Vec<(usize, Kind, Node<'d>)>,
    unread: Vec<String>,
    foreign: usize,
    errors: Vec<ReadError>,
}

impl<'d> Batch<'d> {
    fn read(documents: &'d [Document], arena: &'d Arena) -> Batch<'d> {
        let mut batch = Batch { documents: documents.len(), ..Batch::default() };
        for (place, document) in documents.iter().enumerate() {
            if !document.is_object() {
                batch.foreign += 1;
                continue;
            }
            let unread = || format!("{}/{}", document.api_version(), document.kind());
            let Some(kind) = Kind::of_api_version(document.api_version(), document.kind()) else {
                batch.unread.push(unread());
                continue;
            };
            match core_json::read(document.json(), arena, &OBJECT) {
                Ok(node) if is_other_map(kind, &node) => batch.unread.push(unread()),
                Ok(node) => batch.objects.push((place, kind, node)),
                Err(error) => batch.errors.push(ReadError {
                    source: document.source().name.clone(),
                    position: Some(document.start()),
                    problem: error.problem,
                }),
            }
        }
        batch
    }
}

/// The documents that are an object which another document is, too: the place of the document, and of the first.
pub(crate) fn repeated(objects: &[(usize, Object<'_>)]) -> Vec<(usize, usize)> {
    behind_first(&variants(objects))
}

/// Of documents that are one object, as [`variants`] has them, each but the first with the first.
pub(crate) fn behind_first(variants: &[Vec<usize>]) -> Vec<(usize, usize)> {
    let split = variants.iter().filter_map(|copies| copies.split_first());
    sorted(split.flat_map(|(first, copies)| copies.iter().map(|again| (*again, *first))))
}

/// The documents that are one object, for each that several are. Of pods and workloads, which nothing else is checked
/// against, a directory may hold variants.
pub(crate) fn variants<'o, 'a: 'o>(objects: &'o [(usize, Object<'a>)]) -> Vec<Vec<usize>> {
    let of_part = |part: &'o [(usize, Object<'a>)]| part.iter().filter(|(_, object)| is_named(object)).collect();
    let named: Vec<&(usize, Object<'a>)> = parallel::joined(parallel::parts(objects, of_part));
    let document = |place: usize| named.get(place).map(|(index, _)| *index);
    let copies = copies(named.iter().map(|(_, object)| object)).into_iter();
    copies.map(|copies| copies.into_iter().filter_map(document).collect()).collect()
}

/// Whether a second object of the same name would be this one. A name that the API server makes is never that of another.
pub(crate) fn is_named(object: &Object<'_>) -> bool {
    belongs(object.kind) && object.text_at(&["metadata", "name"]).is_some_and(|name| !name.is_empty())
}

/// Whether this is a ConfigMap that is none of Rook's two.
fn is_other_map(kind: Kind, node: &Node<'_>) -> bool {
    let name = node.at(&["metadata", "name"]).and_then(Node::as_text);
    kind == Kind::ConfigMap && !name.is_some_and(|name| CONFIG_MAPS.contains(&name))
}

/// The places of `objects` in the order of their names; equal ones in the order in which they stand.
pub(crate) fn by_name<'o, 'a: 'o>(objects: impl Iterator<Item = &'o Object<'a>>) -> Vec<(Name<'a>, usize)> {
    sorted(objects.enumerate().map(|(place, object)| (name(object), place)))
}

/// The places of objects that are called the same, for each name that several have, ascending.
pub(crate) fn copies<'o, 'a: 'o>(objects: impl Iterator<Item = &'o Object<'a>>) -> Vec<Vec<usize>> {
    // Numbers are compared faster than names, which begin alike in a large dump and lie far apart.
    let names: Vec<Name<'a>> = objects.map(name).collect();
    let mut hashes: Vec<(u64, usize)> = names.iter().enumerate().map(|(place, name)| (hash(name), place)).collect();
    hashes.sort_unstable();
    let mut copies: Vec<Vec<usize>> = Vec::new();
    for alike in hashes.chunk_by(|(one, _), (next, _)| one == next).filter(|alike| alike.len() > 1) {
        let mut left: Vec<usize> = alike.iter().map(|(_, place)| *place).collect();
        while let Some(first) = left.first().copied() {
            let (same, others) = left.into_iter().partition(|place| names.get(*place) == names.get(first));
            copies.push(same);
            left = others;
        }
    }
    copies.retain(|places| places.len() > 1);
    copies
}

fn hash((kind, namespace, name): &Name<'_>) -> u64 {
    fnv_1a([*kind as u8].into_iter().chain(namespace.bytes()).chain([0]).chain(name.bytes()))
}

/// Whether an object is called `wanted`.
fn is_among(wanted: &Name<'_>, names: &[(Name<'_>, usize)]) -> bool {
    names.get(names.partition_point(|(known, _)| known < wanted)).is_some_and(|(known, _)| known == wanted)
}

/// Every name and how often it stands, in ascending order.
fn counts(names: &[String]) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for (name, _) in by_key(names.iter().map(String::as_str)) {
        match counts.last_mut().filter(|(last, _)| last == name) {
            Some((_, count)) => *count += 1,
            None => counts.push((name.to_owned(), 1)),
        }
    }
    counts
}

/// What `object` is called.
pub(crate) fn name<'a>(object: &Object<'a>) -> Name<'a> {
    (object.kind, object.namespace, object.name)
}
