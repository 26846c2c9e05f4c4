//! What cannot be read: one clear line for each, and exit code 2.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

mod baseline;
#[cfg(unix)]
mod directories;
mod fixes;
mod names;
#[path = "../support/mod.rs"]
mod support;

/// A folder of its own for one test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// The lines of `check` about what cannot be read, run in `folder`.
#[track_caller]
fn complaints(folder: &PathBuf, paths: &[&str]) -> Vec<String> {
    let output = support::command()
        .current_dir(folder)
        .arg("check")
        .args(paths)
        .stdin(Stdio::null())
        .output()
        .expect("an answer");
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("text");
    text.lines().filter(|line| line.starts_with("error: ")).map(str::to_owned).collect()
}

const NAD: &str =
    "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {name: a}\nspec: {config: '{}'}\n";

const MISSING: &str = "nope.yaml: no such file or directory";

const TAB: &str = "tab.yaml:3:1: while scanning a plain scalar, found a tab";

#[test]
fn each_gets_one_line() {
    let folder = folder("unreadable");
    std::fs::write(folder.join("binary.yaml"), b"\x7fELF\x02\x01\x01\x00\x00").expect("a file");
    std::fs::write(folder.join("broken.json"), "{\"apiVersion\": \"v1\",}").expect("a file");
    std::fs::write(folder.join("broken.yaml"), "a: b\n  c: d\n").expect("a file");
    std::fs::write(folder.join("latin.yaml"), b"name: caf\xe9\n").expect("a file");
    std::fs::write(
        folder.join("twice.yml"),
        "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nspec: {type: 1,\n  type: 3}\n",
    )
    .expect("a file");
    std::fs::create_dir(folder.join("empty")).expect("a folder");
    let expected = [
        "error: binary.yaml: a binary file; manifests are YAML or JSON",
        "error: broken.json:1:21: key must be a string",
        "error: broken.yaml:2:4: mapping values are not allowed in this context",
        "error: latin.yaml: not UTF-8 at byte 10; save it as UTF-8",
        "error: twice.yml:4:3: the key `type` is set twice in one object; remove the duplicate",
    ];
    assert_eq!(complaints(&folder, &["."]), expected);
    assert_eq!(complaints(&folder, &["nothing.yaml"]), ["error: nothing.yaml: no such file or directory"]);
    let nothing = "no .yaml, .yml or .json files in this directory; \
                   hidden files, files that git ignores and links to directories are skipped";
    assert_eq!(complaints(&folder, &["empty"]), [format!("error: empty: {nothing}")]);
    assert_eq!(complaints(&folder, &["-"]), ["error: <stdin>: no Kubernetes objects found"]);
}

