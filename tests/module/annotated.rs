//! The module with its metadata, as it goes to a registry. Only kwctl makes it (`make annotated-policy.wasm`): without it
//! there is nothing to compare, and `make e2e-tests`, which makes it first, does not accept that.

use std::env;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use ceph_multus_host::Module;
use ceph_multus_host::metadata::embedded;
use ceph_multus_host::nested_build::workspace_root;
use ceph_multus_host::request_file::{read_request, request_files};
use serde_json::{Value, json};

use super::support::policy;

const STALE: &str = "annotated-policy.wasm is older than its sources: make annotated-policy.wasm, or make clean";

/// Set where the module was made before.
const EXPECTED: &str = "ANNOTATED_POLICY_EXPECTED";

fn annotated() -> Option<Vec<u8>> {
    let read = fs::read(workspace_root().join("annotated-policy.wasm"));
    if env::var_os(EXPECTED).is_some() {
        return Some(read.unwrap_or_else(|error| panic!("{EXPECTED} is set, but annotated-policy.wasm: {error}")));
    }
    // Past the test runner, which keeps what a test that passes prints.
    read.inspect_err(|error| _ = writeln!(std::io::stderr(), "skipped: annotated-policy.wasm: {error}")).ok()
}

fn source(name: &str) -> String {
    fs::read_to_string(workspace_root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_annotated_module_carries_the_metadata_and_the_usage() {
    let Some(bytes) = annotated() else { return };
    let mut found = embedded(&bytes).expect("metadata that can be read").expect("metadata");
    let kwctl = found["annotations"].as_object_mut().expect("annotations").remove("io.kubewarden.kwctl");
    assert!(kwctl.is_some_and(|version| version.is_string()), "kwctl names itself");
    let mut expected: Value = serde_saphyr::from_str(&source("policy-metadata.yml")).expect("YAML");
    expected["protocolVersion"] = json!("v1");
    expected["annotations"]["io.kubewarden.policy.usage"] = json!(source("policy-usage.md"));
    assert_eq!(found, expected, "{STALE}");
}

#[test]
fn the_annotated_module_answers_as_the_one_without_metadata() {
    let Some(bytes) = annotated() else { return };
    let annotated = Module::new(&bytes).expect("a module that links").patient();
    assert_eq!(annotated.imports(), policy().imports());
    let settings: Value = serde_json::from_str(&source("examples/settings.json")).expect("JSON");
    let requests = request_files(&[PathBuf::from("examples/requests")].map(|path| workspace_root().join(path)));
    for path in requests.expect("the examples") {
        let request = read_request(&path).expect("a request");
        let payload = json!({"request": request, "settings": settings}).to_string();
        let answer = |module: &Module| module.call("validate", payload.as_bytes()).expect("an answer");
        assert_eq!(answer(&annotated), answer(policy()), "{}: {STALE}", path.display());
    }
}
