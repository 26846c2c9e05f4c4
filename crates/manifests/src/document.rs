//! The objects of a source, each with its place.

use std::sync::{Arc, OnceLock};

use ceph_multus_core::Kind;
use ceph_multus_core::facts::object::CONFIG_MAPS;
use ceph_multus_core::json::{self as core_json, Path};

use crate::identity::{Identity, Names};
use crate::position::Position;
use crate::source::Source;
use crate::yaml;
use crate::{json, locate};

/// The annotation or label with which an object is left out where Flux replaces variables.
const SUBSTITUTE: &str = "kustomize.toolkit.fluxcd.io/substitute";

/// One object of a source: a YAML document, a JSON value, an element of a `kind: List`, or an object that another one
/// carries or makes.
#[derive(Debug, Clone)]
pub struct Document {
    source: Arc<Source>,
    number: usize,
    identity: Identity,
    origin: Option<Arc<str>>,
    /// Whether what it comes from keeps its variables.
    is_of_literal: bool,
    body: Body,
    json: OnceLock<String>,
    tree: OnceLock<Option<Arc<yaml::Node>>>,
    is_partial: bool,
}

/// What positions are looked up in.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    /// A tree.
    Tree(Arc<yaml::Node>),
    /// The bytes of YAML, of which a tree is made where somebody asks for a place in it.
    Yaml((usize, usize)),
    /// The bytes of JSON.
    Json((usize, usize)),
}

impl Document {
    pub(crate) fn new(source: &Arc<Source>, number: usize, body: Body) -> Document {
        let identity = match &body {
            Body::Tree(node) => Identity::new(node.names(), None),
            Body::Yaml(span) | Body::Json(span) => {
                Identity::of_json(source.text.get(span.0..span.1).unwrap_or_default())
            }
        };
        Document {
            source: Arc::clone(source),
            number,
            identity,
            origin: None,
            is_of_literal: false,
            body,
            json: OnceLock::new(),
            tree: OnceLock::new(),
            is_partial: false,
        }
    }

    /// The YAML at `span`, which is `json` and says of itself `names`; `before` is the document before it.
    pub(crate) fn outlined(
        source: &Arc<Source>,
        number: usize,
        span: (usize, usize),
        (json, names): (String, Names),
        before: Option<&Document>,
    ) -> Document {
        Document {
            source: Arc::clone(source),
            number,
            identity: Identity::new(names, before.map(|before| &before.identity)),
            origin: None,
            is_of_literal: false,
            body: Body::Yaml(span),
            json: OnceLock::from(json),
            tree: OnceLock::new(),
            is_partial: false,
        }
    }

    /// An object of the same source that this one carries or makes; `origin` says what it comes from.
    pub(crate) fn made(&self, node: Arc<yaml::Node>, origin: &str) -> Document {
        self.made_from(&self.source, node, origin)
    }

    /// The same where the places in `node` are those in `source`, which begins with the source of this one.
    pub(crate) fn made_from(&self, source: &Arc<Source>, node: Arc<yaml::Node>, origin: &str) -> Document {
        let (origin, is_of_literal) = (Some(Arc::from(origin)), self.keeps_variables());
        Document { origin, is_of_literal, ..Document::new(source, self.number, Body::Tree(node)) }
    }

    /// The object as one of which not all is known: what it does not have may be elsewhere.
    pub(crate) fn partial(self) -> Document {
        Document { is_partial: true, ..self }
    }

    /// Whether fields that it does not have may be elsewhere.
    pub(crate) fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// The same in a source that has as many documents before those that were counted.
    pub(crate) fn behind(self, documents: usize) -> Document {
        Document { number: self.number + documents, ..self }
    }

    /// The object in another namespace than it names.
    pub(crate) fn in_namespace(mut self, namespace: &str) -> Document {
        let path = Path::from(["metadata", "namespace"]);
        if let Ok(json) = core_json::set(self.json(), &path, &core_json::string(namespace)) {
            self.json = OnceLock::from(json);
            self.identity.namespace = namespace.into();
        }
        self
    }

    /// The object as an item of a list of `api_version`, whose items are of `kind` where they do not say what they are
    /// (kubernetes/apimachinery: pkg/apis/meta/v1/unstructured/helpers.go, `decodeToList`).
    pub(crate) fn in_list(mut self, api_version: &str, kind: &str) -> Document {
        if !self.kind().is_empty() || kind.is_empty() {
            return self;
        }
        for (key, value) in [("apiVersion", api_version), ("kind", kind)] {
            let Ok(json) = core_json::set(self.json(), &Path::from([key]), &core_json::string(value)) else {
                return self;
            };
            self.json = OnceLock::from(json);
        }
        self.identity.api_version = api_version.into();
        self.identity.kind = kind.into();
        self
    }

    /// The object as it stands in the source, with other values at the same places.
    pub(crate) fn with_tree(self, node: Arc<yaml::Node>) -> Document {
        let Identity { api_version, kind, .. } = self.identity;
        let document = Document::new(&self.source, self.number, Body::Tree(node));
        let document = Document { origin: self.origin, is_partial: self.is_partial, ..document };
        document.in_list(&api_version, &kind)
    }

    /// Its text in the source; of an element of a YAML list no more than its beginning is certain.
    pub(crate) fn text(&self) -> &str {
        let (start, end) = self.span();
        self.source.text.get(start..end).unwrap_or_default()
    }

    /// What positions are looked up in.
    pub(crate) fn body(&self) -> &Body {
        &self.body
    }

