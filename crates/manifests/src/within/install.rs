//! What a release installs: the parts of its values, and these put together.

use std::sync::Arc;

use crate::document::Document;
use crate::position::Position;
use crate::source::Source;
use crate::yaml::{Entry, Node, Value};

use super::node::{behind, empty, over, text};
use super::text::yaml_in;

/// One chart that a document installs.
#[derive(Debug)]
pub(crate) struct Install {
    /// The namespace that it installs it in.
    pub(crate) namespace: String,
    /// What the values are made of, each over those before it.
    pub(crate) parts: Vec<Part>,
}

/// A part of the values of a chart.
#[derive(Debug)]
pub(crate) enum Part {
    /// Values in the document itself.
    Own(Arc<Node>),
    /// One value in the document itself, at keys with dots between them, as `helm --set` has it.
    Set(String, Arc<Node>),
    /// What is in another document.
    Elsewhere(Reference),
}

/// Values that a release takes from another document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Where they are.
    pub(crate) target: Target,
    /// The keys of the one value that it is, with dots between them; `None` for values of any keys.
    pub(crate) path: Option<String>,
    /// Whether the release is installed without them, too.
    pub(crate) is_optional: bool,
    /// What people call it: `ConfigMap flux-system/rook-values`.
    pub(crate) text: String,
    /// Where the release names it.
    pub(crate) position: Position,
}

/// Where values are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// In an object.
    Object {
        /// Its kind: a ConfigMap, or a Secret.
        kind: String,
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
        /// The key of its data.
        key: String,
    },
    /// In a file whose path ends so.
    File(String),
    /// In a parameter whose name is more than keys.
    Nowhere,
}

/// Values, with places in a source, which may be several.
#[derive(Debug)]
pub(crate) struct Values {
    pub(crate) tree: Arc<Node>,
    pub(crate) source: Arc<Source>,
}

impl Values {
    /// Those that a document is, or has in it.
    pub(crate) fn of(document: &Document) -> Option<Values> {
        Some(Values { tree: document.tree()?, source: Arc::clone(document.whole_source()) })
    }
}

/// Values that are put together, part by part.
pub(crate) struct Mixture {
    tree: Arc<Node>,
    sources: Vec<Arc<Source>>,
}

impl Mixture {
    /// None yet; the release is in `document`.
    pub(crate) fn of(document: &Document) -> Mixture {
        Mixture { tree: empty((0, 0)), sources: vec![Arc::clone(document.whole_source())] }
    }

    /// Puts values of `source` over those that are there.
    pub(crate) fn put(&mut self, source: &Arc<Source>, values: Arc<Node>) {
        let values = behind(values, self.start(source));
        self.tree = over(&values, &self.tree);
    }

    /// Sets one value of `source`, at keys with dots between them.
    pub(crate) fn set(&mut self, source: &Arc<Source>, path: &str, value: &Arc<Node>) {
        let value = behind(Arc::clone(value), self.start(source));
        self.tree = with(&self.tree, &path.split('.').collect::<Vec<_>>(), &value);
    }

    /// All of them. Those of the next release are often of the same sources, which stay joined in `last`.
    pub(crate) fn finish(self, last: &mut Option<Arc<Source>>) -> Values {
        let source = match self.sources.as_slice() {
            [source] => Arc::clone(source),
            sources => {
                let known = last.take().filter(|last| last.is_joined_of(sources));
                Arc::clone(last.insert(known.unwrap_or_else(|| Arc::new(Source::joined(sources)))))
            }
        };
        Values { tree: self.tree, source }
    }

    /// The byte at which `source` starts among all sources.
    fn start(&mut self, source: &Arc<Source>) -> usize {
        let is_it = |known: &Arc<Source>| Arc::ptr_eq(known, source);
        let number = self.sources.iter().position(is_it).unwrap_or(self.sources.len());
        if number == self.sources.len() {
            self.sources.push(Arc::clone(source));
        }
        Source::start_of(number, &self.sources)
    }
}

