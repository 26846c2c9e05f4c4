//! The objects that an inventory has, by what rules ask for.

use std::cell::OnceCell;
use std::rc::Rc;

use super::lookup::{Lookup, SortedPlaces};
use super::plan::Drivers;
use super::pools::Pools;
use crate::facts::ceph_cluster::CephCluster;
use crate::facts::kind::Kind;
use crate::facts::object::{Object, identities};
use crate::json::order::firsts;

/// The objects that are known, in the order in which they are looked up.
#[derive(Debug, Default)]
pub struct Known<'a> {
    pub(super) clusters: Vec<CephCluster<'a>>,
    pub(super) nads: Rc<Nads<'a>>,
    pub(super) resources: Vec<Object<'a>>,
    pub(super) lookup: Lookup,
    /// What the Drivers start, once it is asked for.
    pub(super) drivers: OnceCell<Drivers>,
}

/// The NADs that are known.
#[derive(Debug, Default)]
pub(super) struct Nads<'a> {
    pub(super) list: Vec<Object<'a>>,
    /// Their places by name.
    by_name: SortedPlaces,
    /// What each hands out, read once.
    pools: OnceCell<Vec<OnceCell<Rc<Pools>>>>,
}

impl<'a> Nads<'a> {
    /// The place of the first NAD of this name.
    pub(super) fn place(&self, namespace: &str, name: &str) -> Option<usize> {
        self.places(namespace, name).first().copied()
    }

    fn places(&self, namespace: &str, name: &str) -> &[usize] {
        self.by_name.of(self.list.len(), |place| self.key(place), Some((name, namespace)))
    }

    fn key(&self, place: usize) -> Option<(&str, &str)> {
        self.list.get(place).map(|nad| (nad.name, nad.namespace))
    }

    /// The NADs by name with what they hand out.
    pub(super) fn with_pools(&self) -> impl Iterator<Item = (&Object<'a>, Rc<Pools>)> {
        let places = self.by_name.sorted(self.list.len(), |place| self.key(place));
        places.iter().filter_map(|place| Some((self.list.get(*place)?, self.pools_at(*place)?)))
    }

    pub(super) fn pools_at(&self, place: usize) -> Option<Rc<Pools>> {
        let nad = self.list.get(place)?;
        Some(Rc::clone(self.pool_cells().get(place)?.get_or_init(|| Rc::new(Pools::of(nad)))))
    }

    /// Where what each NAD hands out is kept once it is known.
    pub(super) fn pool_cells(&self) -> &[OnceCell<Rc<Pools>>] {
        self.pools.get_or_init(|| self.list.iter().map(|_| OnceCell::new()).collect())
    }
}

impl<'a> Known<'a> {
    /// What these objects are to each other.
    pub fn of<'o>(objects: impl Iterator<Item = &'o Object<'a>>) -> Self
    where
        'a: 'o,
    {
        let mut nads = Vec::with_capacity(objects.size_hint().1.unwrap_or_default());
        let mut known = Known::default();
        let mut others = Vec::new();
        for object in objects {
            match object.kind {
                Kind::NetworkAttachmentDefinition => nads.push(*object),
                Kind::Pod => {}
                _ => others.push(*object),
            }
        }
        // Where several would do, as of two CephClusters in one namespace, the inventory's order must not choose.
        for (.., place) in identities(&others) {
            match others.get(place) {
                Some(object) if object.kind == Kind::CephCluster => known.clusters.push(CephCluster::new(*object)),
                object => known.resources.extend(object),
            }
        }
        known.add_storage_clusters();
        Known { nads: Rc::new(Nads { list: nads, ..Nads::default() }), ..known }
    }

    /// OpenShift Data Foundation makes a CephCluster of a StorageCluster: until it is there, this stands for it.
    fn add_storage_clusters(&mut self) {
        let storage = self.resources.iter().filter(|object| object.kind == Kind::StorageCluster);
        let storage: Vec<_> = storage.copied().collect();
        let taken = self.clusters.iter().map(|cluster| cluster.object.namespace);
        let firsts = firsts(taken.chain(storage.iter().map(|object| object.namespace)));
        let firsts = firsts.into_iter().enumerate().skip(self.clusters.len());
        let missing = storage.into_iter().zip(firsts).filter(|(_, (place, first))| place == first);
        self.clusters.extend(missing.map(|(object, _)| CephCluster::new(object)));
    }

