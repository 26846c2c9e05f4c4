//! Events about the policies, for `kubectl describe`.

use jiff::Timestamp;
use serde_json::json;

use crate::cluster::{Cluster, MANAGER};
use crate::policy::Policy;

/// Where events of objects without a namespace are (kubernetes/client-go: tools/events/event_recorder.go).
const EVENTS: &str = "/apis/events.k8s.io/v1/namespaces/default/events";

/// Bytes of a note (kubernetes/kubernetes: pkg/apis/core/validation/events.go, `NoteLengthLimit`).
const NOTE: usize = 1024;

/// What happened to a policy.
#[derive(Debug, Clone, Copy)]
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
        "metadata": {"name": format!("{}.{:x}", policy.name, now.as_nanosecond()), "namespace": "default"},
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
