//! What the tests of whole objects share.

use ceph_multus_core::json::Arena;
use ceph_multus_core::{Payload, evaluate, read_settings};
use serde_json::{Value, json};

/// The findings about a change of `old` to `object` before anything is mutated, a line each; `old` is `null` on CREATE.
pub(crate) fn findings(old: &Value, object: &Value, settings: &Value) -> Vec<String> {
    let version = object["apiVersion"].as_str().expect("apiVersion");
    let group = version.split_once('/').map_or("", |(group, _)| group);
    let operation = if old.is_null() { "CREATE" } else { "UPDATE" };
    let request = json!({
        "kind": {"group": group, "version": "v1", "kind": object["kind"]}, "operation": operation,
        "namespace": object["metadata"]["namespace"], "object": object, "oldObject": old,
    });
    let bytes = json!({"request": request, "settings": settings}).to_string().into_bytes();
    let arena = Arena::new();
    let payload = Payload::read(&bytes, &arena).expect("a payload");
    let settings = read_settings(payload.settings()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let verdict = evaluate(&payload.request(), &settings, || None);
    verdict.findings().iter().map(|finding| format!("{}: {finding}", finding.level.name())).collect()
}
