//! The whole site, with a stand-in for the playground.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

use std::fs;
use std::path::{Path, PathBuf};

use ceph_multus_core::rules::ALL;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// An empty folder for the test `name`.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of an earlier run can go");
    }
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// A built playground in which `body` stands.
fn playground(name: &str, body: &str) -> PathBuf {
    let folder = folder(name);
    fs::create_dir(folder.join("assets")).expect("a folder");
    fs::write(folder.join("assets/index.js"), "").expect("a file");
    let page = format!("<!doctype html><script src=\"./assets/index.js\"></script>{body}");
    fs::write(folder.join("index.html"), page).expect("a file");
    folder
}

fn page(site: &Path, name: &str) -> String {
    fs::read_to_string(site.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_site_has_every_rule_and_every_link_of_it_leads_somewhere() {
    let site = folder("site");
    ceph_multus_book::write(&repository(), &playground("playground", ""), &site).expect("a site");
    for rule in ALL {
        let text = page(&site, &format!("rules/{}.html", rule.id));
        assert!(text.contains(&format!("<h1 id=\"{id}\">", id = rule.id)), "{}", rule.id);
        assert!(page(&site, "rules.html").contains(&format!("href=\"rules/{}.html\"", rule.id)), "{}", rule.id);
    }
    assert!(page(&site, "rules/overlap-check-disabled.html").contains("<p><em>Accepted:</em></p>"));
    assert!(page(&site, "security.html").contains("href=\"https://github.com/ceph-multus/ceph-multus-policy"));
    assert!(site.join("playground/assets/index.js").is_file());
}

#[test]
fn all_links_that_lead_nowhere_are_named() {
    let body = r#"<a href="no.html">a</a><a href="../faq.html#no-such">b</a><a href="../faq.html#faq">c</a>"#;
    let problem = ceph_multus_book::write(&repository(), &playground("broken", body), &folder("broken-site"));
    let expected = "2 links lead nowhere\nplayground/index.html: ../faq.html#no-such\nplayground/index.html: no.html";
    assert_eq!(problem.expect_err("two links lead nowhere").to_string(), expected);
}

#[test]
fn says_where_there_is_no_playground() {
    let missing = folder("none").join("dist");
    let problem = ceph_multus_book::write(&repository(), &missing, &folder("none-site"));
    assert_eq!(problem.expect_err("no playground").to_string(), format!("`{}`", missing.display()));
}
