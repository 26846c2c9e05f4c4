//! The files that a user names, and what they hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};

use ceph_multus_manifests::world::validate;
use ceph_multus_manifests::{
    Document, Elsewhere, Gathering, Manifests, Previous, ReadError, SettingsText, Template, decode,
    limits::SOURCE_BYTES, read, settings_from,
};

use crate::args;
use crate::failure::{Failure, plain};
use crate::output::{note, shown};
use crate::progress::Progress;
use crate::unapplied::{self, note_placeholders, note_unapplied};
use crate::walk::Walk;

/// What stands for standard input.
const STDIN: &str = "-";

/// What messages call standard input.
pub(crate) const STDIN_NAME: &str = "<stdin>";

/// Why a file that should have settings is rejected. `ceph-multus settings --settings FILE > FILE` begins with an empty one.
const EMPTY: &str = "no settings in it: if the output goes to the same file, the shell empties it before it is read; \
                     write the output to another file, or use `{}` for settings without keys";

/// The texts of sources, by their names.
pub(crate) type Texts = BTreeMap<String, String>;

/// Why input without objects has no answer.
const NO_OBJECTS: &str = "no Kubernetes objects found";

/// What the files hold that a user names.
pub(crate) struct Input {
    /// The manifests, and what cannot be read.
    pub(crate) manifests: Manifests,
    /// The number of files.
    pub(crate) files: usize,
    /// Links to directories, which are not followed.
    links: Vec<PathBuf>,
    /// What was named, if there is no Kubernetes object in it and nothing that cannot be read.
    nothing_in: Vec<PathBuf>,
}

impl Input {
    /// The same, unless there is nothing in it.
    ///
    /// # Errors
    /// Where there is no Kubernetes object and nothing unreadable.
    pub(crate) fn with_objects(self) -> Result<Input, Failure> {
        if self.nothing_in.is_empty() { Ok(self) } else { Err(nothing_in(&self.nothing_in)) }
    }

    /// The same; that there is nothing in it is what cannot be read.
    pub(crate) fn with_errors(mut self) -> Input {
        let problem = || String::from(NO_OBJECTS);
        self.manifests.errors.extend(self.nothing_in.drain(..).map(|path| unreadable(&path, problem())));
        self
    }

    /// A line about the links that are not followed.
    pub(crate) fn skipped(&self) -> Option<String> {
        let first = shown(self.links.first()?);
        Some(match self.links.len() {
            1 => format!("1 link to a directory is skipped: {first}"),
            number => format!("{number} links to directories are skipped; the first: {first}"),
        })
    }
}

/// Reads all manifests that `named` names, and keeps what cannot be read along with the rest. `also` says which objects
/// are wanted in addition to those that the policy knows, by `apiVersion` and `kind`.
///
/// # Errors
/// Where nothing is named.
pub(crate) fn gather(
    named: &args::Manifests,
    also: fn(&str, &str) -> bool,
    progress: &Progress,
) -> Result<Input, Failure> {
    gather_with(named, also, progress, &Texts::new())
}

/// The same with other `texts` than those of the files.
pub(crate) fn gather_with(
    named: &args::Manifests,
    also: fn(&str, &str) -> bool,
    progress: &Progress,
    texts: &Texts,
) -> Result<Input, Failure> {
    let mut paths = named.paths.clone();
    if paths.is_empty() {
        if std::io::stdin().is_terminal() {
            let line = "no manifests; name files or directories, or pipe manifests in (see `--help`)";
            return Err(Failure::from(String::from(line)));
        }
        paths.push(PathBuf::from(STDIN));
    }
    let mut errors = Vec::new();
    let (mut files, mut links) = (Vec::new(), Vec::new());
    for walk in paths.iter().map(|path| Walk::of(path)) {
        files.extend(walk.files);
        links.extend(walk.links);
        errors.extend(walk.unreadable.into_iter().map(|(path, problem)| unreadable(&path, problem)));
    }
    if paths.len() > 1 {
        let mut known = BTreeSet::new();
        files.retain(|file| known.insert(place(file)));
    }
    let mut gathering = Gathering::new(named.namespace.as_deref(), also);
    let mut read = 0;
    for (done, file) in files.iter().enumerate() {
        progress.advance("reading", done, files.len());
        let own = texts.get(&name(file)).cloned();
        match own.map_or_else(|| content(file), Ok) {
            Ok(text) => {
                read += 1;
                gathering.add(&name(file), text);
            }
            Err(problem) => errors.push(unreadable(file, problem)),
        }
    }
    let mut manifests = gathering.finish();
    errors.append(&mut manifests.errors);
    // Values of a chart are no object, and have some in them.
    let has_some = !manifests.documents.is_empty() || !manifests.unread.is_empty();
    let holds_objects = manifests.has_objects || has_some || manifests.encrypted > 0;
    leave_missing(&mut manifests.bases, &files);
    if !holds_objects {
        // Where there is nothing else, that is what the user wants to know of.
        errors.append(&mut manifests.others);
    }
    errors.sort_by(|one, next| (&one.source, one.position).cmp(&(&next.source, next.position)));
    manifests.errors = errors;
    let has_nothing = manifests.errors.is_empty() && manifests.templates.is_empty() && manifests.empty_lists == 0;
    let nothing_in = if !holds_objects && has_nothing { paths } else { Vec::new() };
    Ok(Input { manifests, files: read, links, nothing_in })
}

