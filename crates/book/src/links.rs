//! Links between documents of the repository, which are pages of the site by other names.

use std::collections::BTreeMap;

/// A file of the repository, as pages link to it that are also read where the repository is not.
pub const FILES: &str = "https://github.com/ceph-multus/ceph-multus-policy/blob/main/";

/// The documents that are pages: where each stands in the repository, and where in the site.
pub type Places = BTreeMap<String, String>;

/// `text` of the document `document` of the repository, with links that work on the page `page` of the site: to another
/// page where the target is one, else to the file in the repository.
#[must_use]
pub fn led(text: &str, document: &str, page: &str, places: &Places) -> String {
    let mut led = String::with_capacity(text.len());
    let mut fence = None;
    for line in text.split_inclusive('\n') {
        let ticks = line.trim_start().bytes().take_while(|byte| *byte == b'`').count();
        match fence {
            None if ticks >= 3 => fence = Some(ticks),
            Some(open) if ticks >= open => fence = None,
            _ => {}
        }
        if fence.is_some() || ticks >= 3 {
            led.push_str(line);
        } else {
            lead_line(line, &|target| target_in_site(target, document, page, places), &mut led);
        }
    }
    led
}

fn lead_line(line: &str, lead: &dyn Fn(&str) -> String, led: &mut String) {
    let mut parts = line.split("](");
    led.push_str(parts.next().unwrap_or_default());
    for part in parts {
        led.push_str("](");
        match part.split_once(')') {
            Some((target, rest)) => led.extend([&lead(target), ")", rest]),
            None => led.push_str(part),
        }
    }
}

fn target_in_site(target: &str, document: &str, page: &str, places: &Places) -> String {
    let (path, heading) = target.split_at(target.find('#').unwrap_or(target.len()));
    let file = match path.strip_prefix(FILES) {
        Some(file) => file.to_owned(),
        None if path.is_empty() || path.contains("://") || path.starts_with("mailto:") => return target.to_owned(),
        None => resolved(document, path),
    };
    match places.get(&file) {
        Some(other) => format!("{}{other}{heading}", "../".repeat(page.matches('/').count())),
        // A page of the book itself links to its neighbours as they stand.
        None if document.starts_with(BOOK) && !path.starts_with(FILES) => target.to_owned(),
        None => format!("{FILES}{file}{heading}"),
    }
}

/// Where the pages of the book itself stand.
pub const BOOK: &str = "docs/src/";

/// The file that `path` in `document` means.
fn resolved(document: &str, path: &str) -> String {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        let places = [
            ("docs/src/install.md", "install.md"),
            ("SECURITY.md", "security.md"),
            ("crates/core/src/rules/host_network.md", "rules/host-network.md"),
        ];
        places.map(|(file, page)| (file.to_owned(), page.to_owned())).into()
    }

    fn in_site(text: &str, document: &str) -> String {
        led(text, document, &places()[document], &places())
    }

    #[test]
    fn a_link_to_a_page_leads_to_the_page() {
        let text = format!(
            "see [it]({FILES}SECURITY.md#reporting), [the rule]({FILES}crates/core/src/rules/host_network.md)\n"
        );
        let expected = "see [it](security.md#reporting), [the rule](rules/host-network.md)\n";
        assert_eq!(in_site(&text, "docs/src/install.md"), expected);
        assert_eq!(in_site("[it](SECURITY.md)", "SECURITY.md"), "[it](security.md)");
    }

    #[test]
    fn a_page_in_a_folder_leads_out_of_it() {
        let text = "[s](../../../../SECURITY.md)";
        assert_eq!(in_site(text, "crates/core/src/rules/host_network.md"), "[s](../security.md)");
    }

    #[test]
    fn a_link_to_a_file_leads_to_the_repository() {
        assert_eq!(in_site("[c](Cargo.toml#L1)", "SECURITY.md"), format!("[c]({FILES}Cargo.toml#L1)"));
    }

    #[test]
    fn headings_neighbours_and_other_servers_stay() {
        let text = "[a](#b) [c](https://example.org/SECURITY.md) [d](rollout.md#e) [f](playground/index.html)";
        assert_eq!(in_site(text, "docs/src/install.md"), text);
    }

    #[test]
    fn code_stays() {
        let text = "```sh\n[s](SECURITY.md)\n```\n";
        assert_eq!(in_site(text, "SECURITY.md"), text);
    }
}
