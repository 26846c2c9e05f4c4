//! Findings as JUnit XML, a test case for each object (testmoapp/junitxml: README.md, the elements that readers agree on).

use std::collections::BTreeMap;

use ceph_multus_manifests::{Checked, Document, Located, ReadError, Severity};

use super::findings::{Findings, sentence, subject};
use crate::explain::UNREADABLE;
use crate::page;

/// A test suite for each file.
pub(super) fn render(findings: &Findings<'_>) -> String {
    let mut suites: BTreeMap<&str, Suite> = BTreeMap::new();
    for error in findings.errors() {
        suites.entry(&error.source).or_default().add_error(error);
    }
    for checked in &findings.report.objects {
        let Some(document) = findings.documents().get(checked.document) else { continue };
        suites.entry(&document.source().name).or_default().add(document, checked);
    }
    let sum = |count: fn(&Suite) -> usize| suites.values().map(count).sum::<usize>();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ceph-multus\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n",
        sum(|suite| suite.cases.len()),
        sum(|suite| suite.failures),
        sum(|suite| suite.errors)
    );
    for (file, suite) in &suites {
        out.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n{}  </testsuite>\n",
            attribute(file),
            suite.cases.len(),
            suite.failures,
            suite.errors,
            suite.cases.concat()
        ));
    }
    out.push_str("</testsuites>\n");
    out
}

/// The test cases of a file.
#[derive(Default)]
struct Suite {
    cases: Vec<String>,
    failures: usize,
    errors: usize,
}

impl Suite {
    /// Adds a document that cannot be read.
    fn add_error(&mut self, error: &ReadError) {
        self.errors += 1;
        let place = error.position.map(|position| format!("{position}: ")).unwrap_or_default();
        let message = attribute(&format!("{place}{}", error.problem));
        self.cases.push(format!(
            "    <testcase name=\"{UNREADABLE}\" classname=\"{}\">\n      <error type=\"{UNREADABLE}\" message=\"{message}\"/>\n    </testcase>\n",
            attribute(&error.source)
        ));
    }

    /// Adds an object.
    fn add(&mut self, document: &Document, checked: &Checked) {
        let source = &document.source().name;
        let (name, file) = (attribute(&subject(document, checked)), attribute(source));
        let open = format!("    <testcase name=\"{name}\" classname=\"{file}\"");
        if checked.findings.is_empty() {
            self.cases.push(format!("{open}/>\n"));
            return;
        }
        let (errors, others): (Vec<&Located>, Vec<&Located>) =
            checked.findings.iter().partition(|finding| finding.severity == Severity::Error);
        let lines = |findings: &[&Located]| findings.iter().map(|finding| line(document, finding)).collect::<String>();
        let mut case = format!("{open}>\n");
        // Readers know one failure of a case.
        if let [first, rest @ ..] = errors.as_slice() {
            self.failures += 1;
            let more = if rest.is_empty() { String::new() } else { format!(" (and {} more)", rest.len()) };
            let message = attribute(&format!("{}{more}", sentence(first)));
            let lines = lines(&errors);
            case.push_str(&format!("      <failure type=\"{}\" message=\"{message}\">{lines}</failure>\n", first.rule));
        }
        if !others.is_empty() {
            case.push_str(&format!("      <system-out>{}</system-out>\n", lines(&others)));
        }
        self.cases.push(format!("{case}    </testcase>\n"));
    }
}

/// A finding with its place and its page.
fn line(document: &Document, finding: &Located) -> String {
    let page = page::url(finding.rule).map(|url| format!(" ({url})")).unwrap_or_default();
    let (position, path, rule) = (finding.position, finding.path_text(), finding.rule);
    let source = &document.source_at(position).name;
    content(&format!("{source}:{position}: `{path}`: {} [{rule}]{page}\n", sentence(finding)))
}

/// Text between tags; XML has no control characters but three, and not the two that are none
/// (W3C, Extensible Markup Language (XML) 1.0: 2.2 Characters).
fn content(text: &str) -> String {
    let is_allowed = |letter: &char| match letter {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        other => !other.is_control(),
    };
    let text: String = text.chars().filter(is_allowed).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The value of an attribute.
fn attribute(text: &str) -> String {
    content(text).replace('"', "&quot;").replace(['\n', '\r', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_in_xml_is_escaped() {
        assert_eq!(content("a < b & c\u{1}\u{fffe}\u{ffff}\n"), "a &lt; b &amp; c\n");
        assert_eq!(attribute("<stdin>\n\"x\""), "&lt;stdin&gt; &quot;x&quot;");
    }
}
