//! What tells one object of a kind from another.

use std::cmp::Ordering;
use std::fmt;

use crate::limits::NAME_SHOWN;
use crate::text::{quoted, shortened};

/// A namespace and a name in it; shown as `namespace/name` (kubernetes/apimachinery: pkg/types/namespacedname.go). The
/// texts are its own, or borrowed.
#[derive(Debug, Clone, Copy, Default)]
pub struct NamespacedName<T = String> {
    /// The namespace.
    pub namespace: T,
    /// The name in it.
    pub name: T,
}

impl<T: AsRef<str>> NamespacedName<T> {
    /// The same, borrowed.
    pub fn borrowed(&self) -> NamespacedName<&str> {
        NamespacedName { namespace: self.namespace.as_ref(), name: self.name.as_ref() }
    }

    /// As titles and tables show it, shortened to [`NAME_SHOWN`] characters.
    pub fn shown(&self) -> String {
        shortened(&self.borrowed().to_string(), NAME_SHOWN)
    }

    /// As messages show it: `namespace/name` in backticks, shortened.
    pub fn quoted(&self) -> String {
        quoted(&self.borrowed().to_string())
    }
}

impl NamespacedName<&str> {
    /// The same to keep.
    pub fn owned(self) -> NamespacedName {
        NamespacedName { namespace: self.namespace.to_owned(), name: self.name.to_owned() }
    }
}

/// The name first: most NADs that a pod names are in one namespace, and there may be a hundred thousand.
impl<T: AsRef<str>, U: AsRef<str>> PartialEq<NamespacedName<U>> for NamespacedName<T> {
    fn eq(&self, other: &NamespacedName<U>) -> bool {
        self.name.as_ref() == other.name.as_ref() && self.namespace.as_ref() == other.namespace.as_ref()
    }
}

impl<T: AsRef<str>> Eq for NamespacedName<T> {}

impl<T: AsRef<str>> PartialOrd for NamespacedName<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: AsRef<str>> Ord for NamespacedName<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        let namespaces = self.namespace.as_ref().cmp(other.namespace.as_ref());
        namespaces.then_with(|| self.name.as_ref().cmp(other.name.as_ref()))
    }
}

impl<T: fmt::Display> fmt::Display for NamespacedName<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.namespace, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::selection::{Dialect, parse};

    fn called<'a>(namespace: &'a str, name: &'a str) -> NamespacedName<&'a str> {
        NamespacedName { namespace, name }
    }

    #[test]
    fn it_is_shown_as_in_an_annotation() {
        let nad = called("rook-ceph", "public-net");
        assert_eq!([nad.to_string(), nad.owned().to_string()], ["rook-ceph/public-net"; 2]);
        assert_eq!([nad.quoted(), nad.owned().quoted()], ["`rook-ceph/public-net`"; 2]);
        assert_eq!(called("a`", "b\n").quoted(), "`a?/b?`");
        assert_eq!(called("a", "b\n").shown(), "a/b?");
        assert_eq!(called(&"a".repeat(64), &"b".repeat(64)).shown().chars().count(), 128);
    }

    #[test]
    fn a_selection_names_one_nad_with_its_namespace_or_without() {
        let nad = called("rook-ceph", "public-net");
        for text in ["public-net", "rook-ceph/public-net@net1", r#"[{"name":"public-net"}]"#] {
            let selections = parse(text, "rook-ceph", Dialect::Multus).unwrap();
            let [selection] = selections.as_slice() else { panic!("{text}") };
            assert_eq!(selection.nad, nad, "{text}");
            assert_eq!(selection.nad.clone().borrowed(), nad, "{text}");
            assert_ne!(selection.nad, called("other", "public-net"), "{text}");
        }
    }

    #[test]
    fn they_are_sorted_by_namespace_then_name() {
        let mut nads = [["b", "a"], ["a", "b"], ["a", "a"]].map(|[namespace, name]| called(namespace, name));
        nads.sort();
        assert_eq!(nads.map(|nad| nad.to_string()), ["a/a", "a/b", "b/a"]);
    }
}
