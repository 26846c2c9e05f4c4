//! What is known of sources by their names.

use std::collections::{BTreeMap, BTreeSet};

use super::Kustomizations;
use super::appliers::Applier;
use super::directories::directory_of;
use crate::paths::joined;

/// What Kustomizations say of sources.
#[derive(Debug)]
pub(crate) struct Places<'k> {
    kustomizations: &'k Kustomizations,
    patches: BTreeSet<&'k str>,
    /// Those that give the sources a namespace which a Kustomization names; `None` where one names them and gives none.
    namespaces: BTreeMap<&'k str, BTreeSet<Option<Giver<'k>>>>,
    /// The same of namespaces for objects that name none.
    defaults: BTreeMap<&'k str, BTreeSet<Option<Giver<'k>>>>,
    /// The same of values of variables, by the directory that they are given to.
    substituted: BTreeMap<&'k str, BTreeSet<Option<&'k str>>>,
}

/// Who gives the objects of a source their namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Giver<'k> {
    namespace: &'k str,
    /// The name of the source that says so.
    pub(crate) source: &'k str,
    /// The field.
    pub(crate) field: &'static str,
}

impl<'k> Giver<'k> {
    fn of(applier: &'k Applier) -> Option<Giver<'k>> {
        let (namespace, field) = applier.namespace.as_ref()?;
        Some(Giver { namespace, source: &applier.source, field })
    }

    fn default(applier: &'k Applier) -> Option<Giver<'k>> {
        let namespace = applier.default_namespace.as_deref()?;
        Some(Giver { namespace, source: &applier.source, field: "destination" })
    }
}

impl<'k> Places<'k> {
    pub(super) fn of(kustomizations: &'k Kustomizations) -> Places<'k> {
        let Kustomizations { directories, appliers } = kustomizations;
        let above = |directory: &str, giver: fn(&'k Applier) -> Option<Giver<'k>>| -> Vec<Option<Giver<'k>>> {
            givers(kustomizations, directory, giver)
        };
        let own = |directory: &'k str| {
            let (namespace, source) = directories.namespace(directory)?;
            Some(Giver { namespace, source, field: "namespace" })
        };
        let mut places = Places {
            kustomizations,
            patches: directories.patches().map(String::as_str).collect(),
            namespaces: directories.spread(|directory| above(directory, Giver::of), own),
            defaults: BTreeMap::new(),
            substituted: BTreeMap::new(),
        };
        if !appliers.is_empty() {
            places.defaults = directories.spread(|directory| above(directory, Giver::default), |_| None);
            let substituted = |directory: &'k str| {
                let is_some = !appliers.of(directory, Applier::substitutes).is_empty();
                is_some.then_some(Some(directory)).into_iter().collect()
            };
            places.substituted = directories.spread(substituted, |_| None);
        }
        places
    }

    /// Whether a source has patches in place of objects.
    pub(crate) fn is_patch(&self, source: &str) -> bool {
        joined("", source).is_some_and(|source| self.patches.contains(source.as_str()))
    }

    /// The namespace that the objects of a source get, whatever they say.
    pub(crate) fn namespace(&self, source: &str) -> Option<&'k str> {
        only(&self.givers(source))
    }

    /// The namespace that the objects of a source get if they name none.
    pub(crate) fn default_namespace(&self, source: &str) -> Option<&'k str> {
        only(&self.among(source, &self.defaults, Giver::default))
    }

    /// Those that give the objects of a source, which say `own`, another namespace than others do, or than they have where
    /// others give them none.
    pub(crate) fn rival_namespaces(&self, source: &str, own: &str) -> Vec<Giver<'k>> {
        let givers = self.givers(source);
        let namespaces: BTreeSet<&str> =
            givers.iter().map(|giver| giver.map_or(own, |giver| giver.namespace)).collect();
        if namespaces.len() < 2 { Vec::new() } else { givers.into_iter().flatten().collect() }
    }

    /// Those that give variables in a source values.
    pub(super) fn substituting(&self, source: &str) -> Vec<&'k Applier> {
        let appliers = &self.kustomizations.appliers;
        let of = |directory: &str| appliers.of(directory, Applier::substitutes).iter().filter(|one| one.substitutes());
        let own: Vec<&Applier> = of(&directory_of(source)).collect();
        if !own.is_empty() {
            return own;
        }
        let reached = joined("", source).and_then(|source| self.substituted.get(source.as_str()));
        reached.into_iter().flatten().flatten().flat_map(|directory| of(directory)).collect()
    }

    fn givers(&self, source: &str) -> Vec<Option<Giver<'k>>> {
        self.among(source, &self.namespaces, Giver::of)
    }

    /// What `giver` says of the paths that a source lies below, or else of those from which it is reached.
    fn among(
        &self,
        source: &str,
        reached: &BTreeMap<&'k str, BTreeSet<Option<Giver<'k>>>>,
        giver: fn(&'k Applier) -> Option<Giver<'k>>,
    ) -> Vec<Option<Giver<'k>>> {
        let below = givers(self.kustomizations, &directory_of(source), giver);
        if !below.is_empty() {
            return below;
        }
        let reached = joined("", source).and_then(|source| reached.get(source.as_str()));
        reached.into_iter().flatten().copied().collect()
    }
}

fn givers<'k>(
    kustomizations: &'k Kustomizations,
    directory: &str,
    giver: fn(&'k Applier) -> Option<Giver<'k>>,
) -> Vec<Option<Giver<'k>>> {
    kustomizations.appliers.of(directory, |one| giver(one).is_some()).iter().map(giver).collect()
}

/// The namespace that all of them give.
fn only<'k>(givers: &[Option<Giver<'k>>]) -> Option<&'k str> {
    let first = givers.first().copied().flatten()?.namespace;
    givers.iter().all(|giver| giver.is_some_and(|giver| giver.namespace == first)).then_some(first)
}
