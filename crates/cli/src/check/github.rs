//! Findings as workflow commands of GitHub Actions, which shows them in the diff of a pull request
//! (actions/toolkit: packages/core/src/command.ts).

use ceph_multus_manifests::Severity;

use super::findings::{Findings, sentence, subject};
use super::notes::notes;
use crate::explain::UNREADABLE;
use crate::page;

/// A command for each document that cannot be read, each finding, and the sum of what was not checked.
pub(super) fn render(findings: &Findings<'_>) -> String {
    let mut out = String::new();
    for error in findings.errors() {
        let place = error.position.map(|at| format!(",line={},col={}", at.line, at.column)).unwrap_or_default();
        let (file, problem) = (property(&error.source), data(&error.problem));
        out.push_str(&format!("::error file={file}{place},title={UNREADABLE}::{problem}\n"));
    }
    for (document, checked, finding) in findings.iter() {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let position = finding.position;
        let page = page::url(finding.rule).map(|url| format!(" ({url})")).unwrap_or_default();
        out.push_str(&format!(
            "::{command} file={},line={},endLine={},col={},title={}::{}{page}\n",
            property(&document.source_at(position).name),
            position.line,
            position.line,
            position.column,
            property(finding.rule),
            data(&format!("{}: `{}`: {}", subject(document, checked), finding.path_text(), sentence(finding)))
        ));
    }
    for note in notes(findings) {
        out.push_str(&format!("::notice title=ceph-multus::{}\n", data(&note)));
    }
    out
}

/// Text that ends at no line break.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The same for a property, which ends at a comma.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(data("100 %: a,\r\nb"), "100 %25: a,%0D%0Ab");
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
    }
}
