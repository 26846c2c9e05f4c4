//! What applies a path of a repository: Kustomizations of Flux, and Applications of Argo CD (fluxcd/kustomize-controller:
//! docs/spec/v1/kustomizations.md; argoproj/argo-cd: docs/user-guide/kustomize.md).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::document::Document;
use crate::paths::{joined, stretches};

/// What is applied by path.
#[derive(Debug, Default)]
pub(super) struct Appliers {
    by_path: BTreeMap<String, Vec<Applier>>,
    /// The repositories that are named.
    repositories: BTreeSet<String>,
}

/// What Flux or Argo CD makes of what lies below a path.
#[derive(Debug, Default)]
pub(super) struct Applier {
    /// The name of the source that says so.
    pub(super) source: String,
    /// The namespace that it gives, with the name of the field.
    pub(super) namespace: Option<(String, &'static str)>,
    /// The namespace of objects that name none.
    pub(super) default_namespace: Option<String>,
    /// The values of variables.
    pub(super) substitute: BTreeMap<String, String>,
    /// The namespaces and names of ConfigMaps with more of them; of two values the later counts.
    pub(super) from: Vec<(String, String)>,
}

impl Applier {
    /// Whether it gives variables values.
    pub(super) fn substitutes(&self) -> bool {
        !self.substitute.is_empty() || !self.from.is_empty()
    }
}

impl Appliers {
    /// Takes what a Kustomization of Flux says.
    pub(super) fn take_flux(&mut self, document: &Document) {
        let value: Value = serde_json::from_str(document.json()).unwrap_or_default();
        let member = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
        let substitute = value.pointer("/spec/postBuild/substitute").and_then(Value::as_object);
        let from = value.pointer("/spec/postBuild/substituteFrom").and_then(Value::as_array);
        let map = |from: &Value| {
            let name = from.get("name")?.as_str()?.to_owned();
            (from.get("kind")?.as_str()? == "ConfigMap").then(|| (document.namespace().to_owned(), name))
        };
        let applier = Applier {
            source: document.source().name.clone(),
            namespace: text(&value, "/spec/targetNamespace").map(|name| (name, "targetNamespace")),
            default_namespace: None,
            substitute: substitute.into_iter().flatten().filter_map(member).collect(),
            from: from.into_iter().flatten().filter_map(map).collect(),
        };
        let repository = ["kind", "namespace", "name"].map(|key| text(&value, &format!("/spec/sourceRef/{key}")));
        let path = text(&value, "/spec/path").unwrap_or_default();
        self.add(&path, format!("{repository:?}"), applier);
    }

    /// Takes what an Application, or the template of an ApplicationSet, says of the paths of its sources.
    pub(super) fn take_argo(&mut self, document: &Document) {
        let value: Value = serde_json::from_str(document.json()).unwrap_or_default();
        let Some(spec) = argo_spec(&value) else { return };
        let is_certain = |name: &String| !name.contains("{{");
        for source in argo_sources(spec) {
            let Some(path) = text(source, "/path").filter(is_certain) else { continue };
            let namespace = text(source, "/kustomize/namespace").filter(is_certain);
            let applier = Applier {
                source: document.source().name.clone(),
                namespace: namespace.map(|name| (name, "namespace")),
                default_namespace: text(spec, "/destination/namespace").filter(is_certain),
                ..Applier::default()
            };
            self.add(&path, text(source, "/repoURL").unwrap_or_default(), applier);
        }
    }

    fn add(&mut self, path: &str, repository: String, applier: Applier) {
        self.repositories.insert(repository);
        self.by_path.entry(joined("", path).unwrap_or_default()).or_default().push(applier);
    }

    /// Whether there are any.
    pub(super) fn is_empty(&self) -> bool {
        self.by_path.is_empty()
    }

    /// Of the paths that the directory has in it, and of which something is said, those that apply the longest. What is
    /// said of the root of a repository counts where no other repository is named, which it could be about.
    pub(super) fn of<'k>(&'k self, directory: &str, has_some: impl Fn(&'k Applier) -> bool) -> &'k [Applier] {
        if self.by_path.is_empty() {
            return &[];
        }
        let root = Some("").filter(|_| self.repositories.len() == 1);
        let paths = stretches(directory).filter(|path| !path.is_empty()).chain(root);
        let known = paths.filter_map(|path| Some((path.len(), self.by_path.get(path)?)));
        let found = known.filter(|(_, appliers)| appliers.iter().any(&has_some)).max_by_key(|(length, _)| *length);
        found.map(|(_, appliers)| appliers.as_slice()).unwrap_or_default()
    }
}

/// The `spec` of an Application, also that which an ApplicationSet makes.
pub(crate) fn argo_spec(value: &Value) -> Option<&Value> {
    value.pointer("/spec/template/spec").or_else(|| value.get("spec"))
}

/// The sources of an Application.
pub(crate) fn argo_sources(spec: &Value) -> impl Iterator<Item = &Value> {
    let several = spec.get("sources").and_then(Value::as_array);
    spec.get("source").into_iter().chain(several.into_iter().flatten())
}

fn text(value: &Value, pointer: &str) -> Option<String> {
    let text = value.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.map(str::to_owned)
}