    /// The NADs of this name.
    pub fn nads_of(&self, namespace: &str, name: &str) -> impl Iterator<Item = &Object<'a>> {
        self.nads.places(namespace, name).iter().filter_map(|place| self.nads.list.get(*place))
    }

    /// The CephClusters in `namespace`, all or those of a name, with their places.
    pub(super) fn clusters_in(
        &self,
        namespace: &str,
        name: Option<&str>,
    ) -> impl Iterator<Item = (usize, &CephCluster<'a>)> {
        let key =
            |place: usize| self.clusters.get(place).map(|cluster| (cluster.object.namespace, cluster.object.name));
        let places = self.lookup.clusters.range(self.clusters.len(), key, |key| {
            key.map(|(own, other)| (own, name.map(|_| other))).cmp(&Some((namespace, name)))
        });
        places.iter().filter_map(|place| Some((*place, self.clusters.get(*place)?)))
    }

    /// The objects of `kind` in `namespace`, all or those of a name; of CephClusters, NADs and pods there are none here.
    pub(super) fn resources_in(
        &self,
        kind: Kind,
        namespace: &str,
        name: Option<&str>,
    ) -> impl Iterator<Item = &Object<'a>> {
        let key = |place: usize| self.resources.get(place).map(|object| (object.kind, object.namespace, object.name));
        let places = self.lookup.resources.range(self.resources.len(), key, |key| {
            key.map(|(kind, own, other)| (kind, own, name.map(|_| other))).cmp(&Some((kind, namespace, name)))
        });
        places.iter().filter_map(|place| self.resources.get(*place))
    }

    /// What is known while `reviewed` is under review, and the copy that it replaces; `None` where that has to be put
    /// together. What rules never look up changes nothing, nor does an object that is here as it is. A NAD that is not here
    /// is nobody's: an inventory has those of Ceph.
    pub(super) fn under_review(known: &Rc<Self>, reviewed: &Object<'a>) -> Option<(Rc<Self>, Option<Object<'a>>)> {
        let same = |copy| Some((Rc::clone(known), copy));
        let is_it = |copy: &Object<'_>| std::ptr::eq(copy.node(), reviewed.node());
        match reviewed.kind {
            Kind::NetworkAttachmentDefinition => {
                let mut copies = known.nads_of(reviewed.namespace, reviewed.name);
                match (copies.next(), copies.next()) {
                    (None, _) => same(None),
                    (Some(copy), None) if is_it(copy) => same(Some(*copy)),
                    _ => None,
                }
            }
            Kind::CephCluster => {
                let alike = known.clusters_in(reviewed.namespace, Some(reviewed.name));
                let alike = alike.map(|(place, cluster)| (place, cluster.object));
                let (place, copy) = only(alike.filter(|(_, cluster)| cluster.kind == reviewed.kind))?;
                if is_it(&copy) {
                    same(Some(copy))
                } else {
                    Some((Rc::new(known.with_cluster(place, reviewed)), Some(copy)))
                }
            }
            kind if kind.is_workload() || kind == Kind::Pod => same(None),
            _ => {
                let copy = only(known.resources_in(reviewed.kind, reviewed.namespace, Some(reviewed.name)))?;
                if is_it(copy) { same(Some(*copy)) } else { None }
            }
        }
    }

    /// The same with another CephCluster at `place`, which is called as the one there.
    fn with_cluster(&self, place: usize, cluster: &Object<'a>) -> Self {
        let mut clusters = self.clusters.clone();
        if let Some(known) = clusters.get_mut(place) {
            *known = CephCluster::new(*cluster);
        }
        let (nads, resources) = (Rc::clone(&self.nads), self.resources.clone());
        Known { clusters, nads, resources, ..Known::default() }
    }
}

/// The one item, where there is no other.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next();
    first.filter(|_| items.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Arena, read};

    #[test]
    fn objects_of_a_name_are_found_among_those_of_a_namespace() {
        let arena = Arena::new();
        let node = read("{}", &arena, &crate::facts::object::OBJECT).unwrap();
        let names = [("x", "b"), ("y", "a"), ("x", "c"), ("x", "a")];
        let named = |kind| names.map(|(namespace, name)| Object::new(kind, &node, namespace, name));
        let objects = [named(Kind::CephCluster), named(Kind::CephFilesystem), named(Kind::CephObjectStore)].concat();
        let known = Known::of(objects.iter());
        let clusters = |name| known.clusters_in("x", name).map(|(_, one)| one.object.name).collect::<Vec<_>>();
        let stores =
            |name| known.resources_in(Kind::CephObjectStore, "x", name).map(|one| one.name).collect::<Vec<_>>();
        for (name, found) in [(None, &["a", "b", "c"][..]), (Some("b"), &["b"]), (Some("d"), &[]), (Some(""), &[])] {
            assert_eq!((clusters(name), stores(name)), (found.to_vec(), found.to_vec()), "{name:?}");
        }
    }
}
