//! Inputs that a change of one condition would answer in another way: a file each, named after what holds, with the settings,
//! the object as it was and as it is to be, and all findings.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::support::findings;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/conditions")
}

#[test]
fn each_condition_of_a_rule_decides() {
    let mut files: Vec<PathBuf> =
        folder().read_dir().expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    assert!(files.len() >= 18, "{} files", files.len());
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a file");
        let mut case: Value = serde_json::from_str(&text).expect("JSON");
        let found = json!(findings(&case["old"], &case["object"], &case["settings"]));
        if std::env::var_os("UPDATE").is_some() && found != case["findings"] {
            case["findings"] = found;
            std::fs::write(&file, format!("{case:#}\n")).expect("the file");
        } else {
            assert_eq!(case["findings"], found, "{}", file.display());
        }
    }
}
