//! The workflows: other people's actions are pinned, and no job has a right that it does not name.

use std::path::PathBuf;

use serde_json::{Value, json};

/// The workflows: name, text, content.
fn workflows() -> Vec<(String, String, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../.github/workflows");
    let mut workflows = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder of the workflows") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("a text");
        let content = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        workflows.push((path.file_name().expect("a name").to_string_lossy().into_owned(), text, content));
    }
    workflows.sort_by(|one, other| one.0.cmp(&other.0));
    workflows
}

#[test]
fn every_action_is_pinned_to_a_commit_with_its_version_beside() {
    let mut pinned = 0;
    for (name, text, _) in workflows() {
        for line in text.lines().filter_map(|line| line.split_once("uses: ").map(|(_, action)| action)) {
            let (action, version) = line.split_once(" # v").unwrap_or_else(|| panic!("{name}: {line}: its version"));
            let (_, commit) = action.split_once('@').unwrap_or_else(|| panic!("{name}: {line}: its commit"));
            assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}: {line}");
            assert!(version.split('.').all(|part| part.parse::<u32>().is_ok()), "{name}: {line}");
            pinned += 1;
        }
    }
    assert!(pinned > 20, "{pinned} actions");
}

#[test]
fn one_action_has_one_version() {
    let texts: Vec<_> = workflows().into_iter().map(|(_, text, _)| text).collect();
    let mut actions: Vec<_> = texts
        .iter()
        .flat_map(|text| text.lines())
        .filter_map(|line| line.split_once("uses: "))
        .map(|(_, action)| action)
        .collect();
    actions.sort_unstable();
    actions.dedup();
    let mut names: Vec<_> = actions.iter().filter_map(|action| action.split_once('@')).map(|(name, _)| name).collect();
    names.dedup();
    assert_eq!(names.len(), actions.len(), "{actions:?}");
}

#[test]
fn rights_to_write_are_where_something_is_written() {
    let mut writing = Vec::new();
    for (name, _, workflow) in workflows() {
        assert_eq!(workflow["permissions"], json!({"contents": "read"}), "{name}");
        for (job, content) in workflow["jobs"].as_object().expect("jobs") {
            assert!(content["timeout-minutes"].is_u64(), "{name}: {job} ends at some time");
            if let Some(permissions) = content.get("permissions") {
                writing.push(format!("{name} {job} {permissions}"));
            }
        }
    }
    assert_eq!(
        writing,
        [
            r#"dependencies.yml propose {"contents":"write","pull-requests":"write"}"#,
            r#"release.yml publish {"attestations":"write","contents":"write","id-token":"write","packages":"write"}"#,
            r#"site.yml publish {"id-token":"write","pages":"write"}"#,
        ]
    );
}

#[test]
fn no_expression_stands_in_a_script() {
    let mut scripts = 0;
    for (name, _, workflow) in workflows() {
        for (job, content) in workflow["jobs"].as_object().expect("jobs") {
            for step in content["steps"].as_array().expect("steps") {
                let script = step["run"].as_str().unwrap_or_default();
                assert!(!script.contains("${{"), "{name}: {job}: pass it by the environment: {script}");
                scripts += usize::from(!script.is_empty());
            }
        }
    }
    assert!(scripts > 20, "{scripts} scripts");
}
