//! Values that are put in later: `${VAR}` of Flux and envsubst, `$VAR` of envsubst, `{{ ... }}` of templates, `ENC[...]` of
//! SOPS (fluxcd/kustomize-controller: docs/spec/v1/kustomizations.md, post build variable substitution; getsops/sops:
//! aes/cipher.go, `Encrypt`).

use std::collections::BTreeMap;
use std::sync::Arc;

use ceph_multus_core::facts::object::{OBJECT, Object};
use ceph_multus_core::json::order::sort_by;
use ceph_multus_core::json::{Arena, Node as CoreNode, Path, Shape, read};
use ceph_multus_core::report::limits::VALUE_SHOWN;
use ceph_multus_core::report::text::shortened;
use serde_json::Value as Json;

use crate::checked::Placeholder;
use crate::document::Document;
use crate::json;
use crate::kinds::belongs;
use crate::meaning::pruned;
use crate::yaml::{self, Entry, Node, Value};

mod names;
mod places;

use places::Places;

pub(crate) use names::{UnknownNads, in_names};

pub(crate) use places::ENCRYPTED;

/// The first placeholder in `text`.
fn first(text: &str) -> Option<&str> {
    text.get(Places::of(text).next()?)
}

/// The first placeholder in `text`, which is in `document`: its variables may be no placeholders.
fn first_in<'t>(document: &Document, text: &'t str) -> Option<&'t str> {
    let mut placeholders = Places::of(text).filter_map(|place| text.get(place));
    placeholders
        .next()
        .filter(|first| !first.starts_with('$') || !document.keeps_variables())
        .or_else(|| placeholders.find(|next| !next.starts_with('$')))
}

/// The placeholder that the value at `path` of `document` is made of, or breaks in; `None` where it has none, or is not
/// there.
pub(crate) fn at<'d>(document: &'d Document, path: &Path) -> Option<&'d str> {
    let whole = document.json();
    first_in(document, whole)?;
    let steps = path.steps();
    let (found, span) = json::walk(whole, (0, whole.len()), steps);
    let raw = whole.get(span.0..span.1)?;
    if found == steps.len() {
        // The text of JSON that is broken elsewhere, too, is not excused.
        return match read(raw, &Arena::new(), &Shape::Whole) {
            Ok(CoreNode::Text(inner)) if inner.trim_start().starts_with('{') && !breaks(inner) => None,
            Ok(CoreNode::Map(_) | CoreNode::List(_)) => None,
            _ => first_in(document, raw),
        };
    }
    let arena = Arena::new();
    let Ok(CoreNode::Text(inner)) = read(raw, &arena, &Shape::Whole) else { return None };
    let rest = steps.get(found..)?;
    let (found, span) = json::walk(inner, (0, inner.len()), rest);
    let value = inner.get(span.0..span.1).filter(|_| found == rest.len())?;
    let shown = first_in(document, value)?;
    // The same text, as long as the document lives.
    raw.find(shown).and_then(|place| raw.get(place..place + shown.len())).or_else(|| first_in(document, raw))
}

/// The fields that rules read of all objects of an inventory, and in which something is put in later.
pub fn placeholders(documents: &[Document]) -> Vec<Placeholder> {
    let mut found = Vec::new();
    for (place, document) in of_inventory(documents) {
        let arena = Arena::new();
        if let (Some(kind), Ok(node)) = (document.known_kind(), read(document.json(), &arena, &OBJECT)) {
            found.extend(read_of(place, document, &Object::new(kind, &node, "", "")));
        }
    }
    found
}

/// The fields of these objects from which `answer` has what is put in later.
pub fn placeholders_in(documents: &[Document], answer: &str) -> Vec<Placeholder> {
    of_inventory(documents)
        .flat_map(|(place, document)| among(place, document, document.json(), &|text| answer.contains(text)))
        .collect()
}

fn of_inventory(documents: &[Document]) -> impl Iterator<Item = (usize, &Document)> {
    documents.iter().enumerate().filter(|(_, document)| document.known_kind().is_some_and(belongs))
}

