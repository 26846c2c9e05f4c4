//! Findings for people, as rustc writes its own.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use ceph_multus_core::text::counted;
use ceph_multus_manifests::{Document, Judged, Located, Severity};

use super::Findings;
use crate::output::{DIM, GREEN, RED, YELLOW, styled};

/// All findings, what was left out, and the sum.
pub(super) fn render(findings: &Findings<'_>) -> String {
    let renderer = Renderer::styled();
    let mut out = String::new();
    for (document, judged, finding) in findings.iter() {
        out.push_str(&one(&renderer, document, judged, finding));
        out.push_str("\n\n");
    }
    for note in left_out(findings) {
        out.push_str(&format!("{}\n", styled(DIM, format!("note: {note}"))));
    }
    out.push_str(&sum(findings));
    out.push('\n');
    out
}

fn one(renderer: &Renderer, document: &Document, judged: &Judged, finding: &Located) -> String {
    let source = document.source();
    let line = source.line(finding.position.line);
    let byte = |characters: usize| line.char_indices().nth(characters).map_or(line.len(), |(byte, _)| byte);
    let start = byte(finding.position.column - 1);
    let end = byte(finding.position.column - 1 + finding.position.length);
    let snippet = Snippet::source(line)
        .line_start(finding.position.line)
        .path(source.name.as_str())
        .annotation(AnnotationKind::Primary.span(start..end).label(finding.path.as_str()));
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Mended => Level::NOTE,
    };
    let mut group = level.primary_title(finding.problem.as_str()).id(finding.rule).element(snippet);
    group = group.element(Level::NOTE.message(format!("in {}", judged.subject)));
    if finding.severity == Severity::Mended {
        group = group.element(Level::NOTE.message("the policy mends this when the object is created"));
    }
    if !finding.help.is_empty() {
        group = group.element(Level::HELP.message(finding.help.as_str()));
    }
    renderer.render(&[group])
}

/// What was not judged.
fn left_out(findings: &Findings<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let report = findings.report;
    if report.foreign > 0 {
        let documents = counted(report.foreign, "document");
        let are = if report.foreign == 1 { "is no Kubernetes object" } else { "are no Kubernetes objects" };
        notes.push(format!("{documents} {are}, left out"));
    }
    let unread: usize = report.unread.iter().map(|(_, number)| number).sum();
    if unread > 0 {
        let kinds = report.unread.iter().map(|(kind, number)| match number {
            1 => kind.clone(),
            _ => format!("{kind} ({number})"),
        });
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        notes.push(format!("no rule reads {}: {kinds}", counted(unread, "object")));
    }
    notes
}

/// `3 objects in 2 files: 1 error, 2 warnings`
fn sum(findings: &Findings<'_>) -> String {
    let report = findings.report;
    let mut sources: Vec<_> = findings.documents.iter().map(|document| document.source().name.as_str()).collect();
    sources.dedup();
    let start = format!("{} in {}", counted(report.objects.len(), "object"), counted(sources.len(), "file"));
    let mut parts = Vec::new();
    for (severity, noun, style) in [(Severity::Error, "error", RED), (Severity::Warning, "warning", YELLOW)] {
        let number = report.count(severity);
        if number > 0 {
            parts.push(styled(style, counted(number, noun)));
        }
    }
    let mended = report.count(Severity::Mended);
    if mended > 0 {
        parts.push(format!("{mended} to be mended by the policy"));
    }
    if parts.is_empty() {
        format!("{start}: {}", styled(GREEN, "clean"))
    } else {
        format!("{start}: {}", parts.join(", "))
    }
}
