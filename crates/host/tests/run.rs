//! `make run` as a user meets it.

use std::path::PathBuf;
use std::process::{Command, Output};

use ceph_multus_host::nested_build::workspace_root;
use ceph_multus_host::request_file::request_files;

#[expect(clippy::unwrap_used, reason = "cargo built the binary for this test")]
fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_run")).args(arguments).current_dir(workspace_root()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn names_a_file_that_cannot_be_read() {
    let output = run(&["examples/requests", "no/such.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stderr), "`no/such.json`: No such file or directory (os error 2)\n");
    assert_eq!(text(&output.stdout), "");
}

#[test]
fn names_settings_that_cannot_be_read() {
    let output = run(&["--settings", "README", "examples/requests"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stderr), "`README`: No such file or directory (os error 2)\n");
}

#[test]
fn says_how_it_is_used() {
    let unknown = run(&["--setings"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).starts_with("unknown option `--setings`\n\nusage: run "), "{unknown:?}");
    let help = run(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(text(&help.stdout).starts_with("usage: run "), "{help:?}");
}

#[test]
fn evaluates_all_examples_with_the_policy_as_it_ships() {
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let requests =
        request_files(&[PathBuf::from("examples/requests")].map(|path| workspace_root().join(path))).unwrap();
    let printed = text(&output.stdout);
    let evaluated = printed.lines().filter(|line| line.starts_with("examples/requests/")).count();
    assert_eq!(evaluated, requests.len());
    let summary = printed.lines().last().unwrap();
    assert!(summary.starts_with(&format!("{evaluated} requests: ")), "{summary}");
}
