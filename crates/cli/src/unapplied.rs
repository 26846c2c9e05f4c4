//! What changes objects before they are in a cluster, and has not changed what was read.

use ceph_multus_core::report::text::counted;
use ceph_multus_manifests::Manifests;

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

/// The values of charts that are elsewhere.
pub(crate) fn of_values(manifests: &Manifests) -> Option<String> {
    let first = manifests.elsewhere.first()?;
    let why = format!("of chart values not read, as `{}` at {}:{}", first.text, first.source, first.position);
    counted_why(manifests.elsewhere.len(), "source", &why)
}

/// The objects that SOPS has encrypted.
pub(crate) fn of_encrypted(manifests: &Manifests) -> Option<String> {
    let are = if manifests.encrypted == 1 { "is encrypted by SOPS" } else { "are encrypted by SOPS" };
    counted_why(manifests.encrypted, "object", &format!("{are}, skipped"))
}
