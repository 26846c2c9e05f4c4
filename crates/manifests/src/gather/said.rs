//! What Kustomizations say of the objects of a source.

use std::collections::BTreeMap;

use ceph_multus_core::Kind;

use crate::document::Document;
use crate::kustomize::{Places, Variables};
use crate::placeholder;

/// What Kustomizations say of the objects of sources, one source after the other.
pub(super) struct Said<'g> {
    places: &'g Places<'g>,
    maps: &'g BTreeMap<(String, String), Option<String>>,
    last: Option<(String, OfSource<'g>)>,
}

/// What they say of those of one.
pub(super) struct OfSource<'g> {
    /// Whether they are patches in place of objects.
    pub(super) are_patches: bool,
    /// The namespace that they get.
    namespace: Option<&'g str>,
    /// The namespace that they get if they name none.
    default_namespace: Option<&'g str>,
    /// The variables in them.
    pub(super) variables: Variables<'g>,
}

impl OfSource<'_> {
    /// An object with the values that its variables get.
    pub(super) fn with_values(&self, document: Document) -> Document {
        placeholder::with_values(document, &self.variables.values)
    }

    /// An object of a kind that rules read, with its values, in the namespace that it gets. That has values, too: Flux puts
    /// them into what kustomize has built (fluxcd/kustomize-controller: internal/controller/kustomization_controller.go,
    /// `build`).
    pub(super) fn in_namespace(&self, document: Document, kind: Kind) -> Document {
        let default = self.default_namespace.filter(|_| document.namespace().is_empty());
        let Some(given) = self.namespace.or(default).filter(|_| !kind.is_cluster_scoped()) else { return document };
        let given = placeholder::valued(given, &self.variables.values);
        if given == document.namespace() { document } else { document.in_namespace(&given) }
    }
}

impl<'g> Said<'g> {
    /// By what is known of `places`; `maps` has the ConfigMaps by namespace and name.
    pub(super) fn new(places: &'g Places<'g>, maps: &'g BTreeMap<(String, String), Option<String>>) -> Said<'g> {
        Said { places, maps, last: None }
    }

    /// What they say of those of `source`.
    pub(super) fn of(&mut self, source: &str) -> &OfSource<'g> {
        let known = self.last.take().filter(|(name, _)| name == source);
        let (_, said) = self.last.insert(known.unwrap_or_else(|| {
            let said = OfSource {
                are_patches: self.places.is_patch(source),
                namespace: self.places.namespace(source),
                default_namespace: self.places.default_namespace(source),
                variables: self.places.variables(source, |name| self.data(name)),
            };
            (source.to_owned(), said)
        }));
        said
    }

    /// The data of a ConfigMap; one that names no namespace counts for all.
    fn data(&self, (namespace, name): &(String, String)) -> BTreeMap<String, String> {
        let own = (namespace.clone(), name.clone());
        let json = self.maps.get(&own).or_else(|| self.maps.get(&(String::new(), name.clone())));
        let value: serde_json::Value =
            json.and_then(|json| serde_json::from_str(json.as_deref()?).ok()).unwrap_or_default();
        let data = value.get("data").and_then(serde_json::Value::as_object);
        data.into_iter()
            .flatten()
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect()
    }
}
