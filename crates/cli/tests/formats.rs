//! Every format of `check` for programs, held to what its readers demand: also where something cannot be read.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use std::path::Path;

use serde_json::{Value, json};

/// The folders with findings of all sorts, and one with nothing to say.
const INPUTS: [&str; 4] = [
    "crates/cli/tests/input/mixed",
    "crates/cli/tests/input/files",
    "crates/cli/tests/input/mutated",
    "examples/manifests",
];

fn output(format: &str, input: &str) -> String {
    let output = support::command()
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
    // docs.github.com: SARIF support for code scanning. Of oasis-tcs/sarif-spec: Schemata/sarif-schema-2.1.0.json, all that
    // a report has; like there, objects have no other members.
    let message =
        json!({"type": "object", "required": ["text"], "only": true, "properties": {"text": {"type": "string"}}});
    let level = json!({"type": "string", "enum": ["none", "note", "warning", "error"]});
    let region = json!({"type": "object", "required": ["startLine"], "only": true, "properties": {
        "startLine": {"type": "integer", "min": 1}, "startColumn": {"type": "integer", "min": 1}, "endColumn": {"type": "integer", "min": 1}}});
    let logical = json!({"type": "object", "only": true, "properties": {"fullyQualifiedName": {"type": "string"}}});
    let location = json!({"type": "object", "required": ["physicalLocation"], "only": true, "properties": {
        "logicalLocations": {"type": "array", "items": logical}, "physicalLocation": {
        "type": "object", "required": ["artifactLocation"], "only": true,
        "properties": {"artifactLocation": {"type": "object", "required": ["uri"], "only": true,
            "properties": {"uri": {"type": "string"}}}, "region": region}}}});
    let rule = json!({"type": "object", "required": ["id", "shortDescription"], "only": true, "properties": {
        "id": {"type": "string"}, "helpUri": {"type": "string", "start": "https://"}, "shortDescription": message,
        "help": {"type": "object", "required": ["text"], "only": true,
            "properties": {"text": {"type": "string"}, "markdown": {"type": "string"}}},
        "defaultConfiguration": {"type": "object", "required": ["level"], "properties": {"level": level}}}});
    let notification = json!({"type": "object", "required": ["message"], "only": true,
        "properties": {"level": level, "message": message}});
    let schema = json!({"type": "object", "required": ["$schema", "version", "runs"], "only": true, "properties": {
        "$schema": {"type": "string", "start": "https://"}, "version": {"enum": ["2.1.0"]},
        "runs": {"type": "array", "items": {"type": "object", "required": ["tool", "results"], "only": true, "properties": {
            "tool": {"type": "object", "required": ["driver"], "only": true, "properties": {
                "driver": {"type": "object", "required": ["name", "rules"], "only": true, "properties": {
                    "name": {"type": "string"}, "version": {"type": "string"}, "informationUri": {"type": "string", "start": "https://"},
                    "rules": {"type": "array", "items": rule}}}}},
            "columnKind": {"enum": ["unicodeCodePoints"]},
            "invocations": {"type": "array", "items": {"type": "object", "required": ["executionSuccessful"], "only": true, "properties": {
                "executionSuccessful": {"type": "boolean"},
                "toolExecutionNotifications": {"type": "array", "items": notification}}}},
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
fn everything_that_is_not_checked_is_in_every_format_with_notes() {
    let input = "crates/cli/tests/input/unread";
    let text = output("text", input);
    let notes: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("note: ")).collect();
    let counts = notes.iter().map(|note| note.split(' ').next().and_then(|word| word.parse::<u64>().ok()));
    let counted: u64 = counts.map(|count| count.expect("a note starts with a number")).sum();

    let json: Value = serde_json::from_str(&output("json", input)).expect("JSON");
    let number = |value: &Value| match value {
        Value::Array(list) => list.len() as u64,
        Value::Object(kinds) => kinds.values().filter_map(Value::as_u64).sum(),
        number => number.as_u64().expect("a number"),
    };
    let members = json["notChecked"].as_object().expect("an object");
    for (name, member) in members {
        assert!(number(member) > 0, "the input has nothing for {name}");
    }
    assert_eq!(members.values().map(number).sum::<u64>(), counted, "{text}");
    assert_eq!(
        [&members["resources"], &members["values"]],
        [
            &json!([
                {"file": "crates/cli/tests/input/unread/overlay/kustomization.yaml", "line": 6, "name": "../../away"},
                {"file": "crates/cli/tests/input/unread/overlay/kustomization.yaml", "line": 7,
                    "name": "https://github.com/example/ceph//base?ref=v1"},
            ]),
            &json!([{"file": "crates/cli/tests/input/unread/release.yaml", "line": 6, "name": "ConfigMap rook-ceph/values"}]),
        ]
    );

    let log: Value = serde_json::from_str(&output("sarif", input)).expect("JSON");
    let notifications = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().expect("a list");
    assert_eq!(notifications.iter().filter_map(|one| one["message"]["text"].as_str()).collect::<Vec<_>>(), notes);

    let github = output("github", input);
    let notices = github.lines().filter_map(|line| line.strip_prefix("::notice title=ceph-multus::"));
    assert_eq!(notices.collect::<Vec<_>>(), notes);
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
            // What ends a property, a command or a line is escaped (actions/toolkit: packages/core/src/command.ts).
            let values = properties.split(',').filter_map(|one| one.split_once('='));
            assert!(values.into_iter().all(|(_, value)| !value.contains(':')), "{line}");
            let escapes = line.match_indices('%').map(|(place, _)| line.get(place + 1..place + 3).unwrap_or_default());
            assert!(escapes.into_iter().all(|code| ["25", "0D", "0A", "3A", "2C"].contains(&code)), "{line}");
        }
    }
}

/// An element of XML: its name, its attributes, the elements in it.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
}

/// The root of an XML text.
fn element(text: &str) -> Element {
    let mut open = vec![Element { name: String::new(), attributes: Vec::new(), children: Vec::new() }];
    for tag in text.split('<').skip(1).map(|rest| rest.split_once('>').expect("the end of a tag").0) {
        if tag.starts_with('?') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            let closed = open.pop().expect("an element");
            assert_eq!(closed.name, name, "{text}");
            open.last_mut().expect("an element").children.push(closed);
            continue;
        }
        let inner = tag.strip_suffix('/').unwrap_or(tag);
        let (name, mut rest) = inner.split_once(' ').unwrap_or((inner, ""));
        let mut attributes = Vec::new();
        while let Some((key, after)) = rest.split_once("=\"") {
            let (value, after) = after.split_once('"').expect("the end of a value");
            attributes.push((key.trim().to_owned(), value.to_owned()));
            rest = after;
        }
        assert_eq!(rest.trim(), "", "{tag}");
        let element = Element { name: name.to_owned(), attributes, children: Vec::new() };
        let parent =
            if inner.len() < tag.len() { &mut open.last_mut().expect("an element").children } else { &mut open };
        parent.push(element);
    }
    let mut root = open.pop().expect("the root");
    assert!(open.is_empty() && root.name.is_empty() && root.children.len() == 1, "{text}");
    root.children.remove(0)
}

/// The elements in an element, each with how often it may be there.
type Children = &'static [(&'static str, usize)];

