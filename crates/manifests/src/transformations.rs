//! Fields of Kustomizations that change objects and are not applied here (kubernetes-sigs/kustomize:
//! api/types/kustomization.go; fluxcd/kustomize-controller: api/v1/kustomization_types.go; argoproj/argo-cd:
//! pkg/apis/application/v1alpha1/types.go). References to renamed NADs are
//! the harm: nothing in a CephCluster follows them, unless a `nameReference` says so, which by itself changes nothing.

use ceph_multus_core::facts::object::{DEFAULT_NETWORK_ANNOTATION, NETWORKS_ANNOTATION, RESOURCE_NAME_ANNOTATION};
use serde_json::Value;

use crate::document::Document;
use crate::kustomize::{Kustomizations, Scope, argo_sources, argo_spec, is_argo, is_flux};
use crate::patches::is_target;
use crate::paths::{joined, split};
use crate::within;

/// A field of a Kustomization that is not applied.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Transformation {
    /// The name of the source with the Kustomization.
    pub source: String,
    /// The field.
    pub field: &'static str,
}

/// The transformations of a set of sources.
#[derive(Debug, Default)]
pub(crate) struct Transformations(Vec<(Scope, Transformation)>);

impl Transformations {
    /// Takes those that a Kustomization has, or an Application of Argo CD.
    pub(crate) fn take(&mut self, document: &Document) {
        let value: Value = serde_json::from_str(document.json()).unwrap_or_default();
        // What a cluster has of it is of a dump, in which the other objects are as it made them.
        if value.pointer("/metadata/uid").is_some() {
            return;
        }
        let source = &document.source().name;
        let path = |value: &Value| {
            let path = value.get("path").and_then(Value::as_str).unwrap_or_default();
            // Below what a template puts in, anything may lie.
            let certain = path.split("{{").next().unwrap_or_default();
            let certain = if certain == path { path } else { split(certain).0 };
            Scope::Path(joined("", certain).unwrap_or_default())
        };
        if is_argo(document) {
            for one in argo_spec(&value).into_iter().flat_map(argo_sources) {
                let fields = one.get("kustomize").map(of_argo).unwrap_or_default();
                self.add(source, fields, || path(one));
            }
        } else if is_flux(document) {
            self.add(source, of_flux(&value), || path(value.get("spec").unwrap_or(&Value::Null)));
        } else {
            let directory = || Scope::Directory(joined("", split(source).0).unwrap_or_default());
            self.add(source, of_kustomize(&value), directory);
            self.add(source, generating(&value), || Scope::Own);
        }
    }

    fn add(&mut self, source: &str, fields: Vec<&'static str>, scope: impl Fn() -> Scope) {
        let transformation = |field| (scope(), Transformation { source: source.to_owned(), field });
        self.0.extend(fields.into_iter().map(transformation));
    }

    /// Those that change `changed`: objects in sources, and those that Kustomizations in directories make.
    pub(crate) fn of(self, kustomizations: &Kustomizations, changed: &[String]) -> Vec<Transformation> {
        let change = kustomizations.change(self.0.iter().map(|(scope, _)| scope), changed);
        self.0.into_iter().zip(change).filter(|(_, changes)| *changes).map(|((_, one), _)| one).collect()
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

/// What makes objects that are not read.
fn generating(value: &Value) -> Vec<&'static str> {
    let mut fields = Vec::new();
    if within::has_other_config_maps(value) {
        fields.push(within::CONFIG_MAP_GENERATOR);
    }
    if value.get("generators").and_then(Value::as_array).is_some_and(|list| !list.is_empty()) {
        fields.push("generators");
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

fn of_argo(kustomize: &Value) -> Vec<&'static str> {
    let mut fields = of_names(kustomize);
    if has_networks(kustomize.get("commonAnnotations")) {
        fields.push("commonAnnotations");
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
