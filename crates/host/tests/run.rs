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

const USAGE: &str = "\
usage: run [--settings FILE] [REQUEST.json | DIRECTORY]...

Evaluates requests (AdmissionRequest or AdmissionReview, JSON) with the policy as it ships, and prints the result, the findings
and the patch of each. Without a request: all of examples/requests.

Settings (a JSON object) of a request are those of `<request>.settings.json` next to it, else those of --settings, else
for the requests of examples/ those of examples/settings.json, else `{}`.

Exits with 0 if every request was evaluated, 1 if settings are invalid or the policy failed, 2 if a file cannot be
read.
";

#[test]
fn says_how_it_is_used() {
    let unknown = run(&["--setings"]);
    assert_eq!(unknown.status.code(), Some(2));
    let help = run(&["--help"]);
    assert_eq!(
        (help.status.code(), text(&help.stdout), text(&help.stderr)),
        (Some(0), USAGE.to_owned(), String::new())
    );
    assert_eq!(text(&unknown.stderr), format!("unknown option `--setings`\n\n{USAGE}"));
    assert_eq!(text(&unknown.stdout), "");
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
    assert_eq!(printed.lines().last(), Some("16 requests: 6 accepted, 4 mutated, 6 rejected"), "as in the README");
}
