//! What a check found: the objects with their findings, and where these stand.

use ceph_multus_core::Level;
use ceph_multus_core::json::Path;
use ceph_multus_core::json::order::sort_by;
use ceph_multus_core::report::limits::FINDING_TEXT;
use ceph_multus_core::report::text::shortened;
use ceph_multus_upstream::NamespacedName;

use crate::apart::Inventory;
use crate::fix::Fix;
use crate::parallel;
use crate::position::Position;

/// What a check found.
#[derive(Debug, Default)]
pub struct Report {
    /// The objects that were checked, in the order of the documents.
    pub objects: Vec<Checked>,
    /// Objects of kinds that no rule reads: `apiVersion/kind` in ascending order, with their number.
    pub unread: Vec<(String, usize)>,
    /// The number of documents that are no Kubernetes objects.
    pub foreign: usize,
    /// The inventories that the objects fall into, where copies of one object stand apart; none where all are one.
    pub inventories: Vec<Inventory>,
    /// NADs that only were compared to Ceph's networks: their places among the documents.
    pub foreign_nads: Vec<usize>,
    /// Fields that were not checked, because something is put in later.
    pub placeholders: Vec<Placeholder>,
}

/// A field that a placeholder stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// The place of its document.
    pub document: usize,
    /// The path of the field.
    pub path: String,
    /// Where the field is.
    pub position: Position,
    /// The placeholder, cut short: `${STORAGE_NIC}`.
    pub text: String,
}

/// One object and its verdict.
#[derive(Debug)]
pub struct Checked {
    /// Its place among the documents.
    pub document: usize,
    /// What it is called: `CephCluster rook-ceph/my-cluster`.
    pub subject: String,
    /// Its namespace, also where it names none; empty for an object without one.
    pub namespace: String,
    /// What is wrong with it, by path and rule.
    pub findings: Vec<Located>,
    /// The object as the policy would mutate it, as JSON; `None` if it would not.
    pub mutated: Option<String>,
}

/// A finding and its place in the source of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The id of the rule.
    pub rule: &'static str,
    /// Its severity.
    pub severity: Severity,
    /// The field.
    pub path: Path,
    /// What is wrong.
    pub problem: String,
    /// What to do; may be empty.
    pub help: String,
    /// Where the field is.
    pub position: Position,
    /// The NAD that it is about, where it is about one beside the object.
    pub about: Option<NamespacedName>,
    /// What resolves it, where that is certain.
    pub fix: Option<Fix>,
}

/// The severity of a finding about a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policy fixes it when the object is created.
    Note,
    /// The object is accepted with a warning.
    Warning,
    /// The object is rejected.
    Error,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Severity {
        if level == Level::Deny { Severity::Error } else { Severity::Warning }
    }
}

impl Checked {
    /// Whether none of the findings that are left is an error: what is ignored, or in a baseline, rejects nothing here.
    pub fn is_accepted(&self) -> bool {
        !self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

impl Severity {
    /// The word for it, for people and for scripts.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

impl Located {
    /// The path as messages write it, in one line and not too long.
    pub fn path_text(&self) -> String {
        shortened(&self.path.to_string(), FINDING_TEXT)
    }
}

/// The findings of an object by path and rule.
pub(crate) fn in_order(mut findings: Vec<Located>) -> Vec<Located> {
    sort_by(&mut findings, |one, next| (&one.path, one.rule).cmp(&(&next.path, next.rule)));
    findings
}

impl Report {
    /// Adds what was found in other objects.
    pub(crate) fn append(&mut self, other: Report) {
        self.placeholders.extend(other.placeholders);
        parallel::join(&mut self.objects, other.objects);
    }

    /// The number of findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let findings = self.objects.iter().flat_map(|object| &object.findings);
        findings.filter(|finding| finding.severity == severity).count()
    }
}
