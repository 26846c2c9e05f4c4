//! What releases take values from, looked up among the documents.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::document::Document;
use crate::kustomize::Places;
use crate::paths::split;
use crate::within::{self, Reference, Target};
use crate::yaml::{Node, Value};

/// Where it is looked for.
pub(super) struct Sought<'g> {
    pub(super) documents: &'g [Document],
    pub(super) places: &'g Places<'g>,
    /// The namespace of objects that name none.
    pub(super) default: Option<&'g str>,
    /// The ConfigMaps by namespace and name.
    pub(super) maps: &'g BTreeMap<(String, String), Option<String>>,
    /// The names of the sources.
    pub(super) sources: &'g BTreeSet<String>,
}

/// What was found.
pub(super) enum Found {
    /// The document at a place, and the values in it.
    At(usize, Arc<Node>),
    /// It is there, and has no values of Rook's charts in it.
    Nothing,
    /// It is not there, there are several, or it cannot be read.
    Missing,
}

impl Sought<'_> {
    /// What `reference` is about, which stands in the source `from`.
    pub(super) fn find(&self, reference: &Reference, from: &str) -> Found {
        match &reference.target {
            Target::Object { kind, namespace, name, key } => {
                let is_it = |document: &Document| {
                    let own = super::namespace(document, self.places, self.default);
                    document.kind() == kind && document.name() == name && (own.is_empty() || own == namespace)
                };
                let is_known = |(own, known): &(String, String)| known == name && (own.is_empty() || own == namespace);
                match self.nearest(from, is_it) {
                    Nearest::One(place, document) => self.value(place, document, reference, key),
                    Nearest::None if kind == "ConfigMap" && self.maps.keys().any(is_known) => Found::Nothing,
                    _ => Found::Missing,
                }
            }
            Target::File(path) => {
                let is_it = |document: &Document| !document.is_object() && ends_with(&document.source().name, path);
                match self.nearest(from, is_it) {
                    Nearest::One(place, document) => match document.tree() {
                        Some(tree) if matches!(tree.value, Value::Map(_)) => Found::At(place, tree),
                        _ => Found::Missing,
                    },
                    Nearest::None if self.sources.iter().any(|source| ends_with(source, path)) => Found::Nothing,
                    _ => Found::Missing,
                }
            }
            Target::Nowhere => Found::Missing,
        }
    }

    /// What the object at `place` has under `key`.
    fn value(&self, place: usize, document: &Document, reference: &Reference, key: &str) -> Found {
        let Some(value) = within::data(document, key) else {
            return if reference.is_optional { Found::Nothing } else { Found::Missing };
        };
        let found = match &reference.path {
            Some(_) => Some(value).filter(|value| within::is_one(value)),
            None => within::values_in(document.source(), &value),
        };
        found.map_or(Found::Missing, |value| Found::At(place, value))
    }

    /// Of several documents the one in the directory that has most in common with that of `from`: overlays have copies.
    fn nearest(&self, from: &str, is_it: impl Fn(&Document) -> bool) -> Nearest<'_> {
        let mut nearest = (0, Nearest::None);
        for (place, document) in self.documents.iter().enumerate() {
            if !is_it(document) || self.places.is_patch(&document.source().name) {
                continue;
            }
            let shared = shared(from, &document.source().name);
            nearest = match nearest {
                (best, known @ (Nearest::One(..) | Nearest::Several)) if best > shared => (best, known),
                // A file of several documents is read as its first.
                (best, Nearest::One(place, known)) if best == shared && is_one_file(known, document) => {
                    (best, Nearest::One(place, known))
                }
                (best, Nearest::One(..) | Nearest::Several) if best == shared => (best, Nearest::Several),
                _ => (shared, Nearest::One(place, document)),
            };
        }
        nearest.1
    }
}

/// The documents that are it.
enum Nearest<'d> {
    None,
    One(usize, &'d Document),
    /// Several that are as near.
    Several,
}

fn is_one_file(one: &Document, other: &Document) -> bool {
    !one.is_object() && std::ptr::eq(one.source(), other.source())
}

/// How many directories the paths of two files begin with both.
fn shared(one: &str, other: &str) -> usize {
    let directories = |name| split(name).0.split('/');
    directories(one).zip(directories(other)).take_while(|(one, other)| one == other).count()
}

/// Whether `source` is a path that ends with `path`.
fn ends_with(source: &str, path: &str) -> bool {
    source.strip_suffix(path).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}
