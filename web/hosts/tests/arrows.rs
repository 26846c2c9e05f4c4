//! The files of this crate use each other in one direction.

#![allow(clippy::expect_used, reason = "a test may fail loudly")]

use std::fs;
use std::path::Path;

/// Each file uses only files before it.
const ORDER: [&str; 10] =
    ["tsify", "location", "words", "axis", "stretch", "lane", "row", "picture", "report", "bindings"];

/// The folder of `file`: some files are shared with the policy's own browser module.
fn folder(file: &str) -> &'static str {
    if ["tsify", "location"].contains(&file) { "../src" } else { "src" }
}

#[test]
fn no_file_uses_a_later_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    for (place, file) in ORDER.iter().enumerate() {
        let text = fs::read_to_string(root.join(folder(file)).join(format!("{file}.rs"))).expect("a source");
        let later = ORDER.iter().skip(place + 1).filter(|later| text.contains(&format!("crate::{later}")));
        wrong.extend(later.map(|later| format!("{file} uses {later}")));
    }
    assert_eq!(wrong, [""; 0]);
    let own = fs::read_dir(root.join("src")).expect("the sources").count();
    assert_eq!(own, ORDER.len() - 2 + 1, "ORDER has every file except lib.rs");
}
