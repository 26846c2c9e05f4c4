//! Every rule's page: its form, and its examples, each evaluated and compared to what the page says.
//!
//! `UPDATE=1 cargo test -p ceph-multus-core --test pages` writes the answers into the pages; read the diff.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::path::PathBuf;

use ceph_multus_core::json::Arena;
use ceph_multus_core::{Kind, Level, Payload, Rule, Verdict, evaluate, read_settings, rules};
use serde_json::{Value, json};

const HEADINGS: [&str; 5] =
    ["## What it does", "## Why is this bad?", "## How to fix it", "## Examples", "## References"];

struct Page {
    rule: &'static Rule,
    path: PathBuf,
    text: String,
}

fn pages() -> Vec<Page> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let one = |rule: &'static Rule| {
        let path = folder.join(format!("{}.md", rule.id.replace('-', "_")));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Page { rule, path, text }
    };
    rules::ALL.iter().copied().map(one).collect()
}

/// The levels that a rule has by default, the stricter one first: `deny`, or `deny, warn` where that depends on what it
/// finds.
fn default_levels(rule: &Rule) -> Vec<Level> {
    let warns_too = rules::WARN_TOO.contains(&rule);
    if warns_too { vec![rule.level, Level::Warn] } else { vec![rule.level] }
}

/// The same as the table shows it.
fn levels_text(rule: &Rule) -> String {
    default_levels(rule).iter().map(|level| level.name()).collect::<Vec<_>>().join(", ")
}

#[test]
fn every_rule_has_one_file_one_page_and_one_place_in_the_table() {
    let ids: Vec<_> = rules::ALL.iter().map(|rule| rule.id).collect();
    assert!(ids.is_sorted(), "the table is in the order of the ids");
    let names: Vec<_> = rules::PAGES.iter().map(|(name, _)| name.replace('_', "-")).collect();
    assert_eq!(ids, names, "a rule's file is named after its id");
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of the rules")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"))
        .filter(|name| name.ends_with(".rs"))
        .map(|name| name.trim_end_matches(".rs").replace('_', "-"))
        .collect();
    files.sort();
    assert_eq!(ids, files, "every file of the folder is in the table");
}

