//! What an inventory consists of, read kind by kind.

use ceph_multus_core::upstream::NamespacedName;
use std::collections::BTreeSet;

use ceph_multus_core::Kind;
use ceph_multus_core::facts::object::CONFIG_MAPS;
use ceph_multus_manifests::resources::{Resource, carriers, of_inventory};
use ceph_multus_manifests::{Document, carrier_fields};
use serde_json::Value;

use super::Cluster;
use crate::policy::{Policy, documents_of, names};
use crate::reading::{Name, Outcome, Presence, Reading, full_name};
use crate::trouble::Trouble;

/// The version of Kubernetes' own resources.
const OF_KUBERNETES: &str = "v1";

impl Cluster {
    /// Reads what an inventory consists of: everything of `namespaces`, and the NADs elsewhere that are named.
    pub async fn read(&self, namespaces: &[String], policies: &[Policy]) -> Reading {
        let mut reading = Reading::default();
        // The NADs come last: what selects them is known then.
        let is_nad = |resource: &Resource| resource.kind == Kind::NetworkAttachmentDefinition;
        let mut resources: Vec<Resource> = of_inventory().collect();
        resources.sort_by_key(is_nad);
        let known = known_names(policies);
        for resource in resources {
            if is_nad(&resource) {
                self.look_for_missing(&mut reading, namespaces, &known).await;
            }
            let mut outcome = self.read_kind(&resource, namespaces).await;
            if let Outcome::Complete(nads) = &mut outcome
                && is_nad(&resource)
                && let Err(trouble) = self.add_selected(&resource, namespaces, policies, &reading, nads).await
            {
                outcome = Outcome::Failed(trouble);
            }
            let is_down = matches!(&outcome, Outcome::Failed(Trouble::Unreachable(_)));
            reading.kinds.insert(resource.kind, outcome);
            if is_down {
                // Nothing of this run is written, so there is no need to wait for the rest.
                return reading;
            }
        }
        self.look_for_missing(&mut reading, namespaces, &known).await;
        if policies.iter().any(Policy::has_previous) {
            reading.pods = Some(self.read_pods(namespaces).await);
        }
        reading
    }

    /// Looks for those objects of `known` that the lists lack, of kinds that were read.
    async fn look_for_missing(&self, reading: &mut Reading, namespaces: &[String], known: &BTreeSet<Name>) {
        for name in reading.lacks(known.iter()) {
            if matches!(reading.objects(name.0), Some(Ok(_))) && !reading.missing.contains_key(&name) {
                let presence = self.presence(&name, namespaces).await;
                reading.missing.insert(name, presence);
            }
        }
    }

    /// Every object of a kind in the namespaces, of the newest version that is served.
    async fn read_kind(&self, resource: &Resource, namespaces: &[String]) -> Outcome {
        for version in resource.versions() {
            match self.read_version(resource, version, namespaces).await {
                Ok(Some(objects)) => return Outcome::Complete(objects),
                Ok(None) => {}
                Err(trouble) => return Outcome::Failed(trouble.about(&full_name(resource))),
            }
        }
        Outcome::Absent
    }

    async fn read_version(
        &self,
        resource: &Resource,
        version: &str,
        namespaces: &[String],
    ) -> Result<Option<Vec<Value>>, Trouble> {
        let mut all = Vec::new();
        if resource.kind == Kind::ConfigMap {
            for namespace in namespaces {
                for name in CONFIG_MAPS {
                    let path = resource_path(resource, version, Some(namespace));
                    all.extend(self.get(&path, name).await?.map(|object| typed(object, resource, version)));
                }
            }
            return Ok(Some(all));
        }
        let scopes: Vec<Option<&String>> =
            if resource.kind.is_cluster_scoped() { vec![None] } else { namespaces.iter().map(Some).collect() };
        for namespace in scopes {
            let path = resource_path(resource, version, namespace.map(String::as_str));
            let keep = |object| Some(typed(object, resource, version));
            let Some(objects) = self.list(&path, keep).await? else { return Ok(None) };
            all.extend(objects);
        }
        Ok(Some(all))
    }

