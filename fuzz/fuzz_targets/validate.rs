//! Any bytes as the payload of `validate`. A payload that can be taken apart is also held to what is said about changes.
#![no_main]

use ceph_multus_invariants::{Document, Scenario, answers, edits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|payload: &[u8]| {
    answers::validate(payload);
    let document = std::str::from_utf8(payload).ok().and_then(Document::parse);
    if let Some(document) = document
        && let Some(request) = document.get("request").cloned()
    {
        let settings = document.get("settings").cloned().unwrap_or(Document::Map(Vec::new()));
        edits::are_sufficient(&Scenario { request, settings });
    }
});
