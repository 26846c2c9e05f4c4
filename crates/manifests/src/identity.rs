//! What an object is called, and what it is.

use std::sync::Arc;

use ceph_multus_core::json::{Arena, Node as CoreNode, Shape, read};

/// What an object says about itself; empty where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Its `apiVersion`.
    pub(crate) api_version: Arc<str>,
    /// Its `kind`.
    pub(crate) kind: Arc<str>,
    /// Its namespace.
    pub(crate) namespace: Arc<str>,
    /// Its name, or the prefix of one that the API server is about to make.
    pub(crate) name: Box<str>,
}

/// The same, as it is read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Names {
    pub(crate) api_version: String,
    pub(crate) kind: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) generate_name: String,
}

static IDENTITY: Shape = Shape::Fields(&[
    ("apiVersion", Shape::Whole),
    ("kind", Shape::Whole),
    ("metadata", Shape::Fields(&[("name", Shape::Whole), ("generateName", Shape::Whole), ("namespace", Shape::Whole)])),
]);

impl Identity {
    pub(crate) fn of_json(json: &str) -> Identity {
        let arena = Arena::new();
        let node = read(json, &arena, &IDENTITY).unwrap_or(CoreNode::Null);
        Identity::new(Names::at(&|path| node.at(path).and_then(CoreNode::as_text)), None)
    }

    /// A dump has one kind after the other: what is the same text as in the object `before` is kept once.
    pub(crate) fn new(names: Names, before: Option<&Identity>) -> Identity {
        let shared = |text: String, of: fn(&Identity) -> &Arc<str>| match before.map(of) {
            Some(before) if **before == *text => Arc::clone(before),
            _ => text.into(),
        };
        Identity {
            api_version: shared(names.api_version, |before| &before.api_version),
            kind: shared(names.kind, |before| &before.kind),
            namespace: shared(names.namespace, |before| &before.namespace),
            name: if names.name.is_empty() { names.generate_name } else { names.name }.into(),
        }
    }
}

impl Names {
    /// `text` gives what stands at a path.
    pub(crate) fn at<'n>(text: &dyn Fn(&[&str]) -> Option<&'n str>) -> Names {
        let text = |path: &[&str]| text(path).unwrap_or_default().to_owned();
        Names {
            api_version: text(&["apiVersion"]),
            kind: text(&["kind"]),
            namespace: text(&["metadata", "namespace"]),
            name: text(&["metadata", "name"]),
            generate_name: text(&["metadata", "generateName"]),
        }
    }
}
