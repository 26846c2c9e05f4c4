//! Objects that stand several times, as overlays have them: each copy belongs to an inventory of its own.

use std::collections::{BTreeMap, BTreeSet};

use ceph_multus_core::facts::object::Object;
use ceph_multus_core::json::order::sorted;

use crate::document::Document;
use crate::kustomize::split;
use crate::world::{copies, is_named, name};

/// The objects that are checked together, where not all are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory {
    /// The directories, or the files, that have objects which stand elsewhere, too. There are several where applications
    /// have overlays of one name, as `ceph/overlays/east` and `multus/overlays/east`: these are one cluster.
    pub roots: Vec<String>,
    /// The places of its objects.
    pub(crate) places: Vec<usize>,
}

/// Whether two documents that are one object are so on purpose: in different directories, or as what others make.
pub(crate) fn are_apart(one: &Document, other: &Document) -> bool {
    let directory = |document: &Document| split(&document.source().name).0.to_owned();
    one.origin() != other.origin() || one.origin().is_some() || directory(one) != directory(other)
}

/// The inventories that `objects` fall into, by their roots; none where no object stands apart from its copy, of which
/// `variants` has all. What lies under no root, or under one that holds another, belongs to each below, unless a nearer copy
/// replaces it.
pub(crate) fn inventories(
    documents: &[Document],
    objects: &[(usize, Object<'_>)],
    variants: &[Vec<usize>],
) -> Vec<Inventory> {
    let mut roots: BTreeSet<String> = BTreeSet::new();
    for copies in variants {
        let copies: Vec<&Document> = copies.iter().filter_map(|index| documents.get(*index)).collect();
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
    fn at<'m>(members: &'m BTreeMap<Option<&'m str>, Vec<usize>>, root: Option<&'m str>) -> &'m [usize] {
        members.get(&root).map(Vec::as_slice).unwrap_or_default()
    }
    let object = |place: &usize| objects.get(*place).map(|(_, object)| object);
    let mut inventories = Vec::new();
    for group in groups(&roots, &|root| at(&members, Some(root)).iter().filter_map(object).filter(|one| is_named(one)))
    {
        if group.iter().all(|root| at(&members, Some(root)).is_empty()) {
            continue;
        }
        let (mut places, mut known) = (BTreeSet::new(), BTreeSet::new());
        let mut levels: BTreeSet<Option<&str>> = group.iter().map(|root| Some(*root)).collect();
        loop {
            let found = levels.iter().flat_map(|root| at(&members, *root));
            let is_new = |place: &&usize| object(place).is_none_or(|one| !known.contains(&name(one)) || !is_named(one));
            let new: Vec<usize> = found.filter(is_new).copied().collect();
            known.extend(new.iter().filter_map(object).map(name));
            places.extend(new);
            if levels.iter().all(Option::is_none) {
                break;
            }
            // What lies under no root is the last that is asked.
            let outer: BTreeSet<&str> = levels.iter().flatten().filter_map(|root| enclosing(&roots, root)).collect();
            levels = if outer.is_empty() { [None].into() } else { outer.into_iter().map(Some).collect() };
        }
        let roots = group.into_iter().map(str::to_owned).collect();
        inventories.push(Inventory { roots, places: places.into_iter().collect() });
    }
    inventories
}

/// The roots that are of one cluster: those of one name, as long as no two of them have the same object. `named` gives
/// the objects of a root.
fn groups<'r, 'o, 'a: 'o, N: Iterator<Item = &'o Object<'a>>>(
    roots: &'r BTreeSet<String>,
    named: &dyn Fn(&'r str) -> N,
) -> Vec<Vec<&'r str>> {
    let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for root in roots {
        by_name.entry(split(root).1).or_default().push(root);
    }
    let mut groups: Vec<Vec<&str>> = Vec::new();
    for alike in by_name.into_values() {
        if copies(alike.iter().flat_map(|root| named(root))).is_empty() {
            groups.push(alike);
        } else {
            groups.extend(alike.into_iter().map(|root| vec![root]));
        }
    }
    sorted(groups)
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