    fn span(&self) -> (usize, usize) {
        match &self.body {
            Body::Tree(node) => node.span,
            Body::Yaml(span) | Body::Json(span) => *span,
        }
    }

    /// Its tree, also that of an object in JSON; `None` where there is none.
    pub(crate) fn tree(&self) -> Option<Arc<yaml::Node>> {
        let text = self.source.text.as_str();
        match &self.body {
            Body::Tree(node) => Some(Arc::clone(node)),
            Body::Yaml(span) => self.tree.get_or_init(|| yaml::object(text, *span)).clone(),
            Body::Json(span) => yaml::document(text, *span).ok()?.map(|root| root.node),
        }
    }

    /// Whether Flux leaves the variables in it as they are (fluxcd/pkg: kustomize/kustomize_varsub.go,
    /// `SubstituteVariables`).
    pub(crate) fn keeps_variables(&self) -> bool {
        let says = |metadata| {
            self.text_of(&Path::from(["metadata", metadata, SUBSTITUTE])).is_some_and(|text| text == "disabled")
        };
        self.is_of_literal || (self.json().contains(SUBSTITUTE) && ["annotations", "labels"].into_iter().any(says))
    }

    /// Whether it stands in the source as JSON.
    pub(crate) fn is_json(&self) -> bool {
        matches!(self.body, Body::Json(_))
    }

    /// What it comes from where it does not stand in the source as it is: `HelmRelease rook-ceph/rook-ceph-cluster`.
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// What the policy knows it as; `None` for what no rule reads.
    pub fn known_kind(&self) -> Option<Kind> {
        let kind = Kind::of_api_version(self.api_version(), self.kind());
        kind.filter(|kind| *kind != Kind::ConfigMap || CONFIG_MAPS.contains(&self.name()))
    }

    /// Where it comes from; of what comes from several sources, the first.
    pub fn source(&self) -> &Source {
        self.source.parts().next().unwrap_or(&self.source)
    }

    /// All sources that it comes from.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.source.parts()
    }

    /// The source that `position`, a place of this object, is in.
    pub fn source_at(&self, position: Position) -> &Source {
        self.source.parts().nth(position.part).unwrap_or(&self.source)
    }

    /// A place of this object for people: `file.yaml:3:7`.
    pub fn place(&self, position: Position) -> String {
        self.source_at(position).at(position)
    }

    /// What it is read from: several sources as one text.
    pub(crate) fn whole_source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The document of the source that it is, or is an element of, counted from 1.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The object as JSON, with every field.
    pub fn json(&self) -> &str {
        match &self.body {
            Body::Tree(node) => self.json.get_or_init(|| node.json()),
            Body::Yaml(span) | Body::Json(span) => match self.json.get() {
                Some(json) => json,
                None => self.source.text.get(span.0..span.1).unwrap_or_default(),
            },
        }
    }

    /// Its `apiVersion`; empty if it has none.
    pub fn api_version(&self) -> &str {
        &self.identity.api_version
    }

    /// Its `kind`; empty if it has none.
    pub fn kind(&self) -> &str {
        &self.identity.kind
    }

    /// Its namespace; empty if it has none.
    pub fn namespace(&self) -> &str {
        &self.identity.namespace
    }

    /// Its name, or the prefix of a name that the API server is about to make; empty if it has none.
    pub fn name(&self) -> &str {
        &self.identity.name
    }

    /// Whether it is a ClusterAdmissionPolicy or an AdmissionPolicy, which carries settings.
    pub fn is_admission_policy(&self) -> bool {
        self.api_version().starts_with("policies.kubewarden.io/") && self.kind().ends_with("AdmissionPolicy")
    }

    /// Whether it has what every Kubernetes object has: `apiVersion` and `kind`.
    pub fn is_object(&self) -> bool {
        !self.identity.api_version.is_empty() && !self.identity.kind.is_empty()
    }

    /// The JSON of the field at `path`, if it is there.
    pub(crate) fn json_at(&self, path: &Path) -> Option<&str> {
        let steps = path.steps();
        let (found, span) = json::walk(self.json(), (0, self.json().len()), steps);
        if found == steps.len() { self.json().get(span.0..span.1) } else { None }
    }

    /// Whether the field at `path` is there; what comes after a string is in JSON that it carries.
    pub(crate) fn has(&self, path: &Path) -> bool {
        let (found, (start, _)) = json::walk(self.json(), (0, self.json().len()), path.steps());
        found == path.steps().len() || self.json().get(start..).is_some_and(|value| value.starts_with('"'))
    }

    /// The text at `path`; `None` where there is no string.
    pub fn text_of(&self, path: &Path) -> Option<String> {
        serde_json::from_str(self.json_at(path)?).ok()
    }

    /// Where the object starts.
    pub fn start(&self) -> Position {
        self.locate(&Path::default())
    }

    /// The place of the field that a finding's path names, also where it continues in JSON that a field carries
    /// (`spec.config.ipam.range`). Where the field is absent, the deepest part of the path that is there; for the empty
    /// path, the start of the object.
    pub fn locate(&self, path: &Path) -> Position {
        let text = self.source.text.as_str();
        self.source.position(match &self.body {
            Body::Json(span) => locate::in_json(text, *span, path.steps()),
            _ => match self.tree() {
                Some(tree) => locate::in_yaml(text, &tree, path.steps()),
                None => self.span(),
            },
        })
    }
}
