//! Where files are, however the command line names them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ceph_multus_manifests::Document;

use crate::input::{self, STDIN_NAME};

/// The names of files as seen from the top of the repository: the same from wherever the command runs.
#[derive(Debug, Default)]
pub(super) struct Places {
    top: PathBuf,
    names: BTreeMap<String, String>,
}

impl Places {
    /// Those of the sources of `documents`. Without a repository they are seen from `directory`, or else from here.
    pub(super) fn of(documents: &[Document], directory: Option<&Path>) -> Places {
        let here = directory_itself(Path::new("."));
        let repository = here.ancestors().find(|above| above.join(".git").exists()).map(Path::to_owned);
        let top = repository.or_else(|| directory.map(directory_itself)).unwrap_or(here);
        let mut places = Places { top, names: BTreeMap::new() };
        // The documents of a source follow each other.
        for source in documents.chunk_by(|one, next| std::ptr::eq(one.source(), next.source())) {
            let Some(name) = source.first().map(|document| &document.source().name) else { continue };
            let seen = places.name(name);
            places.names.insert(name.clone(), seen);
        }
        places
    }

    /// The name of a file from the top, with `/` between its parts.
    pub(super) fn name(&self, file: &str) -> String {
        match self.names.get(file) {
            Some(name) => name.clone(),
            None if file == STDIN_NAME => file.to_owned(),
            None => relative(&self.top, &input::place(Path::new(file))),
        }
    }
}

/// A directory as an absolute path without links; an empty path is this one.
pub(super) fn directory_itself(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

fn relative(top: &Path, place: &Path) -> String {
    let shared = top.components().zip(place.components()).take_while(|(one, other)| one == other).count();
    let up = top.components().skip(shared).map(|_| String::from(".."));
    let down = place.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_way_from_the_top() {
        let from_top = |place| relative(Path::new("/a/b"), Path::new(place));
        assert_eq!(from_top("/a/b/c/d.yaml"), "c/d.yaml");
        assert_eq!(from_top("/a/bc/d.yaml"), "../bc/d.yaml");
        assert_eq!(Places::default().name("<stdin>"), "<stdin>");
    }
}
