//! Every format of `check` for programs, held to what its readers demand: also where something cannot be read.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

/// The folders with findings of all sorts, and one with nothing to say.
const INPUTS: [&str; 4] = [
    "crates/cli/tests/input/mixed",
    "crates/cli/tests/input/files",
    "crates/cli/tests/input/mutated",
    "examples/manifests",
];

fn output(format: &str, input: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ceph-multus"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .args(["check", "--output", format, input])
        .output()
        .expect("an answer");
    String::from_utf8(output.stdout).expect("text")
}

/// Holds `value` to a part of JSON Schema: `type`, `required`, `properties`, `only`, `items`, `enum`, `min`, `start`.
fn hold(value: &Value, schema: &Value, path: &str) {
    let is_type = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_u64(),
        Some("boolean") => value.is_boolean(),
        _ => true,
    };
    assert!(is_type, "{path} must be {}: {value}", schema["type"]);
    if let Some(known) = schema["enum"].as_array() {
        assert!(known.contains(value), "{path}: {value}");
    }
    if let Some(least) = schema["min"].as_u64() {
        assert!(value.as_u64().is_some_and(|number| number >= least), "{path}: {value}");
    }
    if let Some(start) = schema["start"].as_str() {
        assert!(value.as_str().is_some_and(|text| text.starts_with(start)), "{path}: {value}");
    }
    for key in schema["required"].as_array().into_iter().flatten() {
        assert!(value.get(key.as_str().expect("a key")).is_some(), "{path} has no {key}");
    }
    if let (Some(members), Some(known)) = (value.as_object(), schema["properties"].as_object()) {
        for (key, member) in members {
            match known.get(key) {
                Some(schema) => hold(member, schema, &format!("{path}.{key}")),
                None => assert!(schema["only"] != json!(true), "{path}.{key} is unknown"),
            }
        }
    }
    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
        hold(item, &schema["items"], &format!("{path}[{place}]"));
    }
}

