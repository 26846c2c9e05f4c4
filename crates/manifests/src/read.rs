//! From texts to documents: what can be read, what cannot, and what is no manifest.

mod reader;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::document::Document;
use crate::error::ReadError;
use crate::limits::SOURCE_BYTES;
use crate::position::Position;
use crate::source::Source;
use crate::yaml::Wanted;

use reader::Reader;

/// The `apiVersion` and `kind` of an answer of the API server that is an error.
pub(crate) const STATUS: (&str, &str) = ("v1", "Status");

/// What a source holds.
#[derive(Debug, Default)]
pub struct Reading {
    /// The documents, those of lists one by one; empty ones are left out.
    pub documents: Vec<Document>,
    /// The number of lists without objects.
    pub empty_lists: usize,
    /// Objects that nobody asked for: `apiVersion/kind` with their number.
    pub unread: BTreeMap<String, usize>,
    /// The documents that cannot be read.
    pub errors: Vec<ReadError>,
    /// The documents that cannot be read, in sources with tags of other programs in which nothing looks like a manifest.
    pub others: Vec<ReadError>,
    /// The documents that something else makes manifests of.
    pub templates: Vec<Template>,
    /// Why JSON files that are neither manifests nor plain JSON cannot be read, such as the configuration of an editor with its comments.
    pub other_json: Vec<ReadError>,
}

/// A document that is YAML only once its template was rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The name of the source.
    pub source: String,
    /// Where it is no YAML.
    pub position: Position,
}

/// Documents that are one object, or the objects of one list, which has a key twice: their places, and where it stands again.
type Repeated = (Range<usize>, ReadError);

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
    let mut errors: Vec<ReadError> = reading.errors;
    errors.extend(reading.other_json);
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
        let is_known = |document: &Document| document.known_kind().is_some();
        repeated.retain(|(places, _)| reading.documents.get(places.clone()).unwrap_or_default().iter().any(is_known));
        let places: BTreeSet<usize> = repeated.iter().flat_map(|(places, _)| places.clone()).collect();
        let mut place = 0..;
        reading.documents.retain(|_| place.next().is_none_or(|place| !places.contains(&place)));
        reading.errors.extend(repeated.into_iter().map(|(_, error)| error));
        reading
    }
}

/// What a text holds; beside it the documents that have a key twice.
fn read_source(name: &str, text: String, wanted: &Wanted<'_>) -> (Reading, Vec<Repeated>) {
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
