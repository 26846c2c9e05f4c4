//! What becomes of a request, and the answer that says so.

use std::borrow::Cow;

use crate::json::{object, push_all, push_string, string};
use crate::report::finding::Finding;
use crate::report::level::Level;
use crate::report::limits::{
    AUDIT_BYTES, FINDINGS_SHOWN, MESSAGE_BYTES, SUBJECT_SHOWN, WARNING_HARD, WARNING_WANTED, WARNINGS_SHOWN,
};
use crate::report::text::{counted, cut, shortened};

/// The HTTP code of a rejection: the object is well-formed but cannot be processed, as Kubernetes' own
/// ValidatingAdmissionPolicy answers (kubernetes/apiserver: pkg/admission/plugin/policy/validating).
const REJECTED: u64 = 422;

/// What becomes of a request.
#[derive(Debug)]
pub enum Verdict {
    /// It passes. Warnings remain.
    Accept {
        /// What is said all the same.
        findings: Vec<Finding>,
    },
    /// It passes with changes.
    Mutate {
        /// The changed object as JSON text.
        object: String,
        /// What the changes fixed; each has its edit.
        fixed: Vec<Finding>,
        /// What is said all the same.
        findings: Vec<Finding>,
    },
    /// It does not pass.
    Reject {
        /// `CephCluster rook-ceph/my-cluster`
        subject: String,
        /// At least one that denies.
        findings: Vec<Finding>,
    },
}

impl Verdict {
    /// Whether the request passes.
    pub fn is_accepted(&self) -> bool {
        !matches!(self, Verdict::Reject { .. })
    }

    /// Everything found.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Verdict::Accept { findings } | Verdict::Mutate { findings, .. } | Verdict::Reject { findings, .. } => {
                findings
            }
        }
    }

    /// The message of a rejection: the object, the count, then one line per finding that denies.
    pub fn message(&self) -> Option<String> {
        let Verdict::Reject { subject, findings } = self else { return None };
        let rejected: Vec<&Finding> = findings.iter().filter(|finding| finding.level == Level::Deny).collect();
        let number: usize = rejected.iter().map(|finding| finding.more.saturating_add(1)).sum();
        let mut message = format!("{}: {}:", shortened(subject, SUBJECT_SHOWN), counted(number, "problem"));
        let (mut shown, mut bytes) = (0, 0);
        for finding in rejected.iter().take(FINDINGS_SHOWN) {
            let line = format!("{finding}");
            bytes += bytes_as_json(&line);
            if bytes > MESSAGE_BYTES {
                break;
            }
            message.push('\n');
            message.push_str(&line);
            shown += 1;
        }
        if let Some(more) = number.checked_sub(shown).filter(|more| *more > 0) {
            message.push_str(&format!("\nand {more} more"));
        }
        Some(message)
    }

    /// The warnings, each at most [`WARNING_WANTED`] characters if possible: a longer one is split in two, the
    /// problem and the help. From the first finding that does not fit in [`WARNINGS_SHOWN`] on they are counted.
    pub fn warnings(&self) -> Vec<String> {
        let (mut warnings, mut more, mut is_full) = (Vec::new(), 0, false);
        for finding in self.findings().iter().filter(|finding| finding.level == Level::Warn) {
            more += finding.more;
            let lines = if is_full { Vec::new() } else { lines(finding) };
            is_full |= warnings.len() + lines.len() > WARNINGS_SHOWN;
            if is_full {
                more += 1;
            } else {
                warnings.extend(lines);
            }
        }
        if more > 0 {
            warnings.push(format!("and {more} more"));
        }
        warnings
    }

    /// The answer of `validate`, as JSON (kubewarden/policy-sdk-rust: src/response.rs).
    pub fn to_json(&self) -> String {
        let accepted = if self.is_accepted() { "true" } else { "false" };
        let mut members = vec![("accepted", Cow::Borrowed(accepted))];
        if let Some(message) = self.message() {
            members.push(("message", Cow::Owned(string(&message))));
            members.push(("code", Cow::Owned(format!("{REJECTED}"))));
        }
        let warnings = self.warnings();
        if !warnings.is_empty() {
            let mut list = String::new();
            push_all(&mut list, ['[', ']'], &warnings, |out, warning| push_string(out, warning));
            members.push(("warnings", Cow::Owned(list)));
        }
        let annotations = self.audit_annotations();
        if !annotations.is_empty() {
            members.push(("audit_annotations", Cow::Owned(object(&annotations))));
        }
        if let Verdict::Mutate { object, .. } = self {
            members.push(("mutated_object", Cow::Borrowed(object)));
        }
        object(&members)
    }

    /// For machines: `findings`, all that remain, and `mutated`, those that the changes fixed.
    fn audit_annotations(&self) -> Vec<(&'static str, String)> {
        let mut annotations = Vec::new();
        if !self.findings().is_empty() {
            annotations.push(("findings", string(&audit_text(self.findings()))));
        }
        if let Verdict::Mutate { fixed, .. } = self {
            annotations.push(("mutated", string(&audit_text(fixed))));
        }
        annotations
    }
}

