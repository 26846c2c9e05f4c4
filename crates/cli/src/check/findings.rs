//! The findings that every format shows.

use ceph_multus_core::report::limits::PATH_SHOWN;
use ceph_multus_core::report::text::{counted, shortened};
use ceph_multus_manifests::{Checked, Document, Located, ReadError, Report, fnv_1a};

use crate::input::Input;

/// The rule id of documents that cannot be read.
pub(super) const UNREADABLE: &str = "unreadable";

/// What was found, and what was not looked at.
pub(super) struct Findings<'f> {
    pub(super) input: &'f Input,
    pub(super) report: &'f Report,
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

    /// What was not checked and why, and how what was checked was put together; a line each.
    pub(super) fn not_checked(&self) -> Vec<String> {
        let manifests = &self.input.manifests;
        let mut notes = Vec::new();
        let mut note = |number: usize, noun: &str, why: &str| {
            if number > 0 {
                notes.push(format!("{} {why}", counted(number, noun)));
            }
        };
        let templates = manifests.templates.len();
        note(templates, "template", "not checked; render with `helm template` first");
        note(
            manifests.patches.len(),
            "file",
            "of kustomize patches not checked; check the output of `kubectl kustomize`",
        );
        if let Some(first) = manifests.elsewhere.first() {
            note(
                manifests.elsewhere.len(),
                "source",
                &format!("of chart values not read, as `{}` at {}:{}", first.text, first.source, first.position),
            );
        }
        let placeholders = self.report.placeholders.len();
        if let Some(first) = self.report.placeholders.first() {
            let source = self.documents().get(first.document).map_or("", |document| document.source().name.as_str());
            note(
                placeholders,
                "field",
                &format!("not checked because of placeholders, as `{}` at {source}:{}", first.text, first.position),
            );
        }
        let nads = self.report.foreign_nads.len();
        note(
            nads,
            "NetworkAttachmentDefinition",
            "not selected by a CephCluster, so only compared with Ceph's networks; `--all-nads` checks them",
        );
        if let Some(first) = manifests.others.first() {
            let why = format!("with tags of other programs cannot be read, skipped; the first: {first}");
            note(manifests.others.len(), "document", &why);
        }
        let are = if manifests.foreign == 1 { "is not a Kubernetes object" } else { "are not Kubernetes objects" };
        note(manifests.foreign, "document", &format!("{are}, skipped"));
        let are = if manifests.encrypted == 1 { "is encrypted by SOPS" } else { "are encrypted by SOPS" };
        note(manifests.encrypted, "object", &format!("{are}, skipped"));
        let unread: usize = manifests.unread.values().sum();
        if unread > 0 {
            let kinds = manifests.unread.iter().map(|(kind, number)| match (shortened(kind, PATH_SHOWN), number) {
                (kind, 1) => kind,
                (kind, _) => format!("{kind} ({number})"),
            });
            let kinds: Vec<String> = kinds.collect();
            let more = kinds.len().saturating_sub(KINDS_SHOWN);
            let shown = kinds.iter().take(KINDS_SHOWN).cloned().collect::<Vec<_>>().join(", ");
            let more = if more > 0 { format!(", and {more} more kinds") } else { String::new() };
            notes.push(format!("{} without a rule, skipped: {shown}{more}", counted(unread, "object")));
        }
        let roots: Vec<String> = self.report.inventories.iter().map(|one| shown_roots(&one.roots)).collect();
        if !roots.is_empty() {
            let shown = roots.iter().take(KINDS_SHOWN).cloned().collect::<Vec<_>>().join(", ");
            let more = roots.len().saturating_sub(KINDS_SHOWN);
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            notes.push(format!(
                "some objects are in several directories, so each directory is checked as its own cluster: {shown}{more}"
            ));
        }
        if !self.names_namespace {
            let nads = self
                .documents()
                .iter()
                .filter(|document| document.kind() == "NetworkAttachmentDefinition" && document.namespace().is_empty());
            let nads = nads.count();
            if nads > 0 {
                let have = if nads == 1 { "has" } else { "have" };
                notes.push(format!(
                    "{} {have} no namespace, so `default` is used; set it with `--namespace`",
                    counted(nads, "NetworkAttachmentDefinition")
                ));
            }
        }
        for (number, why) in
            [(self.ignored, "ignored"), (self.known, "in the baseline"), (self.hidden, "below `--min-level`")]
        {
            if number > 0 {
                notes.push(format!("{} {why}", counted(number, "finding")));
            }
        }
        notes.extend(self.notes.iter().cloned());
        notes
    }
}

/// Kinds and directories that a note lists.
const KINDS_SHOWN: usize = 8;

/// `` `clusters/a` ``, or several with `and` between them.
fn shown_roots(roots: &[String]) -> String {
    let shown = |root: &String| if root.is_empty() { String::from("`.`") } else { format!("`{root}`") };
    roots.iter().map(shown).collect::<Vec<_>>().join(" and ")
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
pub(super) fn fingerprint(document: &Document, checked: &Checked, finding: &Located) -> String {
    let parts = [
        document.source().name.as_str(),
        checked.subject.as_str(),
        finding.rule,
        &finding.path_text(),
        finding.problem.as_str(),
    ];
    hash(&parts)
}

/// The same of any texts.
pub(super) fn hash(parts: &[&str]) -> String {
    format!("{:016x}", fnv_1a(parts.iter().flat_map(|part| part.bytes().chain([0]))))
}
