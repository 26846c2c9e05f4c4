//! What Kustomizations of kustomize name as a part of themselves, and whether it is among the sources
//! (kubernetes-sigs/kustomize: api/types/kustomization.go; api/internal/target/kusttarget.go, `accumulateResources`).

use std::collections::BTreeSet;

use ceph_multus_core::json::Path;
use serde_json::Value;

use crate::document::Document;
use crate::kustomize::is_kustomization_file;
use crate::paths::{joined, split};

use super::Elsewhere;

/// The fields that name other files, directories and repositories.
const LISTS: [&str; 3] = ["resources", "components", "bases"];

/// What is named, each with its path; `None` where that is an address.
#[derive(Debug, Default)]
pub(super) struct Bases(Vec<(Option<String>, Elsewhere)>);

impl Bases {
    /// Takes what a Kustomization names. One in a file of another name is in a stream, where no path leads from.
    pub(super) fn take(&mut self, document: &Document) {
        let source = &document.source().name;
        if !is_kustomization_file(source) {
            return;
        }
        let value: Value = serde_json::from_str(document.json()).unwrap_or_default();
        for list in LISTS {
            let items = value.get(list).and_then(Value::as_array).into_iter().flatten();
            for (place, item) in items.enumerate() {
                // A manifest may be there itself, over several lines.
                let Some(text) = item.as_str().filter(|text| !text.contains('\n')) else { continue };
                let base = Elsewhere {
                    source: source.clone(),
                    position: document.locate(&Path::from([list]).index(place)),
                    text: text.to_owned(),
                };
                self.0.push((joined(split(source).0, text), base));
            }
        }
    }

    /// Those that are not among `sources`, each once: neither as a file nor as a directory with some of them.
    pub(super) fn missing(self, sources: &BTreeSet<String>) -> Vec<Elsewhere> {
        let sources: BTreeSet<String> = sources.iter().filter_map(|name| joined("", name)).collect();
        let is_there = |path: &str| {
            let below = format!("{path}/");
            path.is_empty()
                || sources.contains(path)
                || sources.range(below.clone()..).next().is_some_and(|name| name.starts_with(&below))
        };
        let mut known = BTreeSet::new();
        let missing = self.0.into_iter().filter(|(path, base)| match path {
            Some(path) => !is_there(path) && known.insert(path.clone()),
            None => known.insert(base.text.clone()),
        });
        missing.map(|(_, base)| base).collect()
    }
}
