//! CONTRIBUTING.md has what a rule can be given.

use std::fs;
use std::path::Path;

fn text(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn the_table_of_checks_has_every_check() {
    let code = text("crates/core/src/review/rule.rs");
    let (_, rest) = code.split_once("pub enum Check {\n").expect("the checks");
    let (variants, _) = rest.split_once("\n}").expect("the end of the checks");
    let mut checks: Vec<_> = variants.lines().filter_map(|line| Some(line.trim().split_once("(fn(")?.0)).collect();
    let page = text("CONTRIBUTING.md");
    let (_, table) = page.split_once("| check | input |\n").expect("the table");
    let cells = table.lines().map_while(|line| line.trim().strip_prefix('|')?.split('|').next());
    let mut listed: Vec<_> =
        cells.flat_map(|cell| cell.split('`')).filter_map(|part| part.strip_prefix("Check::")).collect();
    checks.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, checks);
    assert!(checks.len() > 10, "{checks:?}");
}
