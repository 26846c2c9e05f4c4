//! From texts to documents: what can be read, what cannot, and what is no manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ceph_multus_core::json::{self as core_json, Arena, Node as CoreNode, Path, Shape};
use ceph_multus_core::report::limits::FINDING_TEXT;
use ceph_multus_core::report::text::shortened;

use crate::document::{Body, Document};
use crate::error::{Problem, ReadError};
use crate::limits::{DEPTH, SOURCE_BYTES};
use crate::parallel;
use crate::position::Position;
use crate::source::Source;
use crate::yaml::{self, Content, Root, Value, Wanted};
use crate::{json, kustomize, within};

/// What a source holds.
#[derive(Debug, Default)]
pub struct Reading {
    /// The documents, those of lists one by one; empty ones are left out.
    pub documents: Vec<Document>,
    /// Objects that nobody asked for: `apiVersion/kind` with their number.
    pub unread: BTreeMap<String, usize>,
    /// The documents that cannot be read.
    pub errors: Vec<ReadError>,
    /// The documents that cannot be read, in sources with tags of other programs in which nothing looks like a manifest.
    pub others: Vec<ReadError>,
    /// The documents that something else makes manifests of.
    pub templates: Vec<Template>,
    /// JSON files that are neither manifests nor plain JSON, such as the configuration of an editor with its comments.
    pub other_json: usize,
}

/// A document that is YAML only once its template was rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The name of the source.
    pub source: String,
    /// Where it is no YAML.
    pub position: Position,
}

/// What a template has that YAML has not, or not there: Go templates and Jinja.
const TEMPLATE_MARKS: [&str; 2] = ["{{", "{%"];

/// Reads the text of a source: YAML with any number of documents, or JSON values one after the other. A text that starts
/// with `{` or `[` is JSON if it can be read as that. Lists of objects are taken apart, empty documents left out. Scalars
/// mean what kubectl takes them for.
///
/// # Errors
/// The first document that cannot be read, or has a key twice in one object.
pub fn read(name: &str, text: &str) -> Result<Vec<Document>, ReadError> {
    let (reading, repeated) = read_source(name, text.to_owned(), &|_, _| true);
    let template = |template: &Template| ReadError {
        source: template.source.clone(),
        position: Some(template.position),
        problem: String::from("a template, not YAML; render it first, as `helm template` does"),
    };
    if reading.other_json > 0 && reading.errors.is_empty() {
        let problem = String::from("neither JSON nor a manifest");
        return Err(ReadError { source: name.to_owned(), position: None, problem });
    }
    let mut errors: Vec<ReadError> = reading.errors;
    errors.extend(reading.others);
    errors.extend(reading.templates.iter().map(template));
    errors.extend(repeated.into_iter().map(|(_, error)| error));
    match errors.into_iter().min_by_key(|error| error.position) {
        Some(error) => Err(error),
        None => Ok(reading.documents),
    }
}

impl Reading {
    /// Reads what can be read of a text. A key that stands twice in one object is an error where a rule reads the object,
    /// and as kubectl takes it elsewhere: the last counts.
    pub fn of(name: &str, text: &str) -> Reading {
        Reading::of_wanted(name, text.to_owned(), &|_, _| true)
    }

    /// The same; objects of which `wanted` says no may be counted and left out: it is asked for `apiVersion` and `kind`.
    pub(crate) fn of_wanted(name: &str, text: String, wanted: &Wanted<'_>) -> Reading {
        let (mut reading, mut repeated) = read_source(name, text, wanted);
        if repeated.is_empty() {
            return reading;
        }
        let known = reading.documents.iter().filter(|document| document.known_kind().is_some());
        let known: BTreeSet<usize> = known.map(Document::number).collect();
        repeated.retain(|(number, _)| known.contains(number));
        let numbers: BTreeSet<usize> = repeated.iter().map(|(number, _)| *number).collect();
        reading.documents.retain(|document| !numbers.contains(&document.number()));
        reading.errors.extend(repeated.into_iter().map(|(_, error)| error));
        reading
    }
}

/// What a text holds; beside it the documents that have a key twice, by their number.
fn read_source(name: &str, text: String, wanted: &Wanted<'_>) -> (Reading, Vec<(usize, ReadError)>) {
    let is_too_large = text.len() > SOURCE_BYTES;
    let text = if is_too_large { String::new() } else { text };
    let source = Arc::new(Source::new(name, text));
    let mut reader = Reader::new(&source, wanted);
    if is_too_large {
        let problem = format!("more than {} MiB; give the manifests in several files", SOURCE_BYTES >> 20);
        reader.reading.errors.push(ReadError { source: name.to_owned(), position: None, problem });
    } else {
        reader.read();
    }
    (reader.reading, reader.repeated)
}

struct Reader<'w> {
    wanted: &'w Wanted<'w>,
    source: Arc<Source>,
    /// The number of documents so far.
    number: usize,
    reading: Reading,
    repeated: Vec<(usize, ReadError)>,
}

