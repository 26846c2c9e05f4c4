//! The directories with a Kustomization of kustomize, and which of them have others in them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::document::Document;
use crate::paths::{joined, split};

/// The Kustomizations of kustomize by their directory.
#[derive(Debug, Default)]
pub(super) struct Directories(BTreeMap<String, Kustomization>);

#[derive(Debug, Default)]
struct Kustomization {
    /// The name of its source.
    source: String,
    /// Whether it changes what others have that name it, beside what it has itself.
    is_component: bool,
    namespace: Option<String>,
    /// What it names, and its own source.
    resources: Vec<String>,
    patches: Vec<String>,
}

/// The directories whose Kustomizations change some of the objects that are looked at.
#[derive(Debug, Default)]
pub(super) struct Changing<'k> {
    /// Those that have an object in them or in what they name.
    pub(super) have: BTreeSet<&'k str>,
    /// Those, and the components that change what these have.
    pub(super) change: BTreeSet<&'k str>,
}

impl Directories {
    /// Takes the Kustomization in `directory`.
    pub(super) fn take(&mut self, directory: &str, document: &Document) {
        let value: Value = serde_json::from_str(document.json()).unwrap_or_default();
        let list = |key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        let paths = |keys: &[&str]| -> Vec<String> {
            let items = keys.iter().flat_map(|key| list(key));
            let path = |item: Value| {
                let path = item.as_str().or_else(|| item.get("path").and_then(Value::as_str))?;
                joined(directory, path)
            };
            items.filter_map(path).collect()
        };
        let mut resources = paths(&["resources", "components", "bases"]);
        // What it generates has what its files have.
        resources.extend(joined("", &document.source().name));
        let namespace = value.get("namespace").and_then(Value::as_str).filter(|name| !name.is_empty());
        let kustomization = Kustomization {
            source: document.source().name.clone(),
            is_component: document.kind() == "Component",
            namespace: namespace.map(str::to_owned),
            resources,
            patches: paths(&["patches", "patchesStrategicMerge", "patchesJson6902"]),
        };
        self.0.insert(joined("", directory).unwrap_or_default(), kustomization);
    }

    /// The files with patches.
    pub(super) fn patches(&self) -> impl Iterator<Item = &String> {
        self.0.values().flat_map(|one| &one.patches)
    }

    /// The namespace that the Kustomization in `directory` gives what it names, with the name of its source. Components
    /// change that before its own does, the last of them last (kubernetes-sigs/kustomize:
    /// api/internal/target/kusttarget.go, `accumulateTarget`).
    pub(super) fn namespace(&self, directory: &str) -> Option<(&str, &str)> {
        let one = self.0.get(directory)?;
        let given = |one: &'_ Kustomization| one.namespace.is_some();
        let components = one.resources.iter().rev().filter_map(|name| self.0.get(name)).filter(|one| one.is_component);
        let giver = std::iter::once(one).chain(components).find(|one| given(one))?;
        Some((giver.namespace.as_deref()?, giver.source.as_str()))
    }

    /// What the files have that Kustomizations name: the outermost that has something gives it. `above` is what is given
    /// to a directory from outside, by each of those that give it something; `own` is what the Kustomization there gives.
    /// A file that some reach without being given anything has `None` as well.
    pub(super) fn spread<'k, T: Copy + Ord>(
        &'k self,
        above: impl Fn(&'k str) -> Vec<Option<T>>,
        own: impl Fn(&'k str) -> Option<T>,
    ) -> BTreeMap<&'k str, BTreeSet<Option<T>>> {
        let mut found: BTreeMap<&str, BTreeSet<Option<T>>> = BTreeMap::new();
        let inner: BTreeSet<&String> = self.0.values().flat_map(|one| &one.resources).collect();
        let outermost = self.0.keys().filter(|directory| !inner.contains(directory));
        let mut open: Vec<(&str, Option<T>)> = outermost.map(|directory| (directory.as_str(), None)).collect();
        let mut seen = BTreeSet::new();
        while let Some((directory, outer)) = open.pop() {
            let Some(kustomization) = self.0.get(directory).filter(|_| seen.insert((directory, outer))) else {
                continue;
            };
            let mut given = above(directory);
            if given.is_empty() {
                given.push(outer);
            }
            let given: BTreeSet<Option<T>> = given.into_iter().map(|given| given.or_else(|| own(directory))).collect();
            for resource in &kustomization.resources {
                if self.0.contains_key(resource) {
                    open.extend(given.iter().map(|given| (resource.as_str(), *given)));
                } else {
                    found.entry(resource).or_default().extend(&given);
                }
            }
        }
        found
    }

    /// The directories that change some of `changed`, which are sources and directories.
    pub(super) fn changing(&self, changed: &BTreeSet<String>) -> Changing<'_> {
        let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (directory, one) in &self.0 {
            one.resources.iter().for_each(|resource| users.entry(resource).or_default().push(directory));
        }
        let users = |name: &str| users.get(name).into_iter().flatten().copied();
        let mut changing = Changing::default();
        let mut open: Vec<&str> = changed.iter().flat_map(|name| users(name)).collect();
        open.extend(self.0.keys().filter(|directory| changed.contains(*directory)).map(String::as_str));
        while let Some(directory) = open.pop() {
            if changing.have.insert(directory) {
                open.extend(users(directory));
            }
        }
        let mut open: Vec<&str> = changing.have.iter().copied().collect();
        while let Some(directory) = open.pop() {
            if changing.change.insert(directory) {
                let resources = self.0.get(directory).into_iter().flat_map(|one| &one.resources);
                let is_component = |name: &&String| self.0.get(*name).is_some_and(|one| one.is_component);
                open.extend(resources.filter(is_component).map(String::as_str));
            }
        }
        changing
    }
}

/// The directory of a source.
pub(super) fn directory_of(source: &str) -> String {
    joined("", split(source).0).unwrap_or_default()
}
