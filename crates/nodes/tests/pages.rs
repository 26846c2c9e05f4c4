//! Every rule's page: its form, and its examples, each checked and compared to what the page says.
//!
//! `UPDATE=1 cargo test -p ceph-multus-nodes --test pages` writes the answers into the pages; read the diff.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use std::path::PathBuf;

use ceph_multus_core::Level;
use ceph_multus_nodes::rules;

const HEADINGS: [&str; 5] =
    ["## What it does", "## Why is this bad?", "## How to fix it", "## Examples", "## References"];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/rules")
}

#[test]
fn every_rule_has_one_file_one_page_and_one_place_in_the_table() {
    let ids: Vec<_> = rules::ALL.iter().map(|rule| rule.id).collect();
    assert!(ids.is_sorted(), "the table is in the order of the ids");
    let names: Vec<_> = rules::PAGES.iter().map(|(name, _)| name.replace('_', "-")).collect();
    assert_eq!(ids, names, "a rule's file is named after its id");
    for id in &ids {
        assert!(ceph_multus_core::rules::find(id).is_none(), "{id} is also a rule of the policy");
    }
    let entries = std::fs::read_dir(folder()).expect("the folder of the rules");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"))
        .filter(|name| name.ends_with(".rs"))
        .map(|name| name.trim_end_matches(".rs").replace('_', "-"))
        .collect();
    files.sort();
    assert_eq!(ids, files, "every file of the folder is in the table");
}

#[test]
fn every_page_has_the_form_of_a_page_and_its_examples_say_what_is_found() {
    let mut wrong = Vec::new();
    for (rule, file, page) in rules::pages() {
        let id = rule.id;
        let mut first = rule.summary.chars();
        let summary = first.next().map_or_else(String::new, |one| one.to_uppercase().chain(first).collect());
        let start = format!(
            "# {id}\n\n{summary}.\n\nDefault level: `{}`. `ceph-multus check`, `ceph-multus diagnose` and the playground have \
             this rule. The policy does not, because admission\nrequests do not show nodes and running pods.\n\n## ",
            rule.level.name()
        );
        assert!(page.starts_with(&start), "{id}: the page starts with {start:?}");
        let places: Vec<_> = HEADINGS.iter().map(|heading| page.find(heading)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{id}: the headings are {HEADINGS:?}");
        let (mut updated, mut spoken, mut accepted) = (page.to_owned(), false, false);
        for part in page.split("```yaml ").skip(1) {
            let (head, rest) = part.split_once("```\n").expect("an end");
            let (outcome, yaml) = head.split_once('\n').expect("an example");
            let answer = rest.strip_prefix("\n```text\n").and_then(|rest| rest.split_once("```\n")).map(|one| one.0);
            let found = support::lines(yaml);
            let expected = match outcome {
                "reject" => Some(Level::Deny),
                "warn" => Some(Level::Warn),
                "accept" => None,
                other => panic!("{id}: {other}"),
            };
            accepted |= expected.is_none();
            assert_eq!(
                found.first().map(|one| one.starts_with("error")),
                expected.map(|level| level == Level::Deny),
                "{id}: {found:?}"
            );
            spoken |= found.iter().any(|line| line.ends_with(&format!("[{id}]")));
            assert!(
                found.iter().all(|line| line.ends_with(&format!("[{id}]"))),
                "{id}: one cause, one finding: {found:?}"
            );
            let text: String = found.iter().map(|line| format!("{line}\n")).collect();
            if text != answer.unwrap_or_default() {
                let block =
                    |text: &str| if text.is_empty() { String::new() } else { format!("\n```text\n{text}```\n") };
                let example = format!("```yaml {head}```\n");
                let old = format!("{example}{}", block(answer.unwrap_or_default()));
                updated = updated.replacen(&old, &format!("{example}{}", block(&text)), 1);
                wrong.push(format!("{id}:\n{text}"));
            }
        }
        assert!(spoken && accepted, "{id}: an example that the rule speaks about, and one that is right");
        if std::env::var_os("UPDATE").is_some() && updated != page {
            std::fs::write(folder().join(format!("{file}.md")), updated).expect("the page can be written");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_book_lists_every_rule() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/rules.md");
    let book = std::fs::read_to_string(&path).expect("the page");
    let (before, rest) = book.split_once("<!-- rules of check -->\n").expect("the table has a beginning");
    let (table, after) = rest.split_once("<!-- /rules of check -->").expect("the table has an end");
    let mut expected = String::from("| rule | level | what it finds |\n|---|---|---|\n");
    for (rule, file, _) in rules::pages() {
        let page = format!("../../crates/nodes/src/rules/{file}.md");
        expected.push_str(&format!("| [{}]({page}) | {} | {} |\n", rule.id, rule.level.name(), rule.summary));
    }
    if std::env::var_os("UPDATE").is_some() {
        let new = format!("{before}<!-- rules of check -->\n{expected}<!-- /rules of check -->{after}");
        std::fs::write(&path, new).expect("the page");
    }
    assert_eq!(table, expected, "UPDATE=1 writes the table");
}
