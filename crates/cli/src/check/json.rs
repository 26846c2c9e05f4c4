//! Findings for scripts.

use std::collections::BTreeMap;

use ceph_multus_manifests::{Document, Judged, Located, Severity};
use serde::Serialize;
use serde_json::Value;

use super::Findings;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Output<'o> {
    errors: usize,
    warnings: usize,
    mended: usize,
    objects: Vec<Object<'o>>,
    unread_kinds: BTreeMap<&'o str, usize>,
    documents_left_out: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Object<'o> {
    file: &'o str,
    document: usize,
    line: usize,
    api_version: &'o str,
    kind: &'o str,
    namespace: &'o str,
    name: &'o str,
    accepted: bool,
    findings: Vec<Finding<'o>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mended: Option<Value>,
}

#[derive(Serialize)]
struct Finding<'o> {
    rule: &'o str,
    severity: &'static str,
    path: &'o str,
    line: usize,
    column: usize,
    problem: &'o str,
    help: &'o str,
}

/// One JSON object.
pub(super) fn render(findings: &Findings<'_>) -> String {
    let report = findings.report;
    let object = |judged| object(findings.documents, judged);
    let output = Output {
        errors: report.count(Severity::Error),
        warnings: report.count(Severity::Warning),
        mended: report.count(Severity::Mended),
        objects: report.objects.iter().filter_map(object).collect(),
        unread_kinds: report.unread.iter().map(|(kind, number)| (kind.as_str(), *number)).collect(),
        documents_left_out: report.foreign,
    };
    // These types have nothing that JSON cannot write.
    let mut text = serde_json::to_string_pretty(&output).unwrap_or_default();
    text.push('\n');
    text
}

fn object<'o>(documents: &'o [Document], judged: &'o Judged) -> Option<Object<'o>> {
    let document = documents.get(judged.document)?;
    // The world may have given it a namespace that it does not name.
    let namespace = judged.subject.split_once(' ').and_then(|(_, name)| name.split_once('/')).map_or("", |name| name.0);
    Some(Object {
        file: &document.source().name,
        document: document.number(),
        line: document.locate("").line,
        api_version: document.api_version(),
        kind: document.kind(),
        namespace,
        name: document.name(),
        accepted: judged.accepted,
        findings: judged.findings.iter().map(finding).collect(),
        mended: judged.mended.as_deref().and_then(|text| serde_json::from_str(text).ok()),
    })
}

fn finding(finding: &Located) -> Finding<'_> {
    Finding {
        rule: finding.rule,
        severity: match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Mended => "mended",
        },
        path: &finding.path,
        line: finding.position.line,
        column: finding.position.column,
        problem: &finding.problem,
        help: &finding.help,
    }
}
