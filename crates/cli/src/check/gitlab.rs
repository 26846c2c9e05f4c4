//! Findings as a Code Quality report of GitLab
//! (docs.gitlab.com: ci/testing/code_quality, "Code Quality report format").

use std::collections::BTreeMap;

use ceph_multus_manifests::Severity;
use serde_json::{Value, json};

use super::findings::{Findings, fingerprint, hash, sentence, subject};
use crate::explain::UNREADABLE;
use crate::page;

/// A list of issues.
pub(super) fn render(findings: &Findings<'_>) -> String {
    // GitLab drops issues whose fingerprint it has already.
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut unique = |fingerprint: String| {
        let number = seen.entry(fingerprint.clone()).or_default();
        *number += 1;
        if *number == 1 { fingerprint } else { hash(&[&fingerprint, &number.to_string()]) }
    };
    let mut issues = Vec::new();
    for error in findings.errors() {
        let fingerprint = unique(hash(&[&findings.places.name(&error.source), UNREADABLE, &error.problem]));
        let line = error.position.map_or(1, |position| position.line);
        issues.push(issue(UNREADABLE, &error.problem, "blocker", &error.source, line, fingerprint));
    }
    for (document, checked, finding) in findings.iter() {
        let severity = match finding.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Note => "info",
        };
        let page = page::url(finding.rule).map(|url| format!(" ({url})")).unwrap_or_default();
        let description =
            format!("{}: `{}`: {}{page}", subject(document, checked), finding.path_text(), sentence(finding));
        let fingerprint = unique(fingerprint(&findings.places, document, checked, finding));
        let (file, line) = (&document.source_at(finding.position).name, finding.position.line);
        issues.push(issue(finding.rule, &description, severity, file, line, fingerprint));
    }
    let mut text = serde_json::to_string_pretty(&issues).unwrap_or_default();
    text.push('\n');
    text
}

fn issue(rule: &str, description: &str, severity: &str, file: &str, line: usize, fingerprint: String) -> Value {
    json!({
        "description": description,
        "check_name": rule,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": file, "lines": {"begin": line}},
    })
}
