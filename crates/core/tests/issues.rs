//! Problems of users, from public issues: each with the findings that would have spared them.
//!
//! A file of `tests/fixtures/issues` is one: its `title`, its `issues`, and the exact `findings` about the first object
//! of `manifests` in the world of the others and of `settings`; `oldObjects`, if there is one, is that object as it was.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Value, json};
use support::findings;

const KEYS: [&str; 6] = ["title", "issues", "settings", "oldObjects", "manifests", "findings"];

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/issues");
    let entries = fs::read_dir(folder).expect("a folder of issues");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    assert!(files.len() >= 37, "{} issues", files.len());
    let trial = |path: PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().replace('-', "_");
        Trial::test(name, move || check(&fs::read_to_string(&path).expect("a fixture")))
    };
    libtest_mimic::run(&Arguments::from_args(), files.into_iter().map(trial).collect()).exit();
}

fn check(text: &str) -> Result<(), Failed> {
    let issue: Value = serde_saphyr::from_str(text)?;
    for key in issue.as_object().into_iter().flat_map(|members| members.keys()) {
        assert!(KEYS.contains(&key.as_str()), "unknown key `{key}`");
    }
    let issues = strings(&issue["issues"]);
    assert!(!issues.is_empty() && issues.iter().all(|issue| issue.contains('#')), "issues: {issues:?}");
    assert!(issue["title"].as_str().is_some_and(|title| !title.is_empty()), "no title");
    let mut objects = documents(&issue["manifests"])?;
    let reviewed = objects.remove(0);
    let old = documents(&issue["oldObjects"])?.pop().unwrap_or(Value::Null);
    let mut settings = documents(&issue["settings"])?.pop().unwrap_or_else(|| json!({}));
    settings["inventory"] = objects.into();
    let (found, expected) = (findings(&old, &reviewed, &settings), strings(&issue["findings"]));
    assert!(!expected.is_empty(), "no finding is expected");
    if found == expected { Ok(()) } else { Err(format!("found    {found:#?}\nexpected {expected:#?}").into()) }
}

fn documents(text: &Value) -> Result<Vec<Value>, Failed> {
    Ok(serde_saphyr::from_multiple(text.as_str().unwrap_or_default())?)
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}
