//! The pages of the rules about nodes say that `check` has these rules: it finds what each of their examples shows.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

/// What `check` finds in `manifests`, as the pages write it.
fn found(manifests: &str) -> Vec<String> {
    let mut check = support::command()
        .args(["check", "--output", "json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command line");
    check.stdin.take().expect("its input").write_all(manifests.as_bytes()).expect("it reads");
    let output = check.wait_with_output().expect("an answer");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let objects = answer["objects"].as_array().expect("objects");
    let findings = objects.iter().flat_map(|object| object["findings"].as_array().expect("findings"));
    let mut lines: Vec<String> = findings
        .filter(|finding| ceph_multus_nodes::rules::find(finding["rule"].as_str().expect("a rule")).is_some())
        .map(|finding| {
            let [severity, path, problem, help, rule] =
                ["severity", "path", "problem", "help", "rule"].map(|key| finding[key].as_str().expect("a text"));
            let help = if help.is_empty() { String::new() } else { format!("; {help}") };
            format!("{severity}: `{path}`: {problem}{help} [{rule}]")
        })
        .collect();
    lines.sort_unstable();
    lines
}

#[test]
fn check_finds_what_the_pages_of_the_rules_about_nodes_show() {
    for (rule, _, page) in ceph_multus_nodes::rules::pages() {
        for part in page.split("```yaml ").skip(1) {
            let (head, rest) = part.split_once("```\n").expect("an end");
            let (_, yaml) = head.split_once('\n').expect("an example");
            let answer = rest.strip_prefix("\n```text\n").and_then(|rest| rest.split_once("```\n")).map(|one| one.0);
            let mut shown: Vec<&str> = answer.unwrap_or_default().lines().collect();
            shown.sort_unstable();
            assert_eq!(found(yaml), shown, "{}", rule.id);
        }
    }
}
