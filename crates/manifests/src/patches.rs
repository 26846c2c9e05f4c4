//! The patches that Kustomizations name or have in themselves, and releases for what they install
//! (kubernetes-sigs/kustomize: api/types/patch.go; fluxcd/kustomize-controller: docs/spec/v1/kustomizations.md;
//! fluxcd/helm-controller: docs/spec/v2/helmreleases.md, post renderers; argoproj/argo-cd: docs/user-guide/kustomize.md).

use std::collections::BTreeSet;

use ceph_multus_core::Kind;
use serde_json::Value;

use crate::document::Document;
use crate::kinds::is_of_hosts;
use crate::kustomize::{argo_sources, argo_spec, is_argo};
use crate::paths::{joined, split};
use crate::read::read;
use crate::within;

/// The patches of a set of sources.
#[derive(Debug, Default)]
pub(crate) struct Patches(Vec<Patch>);

#[derive(Debug)]
struct Patch {
    /// The file that it is in, if it is in one.
    file: Option<String>,
    /// Whether the Kustomization says what it is of.
    has_target: bool,
}

/// Where patches are in what has them.
const LISTS: [&str; 3] = ["patches", "patchesStrategicMerge", "patchesJson6902"];

impl Patches {
    /// Takes the patches, of objects that may be read, that a Kustomization, a release or an Application has.
    pub(crate) fn take(&mut self, document: &Document) {
        let value: Value = serde_json::from_str(document.json()).unwrap_or_default();
        // What a cluster has of it is of a dump, in which the other objects have its patches already.
        if value.pointer("/metadata/uid").is_some() {
            return;
        }
        let (directory, _) = split(&document.source().name);
        let lists =
            LISTS.iter().flat_map(|list| holders(document, &value).into_iter().filter_map(move |one| one.get(list)));
        let patches = lists.filter_map(Value::as_array).flatten();
        self.0.extend(patches.filter_map(|patch| Patch::of(directory, patch)));
    }

    /// The number of those that are not in `files`: in Kustomizations themselves, in files that are not among `sources`, and
    /// in files of JSON pointers, which do not say of what they are.
    pub(crate) fn elsewhere(&self, files: &[String], sources: &BTreeSet<String>) -> usize {
        let files: BTreeSet<String> = files.iter().filter_map(|name| joined("", name)).collect();
        let sources: BTreeSet<String> = sources.iter().filter_map(|name| joined("", name)).collect();
        let is_elsewhere = |patch: &&Patch| match &patch.file {
            Some(file) if sources.contains(file) => patch.has_target && !files.contains(file),
            _ => true,
        };
        self.0.iter().filter(is_elsewhere).count()
    }
}

impl Patch {
    /// The patch that a Kustomization in `directory` has as `value`: a path or the text, alone or with a target. `None` for one
    /// of an object that is not read.
    fn of(directory: &str, value: &Value) -> Option<Patch> {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        let alone = |is_text: bool| value.as_str().filter(|text| text.contains('\n') == is_text);
        let (inline, path) = (text("patch").or_else(|| alone(true)), text("path").or_else(|| alone(false)));
        let target = value.get("target");
        let may_be_read = match (target, inline) {
            (Some(target), _) => is_target(target),
            (None, Some(text)) => is_read(text),
            // Post renderers may have the object itself.
            (None, None) => text("kind").is_none_or(|kind| knows(text("apiVersion").unwrap_or_default(), kind)),
        };
        let file = path.filter(|_| inline.is_none()).and_then(|path| joined(directory, path));
        may_be_read.then_some(Patch { file, has_target: target.is_some() })
    }
}

/// What has the lists of patches in `value`, which is `document`.
fn holders<'v>(document: &Document, value: &'v Value) -> Vec<&'v Value> {
    if is_argo(document) {
        let sources = argo_spec(value).into_iter().flat_map(argo_sources);
        return sources.filter_map(|source| source.get("kustomize")).collect();
    }
    if document.kind() == "HelmRelease" {
        let renderers = value.pointer("/spec/postRenderers").and_then(Value::as_array);
        return renderers.into_iter().flatten().filter_map(|renderer| renderer.get("kustomize")).collect();
    }
    // Flux has them in its `spec`.
    [Some(value), value.get("spec")].into_iter().flatten().collect()
}

/// Whether objects that are read may be among those of a target, which may leave out anything, and has regular expressions
/// of whole names (kubernetes-sigs/kustomize: api/types/selector.go, `NewSelectorRegex`).
pub(crate) fn is_target(target: &Value) -> bool {
    let text = |key: &str| target.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let is_name = |text: &str| text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-'));
    match (text("group"), text("kind")) {
        (Some(group), Some(kind)) if is_name(group) && is_name(kind) => knows(&format!("{group}/v1"), kind),
        _ => true,
    }
}

/// Whether a patch in the form of an object is of one that is read, or does not say what it is of.
fn is_read(text: &str) -> bool {
    let documents = read("", text).unwrap_or_default();
    documents.is_empty() || documents.iter().any(|one| !one.is_object() || knows(one.api_version(), one.kind()))
}

fn knows(api_version: &str, kind: &str) -> bool {
    Kind::of_api_version(api_version, kind).is_some()
        || within::makes(api_version, kind)
        || within::releases(api_version, kind)
        || is_of_hosts(api_version, kind)
}
