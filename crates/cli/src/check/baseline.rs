//! A baseline: the findings of today, so that only new ones count from then on.

use std::collections::BTreeSet;
use std::path::Path;

use ceph_multus_core::report::text::counted;
use ceph_multus_manifests::{Document, Report};
use serde::{Deserialize, Serialize};

use super::findings::fingerprint;
use super::places::Places;
use super::text::unreadable;
use crate::failure::Failure;
use crate::input::Input;
use crate::output::shown;
use crate::{Answer, CLEAN, UNUSABLE, input};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Baseline {
    version: u32,
    findings: Vec<Known>,
}

/// A finding; all but the fingerprint is for people who read the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Known {
    file: String,
    object: String,
    path: String,
    rule: String,
    fingerprint: String,
}

/// The version of the file.
const VERSION: u32 = 1;

/// The fingerprints of a baseline.
///
/// # Errors
/// Where the file cannot be read or is none.
pub(super) fn read(path: &Path) -> Result<BTreeSet<String>, Failure> {
    let text = input::text(path)?;
    match serde_json::from_str::<Baseline>(&text) {
        Ok(baseline) if baseline.version == VERSION => {
            Ok(baseline.findings.into_iter().map(|known| known.fingerprint).collect())
        }
        Ok(baseline) => {
            Err(Failure::of(path, format!("version {}; `--write-baseline` writes version {VERSION}", baseline.version)))
        }
        Err(error) => Err(Failure::of(path, format!("not a baseline: {error}; `--write-baseline` writes one"))),
    }
}

/// Takes out the findings that are known, and returns their number.
pub(super) fn apply(known: &BTreeSet<String>, places: &Places, documents: &[Document], report: &mut Report) -> usize {
    let mut left_out = 0;
    for checked in &mut report.objects {
        let Some(document) = documents.get(checked.document) else { continue };
        let all = std::mem::take(&mut checked.findings);
        let before = all.len();
        checked.findings = all
            .into_iter()
            .filter(|finding| !known.contains(&fingerprint(places, document, checked, finding)))
            .collect();
        left_out += before - checked.findings.len();
    }
    left_out
}

/// Keeps what is not a baseline from being overwritten: where FILE is forgotten, the first manifest is in its place.
///
/// # Errors
/// Where there is such a file, or it cannot be read.
pub(super) fn keep_others(path: &Path) -> Result<(), Failure> {
    if !path.is_file() {
        return Ok(());
    }
    let text = input::text(path)?;
    // `mktemp` makes an empty one.
    if text.trim().is_empty() || serde_json::from_str::<Baseline>(&text).is_ok() {
        return Ok(());
    }
    Err(Failure::of(path, "not overwritten because it is not a baseline; name a new file after `--write-baseline`"))
}

/// Writes the findings of a report, and tells what of the input cannot be read: nothing of that is in the file.
///
/// # Errors
/// Where the file cannot be written.
pub(super) fn write(path: &Path, places: &Places, input: &Input, report: &Report) -> Result<Answer, Failure> {
    let (documents, errors) = (&input.manifests.documents, &input.manifests.errors);
    let mut findings = Vec::new();
    for checked in &report.objects {
        let Some(document) = documents.get(checked.document) else { continue };
        findings.extend(checked.findings.iter().map(|finding| Known {
            file: places.name(&document.source_at(finding.position).name),
            object: checked.subject.clone(),
            path: finding.path_text(),
            rule: finding.rule.to_owned(),
            fingerprint: fingerprint(places, document, checked, finding),
        }));
    }
    findings.sort();
    let number = findings.len();
    let text = serde_json::to_string_pretty(&Baseline { version: VERSION, findings }).unwrap_or_default();
    std::fs::write(path, format!("{text}\n")).map_err(|error| Failure::of(path, error))?;
    let text = format!("{}{}: {}\n", unreadable(errors), shown(path), counted(number, "finding"));
    Ok(Answer::text(text, if errors.is_empty() { CLEAN } else { UNUSABLE }))
}
