//! Why there is no answer.

use std::fmt;
use std::path::Path;

use ceph_multus_manifests::ReadError;

/// One line or several, each a reason that names the file and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure(pub(crate) Vec<String>);

impl Failure {
    /// A reason that is about a file.
    pub(crate) fn of(path: &Path, problem: impl fmt::Display) -> Failure {
        Failure(vec![format!("{}: {problem}", path.display())])
    }
}

impl From<String> for Failure {
    fn from(line: String) -> Failure {
        Failure(vec![line])
    }
}

impl From<Vec<ReadError>> for Failure {
    fn from(errors: Vec<ReadError>) -> Failure {
        Failure(errors.iter().map(ToString::to_string).collect())
    }
}

/// An error of the operating system in its words, without its number.
pub(crate) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    text.get(..end).unwrap_or(&text).to_lowercase()
}
