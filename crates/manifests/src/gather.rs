//! All that a set of sources holds, source by source: what is checked is kept, everything else counted.

use std::collections::BTreeMap;

use ceph_multus_core::Kind;

use crate::document::Document;
use crate::error::ReadError;
use crate::kustomize::{self, Kustomizations};
use crate::placeholder;
use crate::read::{Reading, STATUS, Template};
use crate::within;

/// The namespace that the documentation of Rook installs in, for values that no release names.
const ROOK_NAMESPACE: &str = "rook-ceph";

/// What the sources hold.
#[derive(Debug, Default)]
pub struct Manifests {
    /// The objects of kinds that rules read, each in the namespace that kustomize gives it; those that others carry or
    /// make stand where these do.
    pub documents: Vec<Document>,
    /// The documents that cannot be read.
    pub errors: Vec<ReadError>,
    /// The documents that are no YAML before they are rendered.
    pub templates: Vec<Template>,
    /// The names of sources with patches of kustomize, which are parts of objects.
    pub patches: Vec<String>,
    /// Objects of kinds that no rule reads: `apiVersion/kind` with their number.
    pub unread: BTreeMap<String, usize>,
    /// The number of documents that are no Kubernetes objects.
    pub foreign: usize,
}

/// Takes sources one after the other.
#[derive(Debug)]
pub struct Gathering {
    namespace: Option<String>,
    also: fn(&str, &str) -> bool,
    manifests: Manifests,
    kustomizations: Kustomizations,
}

impl Gathering {
    /// Starts with nothing. `namespace` is that of objects which name none, where the user gives one; `also` says which
    /// are wanted beside those that the policy knows, by `apiVersion` and `kind`.
    pub fn new(namespace: Option<&str>, also: fn(&str, &str) -> bool) -> Gathering {
        Gathering {
            namespace: namespace.map(str::to_owned),
            also,
            manifests: Manifests::default(),
            kustomizations: Kustomizations::default(),
        }
    }

    /// Takes what the `text` of a source holds.
    pub fn add(&mut self, name: &str, text: String) {
        let also = self.also;
        let is_wanted = |api_version: &str, kind: &str| {
            Kind::of_api_version(api_version, kind).is_some()
                || also(api_version, kind)
                || within::makes(api_version, kind)
                || kustomize::reads(api_version, kind)
                || (api_version, kind) == STATUS
        };
        let reading = Reading::of_wanted(name, text, &is_wanted);
        for (name, number) in reading.unread {
            *self.manifests.unread.entry(name).or_default() += number;
        }
        self.manifests.errors.extend(reading.errors);
        self.manifests.templates.extend(reading.templates);
        self.manifests.foreign += reading.other_json;
        for document in reading.documents {
            let is_known = document.known_kind().is_some();
            if is_known || self.also(&document) || within::may_carry(&document) {
                self.manifests.documents.push(document);
            } else if !self.kustomizations.take(&document) {
                self.count(&document);
            }
        }
    }

    fn also(&self, document: &Document) -> bool {
        (self.also)(document.api_version(), document.kind())
    }

    fn count(&mut self, document: &Document) {
        if document.is_object() {
            let name = format!("{}/{}", document.api_version(), document.kind());
            *self.manifests.unread.entry(name).or_default() += 1;
        } else {
            self.manifests.foreign += 1;
        }
    }

    /// What they hold together.
    pub fn finish(mut self) -> Manifests {
        let places = self.kustomizations.places();
        for document in std::mem::take(&mut self.manifests.documents) {
            let source = &document.source().name;
            if places.is_patch(source) {
                if self.manifests.patches.last() != Some(source) {
                    self.manifests.patches.push(source.clone());
                }
                continue;
            }
            let given = places.namespace(source).map(str::to_owned);
            if let Some(kind) = document.known_kind() {
                let document = match given.filter(|_| !kind.is_cluster_scoped()) {
                    Some(namespace) if namespace != document.namespace() => document.in_namespace(&namespace),
                    _ => document,
                };
                self.manifests.documents.push(placeholder::with_defaults(document));
                continue;
            }
            let own = Some(document.namespace().to_owned()).filter(|own| !own.is_empty());
            let namespace = given.or(own).or_else(|| self.namespace.clone());
            let objects = within::objects(&document, namespace.as_deref().unwrap_or(ROOK_NAMESPACE));
            if objects.is_empty() && self.also(&document) {
                self.manifests.documents.push(document);
                continue;
            }
            if objects.is_empty() {
                self.count(&document);
            }
            self.manifests.documents.extend(objects.into_iter().map(placeholder::with_defaults));
        }
        self.manifests
    }
}
