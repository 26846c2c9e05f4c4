//! What was not checked and why, and how what was checked was put together.

use ceph_multus_core::report::limits::PATH_SHOWN;
use ceph_multus_core::report::text::shortened;
use ceph_multus_manifests::{Document, Manifests, Report};

use super::findings::Findings;
use crate::unapplied::{
    counted_why, of_bases, of_encrypted, of_patches, of_transformations, of_value_parts, of_values,
};

/// Kinds and directories that a note lists.
const NAMES_SHOWN: usize = 8;

/// The notes below the findings, a line each.
pub(super) fn notes(findings: &Findings<'_>) -> Vec<String> {
    let manifests = &findings.input.manifests;
    let mut notes = of_templates(manifests);
    notes.extend(of_placeholders(findings));
    notes.extend(counted_why(
        findings.report.foreign_nads.len(),
        "NetworkAttachmentDefinition",
        "not selected by a CephCluster, so only compared with Ceph's networks; `--all-nads` checks them",
    ));
    notes.extend(of_skipped(manifests));
    notes.extend(of_directories(findings.report));
    if !findings.names_namespace {
        notes.extend(of_namespaces(findings.documents()));
    }
    notes.extend(counted_why(findings.ignored, "finding", "ignored"));
    notes.extend(counted_why(findings.known, "finding", "in the baseline"));
    notes.extend(counted_why(findings.hidden, "finding", "below `--min-level`"));
    notes.extend(findings.notes.iter().cloned());
    notes
}

/// What has to be rendered first.
fn of_templates(manifests: &Manifests) -> Vec<String> {
    let templates =
        counted_why(manifests.templates.len(), "template", "not checked; render with `helm template` first");
    let kustomize = [of_bases(manifests), of_patches(manifests), of_transformations(manifests)];
    [templates]
        .into_iter()
        .chain(kustomize)
        .chain([of_values(manifests), of_value_parts(manifests)])
        .flatten()
        .collect()
}

fn of_placeholders(findings: &Findings<'_>) -> Option<String> {
    let placeholders = &findings.report.placeholders;
    let first = placeholders.first()?;
    let place = findings.documents().get(first.document)?.place(first.position);
    let why = format!("not checked because of placeholders, as `{}` at {place}", first.text);
    counted_why(placeholders.len(), "field", &why)
}

/// What is in the files and for other programs.
fn of_skipped(manifests: &Manifests) -> Vec<String> {
    let tagged = manifests.others.first().and_then(|first| {
        let why = format!("with tags of other programs cannot be read, skipped; the first: {first}");
        counted_why(manifests.others.len(), "document", &why)
    });
    let are = if manifests.foreign == 1 { "is not a Kubernetes object" } else { "are not Kubernetes objects" };
    let foreign = counted_why(manifests.foreign, "document", &format!("{are}, skipped"));
    let kinds = manifests.unread.iter().map(|(kind, number)| match (shortened(kind, PATH_SHOWN), number) {
        (kind, 1) => kind,
        (kind, _) => format!("{kind} ({number})"),
    });
    let why = format!("without a rule, skipped: {}", some_of(&kinds.collect::<Vec<_>>(), "more kinds"));
    let unread = counted_why(manifests.unread.values().sum(), "object", &why);
    [tagged, foreign, of_encrypted(manifests), unread].into_iter().flatten().collect()
}

fn of_directories(report: &Report) -> Option<String> {
    let roots: Vec<String> = report.inventories.iter().map(|one| shown_roots(&one.roots)).collect();
    let shown = some_of(&roots, "more");
    (!roots.is_empty()).then(|| {
        format!("some objects are in several directories, so each directory is checked as its own cluster: {shown}")
    })
}

/// `` `clusters/a` ``, or several with `and` between them.
fn shown_roots(roots: &[String]) -> String {
    let shown = |root: &String| if root.is_empty() { String::from("`.`") } else { format!("`{root}`") };
    roots.iter().map(shown).collect::<Vec<_>>().join(" and ")
}

fn of_namespaces(documents: &[Document]) -> Option<String> {
    let is_concerned =
        |document: &&Document| document.kind() == "NetworkAttachmentDefinition" && document.namespace().is_empty();
    let nads = documents.iter().filter(is_concerned).count();
    let have = if nads == 1 { "has" } else { "have" };
    let why = format!("{have} no namespace, so `default` is used; set it with `--namespace`");
    counted_why(nads, "NetworkAttachmentDefinition", &why)
}

/// The first of `names`, and how many there are besides.
fn some_of(names: &[String], noun: &str) -> String {
    let (shown, rest) = names.split_at(names.len().min(NAMES_SHOWN));
    let more = if rest.is_empty() { String::new() } else { format!(", and {} {noun}", rest.len()) };
    format!("{}{more}", shown.join(", "))
}
