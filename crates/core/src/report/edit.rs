//! Changes to the object under review, on its JSON text.

use crate::json::{self, Path, SpliceError};

/// Sets one member of an object; members on the way are made where they are absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The keys from the object's root to the member.
    pub path: Path,
    /// The new value as JSON text.
    pub value: String,
}

impl Edit {
    /// Sets a string.
    pub fn text(path: impl Into<Path>, text: &str) -> Edit {
        Edit { path: path.into(), value: json::string(text) }
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
            text = json::set(&text, &edit.path, &edit.value)?;
        }
        last = Some(edit);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apply_in_order_and_twice_change_nothing() {
        let edits = [Edit::text(["a", "b"], "1"), Edit::text(["a", "c"], "2")];
        let once = apply(r#"{"z":{}}"#, &edits).unwrap();
        assert_eq!(once, r#"{"z":{},"a":{"b":"1","c":"2"}}"#);
        assert_eq!(apply(&once, &edits).unwrap(), once);
    }
}
