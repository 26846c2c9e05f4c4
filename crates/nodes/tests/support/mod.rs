//! What `check` says of manifests, a line for each finding.
//!
//! Each test binary uses a part of it.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod inventories;

use ceph_multus_manifests::{Document, Report, SettingsText, read};
use ceph_multus_nodes::Levels;

/// The documents of a text.
pub(crate) fn documents(yaml: &str) -> Vec<Document> {
    read("test.yaml", yaml).expect("manifests")
}

/// What the policy's rules and those of this crate find, by document, path and rule.
pub(crate) fn report(documents: &[Document], settings: &str) -> Report {
    let settings = SettingsText::read("settings.yaml", settings).expect("settings");
    let mut report = ceph_multus_manifests::check(documents, &settings, "default", |_, _| {}).expect("a report");
    ceph_multus_nodes::check(documents, &settings, "default", &Levels::new(), &mut report).expect("a report");
    report
}

/// The findings of `yaml`, as lines: ``error: `path`: problem; help [rule]``.
pub(crate) fn lines(yaml: &str) -> Vec<String> {
    lines_with(yaml, "clusterSelector: implicit")
}

/// The same with settings.
pub(crate) fn lines_with(yaml: &str, settings: &str) -> Vec<String> {
    let report = report(&documents(yaml), settings);
    let findings = report.objects.iter().flat_map(|object| &object.findings);
    let mut lines: Vec<String> = findings
        .map(|finding| {
            let level = finding.severity.name();
            format!("{level}: `{}`: {}; {} [{}]", finding.path, finding.problem, finding.help, finding.rule)
        })
        .collect();
    // What only warns does not hide an error.
    lines.sort_by_key(|line| !line.starts_with("error"));
    lines
}