/// Leaves of `bases` those that are not among `files` under any other name.
fn leave_missing(bases: &mut Vec<Elsewhere>, files: &[PathBuf]) {
    if bases.is_empty() {
        return;
    }
    let read: BTreeSet<PathBuf> = files.iter().map(|file| place(file)).collect();
    bases.retain(|base| {
        let directory = Path::new(&base.source).parent().unwrap_or(Path::new(""));
        let path = std::fs::canonicalize(directory.join(&base.text));
        // What is below a path follows on it.
        !path.is_ok_and(|path| read.range(path.clone()..).next().is_some_and(|file| file.starts_with(&path)))
    });
}

/// Whether standard input is among what `named` names; it is what is read where nothing is named.
pub(crate) fn reads_stdin(named: &args::Manifests) -> bool {
    named.paths.is_empty() || named.paths.iter().any(|path| path == Path::new(STDIN))
}

/// What [`gather`] reads, for those who need all of it.
///
/// # Errors
/// A line for each document that cannot be read.
pub(crate) fn documents(named: &args::Manifests, progress: &Progress) -> Result<Vec<Document>, Failure> {
    let input = gather(named, |_, _| true, progress)?.with_objects()?;
    input.skipped().iter().for_each(|line| note(line));
    let manifests = input.manifests;
    note_unapplied(&manifests);
    let problems = unread(&manifests);
    if problems.is_empty() { Ok(manifests.documents) } else { Err(Failure::from(problems)) }
}

/// Where a file is, however it is named. A link to a file has a place of its own: in overlays, it belongs to its directory.
pub(crate) fn place(file: &Path) -> PathBuf {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (std::fs::canonicalize(parent), file.file_name()) {
        (Ok(parent), Some(name)) => parent.join(name),
        _ => std::path::absolute(file).unwrap_or_else(|_| file.to_owned()),
    }
}

fn unreadable(path: &Path, problem: String) -> ReadError {
    ReadError { source: name(path), position: None, problem }
}

/// What [`readable`] reads.
pub(crate) struct Readable {
    /// What can be read.
    pub(crate) documents: Vec<Document>,
    /// What cannot be read of the files that the user names.
    pub(crate) unreadable: Vec<ReadError>,
    /// What cannot be read of those that are only in a directory: a must-gather has all sorts of files.
    pub(crate) skipped: Vec<ReadError>,
}

/// Reads what can be read of all that `named` names, as of the folders of a must-gather.
///
/// # Errors
/// Where no Kubernetes object can be read.
pub(crate) fn readable(named: &args::Manifests, progress: &Progress) -> Result<Readable, Failure> {
    let input = gather(named, |_, _| true, progress)?.with_objects()?;
    input.skipped().iter().for_each(|line| note(line));
    let mut manifests = input.manifests;
    note_placeholders(&manifests.documents);
    manifests.errors.append(&mut manifests.others);
    let problems = unread(&manifests);
    if !manifests.documents.iter().any(Document::is_object) {
        // Lists without objects can be read, but say nothing.
        return Err(if problems.is_empty() { nothing_in(&named.paths) } else { Failure::from(problems) });
    }
    let own: BTreeSet<PathBuf> = named.paths.iter().map(|path| place(path)).collect();
    let is_own = |error: &ReadError| error.source == STDIN_NAME || own.contains(&place(Path::new(&error.source)));
    let (unreadable, skipped) = problems.into_iter().partition(is_own);
    Ok(Readable { documents: manifests.documents, unreadable, skipped })
}

/// What to say where there is no object, nor anything that could be one.
fn nothing_in(paths: &[PathBuf]) -> Failure {
    let names: Vec<_> = paths.iter().map(|path| name(path)).collect();
    let names = if names.is_empty() { String::from(STDIN_NAME) } else { names.join(", ") };
    Failure::from(format!("{names}: {NO_OBJECTS}"))
}