/// The fields that rules read of `object`, which is the `document` at `place`.
pub(crate) fn read_of(place: usize, document: &Document, object: &Object<'_>) -> Vec<Placeholder> {
    let arena = Arena::new();
    match first_in(document, document.json()) {
        Some(_) => among(place, document, &pruned(object, document.json(), &arena).json(), &|_| true),
        None => Vec::new(),
    }
}

/// Those of the fields that `json` has of the `document` at `place`, with a placeholder that is meant.
fn among(place: usize, document: &Document, json: &str, is_meant: &dyn Fn(&str) -> bool) -> Vec<Placeholder> {
    let mut found = Vec::new();
    if first_in(document, json).is_some() {
        below(document, &serde_json::from_str(json).unwrap_or_default(), Path::default(), &mut |path, text| {
            if is_meant(text) {
                let (position, text) = (document.locate(&path), shortened(text, VALUE_SHOWN));
                found.push(Placeholder { document: place, path: path.to_string(), position, text });
            }
        });
        sort_by(&mut found, |one, next| one.position.cmp(&next.position));
    }
    found
}

/// Gives `take` the first placeholder of each text in `value`, also in JSON that a text is, with its path.
fn below(document: &Document, value: &Json, path: Path, take: &mut dyn FnMut(Path, &str)) {
    match value {
        Json::String(text) => match (first_in(document, text), serde_json::from_str(text)) {
            (None, _) => {}
            (Some(_), Ok(inner @ (Json::Object(_) | Json::Array(_)))) => below(document, &inner, path, take),
            (Some(placeholder), _) => take(path, placeholder),
        },
        Json::Array(items) => {
            items.iter().enumerate().for_each(|(place, item)| below(document, item, path.clone().index(place), take));
        }
        Json::Object(members) => {
            members.iter().for_each(|(key, item)| below(document, item, path.clone().key(key.clone()), take));
        }
        _ => {}
    }
}

/// Whether `text` is JSON once its placeholders are numbers, and is not before.
fn breaks(text: &str) -> bool {
    let is_json = |text: &str| read(text, &Arena::new(), &Shape::Whole).is_ok();
    !is_json(text) && is_json(&replaced(text, |_| Some(String::from("0"))))
}

/// `text` with what `value` makes of each placeholder; those that it makes nothing of stay.
fn replaced(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let (mut out, mut kept) = (String::new(), 0);
    for place in Places::of(text) {
        out.push_str(text.get(kept..place.start).unwrap_or_default());
        kept = place.end;
        let found = text.get(place).unwrap_or_default();
        out.push_str(value(found).as_deref().unwrap_or(found));
    }
    out.push_str(text.get(kept..).unwrap_or_default());
    out
}

/// What a placeholder stands for: the value of its variable, or its default if that is empty or not set. To Flux `=`, `:=`
/// and `:-` are one, and so are `:+` and `:?`, of which only a variable that is set is certain (fluxcd/pkg: envsubst/funcs.go,
/// `toDefault`; envsubst/template.go, `lookupFunc`). Those that take a part of the value, or replace one, stay, and so do
/// variables with `None`, which have several values, defaults with variables in them, and what Flux rejects: `${VAR-default}`
/// (envsubst/parse/parse.go, `parseFunc`).
fn value_of(placeholder: &str, variables: &BTreeMap<String, Option<String>>) -> Option<String> {
    let inner = placeholder.strip_prefix("${")?.strip_suffix('}')?;
    let end = inner.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(inner.len());
    let (name, rest) = inner.split_at_checked(end)?;
    let value = variables.get(name);
    if rest.is_empty() {
        return value.cloned().flatten();
    }
    let of_any = [":=", ":-", "="].iter().find_map(|operator| rest.strip_prefix(operator));
    let of_set = || [":+", ":?"].iter().find_map(|operator| rest.strip_prefix(operator)).filter(|_| value.is_some());
    let default = of_any.or_else(of_set).filter(|default| !default.contains("${"))?;
    let value = value.map_or(Some(""), Option::as_deref)?;
    Some(if value.is_empty() { default } else { value }.to_owned())
}

