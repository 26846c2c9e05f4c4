//! ConfigMaps that kustomize generates (kubernetes-sigs/kustomize: api/types/configmapargs.go; api/types/generatoroptions.go,
//! `MergeGlobalOptionsIntoLocal`; api/kv/kv.go, `parseLiteralSource`).

use std::sync::Arc;

use ceph_multus_core::facts::object::CONFIG_MAPS;
use serde_json::Value;

use super::node::{map, text};
use crate::document::Document;
use crate::yaml::{self, Node};

/// The field of a Kustomization.
pub(crate) const CONFIG_MAP_GENERATOR: &str = "configMapGenerator";

/// The ConfigMaps that rules read and that a Kustomization makes of literals alone.
pub(crate) fn config_maps(kustomization: &Document) -> Vec<Document> {
    let value: Value = match kustomization.text().contains(CONFIG_MAP_GENERATOR) {
        true => serde_json::from_str(kustomization.json()).unwrap_or_default(),
        false => return Vec::new(),
    };
    let tree = kustomization.tree();
    let Some(yaml::Value::List(nodes)) =
        tree.as_ref().and_then(|tree| tree.at(&[CONFIG_MAP_GENERATOR])).map(|list| &list.value)
    else {
        return Vec::new();
    };
    let generators = generators(&value).filter(|(_, generator)| is_of_literals(generator));
    let nodes = generators.filter_map(|(place, _)| nodes.get(place));
    nodes.map(|node| kustomization.made(config_map(node), CONFIG_MAP_GENERATOR)).collect()
}

/// Whether a Kustomization makes ConfigMaps that rules read of something else, such as files, or changes them.
pub(crate) fn has_other_config_maps(kustomization: &Value) -> bool {
    generators(kustomization).any(|(_, generator)| !is_of_literals(generator))
}

/// The generators of ConfigMaps that rules read, with their places. Rook does not know a name with a hash behind it.
fn generators(kustomization: &Value) -> impl Iterator<Item = (usize, &Value)> {
    let keeps_name = |value: Option<&Value>| value == Some(&Value::Bool(true));
    let all_keep = keeps_name(kustomization.pointer("/generatorOptions/disableNameSuffixHash"));
    let list = kustomization.get(CONFIG_MAP_GENERATOR).and_then(Value::as_array).into_iter().flatten();
    list.enumerate().filter(move |(_, generator)| {
        let is_read = |name: &str| CONFIG_MAPS.contains(&name);
        generator.get("name").and_then(Value::as_str).is_some_and(is_read)
            && (all_keep || keeps_name(generator.pointer("/options/disableNameSuffixHash")))
    })
}

fn is_of_literals(generator: &Value) -> bool {
    let is_empty = |field: &Value| field.as_array().is_some_and(Vec::is_empty) || field.as_str() == Some("");
    let has_none = |field| generator.get(field).is_none_or(|value| value.is_null() || is_empty(value));
    let behavior = generator.get("behavior").and_then(Value::as_str).unwrap_or_default();
    ["files", "envs", "env"].into_iter().all(has_none) && matches!(behavior, "" | "create" | "unspecified")
}

fn config_map(generator: &Node) -> Arc<Node> {
    let at = generator.span;
    let own = |key| generator.entry(key).map(|entry| (key, Arc::clone(&entry.value)));
    let metadata = ["name", "namespace"].into_iter().filter_map(own).collect();
    let literals = match generator.at(&["literals"]).map(|literals| &literals.value) {
        Some(yaml::Value::List(literals)) => literals.as_slice(),
        _ => &[],
    };
    let data = literals.iter().filter_map(|literal| {
        let (key, value) = literal.as_text()?.split_once('=')?;
        Some((key, text(literal.span, unquoted(value))))
    });
    let members = vec![
        ("apiVersion", text(at, "v1")),
        ("kind", text(at, "ConfigMap")),
        ("metadata", map(at, metadata)),
        ("data", map(at, data.collect())),
    ];
    map(at, members)
}

/// A value without the quotes around it.
fn unquoted(value: &str) -> &str {
    let inner = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}