/// The string that an object has under `key` of its data, as it is written.
pub(crate) fn data(document: &Document, key: &str) -> Option<Arc<Node>> {
    let root = document.tree()?;
    // The `data` of a Secret is in base64.
    let field = if document.kind() == "Secret" { "stringData" } else { "data" };
    root.at(&[field, key]).map(Arc::clone)
}

/// The values in a string of `source`; `None` where it has none that can be read.
pub(crate) fn values_in(source: &Source, node: &Node) -> Option<Arc<Node>> {
    match &node.value {
        Value::Text(inner, _) if inner.trim().is_empty() => Some(empty(node.span)),
        _ => yaml_in(&source.text, node).filter(|tree| matches!(tree.value, Value::Map(_))),
    }
}

/// Whether a name of a parameter is keys and no more.
pub(crate) fn is_keys(name: &str) -> bool {
    !name.contains(['[', '\\', '{', ','])
}

/// Whether a value in the form of `helm --set` is one value, and not a list or several.
pub(crate) fn is_one(value: &Node) -> bool {
    value.as_text().is_some_and(|text| !text.contains(['{', ',', '\\']))
}

/// What a single value of Flux is: in quotes it is text (fluxcd/pkg: chartutil/values.go, `ReplacePathValue`).
pub(crate) fn single(value: &Arc<Node>) -> Arc<Node> {
    let word = value.as_text().unwrap_or_default();
    let is_quoted = |quote: char| word.len() > 1 && word.starts_with(quote) && word.ends_with(quote);
    match is_quoted('"') || is_quoted('\'') {
        true => text(value.span, word.trim_matches(['"', '\''])),
        false => typed(value),
    }
}

/// The value of a parameter, which is text: booleans and whole numbers are what they look like, and so is null (helm/helm:
/// pkg/strvals).
pub(crate) fn typed(value: &Arc<Node>) -> Arc<Node> {
    let Value::Text(word, false) = &value.value else { return Arc::clone(value) };
    let typed = |typed: Value| Arc::new(Node::new(value.span, typed));
    match word.as_str() {
        "true" | "false" => typed(Value::Bool(word == "true")),
        "null" => typed(Value::Null),
        _ if word.parse::<u32>().is_ok() => typed(Value::Number(word.clone())),
        _ => text(value.span, word),
    }
}

/// `node` with `value` at `keys`; what is no mapping on the way there becomes one.
fn with(node: &Arc<Node>, keys: &[&str], value: &Arc<Node>) -> Arc<Node> {
    let [key, rest @ ..] = keys else { return Arc::clone(value) };
    let (span, mut entries) = match &node.value {
        Value::Map(entries) => (node.span, entries.clone()),
        _ => (value.span, Vec::new()),
    };
    match entries.iter_mut().find(|entry| entry.key == *key) {
        Some(entry) => {
            entry.value = with(&entry.value, rest, value);
            if rest.is_empty() {
                entry.span = value.span;
            }
        }
        None => {
            let value = with(&empty(value.span), rest, value);
            entries.push(Entry { key: (*key).to_owned(), span: value.span, value });
        }
    }
    Arc::new(Node::new(span, Value::Map(entries)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_of_the_same_sources_share_them_joined() {
        let source = |name: &str| Arc::new(Source::new(name, format!("name: {name}\n")));
        let [release, first, second] = ["release", "first", "second"].map(source);
        let mut last = None;
        let mut finish = |values: &Arc<Source>| {
            let mut mixture = Mixture { tree: empty((0, 0)), sources: vec![Arc::clone(&release)] };
            mixture.put(values, empty((0, 4)));
            mixture.finish(&mut last).source
        };
        let (one, again, other) = (finish(&first), finish(&first), finish(&second));
        assert!(Arc::ptr_eq(&one, &again));
        assert!(!Arc::ptr_eq(&one, &other));
        assert_eq!(other.parts().map(|part| part.name.as_str()).collect::<Vec<_>>(), ["release", "second"]);
    }
}
