//! Every rule's page says where its claims about other programs come from, and what holds them.

use std::fs;
use std::path::{Path, PathBuf};

use ceph_multus_core::rules;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The texts of all files below `folder` whose names end with `ending`.
fn texts(folder: &str, ending: &str) -> String {
    let mut all = String::new();
    let mut folders = vec![root().join(folder)];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(current).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                all.push_str(&fs::read_to_string(&path).expect("a text"));
            }
        }
    }
    all
}

/// `owner/repo`
fn is_repository(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|character| character.is_ascii_alphanumeric() || "-_.".contains(character))
    };
    text.split_once('/').is_some_and(|(owner, name)| is_name(owner) && is_name(name))
}

/// `owner/repo: path (basis)`: the basis.
fn basis(line: &str) -> Option<&str> {
    let (repository, rest) = line.split_once(": ")?;
    let (path, basis) = rest.strip_suffix(')')?.rsplit_once(" (")?;
    (is_repository(repository) && !path.is_empty()).then_some(basis)
}

/// `owner/repo#1`, or an address.
fn is_thread(line: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.chars().all(|character| character.is_ascii_digit());
    line.starts_with("https://") || line.split_once('#').is_some_and(|(repo, rest)| is_repository(repo) && number(rest))
}

#[test]
fn every_page_cites_upstream_and_says_what_holds_the_claim() {
    let vectors = texts("tests/vectors", ".json");
    let code: String = ["crates/core", "crates/manifests"].map(|folder| texts(folder, ".rs")).concat();
    let mut wrong = Vec::new();
    for (rule, _, page) in rules::pages() {
        let (_, references) = page.split_once("## References\n").expect("the references");
        let lines: Vec<&str> = references.lines().filter(|line| !line.is_empty()).collect();
        let sources = lines.iter().filter(|line| line.strip_prefix("- ").and_then(basis).is_some()).count();
        if sources == 0 {
            wrong.push(format!("{}: no source of the form `owner/repo: path (basis)`", rule.id));
        }
        for line in lines {
            let text = line.strip_prefix("- ").unwrap_or_default();
            let holds = match basis(text) {
                None => is_thread(text),
                Some("read in source") => true,
                Some(basis) => match basis.split_once(' ') {
                    Some(("vector", id)) => vectors.contains(&format!("\"{id}\"")),
                    Some(("test", name)) => code.contains(&format!("fn {name}()")),
                    _ => false,
                },
            };
            if !holds {
                wrong.push(format!("{}: `{line}` names nothing that holds", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_holds_a_claim_is_read_from_its_line() {
    assert_eq!(basis("rook/rook: pkg/a.go, `B`, which nothing calls (read in source)"), Some("read in source"));
    assert_eq!(basis("a/b: c.go (vector wb-001)"), Some("vector wb-001"));
    assert_eq!([basis("rook/rook#5"), basis("rook/rook: pkg/a.go"), basis("rook: a (test b)")], [None; 3]);
    assert!(is_thread("rook/rook#5") && is_thread("https://a.b/c") && !is_thread("rook/rook: a.go"));
}

/// The table of the design document names rules that are there, and leaves no section of the document out.
#[test]
fn the_table_of_the_design_document_names_rules_that_are_there() {
    let text = fs::read_to_string(root().join("docs/src/design-document.md")).expect("the page");
    let words = text.split('`').skip(1).step_by(2);
    let named: Vec<_> = words.filter(|word| rules::find(word).is_some()).collect();
    assert!(named.len() > 40, "{} rules are named", named.len());
    for command in text.split('`').filter_map(|word| word.strip_prefix("ceph-multus explain ")) {
        assert!(command == "RULE" || rules::find(command).is_some(), "{command}");
    }
    for column in text.lines().filter_map(|line| line.split('|').nth(2)) {
        for word in column.split('`').skip(1).step_by(2) {
            let is_id = word.contains('-') && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            assert!(!is_id || word == "host-local" || rules::find(word).is_some(), "{word} is no rule");
        }
    }
}
