//! A member set in any text, with the paths of the policy's own edits and others.
#![no_main]

use ceph_multus_invariants::edits;
use libfuzzer_sys::fuzz_target;

const PATHS: &[&[&str]] = &[
    &["metadata", "annotations", "k8s.v1.cni.cncf.io/networks"],
    &["spec", "network", "selectors", "cluster"],
    &["a", "b"],
    &["a"],
    &[""],
];

fuzz_target!(|input: &[u8]| {
    let Some((place, text)) = input.split_first() else { return };
    let path = PATHS.get(usize::from(*place) % PATHS.len()).copied().unwrap_or_default();
    if let Ok(text) = std::str::from_utf8(text) {
        edits::splice_is_naive_set(text, path, "a\"\u{e9}\n");
    }
});
