//! A file is the same however it is named, and from wherever the command runs.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod support;

use std::path::{Path, PathBuf};
use std::process::Stdio;

/// A repository of its own for one test, with the same NAD in three directories.
fn repository(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = std::fs::remove_dir_all(&folder);
    for (directory, nad) in [("lab", "a"), ("prod", "b"), ("prod/lab", "c")] {
        std::fs::create_dir_all(folder.join(directory)).expect("a folder");
        let text = format!(
            "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {{name: {nad}, namespace: rook-ceph}}\nspec:\n  \
             config: '{{\"cniVersion\":\"0.3.1\",\"type\":\"macvlan\",\"master\":\"eth1\",\"mode\":\"bridge\",\"ipam\":{{\"type\":\"dhcp\"}}}}'\n"
        );
        std::fs::write(folder.join(directory).join(format!("{nad}.yaml")), text).expect("a file");
    }
    std::fs::create_dir(folder.join(".git")).expect("a folder");
    folder
}

/// What `check` writes in `folder`.
fn check(folder: &Path, args: &[&str]) -> String {
    let mut command = support::command();
    command.current_dir(folder).arg("check").args(args).stdin(Stdio::null());
    String::from_utf8(command.output().expect("an answer").stdout).expect("text")
}

/// The files with a finding, as `check` in `folder` names them.
fn found(folder: &Path, args: &[&str]) -> Vec<String> {
    let text = check(folder, &[args, &["--output", "gitlab"]].concat());
    let issues: Vec<serde_json::Value> = serde_json::from_str(&text).expect("issues");
    issues.iter().filter_map(|issue| issue.pointer("/location/path")?.as_str().map(str::to_owned)).collect()
}

#[test]
fn what_is_ignored_does_not_depend_on_the_directory() {
    let folder = repository("places-ignored");
    for lab in ["/lab/", "./lab/"] {
        let config = format!("ignore: [{{rule: ipam-type-not-allowed, paths: ['{lab}']}}]\n");
        std::fs::write(folder.join(".ceph-multus.yaml"), config).expect("a file");
        assert_eq!(found(&folder, &["."]), ["prod/b.yaml", "prod/lab/c.yaml"], "{lab}");
        assert_eq!(found(&folder.join("prod"), &["."]), ["b.yaml", "lab/c.yaml"], "{lab}");
        assert_eq!(found(&folder.join("lab"), &["."]), [""; 0], "{lab}");
        assert_eq!(found(&folder.join("lab"), &["../prod/lab", "a.yaml"]), ["../prod/lab/c.yaml"], "{lab}");
        let absolute = folder.display().to_string();
        assert_eq!(found(&folder.join("prod"), &[&absolute]).len(), 2, "{lab}");
    }
}

#[test]
fn a_baseline_knows_a_file_by_every_name() {
    let folder = repository("places-baseline");
    let prod = folder.join("prod");
    let absolute = prod.join("b.yaml").display().to_string();
    let written = |from: &Path, args: &[&str]| {
        check(from, args);
        std::fs::read_to_string(folder.join("known.json")).expect("a baseline")
    };
    let known = written(&folder, &["--write-baseline", "known.json", "prod/b.yaml"]);
    let finding = serde_json::json!({
        "file": "prod/b.yaml", "object": "NetworkAttachmentDefinition rook-ceph/b", "path": "spec.config.ipam.type",
        "rule": "ipam-type-not-allowed", "fingerprint": "a3fa818bf23bd199",
    });
    let read: serde_json::Value = serde_json::from_str(&known).expect("JSON");
    assert_eq!(read, serde_json::json!({"version": 1, "findings": [finding]}));
    for (from, file) in [(&folder, "./prod/b.yaml"), (&folder, &*absolute), (&folder, "lab/../prod/b.yaml")] {
        assert_eq!(written(from, &["--write-baseline", "known.json", file]), known, "{file}");
    }
    for file in ["b.yaml", "./b.yaml", "../prod/b.yaml", &absolute] {
        assert_eq!(written(&prod, &["--write-baseline", "../known.json", file]), known, "{file}");
        assert_eq!(found(&prod, &["--baseline", "../known.json", file]), [""; 0], "{file}");
    }
    assert_eq!(found(&prod, &["--baseline", "../known.json", "."]), ["lab/c.yaml"]);
}
