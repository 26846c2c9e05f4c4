//! Every command with its exact output: those of `tests/cmd`, of the README and of the book, and every example that a help
//! shows. The pages that build something are run by `tests/walk`.
//!
//! `TRYCMD=overwrite cargo test -p ceph-multus-cli --test commands` writes the outputs; read the diff.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use std::path::{Path, PathBuf};

use trycmd::TestCases;

const COMMANDS: [&str; 12] = [
    "check",
    "settings",
    "install",
    "plan",
    "host-network",
    "validation-config",
    "diagnose",
    "explain",
    "request",
    "diff-settings",
    "completions",
    "man",
];

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files with commands in them.
fn case_files() -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(package().join("tests/cmd"))
        .expect("the cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "trycmd"))
        .collect();
    files.push(package().join("README.md"));
    files.extend(pages());
    files.sort();
    files
}

/// The pages of the book with commands that need nothing but the command line.
fn pages() -> impl Iterator<Item = PathBuf> {
    let folder = std::fs::read_dir(package().join("../../docs/src")).expect("the pages of the book");
    let pages = folder.map(|entry| entry.expect("an entry").path());
    pages.filter(|path| path.extension().is_some_and(|ending| ending == "md")).filter(|path| {
        let text = std::fs::read_to_string(path).expect("a page");
        text.contains("\n```console\n") && !text.contains("\n$ make ")
    })
}

#[test]
fn commands_answer_what_was_read() {
    // The examples name files of the repository, and run what stands in for kubectl, helm and git.
    std::env::set_current_dir(package().join("../..")).expect("the repository");
    let bin = Path::new(env!("CARGO_BIN_EXE_ceph-multus")).parent().expect("a folder of programs").display();
    let path = format!("{}:{bin}:/usr/bin:/bin", package().join("tests/bin").display());
    let cases = TestCases::new();
    cases
        .env("PATH", path)
        // As in `support::program`; trycmd takes no variable away, and an empty one is as good as none.
        .env("COLUMNS", "")
        .env("CLICOLOR_FORCE", "")
        .env("IMAGE", "127.0.0.1:5000/ceph-multus-policy:v0.1.0")
        .env("SYNC_IMAGE", "127.0.0.1:5000/ceph-multus-sync:v0.1.0")
        .register_bins([
            ("sh", Path::new("/bin/sh")),
            ("ceph-multus", Path::new(env!("CARGO_BIN_EXE_ceph-multus"))),
            ("kubectl-ceph_multus", Path::new(env!("CARGO_BIN_EXE_kubectl-ceph_multus"))),
        ]);
    for file in case_files() {
        cases.case(file);
    }
}

#[test]
fn every_example_of_a_help_is_among_them() {
    let cases: String =
        case_files().iter().map(|file| std::fs::read_to_string(file).expect("a file of cases")).collect();
    let mut examples = 0;
    for command in COMMANDS.map(Some).into_iter().chain([None]) {
        let output = support::command().args(command).arg("--help").output();
        let help = String::from_utf8(output.expect("a help").stdout).expect("text");
        let (_, shown) = help.split_once("\nExamples:\n").expect("examples");
        for example in shown.lines().map(str::trim) {
            let is_run = cases.contains(&format!("$ {example}\n")) || cases.contains(&format!("{example}'\n"));
            assert!(is_run, "{example}");
            examples += 1;
        }
    }
    assert!(examples > 15, "{examples} examples");
}

#[test]
fn every_answer_that_the_readme_of_the_repository_shows_is_among_them() {
    let cases: String =
        case_files().iter().map(|file| std::fs::read_to_string(file).expect("a file of cases")).collect();
    let readme = std::fs::read_to_string(package().join("../../README.md")).expect("the README");
    let fences = readme.split("```console\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let mut compared = 0;
    // What comes before it in a block installs the command line.
    for (block, _) in fences {
        let Some(start) = block.find("$ ceph-multus") else { continue };
        let shown = block.get(start..).expect("a command").trim_end();
        // What goes on to another program, the walk compares.
        if shown.lines().next().is_some_and(|command| command.contains(" | ")) {
            continue;
        }
        assert!(cases.contains(shown), "{shown}");
        compared += 1;
    }
    assert!(compared > 0, "the README shows an answer");
}

/// Where the release workflow puts the module: the `ociUrl` of the metadata, and the version.
fn module() -> String {
    let metadata = std::fs::read_to_string(package().join("../../policy-metadata.yml")).expect("the metadata");
    let of = |key: &str| metadata.lines().find_map(|line| line.trim().strip_prefix(key)).expect("an annotation").trim();
    format!("registry://{}:v{}", of("io.kubewarden.policy.ociUrl:"), of("io.kubewarden.policy.version:"))
}

#[test]
fn the_registration_of_the_examples_is_what_the_command_writes() {
    let output = support::command()
        .current_dir(package().join("../.."))
        .args([
            "settings",
            "--settings",
            "examples/settings.json",
            "--manifest",
            "--module",
            &module(),
            "examples/manifests",
        ])
        .output()
        .expect("a registration");
    let written = String::from_utf8(output.stdout).expect("text");
    let path = package().join("../../examples/policy.yaml");
    // The commands read the example at the same time, and must not find it half written.
    let is_current = || std::fs::read_to_string(&path).is_ok_and(|known| known == written);
    if std::env::var_os("TRYCMD").is_some() && !is_current() {
        std::fs::write(&path, &written).expect("the example can be written");
    }
    assert_eq!(written, std::fs::read_to_string(&path).expect("the example"), "TRYCMD=overwrite writes it");
}
