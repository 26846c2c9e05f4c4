//! A source read document by document.

use std::sync::Arc;

use ceph_multus_core::json::{self as core_json, Arena, Node as CoreNode, Path, Shape};
use ceph_multus_core::report::limits::FINDING_TEXT;
use ceph_multus_core::report::text::{is_unseen, quoted, shortened};

use super::{Reading, Repeated, STATUS, Template};
use crate::document::{Body, Document};
use crate::error::{Problem, ReadError};
use crate::kinds::{is_list, of_items};
use crate::limits::DEPTH;
use crate::parallel;
use crate::source::Source;
use crate::yaml::{self, Content, List, Outline, Root, Value, Wanted};
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
    pub(super) repeated: Vec<Repeated>,
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
                    self.add(Document::new(&self.source, number, Body::Json(span)), 0);
                }
                if let Some(problem) = problem {
                    self.reject(problem, text);
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
            return self.take(outline.content, chunk, self.number, &List::default());
        }
        let list = self.elements(source, chunk);
        let list = match list {
            Some(list) if list.iter().all(Reader::is_clean) => return self.append_list(list),
            list => list,
        };
        // An alias may be of another element. Where the whole cannot be read, what is wrong in one is no matter of the others.
        match (yaml::document(text, chunk), list) {
            (Ok(None), _) => {}
            (Ok(Some(root)), _) => {
                self.number += 1;
                self.tree(root, self.number, 0, &List::default());
            }
            (Err(_), Some(list)) => self.append_list(list),
            (Err(problem), None) => self.reject(problem, part),
        }
    }

    /// Adds a tree, which may be an item of `list`.
    fn tree(&mut self, Root { node, repeated }: Root, number: usize, depth: usize, list: &List) {
        let first = self.reading.documents.len();
        let document = Document::new(&self.source, number, Body::Tree(node));
        self.add(document.in_list(&list.api_version, of_items(&list.kind)), depth);
        if let Some(problem) = repeated {
            self.repeated.push((first..self.reading.documents.len(), self.error(problem)));
        }
    }

    /// Whether there is nothing that cannot be read.
    fn is_clean(&self) -> bool {
        let Reading { errors, others, templates, .. } = &self.reading;
        errors.is_empty() && others.is_empty() && templates.is_empty()
    }

    /// Adds the elements of a list, which are one document.
    fn append_list(&mut self, list: Vec<Reader<'_>>) {
        list.into_iter().for_each(|part| self.append(part));
        self.number += 1;
    }

    /// Adds what was read of the part of the source that follows.
    fn append(&mut self, part: Reader<'_>) {
        let before = self.number;
        self.number += part.number;
        let place = self.reading.documents.len();
        let repeated = part.repeated.into_iter();
        self.repeated.extend(repeated.map(|(at, error)| (place + at.start..place + at.end, error)));
        let documents = part.reading.documents.into_iter().map(|document| document.behind(before));
        parallel::join(&mut self.reading.documents, documents.collect());
        for (name, number) in part.reading.unread {
            *self.reading.unread.entry(name).or_default() += number;
        }
        self.reading.errors.extend(part.reading.errors);
        self.reading.others.extend(part.reading.others);
        self.reading.templates.extend(part.reading.templates);
        self.reading.other_json.extend(part.reading.other_json);
        self.reading.empty_lists += part.reading.empty_lists;
    }

    /// The object that `part` is, which stands in the source at `start`; `None` where that needs a tree.
    fn outline(&self, part: &str, start: usize) -> Option<Outline> {
        let may_carry = within::has_values(part);
        yaml::outline(part, start, &|api_version, kind| may_carry || (self.wanted)(api_version, kind))
    }

    /// Adds what an object is that stands at `span`, and may be an item of `list`.
    fn take(&mut self, content: Content, span: (usize, usize), number: usize, list: &List) {
        match content {
            Content::Unread(name) => *self.reading.unread.entry(name).or_default() += 1,
            Content::Json(json, names) => {
                let before = self.reading.documents.last();
                let document = Document::outlined(&self.source, number, span, (json, names), before);
                self.push(document.in_list(&list.api_version, of_items(&list.kind)));
            }
        }
    }

    /// The elements of a document that is a list of objects, each read by itself, in parts; `None` where it is none.
    fn elements(&self, source: &Arc<Source>, chunk: (usize, usize)) -> Option<Vec<Reader<'w>>> {
        let (text, wanted) = (source.text.as_str(), self.wanted);
        let (elements, list) = yaml::elements(text, chunk)?;
        Some(parallel::parts(&elements, |elements| {
            let mut part = Reader::new(source, wanted);
            elements.iter().for_each(|element| part.element(text, *element, &list));
            part
        }))
    }

    /// Adds the element at `span` of `list`, which is the first document.
    fn element(&mut self, text: &str, span: (usize, usize), list: &List) {
        if let Some(outline) = yaml::element(text, span).and_then(|part| self.outline(&part, span.0)) {
            return self.take(outline.content, (outline.start, span.1), 1, list);
        }
        match yaml::element_tree(text, span) {
            Ok(Some(root)) => self.tree(root, 1, 1, list),
            Ok(None) => {}
            Err(problem) => self.reject(problem, text.get(span.0..span.1).unwrap_or_default()),
        }
    }

    fn error(&self, problem: Problem) -> ReadError {
        ReadError {
            source: self.source.name.clone(),
            position: Some(self.source.position((problem.start, problem.end))),
            problem: problem.text,
        }
    }

    /// Keeps why `part` cannot be read.
    fn reject(&mut self, problem: Problem, part: &str) {
        let error = self.error(problem);
        match error.position.filter(|_| TEMPLATE_MARKS.iter().any(|mark| part.contains(mark))) {
            Some(position) => self.reading.templates.push(Template { source: error.source, position }),
            None if self.source.name.ends_with(".json") && !part.contains("apiVersion") => {
                let begins_as_json = part.trim_start().starts_with(['{', '[']);
                let problem = String::from("neither JSON nor a manifest");
                let no_json = |error| ReadError { position: None, problem, ..error };
                self.reading.other_json.push(if begins_as_json { error } else { no_json(error) });
            }
            None if is_of_others(&self.source) => self.reading.others.push(error),
            None => self.reading.errors.push(error),
        }
    }

    /// Adds an object, or those of a list.
    fn add(&mut self, document: Document, depth: usize) {
        let is_one = is_list(document.kind()) && depth < DEPTH;
        match if is_one { self.items(document.body()) } else { None } {
            Some(items) if items.is_empty() => self.reading.empty_lists += 1,
            Some(items) => items.into_iter().for_each(|item| {
                let item = Document::new(&self.source, document.number(), item);
                self.add(item.in_list(document.api_version(), of_items(document.kind())), depth + 1);
            }),
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
        } else if let Some((path, value)) = unseen_in(&document) {
            // The API server has no such object, and whoever shows the name would be shown something else.
            self.reading.errors.push(ReadError {
                source: self.source.name.clone(),
                position: Some(document.locate(&Path::from(path))),
                problem: format!(
                    "`{}` has a character that cannot be seen, found {}; remove it",
                    path.join("."),
                    quoted(value)
                ),
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

/// Whether a source has tags of other programs, and nothing in it that looks like a manifest. Of all that cannot be read in it
/// the first asks.
fn is_of_others(source: &Source) -> bool {
    *source.is_of_others.get_or_init(|| has_own_tags(&source.text) && !is_manifest(source))
}

/// Whether a text that cannot be read has something in it of a manifest, of the values of Rook's charts or of a
/// Kustomization.
fn is_manifest(source: &Source) -> bool {
    source.text.contains("apiVersion")
        || within::has_values(&source.text)
        || kustomize::is_kustomization_file(&source.name)
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

/// The path and the value of what a document calls itself, if it has characters that change the text around them.
fn unseen_in(document: &Document) -> Option<(&'static [&'static str], &str)> {
    let names: [(&'static [&'static str], &str); 4] = [
        (&["apiVersion"], document.api_version()),
        (&["kind"], document.kind()),
        (&["metadata", "name"], document.name()),
        (&["metadata", "namespace"], document.namespace()),
    ];
    names.into_iter().find(|(_, value)| value.contains(is_unseen))
}
