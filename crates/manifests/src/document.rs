//! The objects of a source, each with its place.

use std::cell::OnceCell;
use std::rc::Rc;

use ceph_multus_core::Kind;
use ceph_multus_core::facts::object::CONFIG_MAPS;
use ceph_multus_core::json::{self as core_json, Arena, Node as CoreNode, Path, Shape, push_string};

use crate::position::Position;
use crate::source::Source;
use crate::yaml;
use crate::{json, locate};

/// One object of a source: a YAML document, a JSON value, an element of a `kind: List`, or an object that another one
/// carries or makes.
#[derive(Debug, Clone)]
pub struct Document {
    source: Rc<Source>,
    number: usize,
    identity: Identity,
    origin: Option<Rc<str>>,
    pub(crate) body: Body,
    json: OnceCell<String>,
}

/// The tree or the text that positions are looked up in.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    Yaml(Rc<yaml::Node>),
    Json((usize, usize)),
}

/// What an object says about itself; empty where it says nothing.
#[derive(Debug, Clone, Default)]
struct Identity {
    api_version: String,
    kind: String,
    namespace: String,
    name: String,
}

static IDENTITY: Shape = Shape::Fields(&[
    ("apiVersion", Shape::Whole),
    ("kind", Shape::Whole),
    ("metadata", Shape::Fields(&[("name", Shape::Whole), ("generateName", Shape::Whole), ("namespace", Shape::Whole)])),
]);

impl Identity {
    fn of(source: &Source, body: &Body) -> Identity {
        let span = match body {
            Body::Yaml(node) => return Identity::of_yaml(node),
            Body::Json(span) => span,
        };
        let arena = Arena::new();
        let json = source.text.get(span.0..span.1).unwrap_or_default();
        let node = core_json::read(json, &arena, &IDENTITY).unwrap_or(CoreNode::Null);
        Identity::read(&|path| node.at(path).and_then(CoreNode::as_text).unwrap_or_default().to_owned())
    }

    fn of_yaml(node: &yaml::Node) -> Identity {
        Identity::read(&|path| node.text_at(path).to_owned())
    }

    /// `text` is what stands at a path, empty where there is none.
    fn read(text: &dyn Fn(&[&str]) -> String) -> Identity {
        let name = text(&["metadata", "name"]);
        Identity {
            api_version: text(&["apiVersion"]),
            kind: text(&["kind"]),
            namespace: text(&["metadata", "namespace"]),
            name: if name.is_empty() { text(&["metadata", "generateName"]) } else { name },
        }
    }
}

impl Document {
    pub(crate) fn new(source: &Rc<Source>, number: usize, body: Body) -> Document {
        let identity = Identity::of(source, &body);
        Document { source: Rc::clone(source), number, identity, origin: None, body, json: OnceCell::new() }
    }

    /// An object of the same source that this one carries or makes; `origin` says what it comes from.
    pub(crate) fn made(&self, node: Rc<yaml::Node>, origin: &str) -> Document {
        Document { origin: Some(Rc::from(origin)), ..Document::new(&self.source, self.number, Body::Yaml(node)) }
    }

    /// The object in another namespace than it names.
    pub(crate) fn in_namespace(mut self, namespace: &str) -> Document {
        let mut value = String::new();
        push_string(&mut value, namespace);
        if let Ok(json) = core_json::set(self.json(), &Path::from(["metadata", "namespace"]), &value) {
            self.json = OnceCell::from(json);
            namespace.clone_into(&mut self.identity.namespace);
        }
        self
    }

    /// The object with other values at the same places.
    pub(crate) fn with_tree(self, node: Rc<yaml::Node>) -> Document {
        let namespace = self.identity.namespace.clone();
        let document =
            Document { origin: self.origin.clone(), ..Document::new(&self.source, self.number, Body::Yaml(node)) };
        if namespace == document.identity.namespace { document } else { document.in_namespace(&namespace) }
    }

    /// Its text in the source; of an element of a YAML list no more than its beginning is certain.
    pub(crate) fn text(&self) -> &str {
        let span = match &self.body {
            Body::Yaml(node) => node.span,
            Body::Json(span) => *span,
        };
        self.source.text.get(span.0..span.1).unwrap_or_default()
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
    /// Where it comes from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The document of the source that it is, or is an element of, counted from 1.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The object as JSON, with every field.
    pub fn json(&self) -> &str {
        match &self.body {
            Body::Yaml(node) => self.json.get_or_init(|| node.json()),
            Body::Json(span) => match self.json.get() {
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
        self.source.position(locate::span(&self.source.text, &self.body, path))
    }
}
