//! What kustomize, Flux and Argo CD say of other files: the namespace of their objects, the values of variables in them, and
//! which of them are patches (kubernetes-sigs/kustomize: api/types/kustomization.go).

use std::collections::BTreeSet;

use ceph_multus_core::facts::kind::group_of;

use crate::document::Document;
use crate::paths::{joined, split, stretches};

mod appliers;
mod directories;
mod places;
mod variables;

use appliers::Appliers;
pub(crate) use appliers::{argo_sources, argo_spec};
use directories::Directories;
pub(crate) use places::Places;
pub(crate) use variables::Variables;

/// The Kustomizations of a set of sources, and what else applies paths.
#[derive(Debug, Default)]
pub(crate) struct Kustomizations {
    /// Those of kustomize.
    directories: Directories,
    appliers: Appliers,
}

/// What a field of a Kustomization is about.
#[derive(Debug)]
pub(crate) enum Scope {
    /// What kustomize reaches from a directory.
    Directory(String),
    /// What lies below a path of a repository, and what kustomize reaches from there.
    Path(String),
    /// What the Kustomization makes itself.
    Own,
}

/// What a file of kustomize is called, where it says nothing of its kind.
const FILES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Whether objects of this `apiVersion` and `kind` are Kustomizations, of kustomize or of Flux.
pub(crate) fn reads(api_version: &str, kind: &str) -> bool {
    matches!(group_of(api_version), FLUX | KUSTOMIZE) && matches!(kind, "Kustomization" | "Component")
}

const FLUX: &str = "kustomize.toolkit.fluxcd.io";

const KUSTOMIZE: &str = "kustomize.config.k8s.io";

/// Whether a document is a Kustomization, of kustomize or of Flux.
pub(crate) fn is_kustomization(document: &Document) -> bool {
    let is_untyped = || document.api_version().is_empty() && !document.is_object();
    reads(document.api_version(), document.kind()) || is_untyped() && is_kustomization_file(&document.source().name)
}

/// Whether a Kustomization is one of Flux.
pub(crate) fn is_flux(kustomization: &Document) -> bool {
    group_of(kustomization.api_version()) == FLUX
}

/// Whether a document is an Application or an ApplicationSet of Argo CD.
pub(crate) fn is_argo(document: &Document) -> bool {
    group_of(document.api_version()) == "argoproj.io" && matches!(document.kind(), "Application" | "ApplicationSet")
}

/// Whether a source of this name is a Kustomization of kustomize.
pub fn is_kustomization_file(name: &str) -> bool {
    FILES.contains(&split(name).1)
}

impl Kustomizations {
    /// Takes a document that is a Kustomization; `false` for others, of which an Application of Argo CD is taken, too.
    pub(crate) fn take(&mut self, document: &Document) -> bool {
        let is_kustomization = is_kustomization(document);
        if is_argo(document) {
            self.appliers.take_argo(document);
        } else if is_kustomization && is_flux(document) {
            self.appliers.take_flux(document);
        } else if is_kustomization {
            self.directories.take(split(&document.source().name).0, document);
        }
        is_kustomization
    }

    /// What they say of other sources. The outermost Kustomization that names a namespace gives it.
    pub(crate) fn places(&self) -> Places<'_> {
        Places::of(self)
    }

    /// For each of `scopes`, whether it has some of `changed` in it, which are sources, and directories with what
    /// Kustomizations in them make.
    pub(crate) fn change<'s>(&self, scopes: impl Iterator<Item = &'s Scope>, changed: &[String]) -> Vec<bool> {
        let changed: BTreeSet<String> = changed.iter().filter_map(|name| joined("", name)).collect();
        let changing = self.directories.changing(&changed);
        let below = changed.iter().map(|name| split(name).0).chain(changing.have.iter().copied());
        let below: BTreeSet<&str> = below.flat_map(stretches).collect();
        let changes = |scope: &Scope| match scope {
            Scope::Directory(directory) => changing.change.contains(directory.as_str()),
            Scope::Own => true,
            Scope::Path(path) if path.is_empty() => !changed.is_empty(),
            Scope::Path(path) => below.contains(path.as_str()),
        };
        scopes.map(changes).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
