//! What kustomize and Flux say of other files: the namespace of their objects, and which of them are patches
//! (kubernetes-sigs/kustomize: api/types/kustomization.go; fluxcd/kustomize-controller: docs/spec/v1/kustomizations.md).

use std::collections::{BTreeMap, BTreeSet};

use ceph_multus_core::facts::kind::group_of;
use serde_json::Value;

use crate::document::Document;

/// The Kustomizations of a set of sources.
#[derive(Debug, Default)]
pub(crate) struct Kustomizations {
    /// Those of kustomize by their directory.
    by_directory: BTreeMap<String, Kustomization>,
    /// Those of Flux by the path of a repository that they are about.
    flux: BTreeMap<String, Flux>,
}

/// What Flux makes of what lies below a path.
#[derive(Debug, Clone, Default)]
struct Flux {
    /// The namespace that it gives.
    namespace: Option<String>,
    /// The values of variables.
    substitute: BTreeMap<String, String>,
    /// The namespaces and names of ConfigMaps with more of them; of two values the later counts.
    from: Vec<(String, String)>,
}

#[derive(Debug, Default)]
struct Kustomization {
    /// The name of its source.
    source: String,
    /// Whether it changes what others have that name it, beside what it has itself.
    is_component: bool,
    namespace: Option<String>,
    resources: Vec<String>,
    patches: Vec<String>,
}

/// What is known of sources by their names.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// The namespaces of the sources that a Kustomization reaches, each with the sources of the Kustomizations that give
    /// it. Where there are several nobody can tell which counts.
    namespaces: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
    patches: BTreeSet<String>,
    flux: BTreeMap<String, Flux>,
}

/// What a file of kustomize is called, where it says nothing of its kind.
const FILES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Whether objects of this `apiVersion` and `kind` are Kustomizations, of kustomize or of Flux.
pub(crate) fn reads(api_version: &str, kind: &str) -> bool {
    matches!(group_of(api_version), FLUX | KUSTOMIZE) && matches!(kind, "Kustomization" | "Component")
}

const FLUX: &str = "kustomize.toolkit.fluxcd.io";

const KUSTOMIZE: &str = "kustomize.config.k8s.io";

/// Whether a Kustomization is one of Flux.
pub(crate) fn is_flux(kustomization: &Document) -> bool {
    group_of(kustomization.api_version()) == FLUX
}

/// Whether a source of this name is a Kustomization of kustomize.
pub(crate) fn is_file(name: &str) -> bool {
    FILES.contains(&split(name).1)
}

impl Kustomizations {
    /// Takes a document that is a Kustomization; `false` for others.
    pub(crate) fn take(&mut self, document: &Document) -> bool {
        let name = &document.source().name;
        let (directory, _) = split(name);
        let is_kustomization = reads(document.api_version(), document.kind());
        match group_of(document.api_version()) {
            FLUX if is_kustomization => self.take_flux(document),
            KUSTOMIZE if is_kustomization => self.take_own(directory, document),
            "" if is_file(name) && !document.is_object() => self.take_own(directory, document),
            _ => return false,
        }
        true
    }

    fn take_flux(&mut self, document: &Document) {
        let value: Value = serde_json::from_str(document.json()).unwrap_or_default();
        let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let Some(path) = joined("", text("/spec/path")).filter(|path| !path.is_empty()) else { return };
        let member = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
        let substitute = value.pointer("/spec/postBuild/substitute").and_then(Value::as_object);
        let from = value.pointer("/spec/postBuild/substituteFrom").and_then(Value::as_array);
        let map = |from: &Value| {
            let name = from.get("name")?.as_str()?.to_owned();
            (from.get("kind")?.as_str()? == "ConfigMap").then(|| (document.namespace().to_owned(), name))
        };
        let flux = Flux {
            namespace: Some(text("/spec/targetNamespace").to_owned()).filter(|namespace| !namespace.is_empty()),
            substitute: substitute.into_iter().flatten().filter_map(member).collect(),
            from: from.into_iter().flatten().filter_map(map).collect(),
        };
        self.flux.insert(path, flux);
    }

