//! Output that cannot be written: a line that says so and exit code 2, so that a file which was cut off does not look
//! complete.

#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use std::fs::OpenOptions;
use std::path::Path;
use std::process::{Command, Stdio};

/// The command line, run in the repository.
fn command(line: &str) -> Command {
    let mut command = support::command();
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).args(line.split(' ')).stdin(Stdio::null());
    command
}

#[test]
fn a_full_disk_is_reported_by_every_command() {
    for line in [
        "check examples/manifests",
        "settings examples/manifests",
        "settings --manifest --module registry://ghcr.io/a/b:v1 examples/manifests",
        "install --module registry://ghcr.io/a/b:v1 --sync-image ghcr.io/a/c:v1",
        "plan examples/manifests",
        "explain",
        "request examples/manifests/nad-public-net.yaml --operation CREATE",
        "diff-settings --settings examples/settings.json examples/manifests",
        "completions bash",
        "man",
        "--help",
        "check --help",
        "--version",
    ] {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("a full disk");
        let output = command(line).stdout(full).output().expect("an answer");
        let stderr = String::from_utf8(output.stderr).expect("text");
        let last = stderr.lines().last().unwrap_or_default();
        assert_eq!(
            (output.status.code(), last),
            (Some(2), "error: the output cannot be written: no space left on device"),
            "{line}"
        );
    }
}

#[test]
fn who_closes_a_pipe_has_read_enough() {
    let mut child = command("explain --all").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a process");
    // All pages are longer than what a pipe holds, so some of them are written after this.
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("an answer");
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).expect("text").as_str()), (Some(0), ""));
}
