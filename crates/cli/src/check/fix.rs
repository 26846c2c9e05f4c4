//! `--fix`: the files changed where an answer is certain, or what would change as a diff.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ceph_multus_core::report::text::{counted, visible};
use ceph_multus_manifests::{FixedSource, Report, Severity, decode, fixed};
use similar::TextDiff;

use super::text::unreadable;
use crate::args::CheckArgs;
use crate::failure::{Failure, plain};
use crate::input::Input;
use crate::output::complain;
use crate::{Answer, CLEAN, FOUND, UNUSABLE};

/// Shows what is changed, and changes it unless `--dry-run` says otherwise. What cannot be written is reported, and the
/// rest is written.
pub(super) fn run(args: &CheckArgs, input: &Input, report: &Report) -> Answer {
    let sources = fixed(&input.manifests.documents, report);
    let mut text = unreadable(&input.manifests.errors);
    let (mut resolved, mut errors) = (0, 0);
    let mut changed: BTreeMap<PathBuf, (&str, &str)> = BTreeMap::new();
    let mut failures = Vec::new();
    for source in &sources {
        // Of a file and the links to it, one is written.
        let file = std::fs::canonicalize(&source.name).unwrap_or_else(|_| PathBuf::from(&source.name));
        match changed.get(&file) {
            Some((_, after)) if *after == source.after => {}
            Some((name, _)) => {
                let problem = "is the same file and has other fixes; run `ceph-multus check --fix` once more";
                failures.push(format!("{}: not changed because {name} {problem}", source.name));
                continue;
            }
            None => {
                let written = if args.dry_run { Ok(()) } else { write(&file, &source.before, &source.after) };
                if let Err(problem) = written {
                    failures.push(format!("{}: {problem}", source.name));
                    continue;
                }
                text.push_str(&diff(source));
                changed.insert(file, (&source.name, &source.after));
            }
        }
        resolved += source.findings;
        errors += source.errors;
    }
    let findings: usize = report.objects.iter().map(|object| object.findings.len()).sum();
    let (verb, files) = (if args.dry_run { "would be fixed" } else { "fixed" }, counted(changed.len(), "file"));
    let left = match findings - resolved {
        0 => String::from("0 left"),
        left => format!("{left} left; run `ceph-multus check` without `--fix` to list them"),
    };
    text.push_str(&format!("{} {verb} in {files}, {left}\n", counted(resolved, "finding")));
    let is_whole = failures.is_empty() && input.manifests.errors.is_empty();
    complain(&Failure(failures));
    let code = match is_whole {
        false => UNUSABLE,
        true if report.count(Severity::Error) > errors => FOUND,
        true => CLEAN,
    };
    Answer::text(text, code)
}

fn diff(source: &FixedSource) -> String {
    let diff = TextDiff::from_lines(&source.before, &source.after);
    let name = visible(&source.name);
    diff.unified_diff().context_radius(3).header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}

/// Writes a file that still is what was read; a byte order mark stays.
///
/// # Errors
/// Why it is not written.
fn write(file: &Path, before: &str, after: &str) -> Result<(), String> {
    let bytes = std::fs::read(file).map_err(|error| plain(&error))?;
    let is_utf_8 = std::str::from_utf8(&bytes).is_ok();
    let text = decode(bytes)?;
    let (mark, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text.as_str()),
    };
    if !is_utf_8 {
        return Err(String::from("not changed because it is not UTF-8"));
    }
    if body != before {
        return Err(String::from("not changed because it was changed in the meantime"));
    }
    std::fs::write(file, format!("{mark}{after}")).map_err(|error| plain(&error))
}
