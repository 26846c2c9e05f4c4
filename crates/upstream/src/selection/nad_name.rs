//! What tells one NAD from another.

use std::fmt;

use super::NetworkSelection;
use crate::text::quoted;

/// What a NAD is called; shown as `namespace/name`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NadName {
    /// The namespace.
    pub namespace: String,
    /// The name in it.
    pub name: String,
}

impl NadName {
    /// The NAD `name` in `namespace`.
    pub fn new(namespace: &str, name: &str) -> NadName {
        NadName { namespace: namespace.to_owned(), name: name.to_owned() }
    }

    /// Whether `selection` names it.
    pub fn is_of(&self, selection: &NetworkSelection) -> bool {
        self.namespace == selection.namespace && self.name == selection.name
    }

    /// As messages show it: `namespace/name` in backticks, shortened.
    pub fn quoted(&self) -> String {
        quoted(&self.to_string())
    }
}

impl fmt::Display for NadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.namespace, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, parse};
    use super::*;

    #[test]
    fn a_nad_is_shown_as_in_an_annotation() {
        let nad = NadName::new("rook-ceph", "public-net");
        assert_eq!(nad.to_string(), "rook-ceph/public-net");
        assert_eq!(nad.quoted(), "`rook-ceph/public-net`");
        assert_eq!(NadName::new("a`", "b\n").quoted(), "`a?/b?`");
    }

    #[test]
    fn a_selection_names_one_nad_with_its_namespace_or_without() {
        let nad = NadName::new("rook-ceph", "public-net");
        for text in ["public-net", "rook-ceph/public-net@net1", r#"[{"name":"public-net"}]"#] {
            let selections = parse(text, "rook-ceph", Dialect::Multus).unwrap();
            let [selection] = selections.as_slice() else { panic!("{text}") };
            assert_eq!(selection.nad_name(), nad, "{text}");
            assert!(nad.is_of(selection), "{text}");
            assert!(!NadName::new("other", "public-net").is_of(selection), "{text}");
        }
    }

    #[test]
    fn nads_are_sorted_by_namespace_then_name() {
        let mut nads = [["b", "a"], ["a", "b"], ["a", "a"]].map(|[namespace, name]| NadName::new(namespace, name));
        nads.sort();
        assert_eq!(nads.map(|nad| nad.to_string()), ["a/a", "a/b", "b/a"]);
    }
}
