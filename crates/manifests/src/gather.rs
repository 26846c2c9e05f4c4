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
use crate::within::{self, Made, Values};

mod bases;
mod loose;
mod releases;
mod said;
mod sought;
mod unapplied;

use bases::Bases;
use loose::Loose;
use releases::Releases;
use said::Said;
use sought::Sought;
use unapplied::Unapplied;

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
    /// Networks in values of Rook's charts that have no provider, and may get one from other values.
    pub value_parts: Vec<Elsewhere>,
    /// What Kustomizations name as resources, components and bases, and is not there.
    pub bases: Vec<Elsewhere>,
    /// Whether some documents are Kubernetes objects, also such as only say something of others.
    pub has_objects: bool,
}

/// What a document names, and nobody has looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The name of the source with the document.
    pub source: String,
    /// Where it names it.
    pub position: Position,
    /// What it is: `ConfigMap flux-system/rook-values`, the path of a file, a parameter.
    pub text: String,
}

impl Elsewhere {
    /// The network of values that are a part of others.
    fn network(made: &Made) -> Option<Elsewhere> {
        let (source, position) = made.network_place()?;
        Some(Elsewhere { source, position, text: format!("{}.network", within::CLUSTER_SPEC) })
    }
}

/// Bytes of a ConfigMap that may have values of variables, or a single one of a release: those of a cluster are a few lines.
const VARIABLES: usize = 16 * 1024;

/// Takes sources one after the other.
#[derive(Debug)]
pub struct Gathering {
    namespace: Option<String>,
    also: fn(&str, &str) -> bool,
    manifests: Manifests,
    kustomizations: Kustomizations,
    bases: Bases,
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
            bases: Bases::default(),
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
        let is_map = (document.api_version(), document.kind()) == ("v1", "ConfigMap");
        let is_small_map = is_map && document.json().len() <= VARIABLES;
        if is_map {
            let name = (document.namespace().to_owned(), document.name().to_owned());
            self.maps.insert(name, is_small_map.then(|| document.json().to_owned()));
        }
        let is_kustomization = self.kustomizations.take(document);
        self.manifests.has_objects |= is_kustomization || document.is_object();
        if is_kustomization {
            self.bases.take(document);
        }
        if is_kustomization || kustomize::is_argo(document) {
            self.patches.take(document);
            self.transformations.take(document);
        } else if within::is_release(document) {
            self.patches.take(document);
        }
        let is_wanted = document.known_kind().is_some() || self.also(document);
        let is_generator = || is_kustomization && !within::config_maps(document).is_empty();
        let carries = within::may_carry(document) || within::is_release(document) || is_generator();
        let is_kept = is_wanted || carries || is_small_map;
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
        let kustomizations = std::mem::take(&mut self.kustomizations);
        let places = kustomizations.places();
        let documents = std::mem::take(&mut self.manifests.documents);
        let mut said = Said::new(&places, &self.maps);
        let (default, maps, sources) = (self.namespace.as_deref(), &self.maps, &self.sources);
        let sought = Sought { documents: &documents, places: &places, default, maps, sources };
        let mut releases = Releases::of(&sought, &mut said);
        let mut loose = self.loose(&documents, &places, &releases);
        let (mut kept, mut counted) = (Vec::with_capacity(documents.len()), Vec::new());
        let mut unapplied = Unapplied::new(&places);
        for (place, document) in documents.into_iter().enumerate() {
            let said = said.of(&document.source().name);
            if said.are_patches {
                unapplied.patch(&document.source().name);
                continue;
            }
            if let Some(kind) = document.known_kind() {
                let document = said.with_values(document);
                unapplied.object(&document, kind, &said.variables);
                kept.push(said.in_namespace(document, kind));
                continue;
            }
            let is_kustomization = kustomize::is_kustomization(&document);
            let maps = if is_kustomization { within::config_maps(&document) } else { Vec::new() };
            for map in maps {
                let map = said.with_values(map);
                unapplied.object(&map, Kind::ConfigMap, &said.variables);
                kept.push(said.in_namespace(map, Kind::ConfigMap));
            }
            let own = self.own_namespace(&document, &places);
            let (objects, is_release) = match releases.take(place) {
                Some(objects) => (objects, true),
                None if within::makes(document.api_version(), document.kind()) => (within::nads(&document, own), false),
                None => (loose.take(place), false),
            };
            let user = releases.user(place);
            if !objects.is_empty() || user.is_some() {
                unapplied.made(&document, own, user, &objects, &said.variables);
                kept.extend(objects.into_iter().map(|object| said.with_values(object)));
            } else if self.also(&document) {
                kept.push(document);
            } else if !(is_kustomization || is_release || loose.has_part(place)) {
                counted.push(document);
            }
        }
        let Unapplied { patches, changed, rivals, .. } = unapplied;
        self.manifests.other_patches = self.patches.elsewhere(&patches, &self.sources);
        self.manifests.patches = patches;
        self.manifests.transformations = std::mem::take(&mut self.transformations).of(&kustomizations, &changed);
        self.manifests.transformations.extend(rivals);
        self.manifests.bases = std::mem::take(&mut self.bases).missing(&self.sources);
        self.manifests.elsewhere = releases.missing;
        self.manifests.value_parts = releases.open;
        self.manifests.value_parts.extend(loose.open);
        counted.iter().for_each(|document| self.count(document));
        Manifests { documents: kept, ..self.manifests }
    }

    /// What charts make of values that no release names.
    fn loose(&self, documents: &[Document], places: &Places<'_>, releases: &Releases) -> Loose {
        let mut found = Vec::new();
        for (place, document) in documents.iter().enumerate() {
            let is_other = document.known_kind().is_some() || releases.has(place);
            if is_other || places.is_patch(&document.source().name) || !within::has_values(document.text()) {
                continue;
            }
            let own = self.own_namespace(document, places);
            let made = Values::of(document).map(|values| within::made(document, &values, own, own));
            found.extend(made.into_iter().flatten().map(|made| (place, made)));
        }
        let names = releases.names();
        Loose::of(found, |name| names.contains(&name))
    }

    /// The namespace of what a document installs or makes.
    fn own_namespace<'n>(&'n self, document: &'n Document, places: &'n Places<'n>) -> &'n str {
        installed(namespace(document, places, self.namespace.as_deref()))
    }
}

/// The namespace that is assumed of values where nobody says it.
fn installed(own: &str) -> &str {
    if own.is_empty() { ROOK_NAMESPACE } else { own }
}

/// The namespace of what a document releases or makes; empty where nobody says.
fn namespace<'n>(document: &'n Document, places: &'n Places<'_>, default: Option<&'n str>) -> &'n str {
    let source = &document.source().name;
    let own = Some(document.namespace()).filter(|own| !own.is_empty());
    let given = places.namespace(source).or(own).or_else(|| places.default_namespace(source));
    given.or(default).unwrap_or_default()
}
