//! The documentation: every link within the project leads somewhere, and the site has every page.

use std::path::{Path, PathBuf};

/// A file of the repository, as the pages of the site link to it: they are shown where the repository is not.
const FILES: &str = "https://github.com/ceph-multus/ceph-multus-policy/blob/main/";

/// What only the built site has: the links of that are checked when it is written.
const PLAYGROUND: &str = "playground/";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the project")
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The pages of the site, by name.
fn site() -> Vec<String> {
    let folder = std::fs::read_dir(root().join("docs/src")).expect("the pages of the site");
    let mut names: Vec<_> =
        folder.map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name")).collect();
    names.retain(|name| name.ends_with(".md"));
    names.sort();
    names
}

/// Everything that is read as documentation.
fn documents() -> Vec<PathBuf> {
    let mut documents: Vec<PathBuf> = Vec::new();
    for name in
        ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "crates/cli/README.md"]
    {
        documents.push(root().join(name));
    }
    documents.extend(site().iter().map(|name| root().join("docs/src").join(name)));
    documents
}

/// A text without its fenced blocks.
fn prose(text: &str) -> String {
    let mut fence = None;
    let mut prose = String::new();
    for line in text.lines() {
        let ticks = line.trim_start().bytes().take_while(|byte| *byte == b'`').count();
        match fence {
            None if ticks >= 3 => fence = Some(ticks),
            Some(open) if ticks >= open => fence = None,
            Some(_) => {}
            None => {
                prose.push_str(line);
                prose.push('\n');
            }
        }
    }
    prose
}

fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target.to_owned()).collect()
}

/// What a heading is linked as.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    kept.chars()
        .filter_map(|one| match one {
            ' ' => Some('-'),
            one if one.is_alphanumeric() || one == '-' || one == '_' => Some(one),
            _ => None,
        })
        .collect()
}

#[test]
fn every_link_within_the_project_leads_to_a_file_and_a_heading() {
    let mut seen = 0;
    for document in documents() {
        for link in links(&text(&document)) {
            let (target, heading) = link.split_once('#').unwrap_or((&link, ""));
            if target.starts_with(PLAYGROUND) {
                continue;
            }
            let file = match target.strip_prefix(FILES) {
                Some(path) => root().join(path),
                None if target.contains("://") => continue,
                None if target.is_empty() => document.clone(),
                None => document.parent().expect("a folder").join(target),
            };
            seen += 1;
            assert!(file.exists(), "{}: {link}", document.display());
            if !heading.is_empty() {
                let found = prose(&text(&file)).lines().any(|line| line.starts_with('#') && anchor(line) == heading);
                assert!(found, "{}: {link}", document.display());
            }
        }
    }
    assert!(seen > 100, "the table of rules alone has more than {seen} links");
}

#[test]
fn no_page_of_the_site_links_out_of_its_folder() {
    for name in site() {
        let links = links(&text(&root().join("docs/src").join(&name)));
        // The pages of the rules become pages of the site.
        let is_rule = |link: &str| {
            ["core", "nodes"].iter().any(|one| link.starts_with(&format!("../../crates/{one}/src/rules/")))
        };
        for link in links.iter().filter(|link| !is_rule(link)) {
            assert!(!link.starts_with("..") && !link.starts_with('/'), "{name}: {link} is not part of the site");
        }
    }
}

#[test]
fn the_summary_lists_every_page_once() {
    let mut listed = links(&text(&root().join("docs/src/SUMMARY.md")));
    listed.sort();
    let pages: Vec<_> = site().into_iter().filter(|name| name != "SUMMARY.md").collect();
    assert_eq!(listed, pages);
}
