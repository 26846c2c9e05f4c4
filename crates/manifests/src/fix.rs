//! What resolves a finding, as a change of its source that touches nothing else.

use ceph_multus_core::Finding;
use ceph_multus_core::facts::ceph_cluster::CephNetwork;
use ceph_multus_core::json::{Arena, Node as CoreNode, Path, Shape, read};
use ceph_multus_core::report::suggest::nearest;
use ceph_multus_core::rules::id;

use crate::document::Document;

/// A change of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// A member takes a value, which is a string; those on the way to it are made where they are absent.
    Set {
        /// The keys from the object's root.
        path: Vec<String>,
        /// The value.
        value: String,
    },
    /// A key is misspelt, and no other has the name that it should have.
    Rename {
        /// The keys from the object's root to the one that is misspelt.
        path: Vec<String>,
        /// What it should be.
        to: String,
    },
}

impl Fix {
    /// Whether `other` is another answer about the member that this one writes: the two would be one key twice.
    pub(crate) fn rivals(&self, other: &Fix) -> bool {
        self != other && self.target().eq(other.target())
    }

    /// The keys from the object's root to the member that it writes.
    fn target(&self) -> impl Iterator<Item = &String> {
        let (path, last) = match self {
            Fix::Set { path, .. } => (path.as_slice(), None),
            Fix::Rename { path, to } => (path.split_last().map_or(&[][..], |(_, parents)| parents), Some(to)),
        };
        path.iter().chain(last)
    }
}

const SELECTORS: [&str; 3] = ["spec", "network", "selectors"];

/// What resolves `finding` by itself; `None` where there is more than one answer, or none that is certain.
pub(crate) fn of(finding: &Finding, document: &Document) -> Option<Fix> {
    if let Some(edit) = &finding.fix {
        let arena = Arena::new();
        let CoreNode::Text(value) = read(&edit.value, &arena, &Shape::Whole).ok()? else { return None };
        let path = edit.path.keys()?.into_iter().map(str::to_owned).collect();
        return Some(Fix::Set { path, value: value.to_owned() });
    }
    let keys = finding.path.keys()?;
    if finding.rule == id::selector_without_namespace {
        return with_namespace(&keys, document);
    }
    if finding.rule != id::selector_unknown_key {
        return None;
    }
    let key = *keys.strip_prefix(&SELECTORS)?.first().filter(|_| keys.len() == SELECTORS.len() + 1)?;
    let to = nearest(key, CephNetwork::ALL.map(CephNetwork::key))?;
    let is_free = document.json_at(&Path::from(SELECTORS).key(to)).is_none();
    is_free.then(|| Fix::Rename { path: keys.iter().map(|key| (*key).to_owned()).collect(), to: to.to_owned() })
}

/// The selector at `keys` with the namespace that the object itself names.
fn with_namespace(keys: &[&str], document: &Document) -> Option<Fix> {
    let tree = document.tree()?;
    let namespace = tree.text_at(&["metadata", "namespace"]);
    let selector = tree.text_at(keys);
    // One that stands there as JSON is longer, and for people to change.
    let is_name = !selector.is_empty() && !selector.contains(['/', '{', '[', '"', ',', ' ']);
    let is_certain = is_name && !namespace.is_empty() && namespace == document.namespace();
    let path = || keys.iter().map(|key| (*key).to_owned()).collect();
    is_certain.then(|| Fix::Set { path: path(), value: format!("{namespace}/{selector}") })
}

#[cfg(test)]
mod tests {
    use ceph_multus_core::rules;

    use super::*;

    #[test]
    fn what_is_fixed_here_is_found_by_rules_of_the_core() {
        for id in [id::selector_without_namespace, id::selector_unknown_key] {
            assert!(rules::find(id).is_some(), "{id}");
        }
    }
}
