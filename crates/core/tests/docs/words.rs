//! Texts for people keep to the words of the style page, which has the list of those that do not appear.

use std::fs;
use std::path::{Path, PathBuf};

use crate::repository::files;

/// The page with the list.
const STYLE: &str = "docs/src/style.md";

/// The heading of the list.
const HEADING: &str = "## Words that do not appear";

/// What is read as a whole: help texts and forms, what is installed, and what the commands print.
const WHOLE: [&str; 16] = [
    "action.yml",
    "artifacthub-pkg.yml",
    "charts/ceph-multus-policy/",
    "crates/cli/src/args.rs",
    "crates/cli/src/args/help.rs",
    "crates/cli/tests/cmd/",
    "crates/sync/src/args.rs",
    "examples/",
    "Makefile",
    "policy-metadata.yml",
    "questions-ui.yml",
    "templates/",
    "tests/fixtures/issues/",
    "web/page/index.html",
    ".krew.yaml",
    ".pre-commit-hooks.yaml",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The words that appear nowhere, and the words and phrases that are not in texts for people, out of the style page.
fn forbidden() -> (Vec<String>, Vec<String>) {
    let page = text(STYLE);
    let (_, section) = page.split_once(HEADING).expect("the section");
    let (_, list) = section.split_once("```text\n").expect("the list");
    let (list, _) = list.split_once("\n```").expect("the end of the list");
    let (nowhere, texts) = list.split_once("\n\n").expect("two parts");
    let each = |part: &str| part.lines().map(str::to_owned).collect::<Vec<_>>();
    (each(nowhere), [each(nowhere), each(texts)].concat())
}

/// Whether a file is written here, and not taken from elsewhere or about the words themselves.
fn is_ours(file: &str) -> bool {
    let others = ["tests/vectors/", "tests/fixtures/", "web/page/package-lock.json", "Cargo.lock", "fuzz/Cargo.lock"];
    let about = [STYLE, "crates/core/tests/docs/words.rs"];
    !about.contains(&file) && !others.iter().any(|one| file.starts_with(one))
}

/// What a person reads of a file: of Markdown the prose and the outputs, of a source its texts.
fn read_by_people(file: &str) -> Option<String> {
    if !root().join(file).is_file() {
        return None;
    }
    if WHOLE.iter().any(|one| file.starts_with(one)) {
        return Some(text(file));
    }
    let (_, ending) = file.rsplit_once('.')?;
    let is_shipped = file.contains("/src/") || file.starts_with("src/");
    match ending {
        "md" if file == STYLE => Some(prose(text(file).split(HEADING).next().unwrap_or_default())),
        "md" => Some(prose(&text(file))),
        "rs" | "ts" if is_shipped => Some(literals(&text(file))),
        _ => None,
    }
}

/// Markdown without code: blocks of YAML, JSON and the shell, code spans, and targets of links.
fn prose(page: &str) -> String {
    let (mut prose, mut fence) = (String::new(), None);
    for line in page.lines() {
        match (fence, line.trim_start().strip_prefix("```")) {
            (None, Some(info)) => fence = Some(info.starts_with("text") || info.starts_with("console")),
            (Some(_), Some(_)) => fence = None,
            (Some(true), None) => prose.extend([line, "\n"]),
            (Some(false), None) => {}
            (None, None) => {
                let spans = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
                let mut parts = spans.split("](");
                prose.push_str(parts.next().unwrap_or_default());
                parts.for_each(|part| prose.push_str(part.split_once(')').map_or("", |(_, rest)| rest)));
                prose.push('\n');
            }
        }
    }
    prose
}

/// The string literals of a source in Rust or TypeScript, a line each.
fn literals(source: &str) -> String {
    let mut literals = String::new();
    let mut characters = source.chars().peekable();
    let mut before = ' ';
    while let Some(one) = characters.next() {
        match one {
            '/' if characters.peek() == Some(&'/') => {
                characters.by_ref().find(|next| *next == '\n');
            }
            // A quote as a character, not as the start of a text.
            '\'' if matches!(characters.peek(), Some('"' | '`')) => {
                characters.next();
            }
            '\\' => {
                characters.next();
            }
            '"' | '`' => {
                let is_raw = before == '#' || before == 'r';
                while let Some(next) = characters.next() {
                    match next {
                        '\\' if !is_raw => {
                            characters.next();
                        }
                        _ if next == one && (before != '#' || characters.peek() == Some(&'#')) => break,
                        _ => literals.push(next),
                    }
                }
                literals.push('\n');
            }
            _ => {}
        }
        before = one;
    }
    literals
}

/// The first place at which `phrase` is in `words`, which are in lower case and a space apart.
fn found<'w>(phrase: &str, words: &'w str, is_word: fn(char) -> bool) -> Option<&'w str> {
    let stem = phrase.to_lowercase();
    let (stem, is_open) = stem.strip_suffix('*').map_or((stem.as_str(), false), |stem| (stem, true));
    let open = is_open || !stem.ends_with(is_word);
    let place = words.match_indices(stem).map(|(place, _)| place).find(|place| {
        let (before, after) = (&words[..*place], &words[place + stem.len()..]);
        !before.ends_with(is_word) && (open || !after.starts_with(is_word))
    })?;
    let start = words[..place].char_indices().rev().nth(30).map_or(0, |(start, _)| start);
    let end = words[place..].char_indices().nth(50).map_or(words.len(), |(end, _)| place + end);
    Some(&words[start..end])
}

