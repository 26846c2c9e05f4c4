//! The request and settings files that a user names.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::request::AdmissionRequest;

/// What the file of a request's own settings ends with: `<request>.settings.json`.
const OWN_SETTINGS: &str = ".settings.json";

/// The request files among `paths`: the files themselves, and all `*.json` below the directories, sorted, save for
/// settings.
///
/// # Errors
/// Where a directory cannot be read.
pub fn request_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, FileError> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            collect(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// Reads the AdmissionRequest, or the one of the AdmissionReview, in a file.
///
/// # Errors
/// Where the file cannot be read or holds neither.
pub fn read_request(path: &Path) -> Result<AdmissionRequest, FileError> {
    AdmissionRequest::read(&read_json(path)?).map_err(|error| FileError::new(path, &error))
}

/// Reads settings.
///
/// # Errors
/// Where the file cannot be read or holds no JSON object.
pub fn read_settings(path: &Path) -> Result<Value, FileError> {
    let value = read_json(path)?;
    if value.is_object() { Ok(value) } else { Err(FileError::new(path, &"settings must be an object")) }
}

/// The settings file beside a request file, where there is one.
#[must_use]
pub fn own_settings(request: &Path) -> Option<PathBuf> {
    let path = request.with_file_name(format!("{}{OWN_SETTINGS}", request.file_stem()?.to_str()?));
    path.is_file().then_some(path)
}

/// A file that is not what the user takes it for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    path: PathBuf,
    problem: String,
}

impl FileError {
    fn new(path: &Path, problem: &dyn fmt::Display) -> Self {
        Self { path: path.to_owned(), problem: problem.to_string() }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.path.display(), self.problem)
    }
}

impl std::error::Error for FileError {}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> Result<(), FileError> {
    let entries = fs::read_dir(directory).map_err(|error| FileError::new(directory, &error))?;
    let mut paths: Vec<_> = entries
        .map(|entry| entry.map(|entry| entry.path()).map_err(|error| FileError::new(directory, &error)))
        .collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, files)?;
        } else if is_request(&path) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_request(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.ends_with(".json") && !name.ends_with(OWN_SETTINGS)
}

fn read_json(path: &Path) -> Result<Value, FileError> {
    let bytes = fs::read(path).map_err(|error| FileError::new(path, &error))?;
    serde_json::from_slice(&bytes).map_err(|error| FileError::new(path, &format!("not JSON: {error}")))
}

#[cfg(test)]
mod tests {
    use std::process;

    use super::*;

    /// A directory of its own for one test, removed at its end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn with(name: &str, files: &[(&str, &str)]) -> Self {
            let root = std::env::temp_dir().join(format!("ceph-multus-host-{name}-{}", process::id()));
            for (file, text) in files {
                let path = root.join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            Self(root)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn finds_requests_below_a_directory_in_order_and_no_settings() {
        let files = [("pod/osd.json", ""), ("b.json", ""), ("b.settings.json", ""), ("notes.txt", ""), ("a.json", "")];
        let scratch = Scratch::with("finds", &files);
        let found = request_files(std::slice::from_ref(&scratch.0)).unwrap();
        let found: Vec<_> = found.iter().map(|path| path.strip_prefix(&scratch.0).unwrap()).collect();
        assert_eq!(found, [Path::new("a.json"), Path::new("b.json"), Path::new("pod/osd.json")]);
    }

    #[test]
    fn takes_a_named_file_as_it_is() {
        let named = [PathBuf::from("no/such.file")];
        assert_eq!(request_files(&named).unwrap(), named);
    }

    #[test]
    fn knows_the_settings_beside_a_request() {
        let scratch = Scratch::with("neighbour", &[("a.json", ""), ("a.settings.json", ""), ("b.json", "")]);
        assert_eq!(own_settings(&scratch.0.join("a.json")), Some(scratch.0.join("a.settings.json")));
        assert_eq!(own_settings(&scratch.0.join("b.json")), None);
    }

    #[test]
    fn names_the_file_and_what_is_wrong_with_it() {
        let files = [("cut.json", "{\"uid\":"), ("pod.json", r#"{"kind":"Pod"}"#), ("list.json", "[]")];
        let scratch = Scratch::with("wrong", &files);
        let problem = |error: FileError| error.to_string().replace(scratch.0.to_str().unwrap(), "..");
        assert_eq!(
            problem(read_request(&scratch.0.join("cut.json")).unwrap_err()),
            "`../cut.json`: not JSON: EOF while parsing a value at line 1 column 7"
        );
        assert_eq!(
            problem(read_request(&scratch.0.join("pod.json")).unwrap_err()),
            "`../pod.json`: neither an AdmissionRequest nor an AdmissionReview"
        );
        assert_eq!(
            problem(read_settings(&scratch.0.join("list.json")).unwrap_err()),
            "`../list.json`: settings must be an object"
        );
        assert_eq!(
            problem(read_settings(&scratch.0.join("none.json")).unwrap_err()),
            "`../none.json`: No such file or directory (os error 2)"
        );
    }
}
