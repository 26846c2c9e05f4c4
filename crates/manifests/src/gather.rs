//! All that a set of sources holds, source by source: what is checked is kept, everything else counted.

use std::collections::{BTreeMap, BTreeSet};

use ceph_multus_core::Kind;

use crate::document::Document;
use crate::error::ReadError;
use crate::kustomize::{self, Kustomizations, Places};
use crate::parallel;
use crate::patches::Patches;
use crate::placeholder;
use crate::position::Position;
use crate::read::{Reading, STATUS, Template};
use crate::transformations::{Transformation, Transformations};
use crate::within::{self, Reference, Target};

mod said;

use said::Said;

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
    /// The documents that cannot be read, in sources with tags of other programs in which nothing looks like a manifest.
    pub others: Vec<ReadError>,
    /// The documents that are no YAML before they are rendered.
    pub templates: Vec<Template>,
    /// The names of sources with patches of kustomize, which are parts of objects.
    pub patches: Vec<String>,
    /// The number of other patches: those in Kustomizations themselves, and in files that are not among the sources.
    pub other_patches: usize,
    /// Fields of Kustomizations that change names and other fields of the objects, and are not applied.
    pub transformations: Vec<Transformation>,
    /// Objects of kinds that no rule reads: `apiVersion/kind` with their number.
    pub unread: BTreeMap<String, usize>,
    /// The number of objects that SOPS has encrypted, their kinds as well.
    pub encrypted: usize,
    /// The number of lists without objects: what kubectl prints where there are none.
    pub empty_lists: usize,
    /// The number of documents that are no Kubernetes objects.
    pub foreign: usize,
    /// Values that releases of Rook's charts take from elsewhere, and that are not there.
    pub elsewhere: Vec<Elsewhere>,
}

/// Values that nobody has looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The name of the source with the release.
    pub source: String,
    /// Where it names them.
    pub position: Position,
    /// What they are: `ConfigMap flux-system/rook-values`, the path of a file, a parameter.
    pub text: String,
}

/// Bytes of a ConfigMap that may have values of variables: those of a cluster are a few lines.
const VARIABLES: usize = 16 * 1024;

