//! The files that a user names, and what they hold.

use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};

use ceph_multus_manifests::{Document, Previous, SettingsText, limits::SOURCE_BYTES, read, settings_from};
use walkdir::{DirEntry, WalkDir};

use crate::args::Manifests;
use crate::failure::Failure;
use crate::progress::Progress;

/// What stands for standard input.
const STDIN: &str = "-";

/// What messages call standard input.
const STDIN_NAME: &str = "<stdin>";

/// Reads all manifests that `manifests` names. There must be a Kubernetes object among them.
///
/// # Errors
/// A line for each file that cannot be read, and for each directory without manifests.
pub(crate) fn documents(manifests: &Manifests, progress: &mut Progress) -> Result<Vec<Document>, Failure> {
    let mut paths = manifests.paths.clone();
    if paths.is_empty() {
        if std::io::stdin().is_terminal() {
            let line = "no manifests: name files or directories, or pipe manifests in (see `--help`)";
            return Err(Failure::from(String::from(line)));
        }
        paths.push(PathBuf::from(STDIN));
    }
    let mut problems = Vec::new();
    let mut keep = |result: Result<_, Failure>| result.map_err(|failure| problems.extend(failure.0)).ok();
    let files: Vec<PathBuf> = paths.iter().filter_map(|path| keep(files(path))).flatten().collect();
    let mut documents = Vec::new();
    let mut keep = |result: Result<_, Failure>| result.map_err(|failure| problems.extend(failure.0)).ok();
    for (done, file) in files.iter().enumerate() {
        progress.advance("reading", done, files.len());
        documents.extend(keep(one(file)).into_iter().flatten());
    }
    if !problems.is_empty() {
        return Err(Failure(problems));
    }
    if !documents.iter().any(Document::is_object) {
        let names: Vec<_> = paths.iter().map(|path| name(path)).collect();
        return Err(Failure::from(format!("{}: no Kubernetes object", names.join(", "))));
    }
    Ok(documents)
}

/// Reads what can be read of all that `manifests` names, as of the folders of a must-gather: with a line for each file
/// that is left out.
///
/// # Errors
/// Where no Kubernetes object can be read.
pub(crate) fn readable(
    manifests: &Manifests,
    progress: &mut Progress,
) -> Result<(Vec<Document>, Vec<String>), Failure> {
    if manifests.paths.is_empty() || manifests.paths.iter().any(|path| path == Path::new(STDIN)) {
        return documents(manifests, progress).map(|documents| (documents, Vec::new()));
    }
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for path in &manifests.paths {
        let files = files(path)?;
        for (done, file) in files.iter().enumerate() {
            progress.advance("reading", done, files.len());
            match one(file) {
                Ok(documents) => found.extend(documents),
                Err(failure) => problems.extend(failure.0),
            }
        }
    }
    if found.iter().any(Document::is_object) { Ok((found, problems)) } else { Err(Failure(problems)) }
}

/// Reads the one manifest of a file.
///
/// # Errors
/// Where the file cannot be read, or holds none or several.
pub(crate) fn single(path: &Path) -> Result<Document, Failure> {
    let mut documents = one(path)?;
    match (documents.pop(), documents.len()) {
        (Some(document), 0) => Ok(document),
        (None, _) => Err(Failure::from(format!("{}: no object", name(path)))),
        (Some(_), more) => Err(Failure::from(format!("{}: {} objects; give one", name(path), more + 1))),
    }
}

/// Reads settings; without a file those of no key.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn settings(path: Option<&Path>) -> Result<SettingsText, Failure> {
    let Some(path) = path else { return Ok(SettingsText::default()) };
    SettingsText::read(&name(path), &text(path)?).map_err(|error| Failure::from(vec![error]))
}

/// Reads settings that have an inventory: a file of settings, or with them in a ClusterAdmissionPolicy; or manifests in
/// a file or below a directory, which are the inventory.
///
/// # Errors
/// Where a file cannot be read, or holds neither.
pub(crate) fn inventory(path: &Path, namespace: &str) -> Result<SettingsText, Failure> {
    let mut documents = Vec::new();
    for file in files(path)? {
        let text = text(&file)?;
        let read = parsed(&file, &text)?;
        if !read.iter().all(|document| document.is_object() && !document.is_admission_policy()) {
            return SettingsText::read(&name(&file), &text).map_err(|error| Failure::from(vec![error]));
        }
        documents.extend(read);
    }
    let new = settings_from(&documents, &SettingsText::default(), Previous::Dropped, namespace)?;
    SettingsText::read(&name(path), &new.json).map_err(|error| Failure::from(vec![error]))
}

/// The manifests of a file or of standard input.
fn one(path: &Path) -> Result<Vec<Document>, Failure> {
    parsed(path, &text(path)?)
}

/// The manifests in the `text` of a file.
fn parsed(path: &Path, text: &str) -> Result<Vec<Document>, Failure> {
    read(&name(path), text).map_err(|error| {
        let is_template = text.contains("{{");
        let hint =
            if is_template { "; if this is a Helm template, check what `helm template` makes of it" } else { "" };
        Failure::from(format!("{error}{hint}"))
    })
}

fn name(path: &Path) -> String {
    if path == Path::new(STDIN) { String::from(STDIN_NAME) } else { path.display().to_string() }
}

/// A file itself, or those with manifests below a directory, sorted; hidden ones are left out.
fn files(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let is_hidden = |entry: &DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    let mut files = Vec::new();
    for entry in WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(|entry| !is_hidden(entry)) {
        let entry = entry.map_err(|error| Failure::from(error.to_string()))?;
        let ending = entry.path().extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if matches!(ending, "yaml" | "yml" | "json") && entry.path().is_file() {
            // Those who show a place in a repository want `a.yaml` and not `./a.yaml`.
            let path = entry.path();
            files.push(path.strip_prefix(".").unwrap_or(path).to_owned());
        }
    }
    if files.is_empty() {
        return Err(Failure::of(path, "a directory without manifests: no .yaml, .yml or .json file below it"));
    }
    Ok(files)
}

/// The text of a file or of standard input.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    let name = name(path);
    let failed = |problem: &dyn std::fmt::Display| Failure::from(format!("{name}: {problem}"));
    let mut bytes = Vec::new();
    let limit = u64::try_from(SOURCE_BYTES).unwrap_or(u64::MAX);
    let read = if path == Path::new(STDIN) {
        std::io::stdin().lock().take(limit + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| failed(&plain(&error)))?;
    if bytes.len() > SOURCE_BYTES {
        let problem = format!("more than {} MiB; give the manifests in several files", SOURCE_BYTES >> 20);
        return Err(failed(&problem));
    }
    if bytes.contains(&0) {
        return Err(failed(&"a binary file; manifests are YAML or JSON"));
    }
    String::from_utf8(bytes)
        .map_err(|error| failed(&format!("no UTF-8 at byte {}", error.utf8_error().valid_up_to() + 1)))
}

/// An error of the operating system in its words, without its number.
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    text.get(..end).unwrap_or(&text).to_lowercase()
}
