//! Findings as SARIF 2.1.0, for code scanning (oasis-tcs/sarif-spec: sarif-schema-2.1.0.json).

use std::collections::BTreeMap;

use ceph_multus_core::Level;
use ceph_multus_manifests::{Located, OBJECT_REPEATED, Severity};
use serde_json::{Value, json};

use super::{Findings, sentence};

/// One run, with the rules that spoke in it.
pub(super) fn render(findings: &Findings<'_>) -> String {
    let mut told: Vec<&str> = findings.iter().map(|(.., finding)| finding.rule).collect();
    told.sort_unstable();
    told.dedup();
    let places: BTreeMap<&str, usize> = told.iter().enumerate().map(|(place, rule)| (*rule, place)).collect();
    let result =
        |(document, judged, finding): (&ceph_multus_manifests::Document, &ceph_multus_manifests::Judged, &Located)| {
            let position = finding.position;
            json!({
                "ruleId": finding.rule,
                "ruleIndex": places.get(finding.rule),
                "level": match finding.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Mended => "note",
                },
                "message": {"text": format!("{}: `{}`: {}", judged.subject, finding.path, sentence(finding))},
                "locations": [{
                    "physicalLocation": {
                        "artifactLocation": {"uri": uri(&document.source().name)},
                        "region": {
                            "startLine": position.line, "startColumn": position.column,
                            "endColumn": position.column + position.length,
                        },
                    },
                    "logicalLocations": [{"fullyQualifiedName": format!("{}: {}", judged.subject, finding.path)}],
                }],
            })
        };
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "ceph-multus",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": told.iter().map(|id| rule(id)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn rule(id: &str) -> Value {
    let Some(page) = crate::explain::page(id) else {
        let summary = if id == OBJECT_REPEATED { "two manifests that are one object" } else { "" };
        return json!({"id": id, "shortDescription": {"text": summary}, "defaultConfiguration": {"level": "error"}});
    };
    json!({
        "id": id,
        "shortDescription": {"text": page.summary},
        "help": {"text": page.text, "markdown": page.text},
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