#[test]
fn every_page_has_the_form_of_a_page() {
    for page in pages() {
        let id = page.rule.id;
        let expected = format!("# {id}\n\n{}.\n", capitalised(rules::summary(id)));
        assert!(page.text.starts_with(&expected), "{id}: the page starts with {expected:?}");
        let level = match default_levels(page.rule).as_slice() {
            [level] => format!("\nDefault level: `{}`.\n", level.name()),
            levels => format!("\nDefault level: `{}`, for some of it `{}`.\n", levels[0].name(), levels[1].name()),
        };
        assert!(page.text.contains(&level), "{id}: {level:?} is missing");
        let places: Vec<_> = HEADINGS.iter().map(|heading| page.text.find(heading)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{id}: the headings are {HEADINGS:?}");
        let examples = examples(&page.text);
        let outcomes: Vec<_> = examples.iter().map(|example| example.outcome.as_str()).collect();
        assert!(outcomes.contains(&"accept"), "{id}: an accepted example");
        assert!(outcomes.iter().any(|outcome| *outcome != "accept"), "{id}: an example that the rule speaks about");
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[test]
fn every_example_is_evaluated_as_its_page_says() {
    let mut wrong = Vec::new();
    for page in pages() {
        let mut updated = page.text.clone();
        let mut spoken = false;
        for example in examples(&page.text) {
            let verdict = Evaluated::of(&example);
            spoken |= verdict.rules.contains(&page.rule.id);
            assert_eq!(verdict.outcome, example.outcome, "{}: {}\n{}", page.rule.id, example.yaml, verdict.text);
            if verdict.text != example.answer.as_deref().unwrap_or_default() {
                wrong.push(format!("{}:\n{}\nbut the answer is\n{}", page.rule.id, example.yaml, verdict.text));
                let old = example.source();
                let new = Example { answer: Some(verdict.text), ..example }.source();
                updated = updated.replacen(&old, &new, 1);
            }
        }
        assert!(spoken, "{}: no example makes the rule speak", page.rule.id);
        if std::env::var_os("UPDATE").is_some() && updated != page.text {
            std::fs::write(&page.path, updated).expect("the page can be written");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The levels at which a rule reports are in the table, as its file and its page have them.
#[test]
fn every_rule_reports_at_the_levels_that_are_written() {
    let mut wrong = Vec::new();
    for page in pages() {
        let id = page.rule.id;
        let code = std::fs::read_to_string(page.path.with_extension("rs")).expect("the file of the rule");
        let cautions = ["caution(", "caution_room(", "_at_most("].iter().any(|call| code.contains(call));
        let warns_too = page.rule.level == Level::Deny && cautions;
        assert_eq!(
            default_levels(page.rule).len(),
            if warns_too { 2 } else { 1 },
            "{id}: `or warn` is in its line of rules.rs if it denies and also reports below its level, and only then"
        );
        let examples = examples(&page.text);
        let plain =
            examples.iter().filter(|example| !example.settings.as_deref().is_some_and(|text| text.contains(id)));
        let findings: Vec<_> = plain.flat_map(|example| Evaluated::of(example).findings).collect();
        let mut shown: Vec<Level> =
            findings.iter().filter(|finding| finding.rule == id).map(|finding| finding.level).collect();
        shown.sort();
        shown.dedup();
        shown.reverse();
        let mutated = shown.is_empty() && examples.iter().any(|example| example.outcome == "mutate");
        let allowed = page.rule.level == Level::Allow;
        let expected = if mutated || allowed { Vec::new() } else { default_levels(page.rule) };
        // Who asks is not part of an example: there the text says it.
        let says_so = page.text.split("## Why").next().unwrap_or_default().matches("arns").count() > 0;
        if shown != expected && !(says_so && shown.first() == expected.first()) {
            wrong.push(format!("{id}: the examples show {shown:?} of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_message_follows_the_convention() {
    for page in pages() {
        for example in examples(&page.text) {
            for finding in Evaluated::of(&example).findings {
                let text = finding.to_string();
                assert!(text.is_ascii(), "{text}");
                assert!(!text.contains('\n'), "{text}");
                assert!(finding.problem.len() + finding.help.len() < 400, "too long: {text}");
                for part in [&finding.problem, &finding.help] {
                    let start = part.chars().next().unwrap_or('x');
                    let names = ["Rook", "Multus", "Ceph", "CNI", "IPAM", "OSD", "NAD", "IPv4", "IPv6", "Whereabouts"];
                    let named = names.iter().any(|name| part.starts_with(name));
                    assert!(
                        start.is_lowercase() || start == '`' || start.is_ascii_digit() || named,
                        "lower case: {part}"
                    );
                    assert!(!part.ends_with('.'), "no final period: {part}");
                }
            }
            for warning in Evaluated::of(&example).warnings {
                assert!(warning.chars().count() <= 256, "{warning}");
            }
        }
    }
}

#[test]
fn the_book_lists_every_rule() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/rules.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let (before, rest) = page.split_once("<!-- rules -->\n").expect("the table has a beginning");
    let (table, after) = rest.split_once("<!-- /rules -->").expect("the table has an end");
    let mut expected = String::from("| rule | level | what it finds |\n|---|---|---|\n");
    for rule in rules::ALL {
        let page = format!("../../crates/core/src/rules/{}.md", rule.id.replace('-', "_"));
        expected.push_str(&format!(
            "| [{}]({page}) | {} | {} |\n",
            rule.id,
            levels_text(rule),
            rules::summary(rule.id)
        ));
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, format!("{before}<!-- rules -->\n{expected}<!-- /rules -->{after}")).expect("the page");
    }
    assert!(table == expected, "the table in docs/src/rules.md is another one; UPDATE=1 writes it");
}

/// One example of a page.
struct Example {
    /// `reject`, `warn`, `mutate` or `accept`.
    outcome: String,
    /// The words behind the outcome: `update`, `delete`.
    words: String,
    yaml: String,
    old: Option<String>,
    settings: Option<String>,
    answer: Option<String>,
}

impl Example {
    /// The example and its answer as they stand in the page.
    fn source(&self) -> String {
        let words = if self.words.is_empty() { String::new() } else { format!(" {}", self.words) };
        let head = format!("```yaml {}{words}\n{}```\n", self.outcome, self.yaml);
        match &self.answer {
            Some(answer) if !answer.is_empty() => format!("{head}\n```text\n{answer}\n```\n"),
            _ => head,
        }
    }
}

fn examples(page: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let (mut settings, mut old) = (None, None);
    for (info, body) in blocks(page) {
        let mut words = info.split(' ');
        match (words.next(), words.next()) {
            (Some("yaml"), Some("settings")) => settings = Some(body),
            (Some("yaml"), Some("old")) => old = Some(body),
            (Some("yaml"), Some(outcome)) => examples.push(Example {
                outcome: outcome.to_owned(),
                words: words.collect::<Vec<_>>().join(" "),
                yaml: body,
                old: old.take(),
                settings: settings.clone(),
                answer: None,
            }),
            (Some("text"), None) => {
                examples.last_mut().expect("an answer follows an example").answer = Some(body.trim_end().to_owned());
            }
            _ => {}
        }
    }
    examples
}

/// The fenced blocks of a page: what stands behind the fence, and the lines.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let body: String =
                lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
            blocks.push((info.to_owned(), body));
        }
    }
    blocks
}

/// What the policy says of an example.
struct Evaluated {
    outcome: &'static str,
    text: String,
    rules: Vec<&'static str>,
    findings: Vec<ceph_multus_core::Finding>,
    warnings: Vec<String>,
}

impl Evaluated {
    fn of(example: &Example) -> Evaluated {
        let yaml = |text: &str| serde_saphyr::from_str::<Value>(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let object = yaml(&example.yaml);
        let settings = example.settings.as_deref().map_or(json!({}), yaml);
        let operation = match example.words.as_str() {
            "update" => "UPDATE",
            "delete" => "DELETE",
            _ => "CREATE",
        };
        let (object, old) = match operation {
            "DELETE" => (Value::Null, object),
            _ => (object, example.old.as_deref().map_or(Value::Null, yaml)),
        };
        let some = if object.is_null() { &old } else { &object };
        let (version, kind) = (some["apiVersion"].as_str().expect("apiVersion"), some["kind"].as_str().expect("kind"));
        let group = version.split_once('/').map_or("", |(group, _)| group);
        assert!(Kind::of(group, kind).is_some() || example.outcome == "accept", "{kind} is not evaluated");
        let request = json!({
            "uid": "e9137d7d-c318-12e8-bbad-025654321111",
            "kind": {"group": group, "version": "v1", "kind": kind},
            "operation": operation,
            "namespace": some["metadata"]["namespace"],
            "object": object,
            "oldObject": old,
        });
        let bytes = serde_json::to_vec(&json!({"request": request, "settings": settings})).expect("JSON");
        let arena = Arena::new();
        let payload = Payload::read(&bytes, &arena).expect("a payload");
        let settings = read_settings(payload.settings()).unwrap_or_else(|problems| panic!("{problems:?}"));
        let verdict = evaluate(&payload.request(), &settings, || payload.object_text());
        Evaluated::from_verdict(&verdict)
    }

    fn from_verdict(verdict: &Verdict) -> Evaluated {
        let mut lines: Vec<String> = verdict.message().into_iter().collect();
        let mut rules: Vec<_> = verdict.findings().iter().map(|finding| finding.rule).collect();
        let outcome = match verdict {
            Verdict::Reject { .. } => "reject",
            Verdict::Mutate { fixed, .. } => {
                for finding in fixed {
                    let edit = finding.fix.as_ref().expect("a fixed finding has its edit");
                    lines.push(format!("fixed: {finding}\n  `{}` becomes {}", edit.path, edit.value));
                    rules.push(finding.rule);
                }
                "mutate"
            }
            Verdict::Accept { findings } if findings.is_empty() => "accept",
            Verdict::Accept { .. } => "warn",
        };
        let warned = verdict.findings().iter().filter(|finding| finding.level == Level::Warn);
        lines.extend(warned.map(|finding| format!("warning: {finding}")));
        Evaluated {
            outcome,
            text: lines.join("\n"),
            rules,
            findings: verdict.findings().to_vec(),
            warnings: verdict.warnings(),
        }
    }
}