/// In texts, the names of rules and tests are words of their own.
fn in_text(one: char) -> bool {
    one.is_alphanumeric() || one == '-' || one == '_'
}

fn faults(file: &str, read: &str, forbidden: &[String], is_word: fn(char) -> bool) -> Vec<String> {
    let words = read.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let fault = |phrase: &String| Some(format!("{file}: `{phrase}`: ...{}...", found(phrase, &words, is_word)?));
    forbidden.iter().filter_map(fault).collect()
}

#[test]
fn texts_for_people_keep_to_the_words_of_the_style_page() {
    let (_, forbidden) = forbidden();
    let (mut all, mut read) = (Vec::new(), 0);
    for file in files() {
        let Some(text) = read_by_people(&file) else { continue };
        all.extend(faults(&file, &text, &forbidden, in_text));
        read += 1;
    }
    assert!(read > 400, "{read} files");
    assert!(all.is_empty(), "{} places, see {STYLE}:\n{}", all.len(), all.join("\n"));
}

#[test]
fn names_and_comments_keep_to_them_too() {
    let (nowhere, _) = forbidden();
    let (mut all, mut read) = (Vec::new(), 0);
    for file in files().into_iter().filter(|file| is_ours(file)) {
        let Ok(text) = fs::read_to_string(root().join(&file)) else { continue };
        all.extend(faults(&file, &text, &nowhere, |one| one.is_alphanumeric()));
        read += 1;
    }
    assert!(read > 900, "{read} files");
    assert!(all.is_empty(), "{} places, see {STYLE}:\n{}", all.len(), all.join("\n"));
}

#[test]
fn a_forbidden_word_is_found_wherever_a_person_reads() {
    let (nowhere, forbidden) = forbidden();
    let finds = |text: &str| !faults("a", text, &forbidden, in_text).is_empty();
    assert!(!faults("a", "let is_told = 1;", &nowhere, |one| one.is_alphanumeric()).is_empty());
    assert!(finds("The policy mends it.") && finds("Judgement") && finds("it is\nno  CIDR") && finds("absent: set it"));
    assert!(!finds("amend it, recommended, a judo, absent from, cni-type-unfit, is_rejected_here"));
    let page = "a `told` [told](told.md)\n\n```yaml\ntold\n```\n\n```text\nanew\n```\n";
    assert_eq!(prose(page), "a ` [told\n\n\nanew\n");
    assert_eq!(literals("// \"a\"\nlet b = '\"'; c(\"d\\\"e\", r#\"f\"g\"#, 'h', \"i\");"), "de\nf\"g\ni\n");
}
