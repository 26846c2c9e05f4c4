//! The pages of the site say what the policy says: stories are evaluated, settings are read, messages are those of the rules.

use std::path::Path;

use crate::support::findings;
use ceph_multus_core::{rules, validate_settings};
use serde_json::{Value, json};

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The fenced blocks of a page: what stands behind the fence, and what is within.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let body: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push((info.to_owned(), body.join("\n")));
        }
    }
    blocks
}

fn yaml(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn the_policy_answers_the_stories_as_written() {
    let (mut settings, mut old, mut object, mut reported) = (json!({}), Value::Null, Value::Null, 0);
    for (info, body) in blocks(&page("introduction.md")) {
        match info.as_str() {
            "yaml settings" => settings = yaml(&body),
            "yaml old" => old = yaml(&body),
            "yaml" => object = yaml(&body),
            "text" => {
                assert_eq!(findings(&old, &object, &settings).join("\n"), body);
                (settings, old) = (json!({}), Value::Null);
                reported += 1;
            }
            other => panic!("{other} is no part of a story"),
        }
    }
    assert_eq!(reported, 4);
}

#[test]
fn the_settings_of_every_task_are_valid() {
    let blocks = blocks(&page("settings.md"));
    assert!(blocks.len() > 10, "a block for each task");
    for (_, body) in blocks {
        assert_eq!(validate_settings(yaml(&body).to_string().as_bytes()), r#"{"valid":true}"#, "{body}");
    }
}

/// What the page about planned changes says of a pod: it is accepted, or accepted with a warning.
fn fate(networks: [&str; 2], settings: &Value) -> &'static str {
    let network = |name: &&str| json!({"name": name, "namespace": "rook-ceph"});
    let annotation = Value::from_iter(networks.iter().map(network)).to_string();
    let owner = json!({
        "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "rook-ceph-osd-0-7c9f", "controller": true,
        "uid": "00000000-0000-0000-0000-000000000001",
    });
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "generateName": "rook-ceph-osd-0-7c9f-", "namespace": "rook-ceph", "ownerReferences": [owner],
            "labels": {"app": "rook-ceph-osd", "pod-template-hash": "7c9f"},
            "annotations": {"k8s.v1.cni.cncf.io/networks": annotation},
        },
        "spec": {"serviceAccountName": "rook-ceph-osd", "containers": []},
    });
    match findings(&Value::Null, &pod, settings).as_slice() {
        [] => "accepted",
        [one] if one.starts_with("warn: ") => "accepted, with a warning",
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_planned_change_goes_as_its_page_says() {
    let page = page("planned-changes.md");
    let settings: Vec<Value> =
        blocks(&page).iter().filter(|(info, _)| info == "yaml settings").map(|(_, body)| yaml(body)).collect();
    for one in &settings {
        assert_eq!(validate_settings(one.to_string().as_bytes()), r#"{"valid":true}"#, "{one}");
    }
    let during = settings.first().expect("the settings of the change");
    let (before, after) = (json!({"inventory": during["previous"]}), json!({"inventory": during["inventory"]}));
    let (old, new) = (["public-net", "cluster-net"], ["new-public-net", "cluster-net"]);
    for (stage, settings) in [
        ("before the change", &before),
        ("with `inventory` and `previous`", during),
        ("without `previous` again", &after),
    ] {
        let row = format!("| {stage} | {} | {} |", fate(old, settings), fate(new, settings));
        assert!(page.lines().any(|line| line == row), "{row}");
    }
}

#[test]
fn the_policy_server_of_the_page_about_sizing_is_that_of_the_examples() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/policy-server.yaml");
    let example = std::fs::read_to_string(path).expect("the example");
    let shown = blocks(&page("sizing.md")).into_iter().find(|(info, _)| info == "yaml").expect("a block");
    assert_eq!(shown.1, example.trim_end());
    assert_eq!(yaml(&example)["kind"], "PolicyServer");
}

#[test]
fn the_messages_are_those_of_the_rules_pages() {
    let page = page("troubleshooting.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| ")?.split_once("] | "));
    let mut seen = 0;
    for (message, _) in rows {
        let (message, id) = message.rsplit_once(" [").expect("a rule");
        let (.., rule) = rules::pages().find(|(rule, ..)| rule.id == id).unwrap_or_else(|| panic!("{id} is no rule"));
        let said = rule.lines().any(|line| line.contains(message) && line.ends_with(&format!("[{id}]")));
        assert!(said, "{id} does not say: {message}");
        seen += 1;
    }
    assert!(seen > 5, "{seen} messages");
}

#[test]
fn every_test_that_security_md_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = ["tests", "crates/core/tests", "crates/core/src", "crates/manifests/tests", "crates/upstream"];
    let mut folders: Vec<_> = folders.map(|folder| root.join(folder)).to_vec();
    let mut sources = String::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                sources.push_str(&std::fs::read_to_string(path).expect("a source"));
            }
        }
    }
    let text = std::fs::read_to_string(root.join("SECURITY.md")).expect("SECURITY.md");
    let names = text.split('`').filter(|name| name.matches('_').count() > 3 && !name.contains(' '));
    let missing: Vec<&str> = names.clone().filter(|name| !sources.contains(&format!("fn {name}()"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(names.count() > 15, "the tables name their tests");
    let lines: Vec<&str> =
        text.lines().filter(|line| line.starts_with("| ") && line.matches('|').count() == 4).collect();
    let without =
        |line: &&&str| !(line.starts_with("| object or request |") || line.contains('`') || line.contains('/'));
    assert_eq!(lines.iter().filter(without).count(), 0, "every line has a test or a source");
    for rule in lines.iter().filter_map(|line| line.split(" | ").nth(1)?.strip_prefix('`')?.strip_suffix('`')) {
        assert!(rules::find(rule).is_some(), "{rule}");
    }
}
