//! What the core depends on has the same features in all WebAssembly modules: otherwise cargo compiles it, and the core, once
//! for each.

#![allow(clippy::expect_used, reason = "a test may fail loudly")]

use std::collections::BTreeSet;
use std::env;
use std::process::Command;

/// The packages that `packages` are built from, each with its features, as cargo lists them.
fn built_from(packages: &[&str]) -> BTreeSet<String> {
    let mut cargo = Command::new(env::var("CARGO").expect("cargo runs the tests"));
    cargo.args([
        "tree",
        "--locked",
        "--target",
        "wasm32-unknown-unknown",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
    ]);
    cargo.args(["--no-dedupe", "--format", "{p} {f}"]);
    for package in packages {
        cargo.args(["--package", package]);
    }
    let output = cargo.output().expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The name and the version at the start of a line.
fn package(line: &str) -> Vec<&str> {
    line.split(' ').take(2).collect()
}

#[test]
fn the_modules_share_what_the_core_depends_on() {
    let core = built_from(&["ceph-multus-core", "ceph-multus-features"]);
    let shared: BTreeSet<_> = core.iter().map(|line| package(line)).collect();
    let policy = built_from(&["ceph-multus-policy"]);
    let of_core: BTreeSet<_> = policy.iter().filter(|line| shared.contains(&package(line))).collect();
    assert!(of_core.len() > 15, "{of_core:?}");
    for module in ["ceph-multus-web", "ceph-multus-web-hosts"] {
        let built = built_from(&[module]);
        let other: Vec<_> = of_core.iter().filter(|line| !built.contains(**line)).collect();
        assert!(other.is_empty(), "{module} has other features of {other:?}: add them to crates/features/Cargo.toml");
    }
}
