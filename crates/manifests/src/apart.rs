//! Objects that stand several times, as overlays have them: each copy belongs to an inventory of its own.

use std::collections::{BTreeMap, BTreeSet};

use ceph_multus_core::Kind;
use ceph_multus_core::facts::object::Object;
use ceph_multus_core::json::order::{sort_by_key, sorted};

use crate::document::Document;
use crate::kinds::{is_node_policy, is_of_nodes};
use crate::paths::split;
use crate::world::{is_named, name};

/// The objects that are checked together, where not all are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory {
    /// The directories, or the files, that have objects which stand elsewhere, too. There are several where applications
    /// have overlays of one name, as `ceph/overlays/east` and `multus/overlays/east`: these are one cluster.
    pub roots: Vec<String>,
    /// The places of its documents, ascending: of those that rules read.
    pub places: Vec<usize>,
}

/// What no two objects of an inventory have in common: kind, namespace and name. A policy of nmstate has no kind here.
type Name<'a> = (Option<Kind>, &'a str, &'a str);

/// A document that rules read, and the name of which a directory may have a copy.
type Member<'a> = (usize, Option<Name<'a>>);

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
    let hosts = hosts(documents);
    let policies = policies(&hosts);
    let roots = roots(documents, variants.iter().chain(policies.values()));
    if roots.len() < 2 {
        return Vec::new();
    }
    let mut members: Vec<Member<'_>> = objects.iter().map(member).chain(hosts).collect();
    sort_by_key(&mut members, |(index, _)| *index);
    let layout = Layout::of(documents, &members, &roots);
    let mut inventories = Vec::new();
    for cluster in layout.clusters() {
        let has_own = cluster.iter().any(|root| !layout.at(root).is_empty());
        if has_own {
            let places = layout.seen_from(&cluster);
            inventories.push(Inventory { roots: cluster.into_iter().map(str::to_owned).collect(), places });
        }
    }
    inventories
}

/// An object that the policy's rules read.
fn member<'a>((index, object): &(usize, Object<'a>)) -> Member<'a> {
    let (kind, namespace, own) = name(object);
    (*index, is_named(object).then_some((Some(kind), namespace, own)))
}

/// The documents about nodes. Nodes and their states are what a cluster says, and no matter of names.
fn hosts(documents: &[Document]) -> Vec<Member<'_>> {
    let about_nodes = documents.iter().enumerate().filter(|(_, one)| is_of_nodes(one.api_version(), one.kind()));
    about_nodes
        .map(|(index, document)| {
            let is_named = is_node_policy(document.api_version(), document.kind()) && !document.name().is_empty();
            (index, is_named.then(|| (None, "", document.name())))
        })
        .collect()
}

/// The places of the policies of nmstate, by their names.
fn policies<'a>(hosts: &[Member<'a>]) -> BTreeMap<Name<'a>, Vec<usize>> {
    let mut policies: BTreeMap<Name<'_>, Vec<usize>> = BTreeMap::new();
    for (index, name) in hosts {
        if let Some(name) = name {
            policies.entry(*name).or_default().push(*index);
        }
    }
    policies
}

/// Where the copies of one object part, of all objects that stand apart from a copy.
fn roots<'v>(documents: &[Document], variants: impl Iterator<Item = &'v Vec<usize>>) -> BTreeSet<String> {
    let mut roots = BTreeSet::new();
    for copies in variants {
        let copies: Vec<&Document> = copies.iter().filter_map(|index| documents.get(*index)).collect();
        let is_apart = |pair: &[&Document]| matches!(pair, [one, next] if are_apart(one, next));
        if copies.windows(2).any(is_apart) {
            roots.extend(roots_of(&copies));
        }
    }
    roots
}

/// Which objects lie under which root.
struct Layout<'l> {
    roots: &'l BTreeSet<String>,
    /// The members by the nearest root that their sources lie under.
    below: BTreeMap<&'l str, Vec<Member<'l>>>,
    /// Those that lie under no root.
    outside: Vec<Member<'l>>,
}

impl<'l> Layout<'l> {
    fn of(documents: &[Document], members: &[Member<'l>], roots: &'l BTreeSet<String>) -> Layout<'l> {
        let (mut below, mut outside): (BTreeMap<&str, Vec<Member<'_>>>, Vec<Member<'_>>) = Default::default();
        for member in members {
            let source = documents.get(member.0).map_or("", |document| document.source().name.as_str());
            match nearest(roots, source) {
                Some(root) => below.entry(root).or_default().push(*member),
                None => outside.push(*member),
            }
        }
        Layout { roots, below, outside }
    }

    /// The members to which `root` is the nearest one.
    fn at(&self, root: &str) -> &[Member<'l>] {
        self.below.get(root).map(Vec::as_slice).unwrap_or_default()
    }

    /// The roots that are of one cluster: those of one name, as long as no two of them have the same object.
    fn clusters(&self) -> Vec<Vec<&'l str>> {
        let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for root in self.roots {
            by_name.entry(split(root).1).or_default().push(root);
        }
        let mut clusters: Vec<Vec<&str>> = Vec::new();
        for alike in by_name.into_values() {
            let mut names = BTreeSet::new();
            let mut named = alike.iter().flat_map(|root| self.at(root)).filter_map(|(_, name)| *name);
            if named.all(|name| names.insert(name)) {
                clusters.push(alike);
            } else {
                clusters.extend(alike.into_iter().map(|root| vec![root]));
            }
        }
        sorted(clusters)
    }

    /// The places of the documents of a cluster, ascending: those at its roots, then outwards those at the roots around these,
    /// at last those under no root. A copy that is nearer replaces those further out.
    fn seen_from(&self, cluster: &[&str]) -> Vec<usize> {
        let mut seen = Seen::default();
        let mut level: BTreeSet<&str> = cluster.iter().copied().collect();
        while !level.is_empty() {
            seen.add(level.iter().flat_map(|root| self.at(root)));
            level = level.into_iter().filter_map(|root| enclosing(self.roots, root)).collect();
        }
        seen.add(self.outside.iter());
        seen.places.into_iter().collect()
    }
}

/// The objects that a cluster has so far.
#[derive(Default)]
struct Seen<'l> {
    places: BTreeSet<usize>,
    names: BTreeSet<Name<'l>>,
}

impl<'l> Seen<'l> {
    /// Adds the members of one level, apart from those of which a nearer level has a copy.
    fn add<'m>(&mut self, members: impl Iterator<Item = &'m Member<'l>>)
    where
        'l: 'm,
    {
        let mut names = Vec::new();
        for (index, name) in members {
            if name.is_none_or(|name| !self.names.contains(&name)) {
                self.places.insert(*index);
                names.extend(*name);
            }
        }
        // Copies on one level are all there.
        self.names.extend(names);
    }
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
