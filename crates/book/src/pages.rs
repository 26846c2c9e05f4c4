//! What the book takes from elsewhere in the repository.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use ceph_multus_core::{Rule, rules};
use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::errors::Result;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::links::{BOOK, Places, led};

/// The page of the book below which those of the rules stand.
const RULES: &str = "rules.md";

/// Documents of the repository that close the book: file, page, title.
const DOCUMENTS: [(&str, &str, &str); 4] = [
    ("crates/cli/README.md", "command-line.md", "Command line"),
    ("CONTRIBUTING.md", "contributing.md", "Contributing"),
    ("SECURITY.md", "security.md", "Security"),
    ("CHANGELOG.md", "changelog.md", "Changelog"),
];

/// Adds to the book a page for each rule and [`DOCUMENTS`], and leads all links to where they belong.
pub struct Pages {
    repository: PathBuf,
}

impl Pages {
    /// The pages of the repository whose top is `repository`.
    #[must_use]
    pub fn new(repository: PathBuf) -> Self {
        Self { repository }
    }

    fn read(&self, file: &str) -> Result<String> {
        let path = self.repository.join(file);
        fs::read_to_string(&path).with_context(|| format!("`{}`", path.display()))
    }
}

impl Preprocessor for Pages {
    fn name(&self) -> &'static str {
        "pages"
    }

    fn run(&self, _: &PreprocessorContext, mut book: Book) -> Result<Book> {
        for (file, page, title) in DOCUMENTS {
            book.push_item(chapter(title, self.read(file)?, page, Vec::new()));
        }
        book.for_each_chapter_mut(|chapter| {
            if chapter.path.as_deref() == Some(Path::new(RULES)) {
                let parents = vec![chapter.name.clone()];
                let policy = rules::pages().map(|(rule, _, text)| (rule.id, text));
                let nodes = ceph_multus_nodes::rules::pages().map(|(rule, _, text)| (rule.id, text));
                chapter.sub_items = policy.chain(nodes).map(|(id, text)| rule_page(id, text, &parents)).collect();
            }
        });
        let places = places(&book);
        book.for_each_chapter_mut(|chapter| {
            let page = chapter.path.as_deref().and_then(Path::to_str).unwrap_or_default();
            let file = places.iter().find(|(_, place)| *place == page).map_or("", |(file, _)| file);
            chapter.content = labelled(&led(&chapter.content, file, page, &places));
        });
        Ok(book)
    }
}

fn chapter(title: &str, text: String, page: &str, parents: Vec<String>) -> BookItem {
    let mut chapter = Chapter::new(title, text, page, parents);
    // There is no file below `docs` that a reader could be sent to.
    chapter.source_path = None;
    BookItem::Chapter(chapter)
}

fn rule_page(id: &str, text: &str, parents: &[String]) -> BookItem {
    chapter(id, text.to_owned(), &format!("rules/{id}.md"), parents.to_vec())
}

/// Where every document stands in the site.
fn places(book: &Book) -> Places {
    let own = book.chapters().filter_map(|chapter| {
        let page = chapter.source_path.as_deref()?.to_str()?;
        Some((format!("{BOOK}{page}"), page.to_owned()))
    });
    let documents = DOCUMENTS.iter().map(|(file, page, _)| ((*file).to_owned(), (*page).to_owned()));
    let page = |rule: &Rule, file| (format!("crates/core/src/rules/{file}.md"), format!("rules/{}.md", rule.id));
    let rules = rules::pages().map(|(rule, file, _)| page(rule, file));
    let nodes = ceph_multus_nodes::rules::pages()
        .map(|(rule, file, _)| (format!("crates/nodes/src/rules/{file}.md"), format!("rules/{}.md", rule.id)));
    own.chain(documents).chain(rules).chain(nodes).collect()
}

/// A page on which the examples say what becomes of them.
fn labelled(text: &str) -> String {
    let mut labelled = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.trim_end().strip_prefix("```").and_then(rules::caption) {
            Some(caption) => labelled.extend(["*", caption, "*\n\n```yaml\n"]),
            None => labelled.push_str(line),
        }
    }
    labelled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_labelled_with_its_result() {
        let text = "a\n\n```yaml reject delete\nb: 1\n```\n\n```yaml\nc: 1\n```\n";
        assert_eq!(labelled(text), "a\n\n*Rejected:*\n\n```yaml\nb: 1\n```\n\n```yaml\nc: 1\n```\n");
    }
}
