//! Changes to the object under review, on its JSON text.

use crate::json::{self, SpliceError};

/// Sets one member of an object; members on the way are made where they are absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The keys from the object's root to the member.
    pub path: &'static [&'static str],
    /// The new value as JSON text.
    pub value: String,
}

impl Edit {
    /// Sets a string.
    pub fn text(path: &'static [&'static str], text: &str) -> Edit {
        let mut value = String::new();
        json::push_string(&mut value, text);
        Edit { path, value }
    }

    /// The path as findings write it.
    pub fn path_text(&self) -> String {
        path_text(self.path.iter().copied())
    }
}

/// Applies `edits` to the JSON object `text`, in order. One that is the same as the one before would change nothing: an
/// OSD without networks gets both at once, and two findings ask for it.
///
/// # Errors
/// Where `text`, or a value on the way to an edited member, is not an object.
pub fn apply<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> Result<String, SpliceError> {
    let (mut text, mut last) = (text.to_owned(), None);
    for edit in edits {
        if last != Some(edit) {
            text = json::set(&text, edit.path, &edit.value)?;
        }
        last = Some(edit);
    }
    Ok(text)
}

/// A path as findings write it: `spec.network`, and `metadata.annotations[k8s.v1.cni.cncf.io/networks]` for a key that
/// has dots or slashes itself.
pub fn path_text<'k>(keys: impl Iterator<Item = &'k str>) -> String {
    let mut out = String::new();
    keys.for_each(|key| push_key(&mut out, key));
    out
}

fn push_key(out: &mut String, key: &str) {
    let is_plain = !key.contains(['.', '/']);
    out.push_str(match (is_plain, out.is_empty()) {
        (false, _) => "[",
        (true, false) => ".",
        (true, true) => "",
    });
    out.push_str(key);
    out.push_str(if is_plain { "" } else { "]" });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_dots_is_bracketed() {
        let edit = Edit::text(&["metadata", "annotations", "k8s.v1.cni.cncf.io/networks"], "x");
        assert_eq!(edit.path_text(), "metadata.annotations[k8s.v1.cni.cncf.io/networks]");
    }

    #[test]
    fn edits_apply_in_order_and_twice_change_nothing() {
        let edits = [Edit::text(&["a", "b"], "1"), Edit::text(&["a", "c"], "2")];
        let once = apply(r#"{"z":{}}"#, &edits).unwrap();
        assert_eq!(once, r#"{"z":{},"a":{"b":"1","c":"2"}}"#);
        assert_eq!(apply(&once, &edits).unwrap(), once);
    }
}
