//! Findings as SARIF 2.1.0, for code scanning (oasis-tcs/sarif-spec: sarif-schema-2.1.0.json).

use std::collections::BTreeMap;

use ceph_multus_core::Level;
use ceph_multus_manifests::{Checked, Document, Located, OBJECT_REPEATED, Position, ReadError};
use serde_json::{Value, json};

use super::findings::{Findings, fingerprint, hash, sentence, subject};
use super::notes::notes;
use crate::explain::UNREADABLE;
use crate::page;

/// One run, with the rules that spoke in it.
pub(super) fn render(findings: &Findings<'_>) -> String {
    let mut reported: Vec<&str> = findings.iter().map(|(.., finding)| finding.rule).collect();
    if !findings.errors().is_empty() {
        reported.push(UNREADABLE);
    }
    reported.sort_unstable();
    reported.dedup();
    let rules: BTreeMap<&str, usize> = reported.iter().enumerate().map(|(place, rule)| (*rule, place)).collect();
    let mut results: Vec<Value> = findings.errors().iter().map(|error| unreadable(findings, error, &rules)).collect();
    results.extend(findings.iter().map(|found| result(findings, found, &rules)));
    let notification = |error: &ReadError| json!({"level": "error", "message": {"text": error.to_string()}});
    let note = |note: String| json!({"level": "note", "message": {"text": note}});
    let mut notifications: Vec<Value> = findings.errors().iter().map(notification).collect();
    notifications.extend(notes(findings).into_iter().map(note));
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "ceph-multus",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": reported.iter().map(|id| rule(id)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": findings.errors().is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn result(
    findings: &Findings<'_>,
    (document, checked, finding): (&Document, &Checked, &Located),
    rules: &BTreeMap<&str, usize>,
) -> Value {
    let subject = subject(document, checked);
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": rules.get(finding.rule),
        "level": finding.severity.name(),
        "message": {"text": format!("{subject}: `{}`: {}", finding.path_text(), sentence(finding))},
        "locations": [{
            "physicalLocation": place(&document.source_at(finding.position).name, Some(finding.position)),
            "logicalLocations": [{"fullyQualifiedName": format!("{subject}: {}", finding.path_text())}],
        }],
        "partialFingerprints": {"cephMultus/v1": fingerprint(&findings.places, document, checked, finding)},
    });
    if let (Some(url), Some(result)) = (page::url(finding.rule), result.as_object_mut()) {
        result.insert(String::from("hostedViewerUri"), Value::from(url));
    }
    result
}

/// A document that cannot be read: code scanning shows results alone.
fn unreadable(findings: &Findings<'_>, error: &ReadError, rules: &BTreeMap<&str, usize>) -> Value {
    let fingerprint = hash(&[&findings.places.name(&error.source), UNREADABLE, &error.problem]);
    json!({
        "ruleId": UNREADABLE,
        "ruleIndex": rules.get(UNREADABLE),
        "level": "error",
        "message": {"text": error.problem},
        "locations": [{"physicalLocation": place(&error.source, error.position)}],
        "partialFingerprints": {"cephMultus/v1": fingerprint},
    })
}

fn place(file: &str, position: Option<Position>) -> Value {
    let mut place = json!({"artifactLocation": {"uri": uri(file)}});
    if let (Some(at), Some(place)) = (position, place.as_object_mut()) {
        let region = json!({"startLine": at.line, "startColumn": at.column, "endColumn": at.column + at.length});
        place.insert(String::from("region"), region);
    }
    place
}

fn rule(id: &str) -> Value {
    let Some(page) = crate::explain::page(id) else {
        let summary = match id {
            OBJECT_REPEATED => "two manifests of the same object",
            _ => "a document that cannot be read",
        };
        return json!({"id": id, "shortDescription": {"text": summary}, "defaultConfiguration": {"level": "error"}});
    };
    json!({
        "id": id,
        "shortDescription": {"text": page.summary},
        "help": {"text": page.text, "markdown": page.text},
        "helpUri": page::url(id),
        "defaultConfiguration": {"level": match page.level {
            Level::Deny => "error",
            Level::Warn => "warning",
            Level::Allow => "none",
        }},
    })
}

/// A file name as a relative reference.
fn uri(name: &str) -> String {
    let mut out = String::new();
    for byte in name.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_becomes_a_uri() {
        assert_eq!(uri("a b/ä#1.yaml"), "a%20b/%C3%A4%231.yaml");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
    }
}
