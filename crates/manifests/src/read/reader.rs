//! A source read document by document.

use std::sync::Arc;

use ceph_multus_core::json::{self as core_json, Arena, Node as CoreNode, Path, Shape};
use ceph_multus_core::report::limits::FINDING_TEXT;
use ceph_multus_core::report::text::shortened;

use super::{Reading, STATUS, Template};
use crate::document::{Body, Document};
use crate::error::{Problem, ReadError};
use crate::limits::DEPTH;
use crate::parallel;
use crate::source::Source;
use crate::yaml::{self, Content, Outline, Root, Value, Wanted};
use crate::{json, kustomize, within};

/// What a template has that YAML has not, or not there: Go templates and Jinja.
const TEMPLATE_MARKS: [&str; 2] = ["{{", "{%"];

/// Reads one source.
pub(super) struct Reader<'w> {
    wanted: &'w Wanted<'w>,
    source: Arc<Source>,
    /// The number of documents so far.
    number: usize,
    pub(super) reading: Reading,
    /// The documents that have a key twice, by their number.
    pub(super) repeated: Vec<(usize, ReadError)>,
}

impl<'w> Reader<'w> {
    pub(super) fn new(source: &Arc<Source>, wanted: &'w Wanted<'w>) -> Reader<'w> {
        let source = Arc::clone(source);
        Reader { wanted, source, number: 0, reading: Reading::default(), repeated: Vec::new() }
    }

    pub(super) fn read(&mut self) {
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
    fn chunk(&mut self, source: &Arc<Source>, chunk: (usize, usize)) {
        let text = source.text.as_str();
        let part = text.get(chunk.0..chunk.1).unwrap_or_default();
        if let Some(outline) = self.outline(part, chunk.0) {
            self.number += 1;
            return self.take(outline.content, chunk, self.number);
        }
        if self.elements(source, chunk) {
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
            Err(problem) => self.refuse(problem, part),
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

    /// The object that `part` is, which stands in the source at `start`; `None` where that needs a tree.
    fn outline(&self, part: &str, start: usize) -> Option<Outline> {
        let may_carry = within::has_values(part);
        yaml::outline(part, start, &|api_version, kind| may_carry || (self.wanted)(api_version, kind))
    }

    /// Adds what an object is that stands at `span`.
    fn take(&mut self, content: Content, span: (usize, usize), number: usize) {
        match content {
            Content::Unread(name) => *self.reading.unread.entry(name).or_default() += 1,
            Content::Json(json, names) => {
                let before = self.reading.documents.last();
                self.push(Document::outlined(&self.source, number, span, (json, names), before));
            }
        }
    }

    /// Adds the elements of a document that is a list of objects; `false` where it is none, or where not each of them can
    /// be read by itself.
    fn elements(&mut self, source: &Arc<Source>, chunk: (usize, usize)) -> bool {
        let text = source.text.as_str();
        let Some(elements) = yaml::elements(text, chunk) else { return false };
        let wanted = self.wanted;
        let parts = parallel::parts(&elements, |elements| {
            let mut part = Reader::new(source, wanted);
            elements.iter().all(|element| part.element(text, *element)).then_some(part)
        });
        let Some(parts) = parts.into_iter().collect::<Option<Vec<_>>>() else { return false };
        parts.into_iter().for_each(|part| self.append(part));
        true
    }

    /// Adds the element at `span` of a list, which is the first document.
    fn element(&mut self, text: &str, span: (usize, usize)) -> bool {
        if let Some(outline) = yaml::element(text, span).and_then(|part| self.outline(&part, span.0)) {
            self.take(outline.content, (outline.start, span.1), 1);
            return true;
        }
        yaml::element_tree(text, span).map(|node| self.add(1, Body::Tree(node), 1)).is_some()
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
