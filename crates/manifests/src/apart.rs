//! Objects that stand several times, as overlays have them: each copy belongs to an inventory of its own.

use std::collections::{BTreeMap, BTreeSet};

use ceph_multus_core::facts::object::Object;

use crate::document::Document;
use crate::inventory::belongs;
use crate::kustomize::split;
use crate::world::{Name, by_name, name};

/// The objects that are checked together, where not all are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory {
    /// The directory, or the file, that has an object which stands elsewhere, too.
    pub root: String,
    /// The places of its objects.
    pub(crate) places: Vec<usize>,
}

/// Whether two documents that are one object are so on purpose: in different directories, or as what others make.
pub(crate) fn are_apart(one: &Document, other: &Document) -> bool {
    let directory = |document: &Document| split(&document.source().name).0.to_owned();
    one.origin() != other.origin() || one.origin().is_some() || directory(one) != directory(other)
}

/// The inventories that `objects` fall into, by their roots; none where no object stands apart from its copy. What lies
/// under no root, or under one that holds another, belongs to each below, unless a nearer copy replaces it.
pub(crate) fn inventories(documents: &[Document], objects: &[(usize, Object<'_>)]) -> Vec<Inventory> {
    let is_named = |object: &Object<'_>| belongs(object.kind) && !object.name.is_empty();
    let named: Vec<&(usize, Object<'_>)> = objects.iter().filter(|(_, object)| is_named(object)).collect();
    let names = by_name(named.iter().map(|(_, object)| object));
    let mut roots: BTreeSet<String> = BTreeSet::new();
    for copies in names.chunk_by(|(one, _), (next, _)| one == next).filter(|copies| copies.len() > 1) {
        let document = |(_, place): &(Name<'_>, usize)| documents.get(named.get(*place)?.0);
        let copies: Vec<&Document> = copies.iter().filter_map(document).collect();
        let is_apart = |pair: &[&Document]| matches!(pair, [one, next] if are_apart(one, next));
        if copies.windows(2).any(is_apart) {
            roots.extend(roots_of(&copies));
        }
    }
    if roots.len() < 2 {
        return Vec::new();
    }
    let mut members: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (place, (index, _)) in objects.iter().enumerate() {
        let source = documents.get(*index).map_or("", |document| document.source().name.as_str());
        members.entry(nearest(&roots, source)).or_default().push(place);
    }
    let mut inventories = Vec::new();
    for root in &roots {
        let Some(own) = members.get(&Some(root.as_str())) else { continue };
        let mut places = Vec::new();
        let mut known: BTreeSet<Name<'_>> = BTreeSet::new();
        let mut level = Some(own);
        let mut around = root.as_str();
        while let Some(found) = level {
            let new = found.iter().filter(|place| {
                objects.get(**place).is_none_or(|(_, object)| !known.contains(&name(object)) || !belongs(object.kind))
            });
            let new: Vec<usize> = new.copied().collect();
            known.extend(new.iter().filter_map(|place| objects.get(*place)).map(|(_, object)| name(object)));
            places.extend(new);
            level = match around {
                "" => None,
                _ => match enclosing(&roots, around) {
                    Some(outer) => {
                        around = outer;
                        members.get(&Some(outer))
                    }
                    None => {
                        around = "";
                        members.get(&None)
                    }
                },
            };
        }
        places.sort_unstable();
        inventories.push(Inventory { root: root.clone(), places });
    }
    inventories
}

/// The longest of `roots` that the source `path` lies in, or is.
fn nearest<'r>(roots: &'r BTreeSet<String>, path: &str) -> Option<&'r str> {
    roots.get(path).map(String::as_str).or_else(|| enclosing(roots, path))
}

/// The longest of `roots` that `path` lies in, and is not.
fn enclosing<'r>(roots: &'r BTreeSet<String>, path: &str) -> Option<&'r str> {
    let mut outer = path;
    while let Some((directory, _)) = outer.rsplit_once('/') {
        if let Some(root) = roots.get(directory) {
            return Some(root);
        }
        outer = directory;
    }
    roots.get("").filter(|_| !path.is_empty()).map(String::as_str)
}

/// Where the copies of one object part: the directories just below the one that all of them lie in; of those in one
/// directory the files.
fn roots_of(copies: &[&Document]) -> BTreeSet<String> {
    let names: Vec<&str> = copies.iter().map(|copy| copy.source().name.as_str()).collect();
    let directories: Vec<Vec<&str>> = names.iter().map(|name| split(name).0.split('/').collect()).collect();
    let shared = directories.iter().skip(1).fold(directories.first().map_or(0, Vec::len), |shared, next| {
        let first = directories.first().into_iter().flatten();
        first.zip(next).take(shared).take_while(|(one, other)| one == other).count()
    });
    let is_one_directory = directories.iter().all(|directory| directory.len() == shared);
    let root = |(name, directory): (&&str, &Vec<&str>)| match is_one_directory {
        true => (*name).to_owned(),
        false => directory.get(..directory.len().min(shared + 1)).unwrap_or_default().join("/"),
    };
    names.iter().zip(&directories).map(root).collect()
}
