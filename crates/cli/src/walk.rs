//! The files with manifests below a directory.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ceph_multus_manifests::is_kustomization_file;
use ignore::{DirEntry, Error, WalkBuilder};

use crate::failure::plain;

/// Why a directory has nothing to read.
const NOTHING: &str = "no .yaml, .yml or .json files in this directory; \
                       hidden files, files that git ignores and links to directories are skipped";

/// What is at a path.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// The files, sorted.
    pub(crate) files: Vec<PathBuf>,
    /// What cannot be read below a directory, and why.
    pub(crate) unreadable: Vec<(PathBuf, String)>,
    /// Links to directories that are not below this one, which are not followed.
    pub(crate) links: Vec<PathBuf>,
}

impl Walk {
    /// A file itself, or those with manifests below a directory. Hidden ones are left out, and what git ignores.
    pub(crate) fn of(path: &Path) -> Walk {
        let mut walk = Walk::default();
        if !path.is_dir() {
            walk.files.push(path.to_owned());
            return walk;
        }
        let by_name = |one: &OsStr, next: &OsStr| one.cmp(next);
        let root = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        // What one user ignores in all repositories is no matter of this one.
        let entries = WalkBuilder::new(path)
            .require_git(false)
            .git_global(false)
            .ignore(false)
            .sort_by_file_name(by_name)
            .build();
        for entry in entries {
            match entry {
                Ok(entry) => walk.add(&entry, &root),
                Err(error) => walk.unreadable.push(reason(error, path)),
            }
        }
        if walk.files.is_empty() && walk.unreadable.is_empty() {
            walk.unreadable.push((path.to_owned(), String::from(NOTHING)));
        }
        walk
    }

    fn add(&mut self, entry: &DirEntry, root: &Path) {
        let path = entry.path();
        // Who is asked for a place in a repository wants `a.yaml` and not `./a.yaml`.
        let shown = path.strip_prefix(".").unwrap_or(path).to_owned();
        let is_link = entry.depth() > 0 && entry.path_is_symlink();
        if is_link && path.is_dir() {
            let is_walked = std::fs::canonicalize(path).is_ok_and(|target| target.starts_with(root));
            self.links.extend((!is_walked).then_some(shown));
            return;
        }
        let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        let is_kustomization = entry.file_name().to_str().is_some_and(is_kustomization_file);
        if !is_kustomization && !matches!(ending, "yaml" | "yml" | "json") {
            return;
        }
        match std::fs::metadata(path) {
            Ok(known) if known.is_file() => self.files.push(shown),
            // A directory may have such a name, and so may what is not read as a file.
            Ok(_) => {}
            Err(error) if is_link && error.kind() == ErrorKind::NotFound => {
                self.unreadable.push((shown, String::from("a link to a file that does not exist")));
            }
            Err(error) => self.unreadable.push((shown, plain(&error))),
        }
    }
}

/// The place of an error below `path`, and the reason.
fn reason(error: Error, path: &Path) -> (PathBuf, String) {
    match error {
        Error::WithPath { path, err } => {
            let shown = path.strip_prefix(".").unwrap_or(&path).to_owned();
            reason(*err, &shown)
        }
        Error::WithDepth { err, .. } | Error::WithLineNumber { err, .. } => reason(*err, path),
        // The text of the error itself has the path once more.
        Error::Io(error) => (path.to_owned(), error.kind().to_string()),
        other => (path.to_owned(), other.to_string()),
    }
}
