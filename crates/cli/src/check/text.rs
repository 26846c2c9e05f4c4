//! Findings for people, as rustc writes its own.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use ceph_multus_core::report::text::{counted, visible};
use ceph_multus_manifests::{Checked, Document, Located, Position, ReadError, Severity};

use super::excerpt::Excerpt;
use super::findings::{Findings, subject};
use super::notes::notes;
use crate::output::{DIM, GREEN, RED, YELLOW, styled};
use crate::page;

/// What cannot be read, all findings, what was not checked, and the sum.
pub(super) fn render(findings: &Findings<'_>) -> String {
    let renderer = Renderer::styled();
    let mut out = unreadable(findings.errors());
    for (document, checked, finding) in findings.iter() {
        out.push_str(&one(&renderer, document, checked, finding));
        out.push_str("\n\n");
    }
    for note in notes(findings) {
        out.push_str(&format!("{}\n", styled(DIM, format!("note: {}", visible(&note)))));
    }
    out.push_str(&sum(findings));
    out.push('\n');
    out
}

/// A line for each document that cannot be read, and an empty one.
pub(super) fn unreadable(errors: &[ReadError]) -> String {
    let line = |error: &ReadError| format!("{} {}\n", styled(RED, "error:"), error);
    let end = if errors.is_empty() { None } else { Some(String::from("\n")) };
    errors.iter().map(line).chain(end).collect()
}

fn one(renderer: &Renderer, document: &Document, checked: &Checked, finding: &Located) -> String {
    let position = finding.position;
    let source = document.source_at(position);
    let excerpt = Excerpt::of(source.line(position.line), position.byte, position.length);
    let before = excerpt.text.get(..excerpt.field.start).unwrap_or_default();
    let shown_at = Position { column: before.chars().count() + 1, ..position };
    let snippet = Snippet::source(&*excerpt.text)
        .line_start(position.line)
        .path(source.shown.as_str())
        .annotation(AnnotationKind::Primary.span(excerpt.field.clone()).label(finding.path_text()));
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = level.primary_title(finding.problem.as_str()).id(finding.rule).element(snippet);
    group = group.element(Level::NOTE.message(format!("in {}", subject(document, checked))));
    if finding.severity == Severity::Note {
        group = group.element(Level::NOTE.message("the policy fixes this at admission"));
    }
    if !finding.help.is_empty() {
        group = group.element(Level::HELP.message(finding.help.as_str()));
    }
    if let Some(url) = page::url(finding.rule) {
        group = group.element(Level::NOTE.message(format!("see {url}")));
    }
    // The renderer counts the column in the part of the line that it has; the place is right below the title.
    let rendered = renderer.render(&[group]);
    match rendered.split_once('\n') {
        Some((title, rest)) if shown_at != position => {
            format!("{title}\n{}", rest.replacen(&source.at(shown_at), &source.at(position), 1))
        }
        _ => rendered,
    }
}

/// `3 objects in 2 files: 1 error, 2 warnings`
fn sum(findings: &Findings<'_>) -> String {
    let report = findings.report;
    let start = format!("{} in {}", counted(report.objects.len(), "object"), counted(findings.input.files, "file"));
    let mut parts = Vec::new();
    let unreadable = findings.errors().len();
    if unreadable > 0 {
        parts.push(styled(RED, format!("{unreadable} unreadable")));
    }
    for (severity, noun, style) in [(Severity::Error, "error", RED), (Severity::Warning, "warning", YELLOW)] {
        let number = report.count(severity);
        if number > 0 {
            parts.push(styled(style, counted(number, noun)));
        }
    }
    let fixed = report.count(Severity::Note);
    if fixed > 0 {
        parts.push(format!("{fixed} fixed at admission"));
    }
    if parts.is_empty() && report.objects.is_empty() {
        format!("{start}: nothing to check")
    } else if parts.is_empty() {
        format!("{start}: {}", styled(GREEN, "no problems found"))
    } else {
        format!("{start}: {}", parts.join(", "))
    }
}