#[test]
fn sarif_has_what_code_scanning_demands() {
    // docs.github.com: SARIF support for code scanning; oasis-tcs/sarif-spec: sarif-schema-2.1.0.json.
    let message = json!({"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}});
    let level = json!({"type": "string", "enum": ["none", "note", "warning", "error"]});
    let region = json!({"type": "object", "required": ["startLine"], "only": true, "properties": {
        "startLine": {"type": "integer", "min": 1}, "startColumn": {"type": "integer", "min": 1}, "endColumn": {"type": "integer", "min": 1}}});
    let location = json!({"type": "object", "required": ["physicalLocation"], "properties": {"physicalLocation": {
        "type": "object", "required": ["artifactLocation"], "only": true,
        "properties": {"artifactLocation": {"type": "object", "required": ["uri"]}, "region": region}}}});
    let rule = json!({"type": "object", "required": ["id", "shortDescription"], "properties": {
        "id": {"type": "string"}, "helpUri": {"type": "string", "start": "https://"}, "shortDescription": message,
        "defaultConfiguration": {"type": "object", "required": ["level"], "properties": {"level": level}}}});
    let schema = json!({"type": "object", "required": ["$schema", "version", "runs"], "only": true, "properties": {
        "$schema": {"type": "string", "start": "https://"}, "version": {"enum": ["2.1.0"]},
        "runs": {"type": "array", "items": {"type": "object", "required": ["tool", "results"], "only": true, "properties": {
            "tool": {"type": "object", "required": ["driver"], "properties": {"driver": {"type": "object", "required": ["name", "rules"],
                "properties": {"rules": {"type": "array", "items": rule}}}}},
            "columnKind": {"enum": ["unicodeCodePoints"]},
            "invocations": {"type": "array", "items": {"type": "object", "required": ["executionSuccessful"]}},
            "results": {"type": "array", "items": {"type": "object", "only": true,
                "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
                "properties": {"ruleId": {"type": "string"}, "ruleIndex": {"type": "integer"}, "level": level, "message": message,
                    "hostedViewerUri": {"type": "string", "start": "https://"}, "partialFingerprints": {"type": "object"},
                    "locations": {"type": "array", "items": location}}}}}}}}});
    for input in INPUTS {
        let log: Value = serde_json::from_str(&output("sarif", input)).expect("JSON");
        hold(&log, &schema, "sarif");
        let run = &log["runs"][0];
        for result in run["results"].as_array().expect("results") {
            let rule = usize::try_from(result["ruleIndex"].as_u64().expect("a place")).expect("a place");
            assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
        }
    }
}

#[test]
fn the_report_for_gitlab_has_its_five_fields_and_no_fingerprint_twice() {
    let schema = json!({"type": "array", "items": {"type": "object", "only": true,
        "required": ["description", "check_name", "fingerprint", "severity", "location"], "properties": {
            "description": {"type": "string"}, "check_name": {"type": "string"}, "fingerprint": {"type": "string"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {"type": "object", "required": ["path", "lines"], "properties": {"path": {"type": "string"},
                "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "min": 1}}}}}}}});
    for input in INPUTS {
        let report: Value = serde_json::from_str(&output("gitlab", input)).expect("JSON");
        hold(&report, &schema, "report");
        let mut prints: Vec<_> =
            report.as_array().expect("issues").iter().map(|one| one["fingerprint"].to_string()).collect();
        let number = prints.len();
        prints.sort();
        prints.dedup();
        assert_eq!(prints.len(), number);
    }
}

#[test]
fn json_has_the_same_members_whatever_is_found() {
    for input in INPUTS {
        let answer: Value = serde_json::from_str(&output("json", input)).expect("JSON");
        let keys: Vec<_> = answer.as_object().expect("an object").keys().cloned().collect();
        assert_eq!(
            keys,
            [
                "belowMinLevel",
                "errors",
                "files",
                "fixed",
                "ignored",
                "inBaseline",
                "inventories",
                "notChecked",
                "notes",
                "objects",
                "unreadable",
                "warnings"
            ]
        );
    }
}

#[test]
fn a_command_for_github_is_a_line_with_file_and_line() {
    for input in INPUTS {
        for line in output("github", input).lines() {
            let (head, message) = line.strip_prefix("::").and_then(|rest| rest.split_once("::")).expect(line);
            let (command, properties) = head.split_once(' ').expect(line);
            assert!(["error", "warning", "notice"].contains(&command) && !message.is_empty(), "{line}");
            let is_known =
                |one: &str| ["file=", "line=", "endLine=", "col=", "title="].iter().any(|key| one.starts_with(key));
            assert!(properties.split(',').all(is_known), "{line}");
        }
    }
}

#[test]
fn junit_is_well_formed_and_counts_right() {
    for input in INPUTS {
        let text = output("junit", input);
        let (mut open, mut counts) = (Vec::new(), [0_usize; 3]);
        for tag in text.split('<').skip(1).map(|rest| rest.split_once('>').expect("the end of a tag").0) {
            let name = tag.trim_matches('/').split([' ', '/']).next().unwrap_or_default();
            for (count, counted) in counts.iter_mut().zip(["testcase", "failure", "error"]) {
                *count += usize::from(!tag.starts_with('/') && name == counted);
            }
            match tag {
                _ if tag.starts_with('?') || tag.ends_with('/') => {}
                _ if tag.starts_with('/') => assert_eq!(open.pop(), Some(name), "{text}"),
                _ => open.push(name),
            }
        }
        assert!(open.is_empty(), "{open:?}");
        let number = |key: &str| -> usize {
            let (_, root) = text.split_once("<testsuites").expect("the root");
            let (_, rest) = root.split_once(&format!("{key}=\"")).expect("a count");
            rest.split('"').next().expect("a number").parse().expect("a number")
        };
        assert_eq!(number("tests"), counts[0]);
        assert_eq!(number("errors"), counts[2]);
        assert!(number("failures") <= counts[1]);
    }
}
