//! Every rule over every fixture: what Rook documents as right yields nothing, what is wrong is caught.
//!
//! `UPDATE=1 cargo test -p ceph-multus-core --test corpus` writes `tests/fixtures/corpus.txt`; read the diff.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::findings;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every manifest below `tests/fixtures/manifests`, by its path there.
fn manifests() -> BTreeMap<String, Value> {
    let folder = root().join("tests/fixtures/manifests");
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.clone()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(&current).expect("a folder of fixtures") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                let text = fs::read_to_string(&path).expect("a fixture");
                assert!(text.starts_with("# "), "{}: the first line says why it exists", path.display());
                let value = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                let name = path.strip_prefix(&folder).expect("below").with_extension("").display().to_string();
                found.insert(name, value);
            }
        }
    }
    assert!(found.len() > 150, "{} fixtures", found.len());
    found
}

/// The settings of the corpus: the CephCluster that the pods belong to, nothing mutated.
fn settings(manifests: &BTreeMap<String, Value>, name: &str) -> Value {
    let crossing = ["nad/bad/n14-node-route-missing", "nad/bad/w05-too-small"].contains(&name);
    let with_cluster = crossing || name.starts_with("pod/") || name.starts_with("other/");
    let inventory = if with_cluster { json!([manifests["ceph-cluster/public-and-cluster"]]) } else { json!([]) };
    let nodes = if crossing { json!(["192.168.29.0/24"]) } else { json!([]) };
    let validation = name.contains("multus-validation").then_some("rook-ceph");
    let mut settings =
        json!({"inventory": inventory, "nodeRanges": nodes, "clusterSelector": "implicit", "mutate": false});
    settings["validationNamespaces"] = validation.into_iter().collect();
    settings
}

#[test]
fn the_findings_are_those_that_were_read() {
    let manifests = manifests();
    let mut text = String::new();
    for (name, object) in &manifests {
        let lines = findings(&Value::Null, object, &settings(&manifests, name));
        text.push_str(&format!("{name}\n"));
        lines.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
    }
    let path = root().join("tests/fixtures/corpus.txt");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &text).expect("the corpus can be written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    for (line, (ours, theirs)) in text.lines().zip(expected.lines()).enumerate() {
        assert_eq!(ours, theirs, "line {} of tests/fixtures/corpus.txt; UPDATE=1 writes it", line + 1);
    }
    assert_eq!(text, expected, "UPDATE=1 writes tests/fixtures/corpus.txt");
}

/// What works, and what the design or Rook's documentation advises against: each with the rule that says so.
const DISCOURAGED: &[(&str, &str)] = &[
    // The host's network shows every interface to the daemons.
    ("ceph-cluster/discouraged/host", "host-network"),
    ("ceph-cluster/discouraged/legacy-host-network", "host-network"),
    ("other/discouraged/cephobjectstore-host-network", "daemon-host-network"),
    // The same text names another network elsewhere.
    ("ceph-cluster/discouraged/rook-ci", "selector-without-namespace"),
];

#[test]
fn what_is_right_yields_nothing() {
    let manifests = manifests();
    let healthy = manifests.iter().filter(|(name, _)| !name.contains("/bad/") && !name.contains("/discouraged/"));
    let mut looked_at = 0;
    for (name, object) in healthy {
        assert_eq!(findings(&Value::Null, object, &settings(&manifests, name)), [""; 0], "{name}");
        looked_at += 1;
    }
    assert!(looked_at > 70, "{looked_at} healthy fixtures");
}

#[test]
fn what_works_and_is_discouraged_yields_warnings_of_one_rule() {
    let manifests = manifests();
    let names: Vec<&str> = manifests.keys().map(String::as_str).filter(|name| name.contains("/discouraged/")).collect();
    assert_eq!(names.len(), DISCOURAGED.len());
    for (name, rule) in DISCOURAGED {
        let found = findings(&Value::Null, &manifests[*name], &settings(&manifests, name));
        assert!(!found.is_empty(), "{name}");
        for finding in found {
            assert!(finding.starts_with("warn: ") && finding.ends_with(&format!("[{rule}]")), "{name}: {finding}");
        }
    }
}

#[test]
fn what_is_wrong_is_caught() {
    let manifests = manifests();
    let mut looked_at = 0;
    for (name, object) in manifests.iter().filter(|(name, _)| name.contains("/bad/")) {
        let found = findings(&Value::Null, object, &settings(&manifests, name));
        assert!(!found.is_empty(), "{name}: nothing is found");
        looked_at += 1;
    }
    assert!(looked_at > 80, "{looked_at} wrong fixtures");
}
