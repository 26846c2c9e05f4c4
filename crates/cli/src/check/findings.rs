//! The findings that every format shows.

use ceph_multus_manifests::{Checked, Document, Located, OBJECT_REPEATED, ReadError, Report, fnv_1a};

use super::places::Places;
use crate::input::Input;

/// What was found, and what was not looked at.
pub(super) struct Findings<'f> {
    pub(super) input: &'f Input,
    pub(super) report: &'f Report,
    /// Where the files are.
    pub(super) places: Places,
    /// Whether the user says which namespace objects are in that name none.
    pub(super) names_namespace: bool,
    /// Findings that a comment, an annotation or the configuration ignores.
    pub(super) ignored: usize,
    /// Findings that the baseline lists.
    pub(super) known: usize,
    /// Findings below the least severity that is shown.
    pub(super) hidden: usize,
    /// What else there is to say.
    pub(super) notes: Vec<String>,
}

impl<'f> Findings<'f> {
    pub(super) fn documents(&self) -> &'f [Document] {
        &self.input.manifests.documents
    }

    /// The documents that cannot be read.
    pub(super) fn errors(&self) -> &'f [ReadError] {
        &self.input.manifests.errors
    }

    /// Every finding with its object and document, in the order of the sources.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'f Document, &'f Checked, &'f Located)> {
        let documents = self.documents();
        let with_document = |checked: &'f Checked| Some((documents.get(checked.document)?, checked));
        let objects = self.report.objects.iter().filter_map(with_document);
        objects.flat_map(|(document, checked)| checked.findings.iter().map(move |finding| (document, checked, finding)))
    }
}

/// `what is wrong; what to do`
pub(super) fn sentence(finding: &Located) -> String {
    if finding.help.is_empty() { finding.problem.clone() } else { format!("{}; {}", finding.problem, finding.help) }
}

/// `CephCluster rook-ceph/rook-ceph`, and what it comes from if it is not in the file itself.
pub(super) fn subject(document: &Document, checked: &Checked) -> String {
    match document.origin() {
        Some(origin) => format!("{} of {origin}", checked.subject),
        None => checked.subject.clone(),
    }
}

/// A number that stays while lines move: of the file, the object, the rule, the field and the problem.
pub(super) fn fingerprint(places: &Places, document: &Document, checked: &Checked, finding: &Located) -> String {
    // The problem of a repeated object is the place of the other.
    let problem = if finding.rule == OBJECT_REPEATED { "" } else { finding.problem.as_str() };
    let file = places.name(&document.source_at(finding.position).name);
    hash(&[&file, &checked.subject, finding.rule, &finding.path_text(), problem])
}

/// The same of any texts.
pub(super) fn hash(parts: &[&str]) -> String {
    format!("{:016x}", fnv_1a(parts.iter().flat_map(|part| part.bytes().chain([0]))))
}
