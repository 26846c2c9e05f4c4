//! No source is too long to be read at once.

use std::fs;
use std::path::Path;

use crate::repository::files;

/// The lines that a source may have, its tests aside; CONTRIBUTING.md says so.
const LINES: usize = 350;

#[test]
fn no_source_has_more_than_350_lines_without_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut sources = 0;
    for name in files().iter().filter(|name| name.ends_with(".rs") && !is_test(name)) {
        // A file that was removed is listed until that is committed.
        let Ok(text) = fs::read_to_string(root.join(name)) else { continue };
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        assert!(
            lines <= LINES,
            "{name} has {lines} lines without its tests: split it by what it holds, {LINES} at most"
        );
        sources += 1;
    }
    assert!(sources > 300, "{sources} sources");
}

/// Whether all of a file is tests.
fn is_test(name: &str) -> bool {
    let name = Path::new(name);
    name.ends_with("tests.rs") || name.components().any(|part| part.as_os_str() == "tests")
}
