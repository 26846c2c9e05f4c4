//! Findings for scripts.

use std::collections::BTreeMap;

use ceph_multus_manifests::{Checked, Document, Elsewhere, Located, Placeholder, ReadError, Severity};
use serde::Serialize;
use serde_json::Value;

use super::findings::{Findings, fingerprint};
use crate::page;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Output<'o> {
    errors: usize,
    warnings: usize,
    fixed: usize,
    files: usize,
    unreadable: Vec<Unreadable<'o>>,
    objects: Vec<Object<'o>>,
    not_checked: NotChecked<'o>,
    inventories: Vec<&'o [String]>,
    ignored: usize,
    in_baseline: usize,
    below_min_level: usize,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Unreadable<'o> {
    file: &'o str,
    line: Option<usize>,
    column: Option<usize>,
    problem: &'o str,
}

/// What was not checked, by the reason.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NotChecked<'o> {
    templates: Vec<Place<'o>>,
    unreadable: Vec<Unreadable<'o>>,
    patches: &'o [String],
    other_patches: usize,
    transformations: Vec<Transformed<'o>>,
    resources: Vec<Named<'o>>,
    values: Vec<Named<'o>>,
    value_parts: Vec<Named<'o>>,
    placeholders: Vec<Field<'o>>,
    nads: Vec<Nad<'o>>,
    kinds: &'o BTreeMap<String, usize>,
    encrypted: usize,
    documents: usize,
}

#[derive(Serialize)]
struct Place<'o> {
    file: &'o str,
    line: usize,
}

/// A field of a Kustomization that is not applied.
#[derive(Serialize)]
struct Transformed<'o> {
    file: &'o str,
    field: &'static str,
}

/// What a document names, and is not in the input.
#[derive(Serialize)]
struct Named<'o> {
    file: &'o str,
    line: usize,
    name: &'o str,
}

#[derive(Serialize)]
struct Field<'o> {
    file: &'o str,
    line: usize,
    path: &'o str,
    placeholder: &'o str,
}

#[derive(Serialize)]
struct Nad<'o> {
    file: &'o str,
    line: usize,
    name: &'o str,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'o str>,
    accepted: bool,
    findings: Vec<Finding<'o>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mutated_object: Option<Value>,
}

#[derive(Serialize)]
struct Finding<'o> {
    rule: &'o str,
    severity: &'static str,
    fixed: bool,
    path: String,
    /// The file with it, if that is not the one of the object.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'o String>,
    line: usize,
    column: usize,
    problem: &'o str,
    help: &'o str,
    url: Option<String>,
    fingerprint: String,
}

/// One JSON object.
pub(super) fn render(findings: &Findings<'_>) -> String {
    let report = findings.report;
    let documents = findings.documents();
    let manifests = &findings.input.manifests;
    let output = Output {
        errors: report.count(Severity::Error),
        warnings: report.count(Severity::Warning),
        fixed: report.count(Severity::Note),
        files: findings.input.files,
        unreadable: findings.errors().iter().map(unreadable).collect(),
        objects: report.objects.iter().filter_map(|checked| object(findings, checked)).collect(),
        not_checked: NotChecked {
            templates: manifests
                .templates
                .iter()
                .map(|one| Place { file: &one.source, line: one.position.line })
                .collect(),
            unreadable: manifests.others.iter().map(unreadable).collect(),
            patches: &manifests.patches,
            other_patches: manifests.other_patches,
            transformations: manifests
                .transformations
                .iter()
                .map(|one| Transformed { file: &one.source, field: one.field })
                .collect(),
            resources: manifests.bases.iter().map(named).collect(),
            values: manifests.elsewhere.iter().map(named).collect(),
            value_parts: manifests.value_parts.iter().map(named).collect(),
            placeholders: report.placeholders.iter().filter_map(|one| field(documents, one)).collect(),
            nads: report.foreign_nads.iter().filter_map(|place| nad(documents.get(*place)?)).collect(),
            kinds: &manifests.unread,
            encrypted: manifests.encrypted,
            documents: manifests.foreign,
        },
        inventories: report.inventories.iter().map(|one| one.roots.as_slice()).collect(),
        ignored: findings.ignored,
        in_baseline: findings.known,
        below_min_level: findings.hidden,
        notes: findings.notes.clone(),
    };
    // These types have nothing that JSON cannot write.
    let mut text = serde_json::to_string_pretty(&output).unwrap_or_default();
    text.push('\n');
    text
}

fn unreadable(error: &ReadError) -> Unreadable<'_> {
    Unreadable {
        file: &error.source,
        line: error.position.map(|position| position.line),
        column: error.position.map(|position| position.column),
        problem: &error.problem,
    }
}

fn named(one: &Elsewhere) -> Named<'_> {
    Named { file: &one.source, line: one.position.line, name: &one.text }
}

fn field<'o>(documents: &'o [Document], placeholder: &'o Placeholder) -> Option<Field<'o>> {
    Some(Field {
        file: &documents.get(placeholder.document)?.source_at(placeholder.position).name,
        line: placeholder.position.line,
        path: &placeholder.path,
        placeholder: &placeholder.text,
    })
}

fn nad(document: &Document) -> Option<Nad<'_>> {
    let line = document.start().line;
    Some(Nad { file: &document.source().name, line, name: document.name() })
}

fn object<'o>(findings: &Findings<'o>, checked: &'o Checked) -> Option<Object<'o>> {
    let document = findings.documents().get(checked.document)?;
    let file = &document.source_at(document.start()).name;
    let finding = |found: &'o Located| {
        let own = Some(&document.source_at(found.position).name).filter(|own| *own != file);
        finding(found, own, fingerprint(&findings.places, document, checked, found))
    };
    Some(Object {
        file,
        document: document.number(),
        line: document.start().line,
        api_version: document.api_version(),
        kind: document.kind(),
        namespace: &checked.namespace,
        name: document.name(),
        origin: document.origin(),
        accepted: checked.is_accepted(),
        findings: checked.findings.iter().map(finding).collect(),
        mutated_object: checked.mutated.as_deref().and_then(|text| serde_json::from_str(text).ok()),
    })
}

fn finding<'o>(finding: &'o Located, file: Option<&'o String>, fingerprint: String) -> Finding<'o> {
    Finding {
        rule: finding.rule,
        severity: finding.severity.name(),
        fixed: finding.severity == Severity::Note,
        path: finding.path_text(),
        file,
        line: finding.position.line,
        column: finding.position.column,
        problem: &finding.problem,
        help: &finding.help,
        url: page::url(finding.rule),
        fingerprint,
    }
}
