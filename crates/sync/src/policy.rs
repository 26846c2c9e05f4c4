//! The policies as they are in the cluster.

use std::collections::{BTreeMap, BTreeSet};

use ceph_multus_core::Kind;
use ceph_multus_manifests::{Document, ReadError, read};
use serde_json::{Value, json};

use crate::reading::Name;

/// Where ClusterAdmissionPolicies are (kubewarden/adm-controller: api/policies/v1/clusteradmissionpolicy_types.go).
pub const POLICIES: &str = "/apis/policies.kubewarden.io/v1/clusteradmissionpolicies";

/// A ClusterAdmissionPolicy.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// The policy server that runs it.
    pub server: String,
    /// Its settings, an object.
    pub settings: Value,
    /// Its annotations.
    pub annotations: BTreeMap<String, String>,
    /// Whether it is being deleted.
    pub is_being_deleted: bool,
    /// The whole object in bytes of JSON, as the API server has it.
    pub bytes: usize,
    /// `metadata.uid` and `metadata.resourceVersion`: for events, and so that no write overtakes another.
    pub identity: [String; 2],
}

impl Policy {
    /// What the API server answered.
    pub fn new(object: &Value) -> Policy {
        let text = |path| object.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
        let annotations = object.pointer("/metadata/annotations").and_then(Value::as_object);
        let annotation = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
        let settings = object.pointer("/spec/settings").filter(|settings| settings.is_object());
        Policy {
            name: text("/metadata/name"),
            server: text("/spec/policyServer"),
            settings: settings.cloned().unwrap_or_else(|| json!({})),
            annotations: annotations.into_iter().flatten().filter_map(annotation).collect(),
            is_being_deleted: object.pointer("/metadata/deletionTimestamp").is_some_and(|time| !time.is_null()),
            bytes: object.to_string().len(),
            identity: [text("/metadata/uid"), text("/metadata/resourceVersion")],
        }
    }

    /// The objects of the settings' `inventory`, each a document.
    ///
    /// # Errors
    /// Where an object of it cannot be read. What is no list has none.
    pub fn inventory(&self) -> Result<Vec<Document>, ReadError> {
        inventory(&self.settings)
    }

    /// Whether the settings have something as `previous`.
    pub fn has_previous(&self) -> bool {
        match self.settings.get("previous") {
            Some(Value::Array(items)) => !items.is_empty(),
            Some(Value::Object(list)) => !list.is_empty(),
            _ => false,
        }
    }
}

/// The objects of the `inventory` of settings.
fn inventory(settings: &Value) -> Result<Vec<Document>, ReadError> {
    match settings.get("inventory") {
        Some(list @ Value::Object(_)) => documents(std::slice::from_ref(list)),
        Some(Value::Array(items)) => documents(items),
        _ => Ok(Vec::new()),
    }
}

/// The names of the objects of the `inventory` of settings; none where it cannot be read.
pub fn names(settings: &Value) -> BTreeSet<Name> {
    inventory(settings).unwrap_or_default().iter().filter_map(name_of).collect()
}

/// Objects as documents.
///
/// # Errors
/// Where they cannot be read.
pub fn documents(objects: &[Value]) -> Result<Vec<Document>, ReadError> {
    documents_of(&objects.iter().map(Value::to_string).collect::<Vec<_>>())
}

/// The same of their texts.
///
/// # Errors
/// Where they cannot be read.
pub fn documents_of(objects: &[String]) -> Result<Vec<Document>, ReadError> {
    read("cluster.json", &objects.join("\n"))
}

/// The name of a document; `None` for a kind that no rule knows.
pub fn name_of(document: &Document) -> Option<Name> {
    let kind = Kind::of_api_version(document.api_version(), document.kind())?;
    Some((kind, document.namespace().to_owned(), document.name().to_owned()))
}