    /// Adds the NADs of other namespaces that a CephCluster selects, or the settings name.
    async fn add_selected(
        &self,
        nad: &Resource,
        namespaces: &[String],
        policies: &[Policy],
        reading: &Reading,
        nads: &mut Vec<Value>,
    ) -> Result<(), Trouble> {
        let settings: Vec<&Value> = policies.iter().map(|policy| &policy.settings).collect();
        let present = reading.missing.keys().filter_map(|name| reading.present(name));
        let clusters: Vec<Value> = reading.wanted().map(|(_, object)| object).chain(present).cloned().collect();
        for NamespacedName { namespace, name } in ceph_multus_manifests::selected_nads(&clusters, &settings) {
            if namespaces.contains(&namespace) || namespace.is_empty() || name.is_empty() {
                continue;
            }
            for version in nad.versions() {
                let path = resource_path(nad, version, Some(&namespace));
                let found = self.get(&path, &name).await.map_err(|trouble| trouble.about(&full_name(nad)))?;
                nads.extend(found.map(|object| typed(object, nad, version)));
            }
        }
        Ok(())
    }

    /// Whether an object is there.
    async fn presence(&self, (kind, namespace, name): &Name, namespaces: &[String]) -> Presence {
        let Some(resource) = of_inventory().find(|resource| resource.kind == *kind) else {
            return Presence::Unknown(Trouble::Other(String::from("the sync does not read this kind")));
        };
        let is_elsewhere = !kind.is_cluster_scoped() && !namespaces.contains(namespace);
        let namespace = (!kind.is_cluster_scoped()).then_some(namespace.as_str());
        for version in resource.versions() {
            match self.get(&resource_path(&resource, version, namespace), name).await {
                Ok(Some(object)) if object.pointer("/metadata/name").and_then(Value::as_str) != Some(name) => {
                    return Presence::Unknown(Trouble::Other(String::from("the answer is not this object")));
                }
                Ok(Some(object)) => {
                    let object = typed(object, &resource, version);
                    return if is_elsewhere { Presence::Elsewhere(object) } else { Presence::There(object) };
                }
                Ok(None) => {}
                Err(trouble) => return Presence::Unknown(trouble),
            }
        }
        Presence::Gone
    }

    /// What may still have the networks of `previous`. Of each page no more than what says so is kept: the objects of a
    /// cluster with 1,000 OSDs are 60 MB of text.
    async fn read_pods(&self, namespaces: &[String]) -> Result<Vec<Document>, Trouble> {
        let mut all = Vec::new();
        for namespace in namespaces {
            for resource in carriers() {
                let is_over = |object: &Value| {
                    matches!(object.pointer("/status/phase").and_then(Value::as_str), Some("Succeeded" | "Failed"))
                };
                let keep =
                    |object| (!is_over(&object)).then(|| carrier_fields(&typed(object, &resource, OF_KUBERNETES)));
                let found = self.list(&resource_path(&resource, OF_KUBERNETES, Some(namespace)), keep).await;
                all.extend(found.map_err(|trouble| trouble.about(resource.plural))?.unwrap_or_default());
            }
        }
        documents_of(&all).map_err(|error| Trouble::Other(error.to_string()))
    }
}

/// The path of a resource.
pub(crate) fn resource_path(resource: &Resource, version: &str, namespace: Option<&str>) -> String {
    let group = if resource.group.is_empty() { String::from("/api") } else { format!("/apis/{}", resource.group) };
    let namespace = namespace.map(|name| format!("/namespaces/{name}")).unwrap_or_default();
    format!("{group}/{version}{namespace}/{}", resource.plural)
}

/// An object of a list says what it is, which the API server leaves to the list.
fn typed(mut object: Value, resource: &Resource, version: &str) -> Value {
    let slash = if resource.group.is_empty() { "" } else { "/" };
    if let Some(members) = object.as_object_mut() {
        members.insert(String::from("apiVersion"), Value::from(format!("{}{slash}{version}", resource.group)));
        members.insert(String::from("kind"), Value::from(resource.kind.name()));
    }
    object
}

/// What the policies have in their inventories.
fn known_names(policies: &[Policy]) -> BTreeSet<Name> {
    policies.iter().flat_map(|policy| names(&policy.settings)).collect()
}
