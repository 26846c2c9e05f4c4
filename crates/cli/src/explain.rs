//! `explain`: the pages of the rules.

use ceph_multus_core::Level;
use ceph_multus_core::report::suggest::did_you_mean;
use ceph_multus_core::rules::caption;
use ceph_multus_manifests::OBJECT_REPEATED;
use ceph_multus_upstream::text::quoted;

use crate::Answer;
use crate::args::ExplainArgs;
use crate::failure::Failure;
use crate::output::{BOLD, DIM, styled};

/// The id of documents that cannot be read.
pub(crate) const UNREADABLE: &str = "unreadable";

/// What `check` reports about manifests themselves, each with its page.
const OTHERS: [(&str, &str); 2] = [
    (OBJECT_REPEATED, include_str!("explain/object_repeated.md")),
    (UNREADABLE, include_str!("explain/unreadable.md")),
];

/// Shows one page, all pages, or the list of the rules.
pub(crate) fn run(args: &ExplainArgs) -> Result<Answer, Failure> {
    let Some(id) = &args.rule else {
        if !args.all {
            return Ok(Answer::clean(list()));
        }
        let pages: Vec<String> = pages().iter().map(|page| render(page.text)).collect();
        return Ok(Answer::clean(pages.join("\n")));
    };
    let known = page(id).map(|page| page.text).or_else(|| other(id));
    known.map(|text| Answer::clean(render(text))).ok_or_else(|| {
        let ids = pages().into_iter().map(|page| page.id).chain(OTHERS.map(|(id, _)| id));
        let hint = did_you_mean(id, ids);
        let hint = if hint.is_empty() { String::from("`explain` lists the rules") } else { hint };
        Failure::from(format!("unknown rule {}; {hint}", quoted(id)))
    })
}

/// The page of what `check` reports and no rule finds.
fn other(id: &str) -> Option<&'static str> {
    OTHERS.into_iter().find(|(known, _)| *known == id).map(|(_, text)| text)
}

/// A line for each rule: its id, its level and what it finds.
fn list() -> String {
    let pages = pages();
    let width = pages.iter().map(|page| page.id.len()).max().unwrap_or_default();
    let line = |page: &Page| {
        let padded = format!("{:<width$}", page.id);
        format!("{}  {:<5}  {}\n", styled(BOLD, padded), page.level.name(), page.summary)
    };
    pages.iter().map(line).collect()
}

/// The ids of all rules.
pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
    pages().into_iter().map(|page| page.id)
}

/// A rule, of the policy or of `check` alone, with its page.
pub(crate) struct Page {
    /// The id of the rule.
    pub(crate) id: &'static str,
    /// What it finds, in a few words.
    pub(crate) summary: &'static str,
    /// How it weighs by default.
    pub(crate) level: Level,
    /// The page as it is written.
    pub(crate) text: &'static str,
    /// Where in the sources the page is.
    pub(crate) directory: &'static str,
    /// The name of its file there, without ending.
    pub(crate) file: &'static str,
}

/// The page of a rule.
pub(crate) fn page(id: &str) -> Option<Page> {
    pages().into_iter().find(|page| page.id == id)
}

/// The pages of all rules, by id.
fn pages() -> Vec<Page> {
    let policy = ceph_multus_core::rules::pages().map(|(rule, file, text)| Page {
        id: rule.id,
        summary: ceph_multus_core::rules::summary(rule.id),
        level: rule.level,
        text,
        directory: "crates/core/src/rules",
        file,
    });
    let nodes = ceph_multus_nodes::rules::pages().map(|(rule, file, text)| Page {
        id: rule.id,
        summary: rule.summary,
        level: rule.level,
        text,
        directory: "crates/nodes/src/rules",
        file,
    });
    let mut pages: Vec<Page> = policy.chain(nodes).collect();
    pages.sort_by_key(|page| page.id);
    pages
}

/// A page for a terminal: headings stand out, examples are indented and say what becomes of them.
fn render(page: &str) -> String {
    let mut out = String::new();
    let mut in_code = false;
    for line in page.lines() {
        let shown = if let Some(fence) = line.strip_prefix("```") {
            in_code = !in_code;
            let caption = if in_code { caption(fence) } else { None };
            match caption {
                Some(caption) => styled(DIM, caption),
                None => continue,
            }
        } else if in_code && !line.is_empty() {
            format!("    {line}")
        } else {
            match line.trim_start_matches('#') {
                heading if heading.len() < line.len() && !in_code => styled(BOLD, heading.trim_start()),
                _ => line.to_owned(),
            }
        };
        out.push_str(&shown);
        out.push('\n');
    }
    out
}