/// Why each document is not read that cannot be.
fn unread(manifests: &Manifests) -> Vec<ReadError> {
    let template = |one: &Template| ReadError {
        source: one.source.clone(),
        position: Some(one.position),
        problem: String::from("a template; render it first, as `helm template` does"),
    };
    manifests.errors.iter().cloned().chain(manifests.templates.iter().map(template)).collect()
}

/// Reads the one manifest of a file.
///
/// # Errors
/// Where the file cannot be read, or holds none or several.
pub(crate) fn single(path: &Path) -> Result<Document, Failure> {
    let mut documents = one(path)?;
    match (documents.pop(), documents.len()) {
        (Some(document), 0) => Ok(document),
        (None, _) => Err(Failure::from(format!("{}: no object found", name(path)))),
        (Some(_), more) => Err(Failure::from(format!("{}: {} objects; use a file with one", name(path), more + 1))),
    }
}

/// Reads settings; without a file those of no key.
///
/// # Errors
/// Where the file cannot be read, has problems, or is empty: to take that for settings of no key would lose those that were there.
pub(crate) fn settings(path: Option<&Path>) -> Result<SettingsText, Failure> {
    settings_by(path, SettingsText::read)
}

/// The same for a command that drops the inventory: the policies may differ in it.
///
/// # Errors
/// As of `settings`.
pub(crate) fn settings_without_inventory(path: Option<&Path>) -> Result<SettingsText, Failure> {
    settings_by(path, SettingsText::read_without_inventory)
}

fn settings_by(
    path: Option<&Path>,
    read: fn(&str, &str) -> Result<SettingsText, ReadError>,
) -> Result<SettingsText, Failure> {
    let Some(path) = path else { return Ok(SettingsText::default()) };
    let settings = read(&name(path), &text(path)?).map_err(|error| Failure::from(vec![error]))?;
    if settings.is_empty() {
        return Err(Failure::from(format!("{}: {EMPTY}", name(path))));
    }
    // Commands that write other settings with these would report places in what they write.
    validate(&settings)?;
    Ok(settings)
}

/// Reads settings that have an inventory: a file of settings, or with them in a ClusterAdmissionPolicy; or manifests in
/// a file or below a directory, which are the inventory.
///
/// # Errors
/// Where a file cannot be read, or holds neither.
pub(crate) fn inventory(path: &Path, namespace: &str) -> Result<SettingsText, Failure> {
    let mut documents = Vec::new();
    let walk = Walk::of(path);
    if !walk.unreadable.is_empty() {
        let errors = walk.unreadable.into_iter().map(|(path, problem)| unreadable(&path, problem));
        return Err(Failure::from(errors.collect::<Vec<_>>()));
    }
    for file in walk.files {
        let text = text(&file)?;
        let read = parsed(&file, &text)?;
        if !read.iter().all(|document| document.is_object() && !document.is_admission_policy()) {
            return SettingsText::read(&name(&file), &text).map_err(|error| Failure::from(vec![error]));
        }
        documents.extend(read);
    }
    if documents.is_empty() {
        return Err(Failure::from(format!("{}: {EMPTY}", name(path))));
    }
    let new = settings_from(&documents, &SettingsText::default(), Previous::Dropped, namespace)?;
    unapplied::reject(&documents, &new.placeholders)?;
    SettingsText::read(&name(path), &new.json).map_err(|error| Failure::from(vec![error]))
}

/// The manifests of a file or of standard input.
fn one(path: &Path) -> Result<Vec<Document>, Failure> {
    parsed(path, &text(path)?)
}

/// The manifests in the `text` of a file.
fn parsed(path: &Path, text: &str) -> Result<Vec<Document>, Failure> {
    read(&name(path), text).map_err(|error| Failure::from(vec![error]))
}

fn name(path: &Path) -> String {
    if path == Path::new(STDIN) { String::from(STDIN_NAME) } else { path.display().to_string() }
}

/// The text of a file or of standard input.
///
/// # Errors
/// Where it cannot be read.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    content(path).map_err(|problem| Failure::from(vec![unreadable(path, problem)]))
}

fn content(path: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(SOURCE_BYTES).unwrap_or(u64::MAX);
    let read = if path == Path::new(STDIN) {
        std::io::stdin().lock().take(limit + 1).read_to_end(&mut bytes)
    } else {
        // Room for all of it at once, so that nothing is copied while it grows.
        File::open(path).and_then(|file| {
            let length = file.metadata().map_or(0, |metadata| metadata.len());
            bytes.reserve(usize::try_from(length.min(limit)).map_or(0, |length| length + 1));
            file.take(limit + 1).read_to_end(&mut bytes)
        })
    };
    read.map_err(|error| plain(&error))?;
    decode(bytes)
}