    fn take_own(&mut self, directory: &str, document: &Document) {
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
        let namespace = value.get("namespace").and_then(Value::as_str).filter(|name| !name.is_empty());
        let kustomization = Kustomization {
            source: document.source().name.clone(),
            is_component: document.kind() == "Component",
            namespace: namespace.map(str::to_owned),
            resources: paths(&["resources", "components", "bases"]),
            patches: paths(&["patches", "patchesStrategicMerge", "patchesJson6902"]),
        };
        self.by_directory.insert(directory.to_owned(), kustomization);
    }

    /// What they say of other sources. The outermost Kustomization that names a namespace gives it.
    pub(crate) fn places(&self) -> Places {
        let mut places = Places { flux: self.flux.clone(), ..Places::default() };
        places.patches.extend(self.by_directory.values().flat_map(|one| one.patches.iter().cloned()));
        let inner: BTreeSet<&String> = self.by_directory.values().flat_map(|one| &one.resources).collect();
        let mut seen = BTreeSet::new();
        let mut open: Vec<(&str, Option<(&str, &str)>)> = Vec::new();
        open.extend(
            self.by_directory.keys().filter(|directory| !inner.contains(directory)).map(|one| (one.as_str(), None)),
        );
        while let Some((directory, outer)) = open.pop() {
            let Some(kustomization) = self.by_directory.get(directory).filter(|_| seen.insert((directory, outer)))
            else {
                continue;
            };
            let own = kustomization.namespace.as_deref().map(|own| (own, kustomization.source.as_str()));
            let namespace = outer.or(own);
            for resource in &kustomization.resources {
                if self.by_directory.contains_key(resource) {
                    open.push((resource, namespace));
                } else if let Some((namespace, giver)) = namespace {
                    let namespaces = places.namespaces.entry(resource.clone()).or_default();
                    namespaces.entry(namespace.to_owned()).or_default().insert(giver.to_owned());
                }
            }
        }
        places
    }

    /// The sources and directories that the Kustomization in `directory` changes.
    pub(crate) fn reached_from<'k>(&'k self, directory: &'k str) -> BTreeSet<&'k str> {
        let mut reached = BTreeSet::new();
        let mut open = self.users_of(directory);
        while let Some(name) = open.pop() {
            if reached.insert(name) {
                let kustomization = self.by_directory.get(name);
                open.extend(kustomization.into_iter().flat_map(|one| one.resources.iter().map(String::as_str)));
            }
        }
        reached
    }

    /// `directory`, and of a component those in which it is used.
    fn users_of<'k>(&'k self, directory: &'k str) -> Vec<&'k str> {
        let mut users = vec![directory];
        let mut place = 0;
        while let Some(used) = users.get(place).copied() {
            if self.by_directory.get(used).is_some_and(|one| one.is_component) {
                let uses = |one: &Kustomization| one.resources.iter().any(|resource| resource == used);
                let new = self.by_directory.iter().filter(|(name, one)| uses(one) && !users.contains(&name.as_str()));
                let new: Vec<&str> = new.map(|(name, _)| name.as_str()).collect();
                users.extend(new);
            }
            place += 1;
        }
        users
    }
}

impl Places {
    /// Whether a source has patches in place of objects.
    pub(crate) fn is_patch(&self, source: &str) -> bool {
        joined("", source).is_some_and(|source| self.patches.contains(&source))
    }

    /// The namespace that the objects of a source get, whatever they say.
    pub(crate) fn namespace(&self, source: &str) -> Option<&str> {
        let source = joined("", source)?;
        let flux = self.flux(split(&source).0, |flux| flux.namespace.is_some());
        flux.and_then(|flux| flux.namespace.as_deref()).or_else(|| {
            let namespaces = self.namespaces.get(&source)?;
            namespaces.keys().next().filter(|_| namespaces.len() == 1).map(String::as_str)
        })
    }

    /// The sources of the Kustomizations that give the objects of a source different namespaces.
    pub(crate) fn rival_namespaces(&self, source: &str) -> impl Iterator<Item = &String> {
        let is_settled = self.namespace(source).is_some();
        let namespaces = joined("", source).filter(|_| !is_settled).and_then(|source| self.namespaces.get(&source));
        namespaces.into_iter().flat_map(BTreeMap::values).flatten()
    }