/// Takes sources one after the other.
#[derive(Debug)]
pub struct Gathering {
    namespace: Option<String>,
    also: fn(&str, &str) -> bool,
    manifests: Manifests,
    kustomizations: Kustomizations,
    patches: Patches,
    transformations: Transformations,
    /// The ConfigMaps by namespace and name: as JSON those that are small, which may have values of variables.
    maps: BTreeMap<(String, String), Option<String>>,
    /// The names of the sources.
    sources: BTreeSet<String>,
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
            patches: Patches::default(),
            transformations: Transformations::default(),
            maps: BTreeMap::new(),
            sources: BTreeSet::new(),
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
                || within::releases(api_version, kind)
                || (api_version, kind) == STATUS
        };
        let reading = Reading::of_wanted(name, text, &is_wanted);
        self.sources.insert(name.to_owned());
        for (name, number) in reading.unread {
            self.skip(name, number);
        }
        self.manifests.errors.extend(reading.errors);
        self.manifests.others.extend(reading.others);
        self.manifests.templates.extend(reading.templates);
        self.manifests.foreign += reading.other_json.len();
        self.manifests.empty_lists += reading.empty_lists;
        let mut documents = reading.documents;
        documents.retain(|document| self.keeps(document));
        parallel::join(&mut self.manifests.documents, documents);
    }

    /// Looks at what a document says of others, and whether it has to be kept; one that has not is counted.
    fn keeps(&mut self, document: &Document) -> bool {
        if (document.api_version(), document.kind()) == ("v1", "ConfigMap") {
            let name = (document.namespace().to_owned(), document.name().to_owned());
            self.maps.insert(name, Some(document.json()).filter(|json| json.len() <= VARIABLES).map(str::to_owned));
        }
        let is_kustomization = self.kustomizations.take(document);
        if is_kustomization {
            self.patches.take(document);
            self.transformations.take(document);
        }
        let is_wanted = document.known_kind().is_some() || self.also(document);
        let is_kept = is_wanted || within::may_carry(document) || within::is_release(document);
        if !is_kept && !is_kustomization {
            self.count(document);
        }
        is_kept
    }

    fn also(&self, document: &Document) -> bool {
        (self.also)(document.api_version(), document.kind())
    }

    fn count(&mut self, document: &Document) {
        if document.is_object() {
            self.skip(format!("{}/{}", document.api_version(), document.kind()), 1);
        } else {
            self.manifests.foreign += 1;
        }
    }

    /// Counts objects of an `apiVersion/kind` that no rule reads, or that only a key tells.
    fn skip(&mut self, name: String, number: usize) {
        if name.starts_with(placeholder::ENCRYPTED) {
            self.manifests.encrypted += number;
        } else {
            *self.manifests.unread.entry(name).or_default() += number;
        }
    }

    /// What they hold together.
    pub fn finish(mut self) -> Manifests {
        let places = self.kustomizations.places();
        let documents = std::mem::take(&mut self.manifests.documents);
        let references = self.references(&documents, &places);
        let mut said = Said::new(&places, &self.maps);
        let (mut kept, mut counted) = (Vec::with_capacity(documents.len()), Vec::new());
        let mut read: BTreeSet<usize> = BTreeSet::new();
        // The sources of patches, of objects, and of those in namespaces.
        let (mut patches, mut changed, mut namespaced) = (Vec::new(), Vec::new(), Vec::new());
        for document in documents {
            let source = &document.source().name;
            let said = said.of(source);
            if said.are_patches {
                add(&mut patches, source);
                continue;
            }
            if let Some(kind) = document.known_kind() {
                add(&mut changed, source);
                if !kind.is_cluster_scoped() {
                    add(&mut namespaced, source);
                }
                kept.push(said.applied(document, kind));
                continue;
            }
            let Held { objects, reference } = self.held(&document, &places, &references);
            if !objects.is_empty() {
                // Of a release kustomize renames the release, not what the chart makes.
                if !within::is_release(&document) {
                    add(&mut changed, source);
                }
                kept.extend(objects.into_iter().map(|object| placeholder::with_values(object, &said.variables)));
                read.extend(reference);
            } else if self.also(&document) {
                kept.push(document);
            } else if !(within::is_release(&document) && has_references(&references, &document)) {
                counted.push(document);
            }
        }
        self.manifests.other_patches = self.patches.elsewhere(&patches, &self.sources);
        self.manifests.patches = patches;
        self.manifests.transformations = std::mem::take(&mut self.transformations).of(&self.kustomizations, &changed);
        let rivals: BTreeSet<&String> = namespaced.iter().flat_map(|name| places.rival_namespaces(name)).collect();
        let rival = |source: &String| Transformation { source: source.clone(), field: "namespace" };
        self.manifests.transformations.extend(rivals.into_iter().map(rival));
        self.manifests.elsewhere = self.missing(references, &read);
        counted.iter().for_each(|document| self.count(document));
        Manifests { documents: kept, ..self.manifests }
    }

    /// The objects that a document of no known kind holds or makes.
    fn held(&self, document: &Document, places: &Places, references: &[(String, Reference)]) -> Held {
        let own = namespace(document, places, self.namespace.as_deref());
        let found = references.iter().enumerate().find(|(_, (_, one))| refers(one, document, own));
        let own = if own.is_empty() { ROOK_NAMESPACE } else { own };
        // What a release takes values from makes the objects of that release, where that is.
        let released = found.map_or(own, |(_, (_, reference))| &reference.namespace);
        Held { objects: within::objects(document, own, released), reference: found.map(|(place, _)| place) }
    }

    /// What the releases take from elsewhere, each with the name of the source that says so.
    fn references(&self, documents: &[Document], places: &Places) -> Vec<(String, Reference)> {
        let mut references = Vec::new();
        for document in documents.iter().filter(|document| within::is_release(document)) {
            let namespace = namespace(document, places, self.namespace.as_deref());
            let namespace = if namespace.is_empty() { ROOK_NAMESPACE } else { namespace };
            let name = &document.source().name;
            references.extend(within::references(document, namespace).into_iter().map(|one| (name.clone(), one)));
        }
        references
    }

    /// Those of `references` that are not at a place in `read`, and not among the sources.
    fn missing(&self, references: Vec<(String, Reference)>, read: &BTreeSet<usize>) -> Vec<Elsewhere> {
        let references = references.into_iter().enumerate();
        let missing = references.filter(|(place, (_, reference))| !read.contains(place) && !self.has(reference));
        let elsewhere = |(source, reference): (String, Reference)| Elsewhere {
            source,
            position: reference.position,
            text: reference.text,
        };
        missing.map(|(_, one)| elsewhere(one)).collect()
    }

    /// Whether what is referred to is among the sources; then it has been read, whatever was in it.
    fn has(&self, reference: &Reference) -> bool {
        match &reference.target {
            Target::Object { kind, namespace, name } => {
                let is_it = |(own, known): &(String, String)| name == known && (own.is_empty() || own == namespace);
                kind == "ConfigMap" && self.maps.keys().any(is_it)
            }
            Target::File(path) => self.sources.iter().any(|source| ends_with(source, path)),
            Target::Nowhere => false,
        }
    }
}

/// What a document of no known kind has in it.
struct Held {
    /// Its objects.
    objects: Vec<Document>,
    /// The place of the reference that is about the document, if there is one.
    reference: Option<usize>,
}

/// Adds the name of a source to `names`, unless it is the last of them.
fn add(names: &mut Vec<String>, source: &str) {
    if names.last().is_none_or(|last| last != source) {
        names.push(source.to_owned());
    }
}

/// Whether a reference is in the source of `document`.
fn has_references(references: &[(String, Reference)], document: &Document) -> bool {
    references.iter().any(|(source, _)| *source == document.source().name)
}

/// The namespace of what a document releases or makes; empty where nobody says.
fn namespace<'n>(document: &'n Document, places: &'n Places, default: Option<&'n str>) -> &'n str {
    let own = Some(document.namespace()).filter(|own| !own.is_empty());
    places.namespace(&document.source().name).or(own).or(default).unwrap_or_default()
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
