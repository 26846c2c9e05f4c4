//! What releases take from elsewhere, and whether it is among the sources.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Document;
use crate::kustomize::Places;
use crate::within::{self, Reference, Target};

use super::{Elsewhere, ROOK_NAMESPACE, namespace};

/// What the releases take from elsewhere, each with the name of the source that says so.
pub(super) struct References(Vec<(String, Reference)>);

impl References {
    /// Those of the releases among `documents`; `default` is the namespace of those that name none.
    pub(super) fn of(documents: &[Document], places: &Places<'_>, default: Option<&str>) -> References {
        let mut references = Vec::new();
        for document in documents.iter().filter(|document| within::is_release(document)) {
            let namespace = namespace(document, places, default);
            let namespace = if namespace.is_empty() { ROOK_NAMESPACE } else { namespace };
            let name = &document.source().name;
            references.extend(within::references(document, namespace).into_iter().map(|one| (name.clone(), one)));
        }
        References(references)
    }

    /// The first that is about `document`, which is in `own`, and its place.
    pub(super) fn about(&self, document: &Document, own: &str) -> Option<(usize, &Reference)> {
        let mut references = self.0.iter().map(|(_, reference)| reference).enumerate();
        references.find(|(_, reference)| refers(reference, document, own))
    }

    /// The name of the source with the one at `place`.
    pub(super) fn source(&self, place: usize) -> Option<&str> {
        self.0.get(place).map(|(source, _)| source.as_str())
    }

    /// Whether there are some in the source of `document`.
    pub(super) fn has_some_of(&self, document: &Document) -> bool {
        self.0.iter().any(|(source, _)| *source == document.source().name)
    }

    /// Those that are not at a place in `read`, and not among the ConfigMaps and sources.
    pub(super) fn missing(
        self,
        read: &BTreeSet<usize>,
        maps: &BTreeMap<(String, String), Option<String>>,
        sources: &BTreeSet<String>,
    ) -> Vec<Elsewhere> {
        // What is there has been read, whatever was in it.
        let is_there = |reference: &Reference| match &reference.target {
            Target::Object { kind, namespace, name } => {
                let is_it = |(own, known): &(String, String)| name == known && (own.is_empty() || own == namespace);
                kind == "ConfigMap" && maps.keys().any(is_it)
            }
            Target::File(path) => sources.iter().any(|source| ends_with(source, path)),
            Target::Nowhere => false,
        };
        let references = self.0.into_iter().enumerate();
        let missing = references.filter(|(place, (_, one))| !read.contains(place) && !is_there(one));
        let elsewhere = |(source, reference): (String, Reference)| Elsewhere {
            source,
            position: reference.position,
            text: reference.text,
        };
        missing.map(|(_, one)| elsewhere(one)).collect()
    }
}

/// Whether `reference` is about `document`, which is in `own`.
fn refers(reference: &Reference, document: &Document, own: &str) -> bool {
    match &reference.target {
        Target::Object { kind, namespace, name } => {
            document.kind() == kind && document.name() == name && (own.is_empty() || own == namespace)
        }
        Target::File(path) => !document.is_object() && ends_with(&document.source().name, path),
        Target::Nowhere => false,
    }
}

/// Whether `source` is a path that ends with `path`.
fn ends_with(source: &str, path: &str) -> bool {
    source.strip_suffix(path).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}
