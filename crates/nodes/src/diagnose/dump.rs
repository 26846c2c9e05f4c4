//! The objects of a dump, each once: a must-gather has many of them in a list and alone.

use std::collections::BTreeMap;

use ceph_multus_core::Kind;
use ceph_multus_core::facts::kind::group_of;
use ceph_multus_manifests::{Document, OBJECT_REPEATED, is_node_policy, is_of_hosts};
use serde_json::Value;

use super::Item;

/// The objects of a dump.
#[derive(Debug)]
pub struct Dump {
    /// The first of each, in the order of the input.
    pub documents: Vec<Document>,
    /// For each object whose copies differ, a line that says which of them is left.
    differing: Vec<String>,
}

impl Dump {
    /// Takes the first of `documents` that are one object; `namespace` is that of objects that have none.
    pub fn of(documents: Vec<Document>, namespace: &str) -> Dump {
        let mut places: BTreeMap<[String; 4], usize> = BTreeMap::new();
        let mut others: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let mut kept: Vec<Document> = Vec::new();
        for document in documents {
            let first = match document.name() {
                "" => None,
                _ => places.get(&key(&document, namespace)).copied(),
            };
            match first.and_then(|place| Some((place, kept.get(place)?))) {
                Some((place, first)) => {
                    if differ(first, &document) {
                        others.entry(place).or_default().push(position(&document));
                    }
                }
                None => {
                    places.insert(key(&document, namespace), kept.len());
                    kept.push(document);
                }
            }
        }
        let line = |(place, others): (usize, Vec<String>)| {
            let first = kept.get(place)?;
            let [_, kind, namespace, name] = key(first, namespace);
            let (own, others) = (position(first), others.join(", "));
            let place = if namespace.is_empty() { name } else { format!("{namespace}/{name}") };
            Some(format!("{kind} {place}: {own} is checked; not checked: {others}"))
        };
        let differing = others.into_iter().filter_map(line).collect();
        Dump { documents: kept, differing }
    }

    /// That copies of an object differ, so that the others may have errors which are in no line.
    pub(super) fn copies(&self) -> Option<Item> {
        (!self.differing.is_empty()).then(|| Item {
            kind: OBJECT_REPEATED,
            title: String::from("Different objects have the same name, and only the first of them is checked"),
            facts: self.differing.clone(),
            steps: vec![String::from(
                "name the files of one cluster, with one of these objects; `ceph-multus check` checks all",
            )],
            ..Item::default()
        })
    }
}

/// What a document is called: group, kind, namespace and name. An object of the cluster has no namespace.
fn key(document: &Document, namespace: &str) -> [String; 4] {
    let own = match document.namespace() {
        _ if is_of_hosts(document.api_version(), document.kind()) => "",
        "" => namespace,
        own => own,
    };
    [group_of(document.api_version()), document.kind(), own, document.name()].map(str::to_owned)
}

fn position(document: &Document) -> String {
    document.place(document.start())
}

/// Whether two copies of what people write say something else. What a cluster keeps up to date, such as pods and
/// reservations, changes while a dump is written.
fn differ(one: &Document, other: &Document) -> bool {
    let kind = Kind::of_api_version(one.api_version(), one.kind());
    let is_written = kind.is_some_and(|kind| kind != Kind::Pod && !kind.is_workload())
        || is_node_policy(one.api_version(), one.kind());
    let written = |document: &Document| {
        let value: Value = serde_json::from_str(document.json()).unwrap_or_default();
        ["spec", "data"].map(|key| value.get(key).cloned())
    };
    is_written && written(one) != written(other)
}
