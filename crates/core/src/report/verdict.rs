//! What becomes of a request, and the answer that says so.

use crate::json::{push_all, push_key, push_string};
use crate::report::finding::Finding;
use crate::report::level::Level;
use crate::report::limits::{AUDIT_BYTES, FINDINGS_SHOWN, MESSAGE_BYTES, WARNING_HARD, WARNING_WANTED, WARNINGS_SHOWN};
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
        let denied: Vec<&Finding> = findings.iter().filter(|finding| finding.level == Level::Deny).collect();
        let number: usize = denied.iter().map(|finding| finding.more.saturating_add(1)).sum();
        let mut message = format!("{}: {}:", shortened(subject, 256), counted(number, "problem"));
        let (mut shown, mut bytes) = (0, 0);
        for finding in denied.iter().take(FINDINGS_SHOWN) {
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
    /// problem and the help.
    pub fn warnings(&self) -> Vec<String> {
        let (mut warnings, mut more) = (Vec::new(), 0);
        for finding in self.findings().iter().filter(|finding| finding.level == Level::Warn) {
            more += finding.more;
            let whole = format!("{finding}");
            if whole.chars().count() <= WARNING_WANTED || finding.help.is_empty() {
                warnings.push(cut(whole, WARNING_HARD));
            } else {
                let id = finding.rule;
                warnings.push(cut(format!("`{}`: {} [{id}]", finding.path_text(), finding.problem), WARNING_HARD));
                warnings.push(cut(format!("{} [{id}]", finding.help), WARNING_HARD));
            }
        }
        more += warnings.len().saturating_sub(WARNINGS_SHOWN);
        if more > 0 {
            warnings.truncate(WARNINGS_SHOWN);
            warnings.push(format!("and {more} more"));
        }
        warnings
    }

    /// The answer of `validate`, as JSON (kubewarden/policy-sdk-rust: src/response.rs).
    pub fn to_json(&self) -> String {
        let mut out = String::from(if self.is_accepted() { r#"{"accepted":true"# } else { r#"{"accepted":false"# });
        if let Some(message) = self.message() {
            out.push_str(r#","message":"#);
            push_string(&mut out, &message);
            out.push_str(&format!(r#","code":{REJECTED}"#));
        }
        let warnings = self.warnings();
        if !warnings.is_empty() {
            out.push_str(r#","warnings":"#);
            push_all(&mut out, ['[', ']'], &warnings, |out, warning| push_string(out, warning));
        }
        self.push_audit_annotations(&mut out);
        if let Verdict::Mutate { object, .. } = self {
            out.push_str(r#","mutated_object":"#);
            out.push_str(object);
        }
        out.push('}');
        out
    }

    /// For machines: `findings`, all that remain, and `mutated`, those that the changes fixed.
    fn push_audit_annotations(&self, out: &mut String) {
        let mut annotations = Vec::new();
        if !self.findings().is_empty() {
            annotations.push(("findings", audit_text(self.findings())));
        }
        if let Verdict::Mutate { fixed, .. } = self {
            annotations.push(("mutated", audit_text(fixed)));
        }
        if annotations.is_empty() {
            return;
        }
        out.push_str(r#","audit_annotations":"#);
        push_all(out, ['{', '}'], annotations, |out, (key, text)| {
            push_key(out, key);
            push_string(out, &text);
        });
    }
}

/// The findings as a JSON list, cut at the one that would make it longer than [`AUDIT_BYTES`].
fn audit_text(findings: &[Finding]) -> String {
    let mut out = String::from("[");
    let mut bytes = 0;
    for finding in findings {
        let mut one = String::from(if out.len() == 1 { "" } else { "," });
        for (key, value) in [
            ("{\"rule\":", finding.rule),
            (",\"level\":", finding.level.name()),
            (",\"path\":", &finding.path_text()),
            (",\"problem\":", &finding.problem),
            (",\"help\":", &finding.help),
        ] {
            one.push_str(key);
            push_string(&mut one, value);
        }
        one.push('}');
        bytes += bytes_as_json(&one);
        if bytes > AUDIT_BYTES {
            break;
        }
        out.push_str(&one);
    }
    out.push(']');
    out
}

/// The length of `text` as a JSON string.
fn bytes_as_json(text: &str) -> usize {
    let mut out = String::new();
    push_string(&mut out, text);
    out.len()
}
