//! The command line's check and the built module say the same, and what the command line registers can be registered.

use std::path::{Path, PathBuf};

use ceph_multus_host::{Mode, Registration};
use ceph_multus_manifests::{
    Checked, Document, PolicyMode, Previous, RequestedChange, SettingsText, Severity, check, read, registration,
    request, settings_from,
};
use serde_json::{Value, json};

use super::support::policy;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The manifests below a folder, by path.
fn manifests(folder: &str) -> Vec<PathBuf> {
    let mut folders = vec![root().join(folder)];
    let mut found = Vec::new();
    while let Some(current) = folders.pop() {
        for entry in std::fs::read_dir(current).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn documents(path: &Path) -> Vec<Document> {
    read(&path.display().to_string(), &std::fs::read_to_string(path).expect("a manifest")).expect("YAML")
}

fn settings_text(settings: &Value) -> SettingsText {
    SettingsText::read("settings.json", &settings.to_string()).expect("settings")
}

/// A finding, whoever tells it: severity, rule, path, problem, help.
type Reported = (String, String, String, String, String);

/// What the check finds.
fn by_check(checked: &Checked) -> Vec<Reported> {
    let severity = |severity| match severity {
        Severity::Error => "deny",
        Severity::Warning => "warn",
        Severity::Note => "note",
    };
    let tell = |one: &ceph_multus_manifests::Located| {
        let severity = severity(one.severity).to_owned();
        (severity, one.rule.to_owned(), one.path_text(), one.problem.clone(), one.help.clone())
    };
    let mut reported: Vec<Reported> = checked.findings.iter().map(tell).collect();
    reported.sort();
    reported
}

/// What the module finds, as its audit annotations have it.
fn by_module(annotations: &std::collections::BTreeMap<String, String>) -> Vec<Reported> {
    let mut reported = Vec::new();
    for (key, is_fixed) in [("findings", false), ("mutated", true)] {
        let Some(text) = annotations.get(key) else { continue };
        for one in serde_json::from_str::<Vec<Value>>(text).expect("a list") {
            let text = |key: &str| one[key].as_str().expect("a text").to_owned();
            let severity = if is_fixed { String::from("note") } else { text("level") };
            reported.push((severity, text("rule"), text("path"), text("problem"), text("help")));
        }
    }
    reported.sort();
    reported
}

/// Evaluates a manifest alone with both; returns whether it was accepted.
#[track_caller]
fn agree(path: &Path, settings: &Value) -> bool {
    let documents = documents(path);
    let [document] = documents.as_slice() else { panic!("{}: one manifest", path.display()) };
    let report = check(&documents, &settings_text(settings), "default", |_, _| {}).expect("a report");
    let [checked] = report.objects.as_slice() else { panic!("{}: one object", path.display()) };
    let request = request(RequestedChange::Create(document), Some(""), "default").expect("a request");
    let answer = policy().evaluate(&request, settings);
    assert_eq!(answer.failure, None, "{}", path.display());
    assert_eq!(checked.is_accepted(), answer.allowed, "{}", path.display());
    assert_eq!(by_check(checked), by_module(&answer.audit_annotations), "{}", path.display());
    let mutated = checked.mutated.as_ref().map(|text| serde_json::from_str::<Value>(text).expect("JSON"));
    let patched = answer.patch.is_some().then(|| answer.patched(&request["object"]).expect("the patch applies"));
    assert_eq!(mutated, patched, "{}", path.display());
    checked.is_accepted()
}

#[test]
fn agreement_on_every_fixture() {
    let cluster = documents(&root().join("tests/fixtures/manifests/ceph-cluster/public-and-cluster.yaml"));
    let cluster: Value = serde_json::from_str(cluster[0].json()).expect("JSON");
    let (mut accepted, mut rejected) = (0, 0);
    for path in manifests("tests/fixtures/manifests") {
        // A check takes a CephCluster in place of its copy, where the module tells that the two differ.
        let is_cluster = path.components().any(|part| part.as_os_str() == "ceph-cluster");
        let inventory = if is_cluster { json!([]) } else { json!([cluster]) };
        let with_inventory = json!({"inventory": inventory, "nodeRanges": ["192.168.29.0/24"]});
        for settings in [json!({}), with_inventory, json!({"mutate": false})] {
            *(if agree(&path, &settings) { &mut accepted } else { &mut rejected }) += 1;
        }
    }
    assert!(accepted > 200 && rejected > 100, "{accepted} accepted, {rejected} rejected");
}

#[test]
fn agreement_on_manifests_in_the_world_of_all_of_them() {
    let documents: Vec<Document> = manifests("examples/manifests").iter().flat_map(|path| documents(path)).collect();
    let settings = settings_from(&documents, &settings_text(&json!({})), Previous::Dropped, "default")
        .expect("settings")
        .settings();
    let report = check(&documents, &settings_text(&json!({})), "default", |_, _| {}).expect("a report");
    assert_eq!(report.objects.len(), 5);
    for checked in &report.objects {
        let request = request(RequestedChange::Create(&documents[checked.document]), Some(""), "default");
        let answer = policy().evaluate(&request.expect("a request"), &settings);
        assert_eq!((checked.is_accepted(), by_check(checked)), (answer.allowed, by_module(&answer.audit_annotations)));
    }
}

#[test]
fn what_is_registered_evaluates_the_manifests_that_it_was_made_of_as_clean() {
    let documents: Vec<Document> = manifests("examples/manifests").iter().flat_map(|path| documents(path)).collect();
    let base = settings_text(&json!({"nodeRanges": ["192.168.29.0/24"]}));
    let settings = settings_from(&documents, &base, Previous::Dropped, "default").expect("settings").settings();
    let text = registration(&ceph_multus_manifests::Registration {
        module: "file:///policy.wasm",
        modes: PolicyMode::Protect.into(),
        policy_server: "default",
        settings: &settings,
    });
    let policies = read("policy.yaml", &text.expect("policies")).expect("YAML");
    assert_eq!(policies.len(), 3);
    for resource in &policies {
        let resource: Value = serde_json::from_str(resource.json()).expect("JSON");
        let spec = &resource["spec"];
        let verdict = policy().validate_settings(&spec["settings"]).expect("a verdict");
        assert_eq!((verdict.valid, verdict.message), (true, None));
        let as_registered =
            Registration { mode: Mode::Protect, mutating: spec["mutating"].as_bool().expect("a boolean") };
        for document in &documents {
            let request = request(RequestedChange::Create(document), None, "default").expect("a request");
            let answer = policy().evaluate_as(as_registered, &request, &spec["settings"]);
            assert_eq!((answer.allowed, answer.message, answer.patch), (true, None, None), "{}", document.kind());
            assert_eq!(answer.warnings, [""; 0], "{}", document.kind());
        }
    }
}