    /// The values of the variables in a source; `data` gives those of a ConfigMap by its namespace and name.
    pub(crate) fn variables(
        &self,
        source: &str,
        data: impl Fn(&(String, String)) -> BTreeMap<String, String>,
    ) -> BTreeMap<String, String> {
        let source = joined("", source).unwrap_or_default();
        let has_some = |flux: &Flux| !flux.substitute.is_empty() || !flux.from.is_empty();
        let Some(flux) = self.flux(split(&source).0, has_some) else { return BTreeMap::new() };
        let mut variables: BTreeMap<String, String> = flux.from.iter().flat_map(data).collect();
        variables.extend(flux.substitute.clone());
        variables
    }

    /// Of the paths that the directory has in it, and of which something is said, the longest; the repository may lie
    /// deeper than the names begin.
    fn flux(&self, directory: &str, has_some: impl Fn(&Flux) -> bool) -> Option<&Flux> {
        if self.flux.is_empty() {
            return None;
        }
        let parts: Vec<&str> = directory.split('/').collect();
        let mut found: Option<(usize, &Flux)> = None;
        for start in 0..parts.len() {
            for end in start + 1..=parts.len() {
                let path = parts.get(start..end).unwrap_or_default().join("/");
                if let Some(flux) = self.flux.get(&path).filter(|flux| has_some(flux))
                    && found.is_none_or(|(length, _)| length < path.len())
                {
                    found = Some((path.len(), flux));
                }
            }
        }
        found.map(|(_, flux)| flux)
    }
}

/// A name as directory and file.
pub(crate) fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('/').unwrap_or(("", name))
}

/// `path` as seen from `directory`, without `.` and `..`; `None` for what is elsewhere.
pub(crate) fn joined(directory: &str, path: &str) -> Option<String> {
    if path.contains("://") {
        return None;
    }
    let is_absolute = path.starts_with('/') && !directory.is_empty();
    let mut parts: Vec<&str> = if is_absolute { Vec::new() } else { directory.split('/').collect() };
    parts.extend(path.split('/'));
    let mut kept: Vec<&str> = Vec::new();
    for part in parts {
        match part {
            "" | "." => {}
            ".." if kept.last().is_some_and(|last| *last != "..") => {
                kept.pop();
            }
            part => kept.push(part),
        }
    }
    Some(kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_seen_from_a_directory() {
        assert_eq!(joined("a/b", "../c/./d.yaml").as_deref(), Some("a/c/d.yaml"));
        assert_eq!(joined("", "./a//b").as_deref(), Some("a/b"));
        assert_eq!(joined("a", "../../b").as_deref(), Some("../b"));
        assert_eq!(joined("a", "https://example.com/b"), None);
    }

    #[test]
    fn the_outermost_namespace_counts_and_patches_are_no_objects() {
        let mut kustomizations = Kustomizations::default();
        let mut take = |name: &str, text: &str| {
            crate::read(name, text).unwrap().iter().for_each(|document| assert!(kustomizations.take(document)));
        };
        take("base/kustomization.yaml", "namespace: inner\nresources: [nad.yaml]\n");
        take(
            "prod/kustomization.yaml",
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: outer\nresources: [../base, own.yaml]\n\
             patches: [{path: patch.yaml}]\n",
        );
        take("lone/kustomization.yaml", "namespace: lone\nresources: [a.yaml]\n");
        take("two/kustomization.yaml", "namespace: two\nresources: [../lone/a.yaml]\n");
        take(
            "ks.yaml",
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {path: ./apps/rook, targetNamespace: rook-ceph}\n",
        );
        let places = kustomizations.places();
        assert_eq!(places.namespace("base/nad.yaml"), Some("outer"));
        assert_eq!(places.namespace("prod/own.yaml"), Some("outer"));
        assert_eq!(places.namespace("lone/a.yaml"), None);
        assert_eq!(places.namespace("repository/apps/rook/cluster/release.yaml"), Some("rook-ceph"));
        assert_eq!((places.is_patch("prod/patch.yaml"), places.is_patch("./prod/own.yaml")), (true, false));
    }
}