#[test]
fn a_file_of_300_mib_is_too_large() {
    let folder = folder("large");
    // It takes no room on the disk: nothing was written.
    std::fs::File::create(folder.join("large.yaml")).and_then(|file| file.set_len(300 << 20)).expect("a file");
    assert_eq!(
        complaints(&folder, &["large.yaml"]),
        ["error: large.yaml: more than 256 MiB; give the manifests in several files"]
    );
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn what_git_ignores_is_not_checked_and_what_is_no_manifest_is_passed_over() {
    let folder = folder("ignored");
    std::fs::create_dir(folder.join("build")).expect("a folder");
    std::fs::write(folder.join(".gitignore"), "build/\n").expect("a file");
    std::fs::write(folder.join("build/broken.yaml"), "a: b\n  c: d\n").expect("a file");
    std::fs::write(folder.join("tsconfig.json"), "{\n  // comments\n  \"a\": 1,\n}\n").expect("a file");
    std::fs::write(folder.join("pod.yaml"), "apiVersion: v1\nkind: Service\n# twice\nspec: {a: 1, a: 2}\n")
        .expect("a file");
    let output = support::command().current_dir(&folder).args(["check", "."]).output();
    let output = output.expect("an answer");
    assert_eq!(
        (output.status.code(), String::from_utf8(output.stdout).expect("text").as_str()),
        (
            Some(0),
            "note: 1 document is not a Kubernetes object, skipped\nnote: 1 object without a rule, skipped: v1/Service\n0 objects in 2 \
             files: nothing to check\n"
        )
    );
}

#[cfg(unix)]
#[test]
fn a_configuration_that_is_not_a_file_is_an_error_and_nobody_waits_for_it() {
    let folder = folder("no-config");
    std::fs::write(folder.join("a.yaml"), "apiVersion: v1\nkind: Service\n").expect("a file");
    let path = folder.join(".ceph-multus.yaml");
    let run = || {
        let mut command = support::command();
        let output = command.current_dir(&folder).args(["check", "a.yaml"]).output().expect("an answer");
        (output.status.code(), String::from_utf8(output.stderr).expect("text"))
    };
    let error = |what: &str| {
        let line = format!("error: .ceph-multus.yaml: {what}; remove it, or name a file with `--config`\n");
        (Some(2), line)
    };
    std::os::unix::fs::symlink("gone.yaml", &path).expect("a link");
    assert_eq!(run(), error("a link to a missing file"));
    std::fs::remove_file(&path).expect("a link");
    std::fs::create_dir(&path).expect("a directory");
    assert_eq!(run(), error("a directory, not a file"));
    std::fs::remove_dir(&path).expect("a directory");
    assert!(Command::new("mkfifo").arg(&path).status().expect("a pipe").success());
    assert_eq!(run(), error("not a regular file"));
    // A link to a file is one.
    std::fs::remove_file(&path).expect("a pipe");
    std::fs::write(folder.join("config"), "{}").expect("a file");
    std::os::unix::fs::symlink("config", &path).expect("a link");
    assert_eq!(run(), (Some(0), String::new()));
}

fn output(folder: &PathBuf, args: &[&str]) -> Output {
    support::command().current_dir(folder).args(args).stdin(Stdio::null()).output().expect("an answer")
}

/// The exit code of a command that is run in `folder`, and what it writes on both streams.
#[track_caller]
fn answer(folder: &PathBuf, args: &[&str]) -> (Option<i32>, String) {
    let output = output(folder, args);
    (output.status.code(), String::from_utf8([output.stderr, output.stdout].concat()).expect("text"))
}

#[test]
fn what_diagnose_cannot_read_of_the_command_line_is_an_error_and_the_rest_is_read() {
    let folder = folder("diagnose");
    std::fs::create_dir(folder.join("dump")).expect("a folder");
    let tab = "spec:\n  provider: multus\n\tselectors: {}\n";
    for (name, text) in [("good.yaml", NAD), ("tab.yaml", tab), ("dump/tab.yaml", tab), ("dump/good.yaml", NAD)] {
        std::fs::write(folder.join(name), text).expect("a file");
    }
    let run = |args: &[&str]| {
        let (code, text) = answer(&folder, &[&["diagnose"], args].concat());
        let lines = text.lines().filter(|line| line.contains("yaml: ") || line.contains("yaml:3")).collect::<Vec<_>>();
        (code, lines.join("\n"))
    };
    assert_eq!(run(&["good.yaml"]), (Some(0), String::new()));
    assert_eq!(run(&["good.yaml", "nope.yaml", "./tab.yaml"]), (Some(2), format!("error: ./{TAB}\nerror: {MISSING}")));
    assert_eq!(run(&["dump"]), (Some(0), format!("note: skipped: dump/{TAB}")));
    assert_eq!(run(&["dump", "./dump/tab.yaml"]), (Some(2), format!("error: dump/{TAB}")));
    std::fs::create_dir(folder.join("empty")).expect("a folder");
    assert_eq!(answer(&folder, &["diagnose", "good.yaml", "empty"]).0, Some(2));

    let output = support::command()
        .current_dir(&folder)
        .args(["diagnose", "--output", "json", "dump", "nope.yaml"])
        .output()
        .expect("an answer");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        json["unreadable"],
        serde_json::json!([{"file": "nope.yaml", "line": null, "column": null, "problem": "no such file or directory"}])
    );
    assert_eq!(
        json["skipped"],
        serde_json::json!([
            {"file": "dump/tab.yaml", "line": 3, "column": 1, "problem": "while scanning a plain scalar, found a tab"}
        ])
    );
}

#[test]
fn settings_that_are_broken_json_are_reported_at_their_line() {
    let folder = folder("settings");
    let run = |text: &str| {
        std::fs::write(folder.join("s.json"), text).expect("a file");
        std::fs::write(folder.join("a.yaml"), NAD).expect("a file");
        answer(&folder, &["check", "-s", "s.json", "a.yaml"])
    };
    let error = |problem: &str| (Some(2), format!("error: s.json{problem}\n"));
    assert_eq!(run("{\n  \"nodes\": 3,\n  \"osds\""), error(":3:8: EOF while parsing an object"));
    assert_eq!(run("{\"nodes\": 3,}"), error(":1:13: key must be a string"));
    assert_eq!(run("nodes: 3\n"), error(": neither JSON nor a manifest"));
}