/// `text` with the values of `variables`, and the defaults of others, in place of them.
pub(crate) fn valued(text: &str, variables: &BTreeMap<String, Option<String>>) -> String {
    replaced(text, |placeholder| value_of(placeholder, variables))
}

/// The document with the values of `variables`, and the defaults of others, in place of them, unless it keeps its variables.
pub(crate) fn with_values(document: Document, variables: &BTreeMap<String, Option<String>>) -> Document {
    let has_some =
        |text: &str| text.contains("${") && (!variables.is_empty() || text.contains('=') || text.contains(":-"));
    if document.is_json() || !has_some(document.json()) || document.keeps_variables() {
        return document;
    }
    match document.tree() {
        Some(tree) => document.with_tree(substituted(&tree, variables)),
        None => document,
    }
}

/// The same of a tree.
pub(crate) fn substituted(node: &Arc<Node>, variables: &BTreeMap<String, Option<String>>) -> Arc<Node> {
    let value = match &node.value {
        Value::Text(text, is_block) => {
            let text = valued(text, variables);
            if *is_block { Value::Text(text, true) } else { yaml::plain_or_text(&text, &node.value) }
        }
        Value::Rendered(inner) => Value::Rendered(substituted(inner, variables)),
        Value::List(items) => Value::List(items.iter().map(|item| substituted(item, variables)).collect()),
        Value::Map(entries) => {
            let entry = |entry: &Entry| Entry { value: substituted(&entry.value, variables), ..entry.clone() };
            Value::Map(entries.iter().map(entry).collect())
        }
        _ => return Arc::clone(node),
    };
    Arc::new(Node::new(node.span, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_stand_for_values() {
        let variables = BTreeMap::from(
            [("SET", Some("7")), ("EMPTY", Some("")), ("MANY", None)]
                .map(|(name, value)| (name.into(), value.map(Into::into))),
        );
        let value = |placeholder: &str| value_of(placeholder, &variables);
        assert_eq!(value("${A_1:=10.0.0.0/8}").as_deref(), Some("10.0.0.0/8"));
        assert_eq!(value("${A:-x}").as_deref(), Some("x"));
        assert_eq!(
            (value("${A}"), value("${A:0:3}"), value("${SET:0:3}"), value("{{ SET }}")),
            (None, None, None, None)
        );
        assert_eq!((value("${SET}").as_deref(), value("${SET:=1}").as_deref()), (Some("7"), Some("7")));
        assert_eq!((value("${MANY}"), value("${MANY:=1}")), (None, None));
        assert_eq!((value("${EMPTY}").as_deref(), value("${EMPTY:-}").as_deref()), (Some(""), Some("")));
        for operator in [":=", ":-", "=", ":+", ":?"] {
            let of = |name: &str| value(&format!("${{{name}{operator}1}}"));
            let unset = Some(String::from("1")).filter(|_| !matches!(operator, ":+" | ":?"));
            assert_eq!(of("EMPTY").as_deref(), Some("1"), "{operator}");
            assert_eq!((of("SET").as_deref(), of("UNSET"), of("MANY")), (Some("7"), unset, None), "{operator}");
        }
        for text in ["${EMPTY-1}", "${SET-1}", "${SET+1}", "${SET?1}", "${#SET}", "${SET^^}", "${SET%7}", "${SET:-${A}"]
        {
            assert_eq!(value(text), None, "{text}");
        }
        assert_eq!(replaced("${A:=1}.${B}.${C:-2}.${SET}", value), "1.${B}.2.7");
    }

    #[test]
    fn what_breaks_for_another_reason_is_not_excused() {
        assert!(breaks(r#"{"vlan": ${VLAN}}"#));
        assert!(!breaks(r#"{"vlan": "${VLAN}",}"#));
        assert!(!breaks(r#"{"vlan": "${VLAN}"}"#));
    }
}
