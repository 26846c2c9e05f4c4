//! What changes objects before they are in a cluster, and has not changed what was read.

use ceph_multus_core::report::text::{counted, visible};
use ceph_multus_manifests::{Document, Manifests, Placeholder, placeholders, placeholders_in};

use crate::failure::Failure;
use crate::output::note;

/// `3 files not read`, or nothing for none.
pub(crate) fn counted_why(number: usize, noun: &str, why: &str) -> Option<String> {
    (number > 0).then(|| format!("{} {why}", counted(number, noun)))
}

/// The patches of kustomize.
pub(crate) fn of_patches(manifests: &Manifests) -> Option<String> {
    let number = manifests.patches.len() + manifests.other_patches;
    let noun = if number == 1 { "patch" } else { "patches" };
    let why = "of kustomize not applied; use the output of `kubectl kustomize` or `flux build`";
    (number > 0).then(|| format!("{number} {noun} {why}"))
}

/// The other fields of Kustomizations.
pub(crate) fn of_transformations(manifests: &Manifests) -> Option<String> {
    let first = manifests.transformations.first()?;
    let of = format!("of kustomize not applied, as `{}` in {}", first.field, visible(&first.source));
    let why = format!("{of}; use the output of `kubectl kustomize` or `flux build`");
    counted_why(manifests.transformations.len(), "field", &why)
}

/// The values of charts that are elsewhere.
pub(crate) fn of_values(manifests: &Manifests) -> Option<String> {
    let first = manifests.elsewhere.first()?;
    let place = format!("as `{}` at {}:{}", first.text, first.source, first.position);
    let why = format!("of chart values not read, {place}; fields that are not set may be there");
    counted_why(manifests.elsewhere.len(), "source", &why)
}

/// The values of charts that are parts of others.
pub(crate) fn of_value_parts(manifests: &Manifests) -> Option<String> {
    let first = manifests.value_parts.first()?;
    let place = format!("as `{}` at {}:{}", first.text, first.source, first.position);
    let why = format!("of chart values not checked, {place} has no provider; use the output of `helm template`");
    counted_why(manifests.value_parts.len(), "part", &why)
}

/// What Kustomizations name, and is not in the input.
pub(crate) fn of_bases(manifests: &Manifests) -> Option<String> {
    let first = manifests.bases.first()?;
    let place = format!("as `{}` at {}:{}", first.text, first.source, first.position);
    let why = format!("of kustomize not read, {place}; name it, too, or use the output of `kubectl kustomize`");
    counted_why(manifests.bases.len(), "resource", &why)
}

/// The objects that SOPS has encrypted.
pub(crate) fn of_encrypted(manifests: &Manifests) -> Option<String> {
    let are = if manifests.encrypted == 1 { "is encrypted by SOPS" } else { "are encrypted by SOPS" };
    counted_why(manifests.encrypted, "object", &format!("{are}, skipped"))
}

/// Says what is not applied to the objects, for commands that have no notes of their own.
pub(crate) fn note_unapplied(manifests: &Manifests) {
    let kustomize = [of_bases(manifests), of_patches(manifests), of_transformations(manifests)];
    let values = [of_values(manifests), of_value_parts(manifests)];
    kustomize.iter().chain(&values).chain(&[of_encrypted(manifests)]).flatten().for_each(|line| note(line));
    note_placeholders(&manifests.documents);
}

/// Says that placeholders are in fields that count.
pub(crate) fn note_placeholders(documents: &[Document]) {
    let found = placeholders(documents);
    if let Some(first) = found.first() {
        let have = if found.len() == 1 { "has" } else { "have" };
        let place = place(documents, first);
        let fields = counted(found.len(), "field");
        note(&format!("{fields} {have} a placeholder instead of a value, as `{}` at {place}", first.text));
    }
}

/// Rejects an answer that has placeholders of the documents in it.
///
/// # Errors
/// A line for each field that it has one of.
pub(crate) fn reject_placeholders(documents: &[Document], answer: &str) -> Result<(), Failure> {
    reject(documents, &placeholders_in(documents, answer))
}

/// Rejects what these placeholders are in.
///
/// # Errors
/// A line for each.
pub(crate) fn reject(documents: &[Document], found: &[Placeholder]) -> Result<(), Failure> {
    let line = |one: &Placeholder| {
        let help = "render the manifests first, as `flux build` does";
        format!("{}: `{}` is a placeholder; {help}", place(documents, one), one.text)
    };
    if found.is_empty() { Ok(()) } else { Err(Failure(found.iter().map(line).collect())) }
}

fn place(documents: &[Document], one: &Placeholder) -> String {
    documents.get(one.document).map(|document| document.place(one.position)).unwrap_or_default()
}
