//! Settings that no policy server takes.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod support;

use std::path::PathBuf;

/// The exit code of `settings` for the CephClusters of Ceph and of somebody else, whose selector has so many letters; whether
/// something is written; and what is complained about.
fn settings(letters: usize, arguments: &[&str]) -> (Option<i32>, bool, String) {
    let cluster = |namespace: &str, public: &str| {
        format!(
            "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {{name: ceph, namespace: {namespace}}}\n\
             spec: {{network: {{provider: multus, selectors: {{public: {public}}}}}}}\n---\n"
        )
    };
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("too-large-{letters}.yaml"));
    std::fs::write(&file, cluster("rook-ceph", "public-net") + &cluster("tenant", &"x".repeat(letters)))
        .expect("a file");
    let output = support::command().arg("settings").args(arguments).arg(&file).output().expect("the command line");
    let complaint = String::from_utf8(output.stderr).expect("a text");
    (output.status.code(), !output.stdout.is_empty(), complaint)
}

const MANIFEST: [&str; 3] = ["--manifest", "--module", "file:///policy.wasm"];

#[test]
fn settings_that_no_policy_server_takes_are_not_written() {
    let way_out = "leave out objects that are not Ceph's\n";
    let rejected = |problem: &str, size: usize| {
        let largest = format!("the largest object is CephCluster `tenant/ceph` with {size} bytes");
        let problem = format!("{problem}, and the ConfigMap of a policy server takes 1000000");
        (Some(2), false, format!("error: {problem}; {largest}; {way_out}"))
    };
    let written = (Some(0), true, String::new());
    assert_eq!(settings(600_000, &[]), written);
    assert_eq!(settings(300_000, &MANIFEST), written);
    assert_eq!(settings(1_100_000, &[]), rejected("the settings have 1100366 bytes", 1_100_168));
    assert_eq!(
        settings(600_000, &MANIFEST),
        rejected("the settings of the three policies have 1801098 bytes", 600_168)
    );
}
