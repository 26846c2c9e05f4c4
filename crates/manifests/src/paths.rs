//! The names of sources as paths of files.

/// A name as directory and file.
pub(crate) fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('/').unwrap_or(("", name))
}

/// `path` as seen from `directory`, without `.` and `..`; `None` for what is elsewhere.
pub(crate) fn joined(directory: &str, path: &str) -> Option<String> {
    if path.contains("://") {
        return None;
    }
    let is_absolute = path.starts_with('/') && !directory.is_empty();
    let mut parts: Vec<&str> = if is_absolute { Vec::new() } else { directory.split('/').collect() };
    parts.extend(path.split('/'));
    let mut kept: Vec<&str> = Vec::new();
    for part in parts {
        match part {
            "" | "." => {}
            ".." if kept.last().is_some_and(|last| *last != "..") => {
                kept.pop();
            }
            part => kept.push(part),
        }
    }
    Some(kept.join("/"))
}

/// The paths that a directory has in it, and those on the way to it, as seen from any directory above: `b` and `b/c` of
/// `a/b/c`. Where the root of a repository is nobody says; it may lie deeper than the names begin.
pub(crate) fn stretches(directory: &str) -> impl Iterator<Item = &str> {
    let starts = std::iter::once(0).chain(directory.match_indices('/').map(|(place, _)| place + 1));
    starts.filter_map(|start| directory.get(start..)).flat_map(|rest| {
        let ends = rest.match_indices('/').map(|(place, _)| place).chain([rest.len()]);
        ends.filter_map(|end| rest.get(..end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_seen_from_a_directory() {
        assert_eq!(joined("a/b", "../c/./d.yaml").as_deref(), Some("a/c/d.yaml"));
        assert_eq!(joined("", "./a//b").as_deref(), Some("a/b"));
        assert_eq!(joined("a", "../../b").as_deref(), Some("../b"));
        assert_eq!(joined("a", "https://example.com/b"), None);
    }

    #[test]
    fn a_directory_has_every_run_of_its_parts_in_it() {
        assert_eq!(stretches("a/b/c").collect::<Vec<_>>(), ["a", "a/b", "a/b/c", "b", "b/c", "c"]);
        assert_eq!(stretches("").collect::<Vec<_>>(), [""]);
    }
}