/// A finding as one warning or two. Where one is cut, the rule is still there to be looked up.
fn lines(finding: &Finding) -> Vec<String> {
    let whole = format!("{finding}");
    if whole.chars().count() <= WARNING_WANTED {
        return vec![cut(whole, WARNING_HARD)];
    }
    let id = format!(" [{}]", finding.rule);
    let line = |text: String| cut(text, WARNING_HARD.saturating_sub(id.len())) + &id;
    let mut lines = vec![line(format!("`{}`: {}", finding.path_text(), finding.problem))];
    if !finding.help.is_empty() {
        lines.push(line(finding.help.clone()));
    }
    lines
}

/// The findings as a JSON list, cut at the one that would make it longer than [`AUDIT_BYTES`].
fn audit_text(findings: &[Finding]) -> String {
    let (mut kept, mut bytes) = (Vec::new(), 0);
    for finding in findings {
        let path = finding.path_text();
        let (problem, help) = (&*finding.problem, &*finding.help);
        let texts = [finding.rule, finding.level.name(), &path, problem, help].map(string);
        let keys = ["rule", "level", "path", "problem", "help"];
        let one = object(&keys.into_iter().zip(&texts).collect::<Vec<_>>());
        bytes += bytes_as_json(&one) + usize::from(!kept.is_empty());
        if bytes > AUDIT_BYTES {
            break;
        }
        kept.push(one);
    }
    let mut out = String::new();
    push_all(&mut out, ['[', ']'], &kept, |out, one| out.push_str(one));
    out
}

/// The length of `text` as a JSON string.
fn bytes_as_json(text: &str) -> usize {
    string(text).len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::finding::Findings;
    use crate::report::level::ChosenLevels;

    /// The number of lines, and the last one, of so many warnings, some with a help that does not fit in their line.
    fn warnings(are_long: &[bool]) -> (usize, String) {
        let levels = ChosenLevels::default();
        let mut findings = Findings::new(&levels);
        findings.enter("a-rule", Level::Warn);
        for (number, is_long) in are_long.iter().enumerate() {
            let help = if *is_long { "x".repeat(WARNING_WANTED) } else { String::from("set it") };
            findings.report(["spec"], format!("problem {number:03}"), help);
        }
        let warnings = Verdict::Accept { findings: findings.sorted() }.warnings();
        (warnings.len(), warnings.last().unwrap().clone())
    }

    #[test]
    fn warnings_that_are_left_out_are_counted_as_findings() {
        let help = format!("{} [a-rule]", "x".repeat(WARNING_WANTED));
        assert_eq!(warnings(&[true; 8]), (16, help));
        assert_eq!(warnings(&[true; 20]), (17, String::from("and 12 more")));
        assert_eq!(warnings(&[false; 16]), (16, String::from("`spec`: problem 015; set it [a-rule]")));
        assert_eq!(warnings(&[false; 20]), (17, String::from("and 4 more")));
        // A problem is not parted from its help, and what follows does not take its place.
        let mixed = [&[false; 15][..], &[true, false]].concat();
        assert_eq!(warnings(&mixed), (16, String::from("and 2 more")));
    }
    #[test]
    fn a_warning_that_is_cut_still_names_its_rule() {
        let levels = ChosenLevels::default();
        let mut findings = Findings::new(&levels);
        findings.enter("a-rule", Level::Warn);
        findings.report(["spec"], "p".repeat(300), "h".repeat(300));
        findings.report(["spec"], "q".repeat(300), "");
        let warnings = Verdict::Accept { findings: findings.sorted() }.warnings();
        let cut = |start: &str, letter: &str| format!("{start}{}... [a-rule]", letter.repeat(244 - start.len()));
        assert_eq!(warnings, [cut("`spec`: ", "p"), cut("", "h"), cut("`spec`: ", "q")]);
        assert!(warnings.iter().all(|warning| warning.chars().count() == WARNING_HARD));
    }
}
