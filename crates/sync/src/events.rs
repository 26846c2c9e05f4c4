//! Events about the policies, for `kubectl describe`.

use jiff::Timestamp;
use serde_json::json;

use crate::cluster::{Cluster, MANAGER};
use crate::policy::Policy;

/// Where events of objects without a namespace are (kubernetes/client-go: tools/events/event_recorder.go).
const EVENTS: &str = "/apis/events.k8s.io/v1/namespaces/default/events";

/// Characters of a note (kubernetes/kubernetes: pkg/apis/core/validation/events.go, `NoteLengthLimit`).
const NOTE: usize = 1000;

/// Records that a policy was written, or why it was not. Nothing waits for an event: if it is rejected, the log still
/// has the line.
pub async fn record(cluster: &Cluster, policy: &Policy, outcome: Result<&str, &str>, now: Timestamp) {
    let (kind, reason, note) = match outcome {
        Ok(note) => ("Normal", "InventorySynced", note),
        Err(note) => ("Warning", "InventorySyncFailed", note),
    };
    let [uid, resource_version] = &policy.identity;
    let event = json!({
        "apiVersion": "events.k8s.io/v1", "kind": "Event",
        "metadata": {"name": format!("{}.{:x}", policy.name, now.as_nanosecond()), "namespace": "default"},
        "eventTime": format!("{now:.6}"), "type": kind, "reason": reason, "action": "Sync",
        "note": ceph_multus_core::report::text::shortened(note, NOTE),
        "reportingController": "ceph-multus.io/sync", "reportingInstance": MANAGER,
        "regarding": {
            "apiVersion": "policies.kubewarden.io/v1", "kind": "ClusterAdmissionPolicy", "name": policy.name, "uid": uid,
            "resourceVersion": resource_version,
        },
    });
    _ = cluster.create(EVENTS, &event).await;
}
