//! Links of a site that lead nowhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};
use scraper::{Html, Node};

use crate::entries;

/// A page: what can be linked within it, and what it links to.
struct Page {
    headings: BTreeSet<String>,
    links: BTreeSet<String>,
}

/// Every link below `site` that leads to no file, or to no heading of one: page and link, sorted. Other servers are not
/// asked.
///
/// # Errors
/// Where a page cannot be read.
pub fn broken(site: &Path) -> Result<Vec<String>> {
    let mut pages = BTreeMap::new();
    collect(site, &mut pages)?;
    let mut broken = Vec::new();
    for (path, page) in &pages {
        for link in page.links.iter().filter(|link| !is_elsewhere(link)) {
            if !leads(link, path, &pages) {
                let name = path.strip_prefix(site).unwrap_or(path);
                broken.push(format!("{}: {link}", name.display()));
            }
        }
    }
    Ok(broken)
}

fn collect(folder: &Path, pages: &mut BTreeMap<PathBuf, Page>) -> Result<()> {
    for path in entries(folder)? {
        if path.is_dir() {
            collect(&path, pages)?;
        } else if path.extension().is_some_and(|ending| ending == "html") {
            let text = fs::read_to_string(&path).with_context(|| format!("`{}`", path.display()))?;
            pages.insert(path, read(&text));
        }
    }
    Ok(())
}

fn read(text: &str) -> Page {
    let mut page = Page { headings: BTreeSet::new(), links: BTreeSet::new() };
    for node in Html::parse_document(text).tree.values() {
        let Node::Element(element) = node else { continue };
        if element.name() == "base" {
            // Where the site stands, not a link.
            continue;
        }
        page.headings.extend(element.attr("id").map(str::to_owned));
        page.links.extend(["href", "src"].iter().filter_map(|name| element.attr(name)).map(str::to_owned));
    }
    page
}

/// Whether a link names its server, or holds what it shows.
fn is_elsewhere(link: &str) -> bool {
    let scheme = link.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn leads(link: &str, page: &Path, pages: &BTreeMap<PathBuf, Page>) -> bool {
    let (target, heading) = link.split_once('#').unwrap_or((link, ""));
    let target = target.split('?').next().unwrap_or_default();
    let mut file = if target.is_empty() { page.to_owned() } else { joined(page.parent(), target) };
    if file.is_dir() {
        file.push("index.html");
    }
    file.exists() && (heading.is_empty() || pages.get(&file).is_some_and(|page| page.headings.contains(heading)))
}

/// The file that a relative link means.
fn joined(folder: Option<&Path>, link: &str) -> PathBuf {
    let mut path = folder.map(Path::to_owned).unwrap_or_default();
    for component in Path::new(link).components() {
        match component {
            Component::ParentDir => {
                path.pop();
            }
            Component::CurDir => {}
            other => path.push(other),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_headings_and_links() {
        let page = read(r##"<h1 id="a">x</h1><a href="b.html#c">y</a><script src="d.js"></script><p>href="e"</p>"##);
        assert_eq!(page.headings.into_iter().collect::<Vec<_>>(), ["a"]);
        assert_eq!(page.links.into_iter().collect::<Vec<_>>(), ["b.html#c", "d.js"]);
    }

    #[test]
    fn other_servers_are_elsewhere() {
        for link in ["https://example.org/a", "mailto:a@example.org", "data:image/png;base64,x"] {
            assert!(is_elsewhere(link), "{link}");
        }
        for link in ["a.html", "#a:b", "../a:b.html", "./a"] {
            assert!(!is_elsewhere(link), "{link}");
        }
    }
}
