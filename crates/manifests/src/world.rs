//! The world of manifests: what the settings know, and every document in place of the copy that they have of it.

use std::collections::BTreeMap;

use ceph_multus_core::Kind;
use ceph_multus_core::json::{self as core_json, Arena, Node};
use ceph_multus_core::object::{OBJECT, Object};
use ceph_multus_core::settings::{Settings, SettingsProblem};

use crate::document::Document;
use crate::error::ReadError;
use crate::settings::SettingsText;

/// What an object is called: no two of a world have the same.
pub(crate) type Name<'a> = (Kind, &'a str, &'a str);

/// What was read, for [`World`] to borrow.
#[derive(Debug)]
pub struct Parsed<'d> {
    settings_text: &'d SettingsText,
    settings: Node<'d>,
    objects: Vec<(usize, Kind, Node<'d>)>,
    /// Documents of kinds that no rule reads, by `apiVersion/kind`.
    pub(crate) unread: BTreeMap<String, usize>,
    /// Documents that are no Kubernetes objects.
    pub(crate) foreign: usize,
}

/// Settings and objects.
#[derive(Debug)]
pub struct World<'a> {
    /// The settings; their inventory holds the documents, too.
    pub settings: Settings<'a>,
    /// The documents of known kinds: the place among the documents, and the object.
    pub objects: Vec<(usize, Object<'a>)>,
    /// The inventory as the settings have it.
    pub(crate) inventory: Vec<Object<'a>>,
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
        let mut parsed = Parsed {
            settings_text: settings,
            settings: settings.node(arena)?,
            objects: Vec::new(),
            unread: BTreeMap::new(),
            foreign: 0,
        };
        let mut errors = Vec::new();
        for (index, document) in documents.iter().enumerate() {
            if !document.is_object() {
                parsed.foreign += 1;
                continue;
            }
            let Some(kind) = Kind::of_api_version(document.api_version(), document.kind()) else {
                let name = format!("{}/{}", document.api_version(), document.kind());
                *parsed.unread.entry(name).or_default() += 1;
                continue;
            };
            match core_json::read(document.json(), arena, &OBJECT) {
                Ok(node) => parsed.objects.push((index, kind, node)),
                Err(error) => errors.push(ReadError {
                    source: document.source().name.clone(),
                    position: Some(document.locate("")),
                    problem: error.problem,
                }),
            }
        }
        if errors.is_empty() { Ok(parsed) } else { Err(errors) }
    }

    /// The world of what was read; `namespace` is that of objects which name none.
    ///
    /// # Errors
    /// Every problem of the settings.
    pub fn world<'a>(&'a self, namespace: &'a str) -> Result<World<'a>, Vec<ReadError>> {
        let tell = |problems: Vec<SettingsProblem>| -> Vec<ReadError> {
            let problem = |one: &SettingsProblem| self.settings_text.problem(&one.path, one.to_string());
            problems.iter().map(problem).collect()
        };
        let mut settings = Settings::read(&self.settings).map_err(tell)?;
        let copies = settings.copies();
        if !copies.is_empty() {
            return Err(tell(copies));
        }
        let view = |(index, kind, node): &'a (usize, Kind, Node<'d>)| (*index, Object::new(*kind, node, namespace, ""));
        let objects: Vec<(usize, Object<'a>)> = self.objects.iter().map(view).collect();
        let inventory = settings.inventory.clone();
        let names: BTreeMap<Name<'_>, usize> = objects.iter().map(|(index, object)| (name(object), *index)).collect();
        settings.inventory.retain(|object| !names.contains_key(&name(object)));
        settings.inventory.extend(objects.iter().map(|(_, object)| *object));
        Ok(World { settings, objects, inventory })
    }
}

impl World<'_> {
    /// The documents that are an object which another document is, too: the place of the document, and of the first.
    pub(crate) fn repeated(&self) -> BTreeMap<usize, usize> {
        let mut first = BTreeMap::new();
        let mut repeated = BTreeMap::new();
        for (index, object) in self.objects.iter().filter(|(_, object)| !object.name.is_empty()) {
            // A name that the API server makes is never that of another object.
            if object.text_at(&["metadata", "name"]).is_none_or(str::is_empty) {
                continue;
            }
            match first.get(&name(object)) {
                None => _ = first.insert(name(object), *index),
                Some(earlier) => _ = repeated.insert(*index, *earlier),
            }
        }
        repeated
    }
}

/// What `object` is called.
pub(crate) fn name<'a>(object: &Object<'a>) -> Name<'a> {
    (object.kind, object.namespace, object.name)
}