impl<'w> Reader<'w> {
    fn new(source: &Arc<Source>, wanted: &'w Wanted<'w>) -> Reader<'w> {
        let source = Arc::clone(source);
        Reader { wanted, source, number: 0, reading: Reading::default(), repeated: Vec::new() }
    }

    fn read(&mut self) {
        let source = Arc::clone(&self.source);
        let text = source.text.as_str();
        let is_json = source.name.ends_with(".json");
        if is_json || text.trim_start().starts_with(['{', '[']) {
            let (spans, problem) = json::values(text);
            if is_json || problem.is_none() {
                for (number, span) in (1..).zip(spans) {
                    self.add(number, Body::Json(span), 0);
                }
                if let Some(problem) = problem {
                    self.refuse(problem, text);
                }
                return;
            }
        }
        let wanted = self.wanted;
        for part in parallel::parts(&yaml::chunks(text), |chunks| {
            let mut part = Reader::new(&source, wanted);
            chunks.iter().for_each(|chunk| part.chunk(&source, *chunk));
            part
        }) {
            self.append(part);
        }
    }

    /// Reads the YAML document at `chunk` of the source.
    fn chunk(&mut self, source: &Source, chunk: (usize, usize)) {
        let text = source.text.as_str();
        if self.outline(source, chunk, self.number + 1) {
            self.number += 1;
            return;
        }
        match yaml::document(text, chunk) {
            Ok(None) => {}
            Ok(Some(Root { node, repeated })) => {
                self.number += 1;
                if let Some(problem) = repeated {
                    self.repeated.push((self.number, self.error(problem)));
                }
                self.add(self.number, Body::Tree(node), 0);
            }
            Err(problem) => self.refuse(problem, text.get(chunk.0..chunk.1).unwrap_or_default()),
        }
    }

    /// Adds what was read of the part of the source that follows.
    fn append(&mut self, part: Reader<'_>) {
        let before = self.number;
        self.number += part.number;
        let documents = part.reading.documents.into_iter().map(|document| document.behind(before));
        parallel::join(&mut self.reading.documents, documents.collect());
        for (name, number) in part.reading.unread {
            *self.reading.unread.entry(name).or_default() += number;
        }
        self.reading.errors.extend(part.reading.errors);
        self.reading.others.extend(part.reading.others);
        self.reading.templates.extend(part.reading.templates);
        self.reading.other_json += part.reading.other_json;
        self.repeated.extend(part.repeated.into_iter().map(|(number, error)| (before + number, error)));
    }

    /// Adds the objects of a document that needs no tree; `false` where it is another one.
    fn outline(&mut self, source: &Source, chunk: (usize, usize), number: usize) -> bool {
        let text = source.text.as_str();
        let may_carry = text.get(chunk.0..chunk.1).is_some_and(within::has_values);
        let wanted = |api_version: &str, kind: &str| may_carry || (self.wanted)(api_version, kind);
        let Some(outlines) = yaml::outline(text, chunk, &wanted) else { return false };
        for outline in outlines {
            match outline.content {
                Content::Unread(name) => *self.reading.unread.entry(name).or_default() += 1,
                Content::Json(json, names) => {
                    let before = self.reading.documents.last();
                    self.push(Document::outlined(&self.source, number, outline.span, (json, names), before));
                }
            }
        }
        true
    }

    fn error(&self, problem: Problem) -> ReadError {
        ReadError {
            source: self.source.name.clone(),
            position: Some(self.source.position((problem.start, problem.end))),
            problem: problem.text,
        }
    }

    /// Keeps why `part` cannot be read.
    fn refuse(&mut self, problem: Problem, part: &str) {
        let error = self.error(problem);
        match error.position.filter(|_| TEMPLATE_MARKS.iter().any(|mark| part.contains(mark))) {
            Some(position) => self.reading.templates.push(Template { source: error.source, position }),
            None if self.source.name.ends_with(".json") && !part.contains("apiVersion") => self.reading.other_json += 1,
            None if has_own_tags(&self.source.text) && !is_manifest(&self.source) => self.reading.others.push(error),
            None => self.reading.errors.push(error),
        }
    }

    /// Adds an object, or those of a list.
    fn add(&mut self, number: usize, body: Body, depth: usize) {
        let document = Document::new(&self.source, number, body.clone());
        let items = if document.kind().ends_with("List") && depth < DEPTH { self.items(&body) } else { None };
        match items {
            Some(items) => items.into_iter().for_each(|item| self.add(number, item, depth + 1)),
            None => self.push(document),
        }
    }

    /// Adds a document that is no list.
    fn push(&mut self, document: Document) {
        if document.kind() == STATUS.1 && document.api_version() == STATUS.0 {
            self.reading.errors.push(ReadError {
                source: self.source.name.clone(),
                position: Some(document.locate(&Path::default())),
                problem: failed_request(document.json()),
            });
        } else {
            self.reading.documents.push(document);
        }
    }

    /// The elements of a list object.
    fn items(&self, body: &Body) -> Option<Vec<Body>> {
        match body {
            Body::Json(span) => {
                let items = json::elements(&self.source.text, *span, "items")?;
                Some(items.into_iter().map(Body::Json).collect())
            }
            Body::Tree(node) => match &node.entry("items")?.value.value {
                Value::List(items) => Some(items.iter().cloned().map(Body::Tree).collect()),
                _ => None,
            },
            Body::Yaml(_) => None,
        }
    }
}

/// Whether a text that cannot be read has something in it of a manifest, of the values of Rook's charts or of a
/// Kustomization.
fn is_manifest(source: &Source) -> bool {
    source.text.contains("apiVersion") || within::has_values(&source.text) || kustomize::is_file(&source.name)
}

/// Whether a text has tags such as `!include`, which a program of its own gives a meaning: with them, what is no YAML for
/// others can be right.
fn has_own_tags(text: &str) -> bool {
    text.split_ascii_whitespace()
        .any(|word| word.strip_prefix('!').is_some_and(|tag| tag.starts_with(char::is_alphabetic)))
}

/// The `apiVersion` and `kind` of an answer of the API server that is an error.
pub(crate) const STATUS: (&str, &str) = ("v1", "Status");

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
