//! The objects of a source, each with its place.

use std::rc::Rc;

use ceph_multus_core::json::{self as core_json, Arena, Node as CoreNode, Shape};
use ceph_multus_core::limits::FINDING_TEXT;
use ceph_multus_core::text::shortened;

use crate::error::{Problem, ReadError};
use crate::limits::{DEPTH, SOURCE_BYTES};
use crate::path::steps;
use crate::position::{Position, line_starts};
use crate::yaml::{self, Value};
use crate::{json, locate};

/// A text with manifests, and what it is called: a file name, `<stdin>`.
#[derive(Debug)]
pub struct Source {
    /// The name that messages use.
    pub name: String,
    /// The text.
    pub text: String,
    line_starts: Vec<usize>,
}

impl Source {
    fn new(name: &str, text: &str) -> Source {
        Source { name: name.to_owned(), text: text.to_owned(), line_starts: line_starts(text) }
    }

    /// The line `number`, counted from 1, without its end; empty beyond the last.
    pub fn line(&self, number: usize) -> &str {
        let start = number.checked_sub(1).and_then(|place| self.line_starts.get(place));
        let rest = start.and_then(|start| self.text.get(*start..));
        rest.and_then(|rest| rest.lines().next()).unwrap_or_default()
    }
}

/// One object of a source: a YAML document, a JSON value, or an element of a `kind: List`.
#[derive(Debug, Clone)]
pub struct Document {
    source: Rc<Source>,
    number: usize,
    json: String,
    identity: Identity,
    pub(crate) body: Body,
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

/// Reads the text of a source: YAML with any number of documents, or JSON values one after the other. A text that starts
/// with `{` or `[` is JSON if it can be read as that. Lists of objects are taken apart, empty documents left out.
///
/// # Errors
/// Where the text is too large, or neither. Scalars mean what kubectl takes them for; a key that stands twice in an
/// object is an error.
pub fn read(name: &str, text: &str) -> Result<Vec<Document>, ReadError> {
    if text.len() > SOURCE_BYTES {
        let problem = format!("more than {} MiB; give the manifests in several files", SOURCE_BYTES >> 20);
        return Err(ReadError { source: name.to_owned(), position: None, problem });
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = Rc::new(Source::new(name, text));
    bodies(name, text).and_then(|bodies| documents(&source, bodies)).map_err(|problem| ReadError {
        source: name.to_owned(),
        position: Some(Position::of(text, problem.start, problem.end)),
        problem: problem.text,
    })
}

/// The documents of a text.
fn bodies(name: &str, text: &str) -> Result<Vec<Body>, Problem> {
    let as_json = || json::values(text).map(|spans| spans.into_iter().map(Body::Json).collect::<Vec<_>>());
    if name.ends_with(".json") {
        return as_json();
    }
    if text.trim_start().starts_with(['{', '['])
        && let Ok(bodies) = as_json()
    {
        return Ok(bodies);
    }
    Ok(yaml::read(text)?.into_iter().map(Body::Yaml).collect())
}

fn documents(source: &Rc<Source>, bodies: Vec<Body>) -> Result<Vec<Document>, Problem> {
    let mut documents = Vec::new();
    for (index, body) in bodies.into_iter().enumerate() {
        add(&mut documents, source, index + 1, body, 0)?;
    }
    Ok(documents)
}

/// Adds an object, or those of a list.
fn add(
    documents: &mut Vec<Document>,
    source: &Rc<Source>,
    number: usize,
    body: Body,
    depth: usize,
) -> Result<(), Problem> {
    let json = match &body {
        Body::Json(span) => source.text.get(span.0..span.1).unwrap_or_default().to_owned(),
        Body::Yaml(node) => node.json(),
    };
    let identity = Identity::of(&json);
    if identity.kind == "Status" && identity.api_version == "v1" {
        let (start, end) = locate::span(&source.text, &body, "");
        return Err(Problem { start, end, text: failed_request(&json) });
    }
    let items = if identity.kind.ends_with("List") && depth < DEPTH { items(source, &body) } else { None };
    match items {
        Some(items) => items.into_iter().try_for_each(|item| add(documents, source, number, item, depth + 1)),
        None => {
            documents.push(Document { source: Rc::clone(source), number, json, identity, body });
            Ok(())
        }
    }
}

/// What the API server says in place of objects (kubernetes/apimachinery: pkg/apis/meta/v1/types.go, `Status`). What comes
/// with it is a part, and nobody knows which.
fn failed_request(status: &str) -> String {
    static STATUS: Shape = Shape::Fields(&[("message", Shape::Whole)]);
    let arena = Arena::new();
    let node = core_json::read(status, &arena, &STATUS).unwrap_or(CoreNode::Null);
    let message = node.get("message").and_then(CoreNode::as_text).unwrap_or_default();
    let shown = format!("`{}`", shortened(message, FINDING_TEXT));
    format!("an error of the API server in place of objects: {}; ask for them once more", shown)
}

/// The elements of a list object.
fn items(source: &Source, body: &Body) -> Option<Vec<Body>> {
    match body {
        Body::Json(span) => {
            let items = json::elements(&source.text, *span, "items")?;
            Some(items.into_iter().map(Body::Json).collect())
        }
        Body::Yaml(node) => match &node.entry("items")?.value.value {
            Value::List(items) => Some(items.iter().cloned().map(Body::Yaml).collect()),
            _ => None,
        },
    }
}

impl Identity {
    fn of(json: &str) -> Identity {
        let arena = Arena::new();
        let node = core_json::read(json, &arena, &IDENTITY).unwrap_or(CoreNode::Null);
        let text = |path: &[&str]| node.at(path).and_then(CoreNode::as_text).unwrap_or_default().to_owned();
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
        &self.json
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
    pub(crate) fn json_at(&self, path: &str) -> Option<&str> {
        let steps = steps(path);
        let (found, span) = json::walk(&self.json, (0, self.json.len()), &steps);
        if found == steps.len() { self.json.get(span.0..span.1) } else { None }
    }

    /// The place of the field that a finding's path names, also where it continues in JSON that a field carries
    /// (`spec.config.ipam.range`). Where the field is absent, the deepest part of the path that is there; for the empty
    /// path, the start of the object.
    pub fn locate(&self, path: &str) -> Position {
        let (start, end) = locate::span(&self.source.text, &self.body, path);
        Position::among(&self.source.line_starts, &self.source.text, start, end)
    }
}
