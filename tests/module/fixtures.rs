//! The fixtures and examples as they lie in the repository.

use std::fs;
use std::path::{Path, PathBuf};

use ceph_multus_host::AdmissionRequest;
use serde_json::{Value, json};

use super::support::policy;

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn requests(folder: &str) -> Vec<(PathBuf, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

#[test]
fn every_request_is_complete_and_answered() {
    for folder in ["tests/fixtures/requests", "examples/requests"] {
        let requests = requests(folder);
        assert!(requests.len() > 10, "{folder}");
        for (path, request) in requests {
            let place = path.display();
            AdmissionRequest::read(&request).unwrap_or_else(|error| panic!("{place}: {error}"));
            for key in ["uid", "kind", "resource", "operation", "userInfo"] {
                assert!(!request[key].is_null(), "{place}: {key}");
            }
            assert_eq!(policy().evaluate(&request, &json!({})).failure, None, "{place}");
        }
    }
}

#[test]
fn the_settings_of_the_examples_are_valid() {
    let settings = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/settings.json"));
    let verdict = policy().validate_settings(&settings).unwrap();
    assert_eq!((verdict.valid, verdict.message), (true, None));
}
