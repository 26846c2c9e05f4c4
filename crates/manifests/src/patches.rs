//! The patches that Kustomizations name or have in themselves (kubernetes-sigs/kustomize: api/types/patch.go;
//! fluxcd/kustomize-controller: docs/spec/v1/kustomizations.md).

use std::collections::BTreeSet;

use ceph_multus_core::Kind;
use serde_json::Value;

use crate::document::Document;
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

/// Where Kustomizations have patches: the last place is that of Flux.
const LISTS: [&str; 4] = ["/patches", "/patchesStrategicMerge", "/patchesJson6902", "/spec/patches"];

impl Patches {
    /// Takes the patches, of objects that may be read, that a Kustomization has.
    pub(crate) fn take(&mut self, kustomization: &Document) {
        let value: Value = serde_json::from_str(kustomization.json()).unwrap_or_default();
        // What a cluster has of it is of a dump, in which the other objects have its patches already.
        if value.pointer("/metadata/uid").is_some() {
            return;
        }
        let (directory, _) = split(&kustomization.source().name);
        let lists = LISTS.iter().filter_map(|list| value.pointer(list)?.as_array());
        self.0.extend(lists.flatten().filter_map(|patch| Patch::of(directory, patch)));
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
            (None, None) => true,
        };
        let file = path.filter(|_| inline.is_none()).and_then(|path| joined(directory, path));
        may_be_read.then_some(Patch { file, has_target: target.is_some() })
    }
}

/// Whether objects that are read may be among those of a target, which may leave out anything.
pub(crate) fn is_target(target: &Value) -> bool {
    let text = |key: &str| target.get(key).and_then(Value::as_str);
    match (text("group"), text("kind")) {
        (Some(group), Some(kind)) => knows(&format!("{group}/{}", text("version").unwrap_or("v1")), kind),
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
}
