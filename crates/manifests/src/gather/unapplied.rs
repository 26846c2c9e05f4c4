//! What is said of objects that is not applied to them, found while they are kept.

use std::collections::BTreeSet;

use ceph_multus_core::Kind;

use crate::document::Document;
use crate::kustomize::{self, Places, Variables};
use crate::paths::split;
use crate::transformations::Transformation;
use crate::within;

/// What is not applied.
pub(super) struct Unapplied<'g> {
    places: &'g Places<'g>,
    /// The names of sources with patches.
    pub(super) patches: Vec<String>,
    /// The names of sources with objects that kustomize changes, and of directories in which it makes some.
    pub(super) changed: Vec<String>,
    /// The fields that give objects different namespaces, and variables different values.
    pub(super) rivals: BTreeSet<Transformation>,
}

impl<'g> Unapplied<'g> {
    pub(super) fn new(places: &'g Places<'g>) -> Unapplied<'g> {
        Unapplied { places, patches: Vec::new(), changed: Vec::new(), rivals: BTreeSet::new() }
    }

    /// Sees a source that has patches.
    pub(super) fn patch(&mut self, source: &str) {
        add(&mut self.patches, source);
    }

    /// Sees an object of a kind that rules read.
    pub(super) fn object(&mut self, document: &Document, kind: Kind, variables: &Variables<'_>) {
        add(&mut self.changed, &document.source().name);
        if !kind.is_cluster_scoped() {
            self.namespace(document, document.namespace());
        }
        self.variables(document, variables);
    }

    /// Sees the `objects` that a document in `namespace` holds, or makes; `release` is the source of the release that takes
    /// values from it.
    pub(super) fn made(
        &mut self,
        document: &Document,
        namespace: &str,
        release: Option<&str>,
        objects: &[Document],
        variables: &Variables<'_>,
    ) {
        let source = document.source().name.as_str();
        // Generators come before everything else in a Kustomization (kubernetes-sigs/kustomize:
        // api/internal/target/kusttarget.go, `accumulateTarget`).
        let generators: Vec<&str> = [Some(source), release]
            .into_iter()
            .flatten()
            .filter(|name| kustomize::is_kustomization_file(name))
            .collect();
        generators.iter().for_each(|name| add(&mut self.changed, split(name).0));
        // Of another release kustomize renames the release, not what the chart makes.
        if generators.is_empty() && !within::is_release(document) {
            add(&mut self.changed, source);
        }
        if objects.iter().any(|object| object.namespace() == namespace) {
            self.namespace(document, document.namespace());
        }
        self.variables(document, variables);
    }

    fn namespace(&mut self, document: &Document, own: &str) {
        for giver in self.places.rival_namespaces(&document.source().name, own) {
            self.rivals.insert(Transformation { source: giver.source.to_owned(), field: giver.field });
        }
    }

    fn variables(&mut self, document: &Document, variables: &Variables<'_>) {
        if variables.are_unsettled_in(document.text()) && !document.keeps_variables() {
            let rival = |source: &&str| Transformation { source: (*source).to_owned(), field: "postBuild" };
            self.rivals.extend(variables.rivals.iter().map(rival));
        }
    }
}

/// Adds a name to `names`, unless it is the last of them.
fn add(names: &mut Vec<String>, name: &str) {
    if names.last().is_none_or(|last| last != name) {
        names.push(name.to_owned());
    }
}
