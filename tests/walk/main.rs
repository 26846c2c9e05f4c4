//! A newcomer's walk: the commands of the README and of the pages that build something, run as written, print what is
//! written there. The commands of the other pages are run by the tests of the command line. What stands in for kubectl and
//! for `cargo install` is in `tests/walk/bin`; kwctl's commands run where it is installed.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod document;

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use document::{Step, answers, steps};

/// Commands that are not run here, and why.
const LEFT_OUT: [(&str, &str); 4] = [
    ("make test", "is what runs this test"),
    ("make publish", "writes into a registry; `make e2e-tests` does so on 127.0.0.1"),
    ("make sync-image", "builds and pushes an image, for which it needs docker"),
    ("make playground-serve", "serves until it is stopped; `make test-playground` opens the page"),
];

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where `make ceph-multus` installs to in this test.
fn installed() -> std::path::PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("walk")
}

fn is_missing(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    !env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn run(step: &Step) -> (i32, String) {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = [repository().join("tests/walk/bin"), installed().join("bin")];
    let path = env::join_paths(folders.into_iter().chain(env::split_paths(&path))).expect("a PATH");
    let mut shell = Command::new("sh");
    // A newcomer's make is not below another one, which would name the folders that it enters. Answers are shown without
    // colours, and in lines of the usual width.
    for name in ["MAKELEVEL", "MAKEFLAGS", "MFLAGS", "CLICOLOR_FORCE", "COLUMNS"] {
        shell.env_remove(name);
    }
    let output = shell
        .args(["-c", &format!("exec 2>&1; {}", step.command)])
        .current_dir(repository())
        .env("PATH", path)
        .env("IMAGE", "127.0.0.1:5000/ceph-multus-policy:walk")
        .env("SYNC_IMAGE", "127.0.0.1:5000/ceph-multus-sync:walk")
        .env("CARGO_INSTALL_ROOT", installed())
        .env("CARGO", repository().join("tests/walk/bin/cargo"))
        .env("CARGO_OF_TESTS", env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .output()
        .expect("a shell");
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Walks through a document, and counts the commands that ran.
fn walk(document: &str) -> usize {
    let text = fs::read_to_string(repository().join(document)).unwrap_or_else(|error| panic!("{document}: {error}"));
    let mut ran = 0;
    for step in steps(&text) {
        let command = &step.command;
        if let Some((_, why)) = LEFT_OUT.iter().find(|(start, _)| command.starts_with(start)) {
            println!("{document}: `{command}` is left out: it {why}");
        } else if (command.contains("kwctl") || command.contains("annotated-policy")) && is_missing("kwctl") {
            println!("{document}: `{command}` is left out: kwctl is missing");
        } else {
            let (status, output) = run(&step);
            assert_eq!(status, step.status, "{document}: {command}\n{output}");
            assert!(
                answers(&step.output, &output),
                "{document}: {command}\nexpected:\n{}\nfound:\n{output}",
                step.output.join("\n")
            );
            ran += 1;
        }
    }
    ran
}

#[test]
fn every_command_of_the_readme_and_of_the_first_pages_prints_what_is_written_there() {
    for document in ["README.md", "docs/src/quick-start.md", "docs/src/install.md"] {
        assert!(walk(document) >= 4, "{document} shows commands");
    }
}
