//! Fields of Kustomizations that change objects and are not applied here (kubernetes-sigs/kustomize:
//! api/types/kustomization.go; fluxcd/kustomize-controller: api/v1/kustomization_types.go). References to renamed NADs are
//! the harm: nothing in a CephCluster follows them, unless a `nameReference` says so, which by itself changes nothing.

use std::collections::BTreeSet;

use ceph_multus_core::facts::object::{DEFAULT_NETWORK_ANNOTATION, NETWORKS_ANNOTATION, RESOURCE_NAME_ANNOTATION};
use serde_json::Value;

use crate::document::Document;
use crate::kustomize::{Kustomizations, is_flux, joined, split};
use crate::patches::is_target;

/// A field of a Kustomization that is not applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transformation {
    /// The name of the source with the Kustomization.
    pub source: String,
    /// The field.
    pub field: &'static str,
}

/// The transformations of a set of sources.
#[derive(Debug, Default)]
pub(crate) struct Transformations(Vec<(Scope, Transformation)>);

/// What a Kustomization is about.
#[derive(Debug)]
enum Scope {
    /// What kustomize reaches from a directory.
    Directory(String),
    /// What lies below a path of a repository.
    Path(String),
}

impl Transformations {
    /// Takes those that a Kustomization has.
    pub(crate) fn take(&mut self, kustomization: &Document) {
        let value: Value = serde_json::from_str(kustomization.json()).unwrap_or_default();
        // What a cluster has of it is of a dump, in which the other objects are as it made them.
        if value.pointer("/metadata/uid").is_some() {
            return;
        }
        let source = &kustomization.source().name;
        let is_flux = is_flux(kustomization);
        for field in if is_flux { of_flux(&value) } else { of_kustomize(&value) } {
            let scope = if is_flux {
                let path = value.pointer("/spec/path").and_then(Value::as_str).unwrap_or_default();
                Scope::Path(joined("", path).unwrap_or_default())
            } else {
                Scope::Directory(split(source).0.to_owned())
            };
            self.0.push((scope, Transformation { source: source.clone(), field }));
        }
    }

    /// Those that change objects in `sources`.
    pub(crate) fn of(self, kustomizations: &Kustomizations, sources: &[String]) -> Vec<Transformation> {
        let sources: BTreeSet<String> = sources.iter().filter_map(|name| joined("", name)).collect();
        let changes_some = |scope: &Scope| match scope {
            Scope::Directory(directory) => {
                let reached = kustomizations.reached_from(directory);
                sources.iter().any(|source| reached.contains(source.as_str()))
            }
            // The repository may lie deeper than the names begin.
            Scope::Path(path) => {
                sources.iter().any(|name| path.is_empty() || format!("/{name}").contains(&format!("/{path}/")))
            }
        };
        self.0.into_iter().filter(|(scope, _)| changes_some(scope)).map(|(_, one)| one).collect()
    }
}

fn of_kustomize(value: &Value) -> Vec<&'static str> {
    let list = |field: &str| value.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut fields = of_names(value);
    if list("replacements").iter().any(may_replace) {
        fields.push("replacements");
    }
    if !list("transformers").is_empty() {
        fields.push("transformers");
    }
    if has_networks(value.get("commonAnnotations")) {
        fields.push("commonAnnotations");
    }
    fields
}

fn of_flux(value: &Value) -> Vec<&'static str> {
    let mut fields = value.get("spec").map(of_names).unwrap_or_default();
    if has_networks(value.pointer("/spec/commonMetadata/annotations")) {
        fields.push("commonMetadata");
    }
    fields
}

/// What changes the names of all objects.
fn of_names(value: &Value) -> Vec<&'static str> {
    let is_set = |field: &&str| value.get(field).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    ["namePrefix", "nameSuffix"].into_iter().filter(is_set).collect()
}

/// Whether a replacement may be in an object that is read; one in a file of its own may be.
fn may_replace(replacement: &Value) -> bool {
    let targets = replacement.get("targets").and_then(Value::as_array);
    targets.is_none_or(|targets| targets.iter().any(|target| target.get("select").is_none_or(is_target)))
}

/// Whether annotations of all objects, pods among them, are some that rules read.
fn has_networks(annotations: Option<&Value>) -> bool {
    let keys = [NETWORKS_ANNOTATION, DEFAULT_NETWORK_ANNOTATION, RESOURCE_NAME_ANNOTATION];
    keys.into_iter().any(|key| annotations.is_some_and(|annotations| annotations.get(key).is_some()))
}
