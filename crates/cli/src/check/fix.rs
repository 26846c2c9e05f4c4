//! `--fix`: the files changed where an answer is certain, or what would change as a diff.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

use ceph_multus_core::report::text::{counted, visible};
use ceph_multus_manifests::{Document, FixedSource, Report, Severity, decode, fixed};
use similar::TextDiff;

use super::text::unreadable;
use crate::failure::{Failure, plain};
use crate::input::{Input, STDIN_NAME, Texts};
use crate::output::complain;
use crate::{Answer, CLEAN, FOUND, UNUSABLE};

/// How often the result of fixes is fixed once more: a key that is spelled right has a value, from which another follows.
const ROUNDS: usize = 8;

/// Checks the sources with other texts than those of the files.
type Check<'c> = dyn Fn(&Texts) -> Result<(Input, Report), Failure> + 'c;

/// A source with its fixes.
struct Fixed {
    source: FixedSource,
    /// The number of findings that it had before.
    before: usize,
}

/// Shows what is changed, and changes it unless `is_dry_run`. What cannot be written is reported, and the rest is written.
pub(super) fn run(is_dry_run: bool, check: &Check<'_>) -> Result<Answer, Failure> {
    let (input, report, sources) = all_rounds(check)?;
    let mut text = unreadable(&input.manifests.errors);
    let (mut resolved, mut left) = (0, report.objects.iter().map(|object| object.findings.len()).sum::<usize>());
    let mut changed: BTreeMap<PathBuf, (&str, &str)> = BTreeMap::new();
    let mut failures = Vec::new();
    for Fixed { source, before } in &sources {
        // Of a file and the links to it, one is written.
        let file = std::fs::canonicalize(&source.name).unwrap_or_else(|_| PathBuf::from(&source.name));
        match changed.get(&file) {
            Some((_, after)) if *after == source.after => {}
            Some((name, _)) => {
                let problem = "is the same file and has other fixes; run `ceph-multus check --fix` once more";
                failures.push(format!("{}: not changed because {name} {problem}", source.name));
                left += before;
                continue;
            }
            None => {
                let written = if is_dry_run { would_write(&file, source) } else { write(&file, source) };
                if let Err(problem) = written {
                    failures.push(format!("{}: {problem}", source.name));
                    left += before;
                    continue;
                }
                text.push_str(&diff(source));
                changed.insert(file, (&source.name, &source.after));
            }
        }
        resolved += source.findings;
    }
    let (verb, files) = (if is_dry_run { "would be fixed" } else { "fixed" }, counted(changed.len(), "file"));
    let left = match left {
        0 => String::from("0 left"),
        left => format!("{left} left; run `ceph-multus check` without `--fix` to list them"),
    };
    text.push_str(&format!("{} {verb} in {files}, {left}\n", counted(resolved, "finding")));
    let is_whole = failures.is_empty() && input.manifests.errors.is_empty();
    complain(&Failure(failures));
    let code = match is_whole {
        false => UNUSABLE,
        true if report.count(Severity::Error) > 0 => FOUND,
        true => CLEAN,
    };
    Ok(Answer::text(text, code))
}

/// The sources with all fixes, also with those of what is only found once others are done; and what is found then.
fn all_rounds(check: &Check<'_>) -> Result<(Input, Report, Vec<Fixed>), Failure> {
    let mut texts = Texts::new();
    let (mut input, mut report) = check(&texts)?;
    // It is read once.
    let stdin = input.manifests.documents.iter().flat_map(Document::sources).find(|source| source.name == STDIN_NAME);
    texts.extend(stdin.map(|source| (String::from(STDIN_NAME), source.text.clone())));
    let mut sources: BTreeMap<String, Fixed> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let round = fixed(&input.manifests.documents, &report);
        if round.is_empty() {
            break;
        }
        for source in round {
            texts.insert(source.name.clone(), source.after.clone());
            match sources.entry(source.name.clone()) {
                Entry::Vacant(entry) => _ = entry.insert(Fixed { before: source.findings, source }),
                Entry::Occupied(mut entry) => {
                    let known = &mut entry.get_mut().source;
                    known.after = source.after;
                    known.findings += source.findings;
                }
            }
        }
        (input, report) = check(&texts)?;
    }
    Ok((input, report, sources.into_values().collect()))
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
fn write(file: &Path, source: &FixedSource) -> Result<(), String> {
    let mark = mark_of(file, source)?;
    std::fs::write(file, format!("{mark}{}", source.after)).map_err(|error| plain(&error))
}

/// Whether [`write`] would write, as far as the file says. Standard input is none.
///
/// # Errors
/// Why it would not.
fn would_write(file: &Path, source: &FixedSource) -> Result<(), String> {
    if source.name == STDIN_NAME { Ok(()) } else { mark_of(file, source).map(drop) }
}

/// The byte order mark of a file that is as it was read; empty without one.
///
/// # Errors
/// Why it cannot be written.
fn mark_of(file: &Path, source: &FixedSource) -> Result<&'static str, String> {
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
    if body != source.before {
        // A carriage return alone is read as the end of a line.
        let is_as_read = body.len() == source.before.len()
            && body.bytes().zip(source.before.bytes()).all(|(own, read)| own == read || (own, read) == (b'\r', b'\n'));
        let reason =
            if is_as_read { "lines in it end with a carriage return alone" } else { "it was changed in the meantime" };
        return Err(format!("not changed because {reason}"));
    }
    Ok(mark)
}
