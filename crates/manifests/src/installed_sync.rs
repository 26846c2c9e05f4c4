//! The sync of an installation, as its manifests have it: what one that replaces it has to keep.

use ceph_multus_upstream::object_name::{is_namespace, is_object_name};
use serde_json::Value;

use crate::document::Document;

/// What the workload of the sync and its account are called.
const NAME: &str = "ceph-multus-sync";

/// What OpenShift calls the Secrets that it makes for the account (openshift/openshift-docs: modules/service-accounts-managing.adoc).
const OF_OPENSHIFT: &str = "ceph-multus-sync-dockercfg-";

/// The sync in some manifests.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct InstalledSync {
    /// What runs it: one workload, or none where the manifests do not have it.
    pub workloads: Vec<SyncWorkload>,
    /// Its account, in each namespace in which the manifests have one: a sync that moved leaves one.
    pub accounts: Vec<SyncAccount>,
}

/// A CronJob or a Deployment of the sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncWorkload {
    /// Where it runs.
    pub namespace: String,
    /// When a CronJob runs; `None` for a Deployment.
    pub schedule: Option<String>,
}

/// A ServiceAccount of the sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncAccount {
    /// Whose pods use it.
    pub namespace: String,
    /// The Secrets with which the image of the sync is pulled.
    pub image_pull_secrets: Vec<String>,
}

impl InstalledSync {
    /// The sync among `documents`.
    pub(crate) fn of(documents: &[Document]) -> InstalledSync {
        let own = || documents.iter().filter(|document| document.name() == NAME && is_namespace(document.namespace()));
        let workload = |document: &Document| {
            let schedule = match (document.api_version(), document.kind()) {
                ("batch/v1", "CronJob") => Some(document.text_of(&["spec", "schedule"].into())?),
                ("apps/v1", "Deployment") => None,
                _ => return None,
            };
            Some(SyncWorkload { namespace: document.namespace().to_owned(), schedule })
        };
        let account = |document: &Document| SyncAccount {
            namespace: document.namespace().to_owned(),
            image_pull_secrets: image_pull_secrets(document),
        };
        InstalledSync {
            workloads: own().filter_map(workload).collect(),
            accounts: own().filter(|document| document.kind() == "ServiceAccount").map(account).collect(),
        }
    }
}

/// The Secrets of an account that its owner gave it.
fn image_pull_secrets(account: &Document) -> Vec<String> {
    let json = account.json_at(&["imagePullSecrets"].into());
    let references: Vec<Value> = json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let names = references.iter().filter_map(|reference| reference.get("name")?.as_str());
    names.filter(|name| is_object_name(name) && !name.starts_with(OF_OPENSHIFT)).map(str::to_owned).collect()
}
