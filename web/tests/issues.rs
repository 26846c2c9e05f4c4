//! The configurations of public issues, as the playground shows them: with the findings that the policy has, at its levels.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::fs;
use std::path::{Path, PathBuf};

use ceph_multus_web::input::Input;
use ceph_multus_web::report::{FindingReport, Report};
use serde_json::Value;

/// The level and the rule of each finding, sorted. What two objects have between them is reported at the CephCluster here, so
/// paths and words can differ.
fn found(issue: &Value) -> Vec<String> {
    let text = |key: &str| issue[key].as_str().unwrap_or_default().to_owned();
    let input = Input { manifests: text("manifests"), settings: text("settings"), old_objects: text("oldObjects") };
    let report = Report::of(&input);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let line = |finding: &FindingReport| {
        // What the mutation removes is rejected where nothing is mutated, as in the files.
        let level = if finding.severity == "warning" { "warn" } else { "deny" };
        format!("{level} [{}]", finding.rule)
    };
    let mut lines: Vec<String> = report.objects.iter().flat_map(|object| &object.findings).map(line).collect();
    lines.sort();
    lines
}

/// The same of the lines in a file: ``deny: `path`: problem; help [rule]``.
fn expected(issue: &Value) -> Vec<String> {
    let lines = issue["findings"].as_array().expect("findings").iter().map(|line| line.as_str().expect("a line"));
    let ends = |line: &str| {
        let (level, rule) = line
            .split_once(':')
            .zip(line.rsplit_once('['))
            .map(|((level, _), (_, rule))| (level, rule))
            .expect("a finding");
        format!("{level} [{rule}")
    };
    let mut lines: Vec<String> = lines.map(ends).collect();
    lines.sort();
    lines
}

#[test]
fn every_issue_has_the_findings_of_the_policy_and_no_others() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/issues");
    let files: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    assert!(files.len() >= 37, "{} issues", files.len());
    for path in files {
        let documents =
            ceph_multus_manifests::read("issue", &fs::read_to_string(&path).expect("a file")).expect("YAML");
        let issue: Value = serde_json::from_str(documents[0].json()).expect("JSON");
        assert_eq!(found(&issue), expected(&issue), "{}", path.display());
    }
}