/// What an element may have: its attributes, all of which it must have, and the elements in it with how often these may be
/// there (windyroad/JUnit-Schema: JUnit.xsd, without the times and hosts of a run, which no reader asks for;
/// jenkinsci/xunit-plugin: junit-10.xsd, which has output in a case).
const JUNIT: [(&str, &[&str], Children); 6] = [
    ("testsuites", &["name", "tests", "failures", "errors"], &[("testsuite", usize::MAX)]),
    ("testsuite", &["name", "tests", "failures", "errors"], &[("testcase", usize::MAX)]),
    ("testcase", &["name", "classname"], &[("failure", 1), ("error", 1), ("system-out", 1)]),
    ("failure", &["type", "message"], &[]),
    ("error", &["type", "message"], &[]),
    ("system-out", &[], &[]),
];

/// Holds an element to its row, and its counts to what is in it: cases, failures, errors.
fn hold_junit(element: &Element) -> [usize; 3] {
    let (_, attributes, children) =
        JUNIT.into_iter().find(|(name, ..)| *name == element.name).unwrap_or_else(|| panic!("{}", element.name));
    let keys: Vec<&str> = element.attributes.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, attributes, "{}", element.name);
    let mut counts = ["testcase", "failure", "error"].map(|name| usize::from(element.name == name));
    for child in &element.children {
        assert!(children.iter().any(|(name, _)| *name == child.name), "{} in {}", child.name, element.name);
        for (count, more) in counts.iter_mut().zip(hold_junit(child)) {
            *count += more;
        }
    }
    for (name, most) in children {
        assert!(element.children.iter().filter(|child| child.name == *name).count() <= *most, "{name}");
    }
    for (key, count) in ["tests", "failures", "errors"].into_iter().zip(counts) {
        if let Some((_, said)) = element.attributes.iter().find(|(known, _)| known == key) {
            assert_eq!(*said, count.to_string(), "{key}");
        }
    }
    counts
}

#[test]
fn junit_has_the_elements_that_its_schemas_know_and_counts_right() {
    for input in INPUTS {
        let counts = hold_junit(&element(&output("junit", input)));
        assert!(counts[1] + counts[2] <= counts[0], "{counts:?}");
    }
}
