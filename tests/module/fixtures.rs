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

/// Requests for pods that get a finding with the settings of the examples, and by which rules.
const REPORTED: &[(&str, &[&str])] = &[
    // Rook writes one wherever there is Multus.
    ("create-pod-osd-without-annotation", &["attachment-missing"]),
];

#[test]
fn the_pods_that_rook_and_its_tools_make_pass_without_a_word() {
    let mut settings = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/settings.json"));
    settings["validationNamespaces"] = json!(["rook-ceph"]);
    let mut evaluated = 0;
    for (path, request) in requests("tests/fixtures/requests") {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a plain name").to_owned();
        let made = name.starts_with("create-pod") || name.starts_with("audit-pod");
        if !made || request["object"]["metadata"]["namespace"] != "rook-ceph" {
            continue;
        }
        evaluated += 1;
        let answer = policy().evaluate(&request, &settings);
        let reported: &[&str] = REPORTED.iter().find(|(known, _)| *known == name).map_or(&[], |(_, rules)| rules);
        let lines = answer.message.iter().chain(&answer.warnings);
        let strange: Vec<_> = lines.filter(|line| !reported.iter().any(|rule| line.contains(rule))).collect();
        assert!(strange.is_empty(), "{name}: {strange:?}");
        assert!(answer.allowed || !reported.is_empty(), "{name}");
    }
    assert!(evaluated > 5, "{evaluated} pods");
}

#[test]
fn the_settings_of_the_examples_are_valid() {
    let settings = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/settings.json"));
    let verdict = policy().validate_settings(&settings).unwrap();
    assert_eq!((verdict.valid, verdict.message), (true, None));
}
