//! Events about the policies, for `kubectl describe`.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::Timestamp;
use serde_json::json;

use crate::cluster::{Cluster, MANAGER};
use crate::policy::Policy;

/// Where events of objects without a namespace are (kubernetes/client-go: tools/events/event_recorder.go).
const EVENTS: &str = "/apis/events.k8s.io/v1/namespaces/default/events";

/// Bytes of a note (kubernetes/kubernetes: pkg/apis/core/validation/events.go, `NoteLengthLimit`).
const NOTE: usize = 1024;

/// Bytes of a name (kubernetes/apimachinery: pkg/util/validation/validation.go, `DNS1123SubdomainMaxLength`).
const NAME: usize = 253;

/// What happened to a policy.
#[derive(Debug, Clone, Copy, Hash)]
pub enum What {
    /// It was written.
    Synced,
    /// It was not written.
    Failed,
    /// Objects may be missing in its inventory.
    Incomplete,
}

/// Records what happened to a policy. Nothing waits for an event: if it is rejected, the log still has the line.
pub async fn record(cluster: &Cluster, policy: &Policy, what: What, note: &str, now: Timestamp) {
    let (kind, reason) = match what {
        What::Synced => ("Normal", "InventorySynced"),
        What::Failed => ("Warning", "InventorySyncFailed"),
        What::Incomplete => ("Warning", "InventoryIncomplete"),
    };
    let [uid, resource_version] = &policy.identity;
    let event = json!({
        "apiVersion": "events.k8s.io/v1", "kind": "Event",
        "metadata": {"name": name(&policy.name, what, note, now), "namespace": "default"},
        "eventTime": format!("{now:.6}"), "type": kind, "reason": reason, "action": "Sync",
        "note": note.get(..note.floor_char_boundary(NOTE)),
        "reportingController": "ceph-multus.io/sync", "reportingInstance": MANAGER,
        "regarding": {
            "apiVersion": "policies.kubewarden.io/v1", "kind": "ClusterAdmissionPolicy", "name": policy.name, "uid": uid,
            "resourceVersion": resource_version,
        },
    });
    _ = cluster.create(EVENTS, &event).await;
}

/// A name of its own for each event, of which a run may have several about a policy. The policy's name may be as long as
/// that of the event.
fn name(policy: &str, what: What, note: &str, now: Timestamp) -> String {
    let mut hasher = DefaultHasher::new();
    (what, note, now.as_nanosecond()).hash(&mut hasher);
    let suffix = format!(".{:016x}", hasher.finish());
    let kept = policy.get(..policy.floor_char_boundary(NAME - suffix.len())).unwrap_or_default();
    format!("{}{suffix}", kept.trim_end_matches(['-', '.']))
}

/// What an attempt could not do for each policy: one event tells all of it.
#[derive(Debug, Default)]
pub struct Failures {
    of_all: Vec<String>,
    own: BTreeMap<String, Vec<String>>,
}

impl Failures {
    /// Adds what concerns every policy.
    pub fn add_for_all(&mut self, reason: String) {
        self.of_all.push(reason);
    }

    /// Adds what concerns the policy of this name.
    pub fn add(&mut self, policy: &str, reason: String) {
        self.own.entry(policy.to_owned()).or_default().push(reason);
    }

    /// Records an event about each of `policies` that it concerns.
    pub async fn record(&self, cluster: &Cluster, policies: &[Policy], now: Timestamp) {
        for policy in policies {
            let own = self.own.get(&policy.name).into_iter().flatten();
            let reasons: Vec<&str> = self.of_all.iter().chain(own).map(String::as_str).collect();
            if !reasons.is_empty() {
                record(cluster, policy, What::Failed, &reasons.join("; "), now).await;
            }
        }
    }
}
