//! `--fix`: the files changed where an answer is certain, or what would change as a diff.

use ceph_multus_core::report::text::{counted, visible};
use ceph_multus_manifests::{Report, Severity, decode, fixed};
use similar::TextDiff;

use super::text::unreadable;
use crate::args::CheckArgs;
use crate::failure::{Failure, plain};
use crate::input::Input;
use crate::{Answer, CLEAN, FOUND, UNUSABLE};

/// Shows what is changed, and changes it unless `--dry-run` says otherwise.
///
/// # Errors
/// Where a file cannot be written.
pub(super) fn run(args: &CheckArgs, input: &Input, report: &Report) -> Result<Answer, Failure> {
    let sources = fixed(&input.manifests.documents, report);
    let mut text = unreadable(&input.manifests.errors);
    let (mut resolved, mut errors) = (0, 0);
    for source in &sources {
        let diff = TextDiff::from_lines(&source.before, &source.after);
        let name = visible(&source.name);
        let (old, new) = (format!("a/{name}"), format!("b/{name}"));
        text.push_str(&diff.unified_diff().context_radius(3).header(&old, &new).to_string());
        resolved += source.findings;
        errors += source.errors;
        if !args.dry_run {
            write(&source.name, &source.before, &source.after)?;
        }
    }
    let findings: usize = report.objects.iter().map(|object| object.findings.len()).sum();
    let (verb, files) = (if args.dry_run { "would be fixed" } else { "fixed" }, counted(sources.len(), "file"));
    let left = match findings - resolved {
        0 => String::from("0 left"),
        left => format!("{left} left; run `ceph-multus check` without `--fix` to list them"),
    };
    text.push_str(&format!("{} {verb} in {files}, {left}\n", counted(resolved, "finding")));
    let code = match input.manifests.errors.is_empty() {
        false => UNUSABLE,
        true if report.count(Severity::Error) > errors => FOUND,
        true => CLEAN,
    };
    Ok(Answer { text, code })
}

/// Writes a file that still is what was read; a byte order mark stays.
fn write(name: &str, before: &str, after: &str) -> Result<(), Failure> {
    let failed = |problem: String| Failure::from(format!("{name}: {problem}"));
    let bytes = std::fs::read(name).map_err(|error| failed(plain(&error)))?;
    let is_utf_8 = std::str::from_utf8(&bytes).is_ok();
    let text = decode(bytes).map_err(failed)?;
    let (mark, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text.as_str()),
    };
    if !is_utf_8 || body != before {
        return Err(failed(String::from("not changed because it is not UTF-8 or was changed in the meantime")));
    }
    std::fs::write(name, format!("{mark}{after}")).map_err(|error| failed(plain(&error)))
}
