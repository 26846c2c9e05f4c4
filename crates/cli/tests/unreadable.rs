//! What cannot be read: one clear line for each, and exit code 2.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A folder of its own for one test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// The lines on standard error of `check`, run in `folder`, which must say nothing else.
#[track_caller]
fn complaints(folder: &PathBuf, paths: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_ceph-multus"))
        .current_dir(folder)
        .arg("check")
        .args(paths)
        .stdin(Stdio::null())
        .output()
        .expect("an answer");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    String::from_utf8(output.stderr).expect("text").lines().map(str::to_owned).collect()
}

#[test]
fn each_gets_one_line() {
    let folder = folder("unreadable");
    std::fs::write(folder.join("binary.yaml"), b"\x7fELF\x02\x01\x01\x00\x00").expect("a file");
    std::fs::write(folder.join("broken.json"), "{\"a\": 1,}").expect("a file");
    std::fs::write(folder.join("broken.yaml"), "a: b\n  c: d\n").expect("a file");
    std::fs::write(folder.join("latin.yaml"), b"name: caf\xe9\n").expect("a file");
    std::fs::write(folder.join("twice.yml"), "a: 1\nb: 2\na: 3\n").expect("a file");
    std::fs::create_dir(folder.join("empty")).expect("a folder");
    let expected = [
        "error: binary.yaml: a binary file; manifests are YAML or JSON",
        "error: broken.json:1:9: key must be a string",
        "error: broken.yaml:2:4: mapping values are not allowed in this context",
        "error: latin.yaml: no UTF-8 at byte 10",
        "error: twice.yml:3:1: the key `a` stands twice in one object; keep one",
    ];
    assert_eq!(complaints(&folder, &["."]), expected);
    assert_eq!(complaints(&folder, &["nothing.yaml"]), ["error: nothing.yaml: no such file or directory"]);
    assert_eq!(
        complaints(&folder, &["empty"]),
        ["error: empty: a directory without manifests: no .yaml, .yml or .json file below it"]
    );
    assert_eq!(complaints(&folder, &["-"]), ["error: <stdin>: no Kubernetes object"]);
}

#[test]
fn a_file_of_50_mib_is_too_large() {
    let folder = folder("large");
    std::fs::write(folder.join("large.yaml"), "a: 1\n".repeat(10 * 1024 * 1024)).expect("a file");
    assert_eq!(
        complaints(&folder, &["large.yaml"]),
        ["error: large.yaml: more than 16 MiB; give the manifests in several files"]
    );
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}
