//! Findings as JUnit XML, a test case for each object (testmoapp/junitxml: README.md, the elements that readers agree on).

use std::collections::BTreeMap;

use ceph_multus_manifests::{Checked, Located, Severity};

use super::findings::{Findings, UNREADABLE, sentence, subject};
use crate::page;

/// A test suite for each file.
pub(super) fn render(findings: &Findings<'_>) -> String {
    let mut suites: BTreeMap<&str, Suite> = BTreeMap::new();
    for error in findings.errors() {
        let suite = suites.entry(&error.source).or_default();
        suite.errors += 1;
        let place = error.position.map(|position| format!("{position}: ")).unwrap_or_default();
        let message = attribute(&format!("{place}{}", error.problem));
        suite.cases.push(format!(
            "    <testcase name=\"{UNREADABLE}\" classname=\"{}\">\n      <error type=\"{UNREADABLE}\" message=\"{message}\"/>\n    </testcase>\n",
            attribute(&error.source)
        ));
    }
    for checked in &findings.report.objects {
        let Some(document) = findings.documents().get(checked.document) else { continue };
        let suite = suites.entry(&document.source().name).or_default();
        let (name, file) = (attribute(&subject(document, checked)), attribute(&document.source().name));
        let open = format!("    <testcase name=\"{name}\" classname=\"{file}\"");
        suite.failures += usize::from(is_refused(checked));
        if checked.findings.is_empty() {
            suite.cases.push(format!("{open}/>\n"));
            continue;
        }
        let mut case = format!("{open}>\n");
        let line = |finding: &Located| {
            let text = format!(
                "{}:{}: `{}`: {}",
                document.source().name,
                finding.position,
                finding.path_text(),
                sentence(finding)
            );
            let page = page::url(finding.rule).map(|url| format!(" ({url})")).unwrap_or_default();
            content(&format!("{text} [{}]{page}\n", finding.rule))
        };
        let (errors, others): (Vec<&Located>, Vec<&Located>) =
            checked.findings.iter().partition(|finding| finding.severity == Severity::Error);
        // Readers know one failure of a case.
        if let [first, rest @ ..] = errors.as_slice() {
            let more = if rest.is_empty() { String::new() } else { format!(" (and {} more)", rest.len()) };
            let message = attribute(&format!("{}{more}", sentence(first)));
            let lines: String = errors.iter().map(|finding| line(finding)).collect();
            case.push_str(&format!("      <failure type=\"{}\" message=\"{message}\">{lines}</failure>\n", first.rule));
        }
        if !others.is_empty() {
            let lines: String = others.iter().map(|finding| line(finding)).collect();
            case.push_str(&format!("      <system-out>{lines}</system-out>\n"));
        }
        suite.cases.push(format!("{case}    </testcase>\n"));
    }
    let (tests, failures, errors) = suites
        .values()
        .fold((0, 0, 0), |sum, suite| (sum.0 + suite.cases.len(), sum.1 + suite.failures, sum.2 + suite.errors));
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ceph-multus\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">\n"
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

#[derive(Default)]
struct Suite {
    cases: Vec<String>,
    failures: usize,
    errors: usize,
}

fn is_refused(checked: &Checked) -> bool {
    checked.findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// Text between tags; XML has no control characters but three.
fn content(text: &str) -> String {
    let is_allowed = |letter: &char| !letter.is_control() || matches!(letter, '\t' | '\n' | '\r');
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
        assert_eq!(content("a < b & c\u{1}\n"), "a &lt; b &amp; c\n");
        assert_eq!(attribute("<stdin>\n\"x\""), "&lt;stdin&gt; &quot;x&quot;");
    }
}
