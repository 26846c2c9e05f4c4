//! Releases of Rook's charts, each with its values put together of all parts that are among the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::document::Document;
use crate::placeholder;
use crate::source::Source;
use crate::within::{self, Install, Made, Mixture, Network, Part, Reference};
use crate::yaml::Node;

use super::said::Said;
use super::sought::{Found, Sought};
use super::{Elsewhere, installed, namespace};

/// What was made of releases.
#[derive(Default)]
pub(super) struct Releases {
    /// The objects of each release, by its place among the documents.
    made: BTreeMap<usize, Vec<Document>>,
    /// The places of the documents that releases take values from, each with the source of the first of these.
    parts: BTreeMap<usize, String>,
    /// What they take values from, and is not there or cannot be read.
    pub(super) missing: Vec<Elsewhere>,
    /// Networks of which not all is known.
    pub(super) open: Vec<Elsewhere>,
    /// The sources of the last release that has several.
    joined: Option<Arc<Source>>,
}

impl Releases {
    /// Those among the documents of `sought`.
    pub(super) fn of(sought: &Sought<'_>, said: &mut Said<'_>) -> Releases {
        let mut releases = Releases::default();
        for (place, document) in sought.documents.iter().enumerate() {
            if !within::is_release(document) || sought.places.is_patch(&document.source().name) {
                continue;
            }
            let own = installed(namespace(document, sought.places, sought.default));
            let Some(installs) = within::installs(document, own) else { continue };
            let mut objects = Vec::new();
            for install in installs {
                objects.extend(releases.install(document, own, install, sought, said));
            }
            releases.made.insert(place, objects);
        }
        releases
    }

    /// The objects of one chart that `document`, which is in `own`, installs.
    fn install(
        &mut self,
        document: &Document,
        own: &str,
        install: Install,
        sought: &Sought<'_>,
        said: &mut Said<'_>,
    ) -> Vec<Document> {
        let (mut mixture, mut is_whole) = (Mixture::of(document), true);
        for part in install.parts {
            let source = document.whole_source();
            match part {
                Part::Own(values) => mixture.put(source, replaced(values, source, said)),
                Part::Set(path, value) => mixture.set(source, &path, &within::typed(&value)),
                Part::Elsewhere(reference) => {
                    is_whole &= self.reference(document, reference, &mut mixture, sought, said);
                }
            }
        }
        let made = within::made(document, &mixture.finish(&mut self.joined), own, &install.namespace);
        made.into_iter().flat_map(|made| if is_whole { made.whole() } else { self.partial(made) }).collect()
    }

    /// Adds the values that `document` takes from elsewhere, and says whether they are known.
    fn reference(
        &mut self,
        document: &Document,
        reference: Reference,
        mixture: &mut Mixture,
        sought: &Sought<'_>,
        said: &mut Said<'_>,
    ) -> bool {
        let name = &document.source().name;
        match sought.find(&reference, name) {
            Found::Nothing => true,
            Found::At(place, value) => {
                self.parts.entry(place).or_insert_with(|| name.clone());
                let Some(source) = sought.documents.get(place).map(Document::whole_source) else { return true };
                let value = replaced(value, source, said);
                match &reference.path {
                    Some(path) => mixture.set(source, path, &within::single(&value)),
                    None => mixture.put(source, value),
                }
                true
            }
            Found::Missing => {
                let Reference { position, text, .. } = reference;
                self.missing.push(Elsewhere { source: name.clone(), position, text });
                false
            }
        }
    }

    /// What is certain of a chart of whose values some are missing.
    fn partial(&mut self, made: Made) -> Vec<Document> {
        if made.network == Network::Open {
            self.open.extend(Elsewhere::network(&made));
            return Vec::new();
        }
        made.partial()
    }

    /// The objects of the release at `place`; `None` where the document there is none.
    pub(super) fn take(&mut self, place: usize) -> Option<Vec<Document>> {
        self.made.remove(&place)
    }

    /// The source of the first release that takes values from the document at `place`.
    pub(super) fn user(&self, place: usize) -> Option<&str> {
        self.parts.get(&place).map(String::as_str)
    }

    /// Whether the document at `place` is a release, or takes part in one.
    pub(super) fn has(&self, place: usize) -> bool {
        self.made.contains_key(&place) || self.parts.contains_key(&place)
    }

    /// What the objects are called.
    pub(super) fn names(&self) -> BTreeSet<(&str, &str, &str)> {
        let objects = self.made.values().flatten();
        objects.map(|object| (object.kind(), object.namespace(), object.name())).collect()
    }
}

/// Values of `source` with those of its variables.
fn replaced(values: Arc<Node>, source: &Source, said: &mut Said<'_>) -> Arc<Node> {
    if !source.has_variables() {
        return values;
    }
    placeholder::substituted(&values, &said.of(&source.name).variables.values)
}
