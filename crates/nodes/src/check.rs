//! The rules at work, and what they find beside what the policy's own rules found.

use std::collections::BTreeMap;

use ceph_multus_core::Level;
use ceph_multus_core::facts::kind::group_of;
use ceph_multus_manifests::{
    Checked, Document, Located, ReadError, Report, SettingsText, Severity, is_observed, is_of_hosts, repetition,
};

use crate::dump;
use crate::found::{Finding, Found};
use crate::rules;
use crate::site::Site;

/// Other levels than those of the rules of this crate, by id.
pub type Levels = BTreeMap<String, Level>;

/// Whether the rules of this crate look at objects of this `apiVersion` and `kind`, which the policy does not know.
pub fn reads(api_version: &str, kind: &str) -> bool {
    is_of_hosts(api_version, kind) || (group_of(api_version), kind) == (dump::GROUP, "IPPool")
}

/// Adds to `report`, which is about `documents`, what the rules of this crate find with `levels`, and the objects that they
/// look at.
///
/// # Errors
/// Every problem of the settings, and documents that nest too deep.
pub fn check(
    documents: &[Document],
    settings: &SettingsText,
    namespace: &str,
    levels: &Levels,
    report: &mut Report,
) -> Result<(), Vec<ReadError>> {
    // A dump may be large; without nodes and running pods there is nothing to hold the networks against.
    if !documents.iter().any(is_observed) {
        return Ok(());
    }
    let mut seen = Seen::default();
    if report.inventories.is_empty() {
        seen.look(documents, &|place| place, settings, namespace, levels)?;
    }
    for inventory in &report.inventories {
        let own: Vec<Document> = inventory.places.iter().filter_map(|place| documents.get(*place)).cloned().collect();
        let place_of = |place| inventory.places.get(place).copied().unwrap_or(place);
        seen.look(&own, &place_of, settings, namespace, levels)?;
    }
    for (place, repetition) in seen.own {
        let Some(document) = documents.get(place) else { continue };
        let kind = format!("{}/{}", document.api_version(), document.kind());
        if let Some((_, number)) = report.unread.iter_mut().find(|(known, _)| *known == kind) {
            *number = number.saturating_sub(1);
        }
        let namespace = if is_of_hosts(document.api_version(), document.kind()) { "" } else { document.namespace() };
        let slash = if namespace.is_empty() { "" } else { "/" };
        report.objects.push(Checked {
            document: place,
            subject: format!("{} {namespace}{slash}{}", document.kind(), document.name()),
            namespace: namespace.to_owned(),
            findings: repetition.into_iter().collect(),
            mutated: None,
        });
    }
    report.unread.retain(|(_, number)| *number > 0);
    report.objects.sort_by_key(|checked| checked.document);
    for finding in seen.found.sorted() {
        let Some(document) = documents.get(finding.document) else { continue };
        let place = report.objects.partition_point(|checked| checked.document < finding.document);
        let Some(checked) = report.objects.get_mut(place).filter(|checked| checked.document == finding.document) else {
            continue;
        };
        checked.findings.push(located(finding, document));
    }
    for checked in &mut report.objects {
        checked.findings.sort_by(|one, next| (&one.path, one.rule).cmp(&(&next.path, next.rule)));
    }
    Ok(())
}

/// What is there in one cluster after the other.
#[derive(Default)]
struct Seen {
    /// The places of the documents that are read here and nowhere else; with what is wrong with a copy of another one.
    own: BTreeMap<usize, Option<Located>>,
    /// What the rules found.
    found: Found,
}

impl Seen {
    /// Adds what is there in the cluster that `documents` are; `place_of` says which of all documents one is.
    fn look(
        &mut self,
        documents: &[Document],
        place_of: &dyn Fn(usize) -> usize,
        settings: &SettingsText,
        namespace: &str,
        levels: &Levels,
    ) -> Result<(), Vec<ReadError>> {
        let site = Site::read(documents, settings, namespace)?;
        for place in site.documents.iter().copied().chain(site.live.pools.iter().map(|pool| pool.document)) {
            self.own.entry(place_of(place)).or_default();
        }
        for (place, first) in site.copies() {
            let (Some(document), Some(first)) = (documents.get(place), documents.get(first)) else { continue };
            let own = self.own.entry(place_of(place)).or_default();
            *own = own.take().or_else(|| repetition(document, first));
        }
        for finding in findings(&site, levels) {
            self.found.add_one(Finding { document: place_of(finding.document), ..finding });
        }
        Ok(())
    }
}

/// What all rules find that are not allowed.
pub(crate) fn findings(site: &Site, levels: &Levels) -> Vec<Finding> {
    let mut found = Found::default();
    for rule in rules::ALL {
        let level = levels.get(rule.id).copied().unwrap_or(rule.level);
        if level != Level::Allow {
            found.enter(rule.id, level);
            (rule.check)(site, &mut found);
        }
    }
    found.sorted()
}

/// A finding with the place of its field.
pub(crate) fn located(finding: Finding, document: &Document) -> Located {
    Located {
        about: None,
        rule: finding.rule,
        severity: Severity::from(finding.level),
        position: document.locate(&finding.path),
        path: finding.path,
        problem: finding.problem,
        help: finding.help,
        fix: None,
    }
}
