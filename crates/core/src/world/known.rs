//! The objects that an inventory has, by what rules ask for.

use super::lookup::Lookup;
use crate::facts::ceph_cluster::CephCluster;
use crate::facts::kind::Kind;
use crate::facts::object::{Object, identities};
use crate::json::order::firsts;

/// The objects that are known, in the order in which they are looked up.
#[derive(Debug, Default)]
pub struct Known<'a> {
    pub(super) clusters: Vec<CephCluster<'a>>,
    pub(super) nads: Vec<Object<'a>>,
    pub(super) resources: Vec<Object<'a>>,
    pub(super) lookup: Lookup,
}

impl<'a> Known<'a> {
    /// What these objects are to each other.
    pub fn of<'o>(objects: impl Iterator<Item = &'o Object<'a>>) -> Self
    where
        'a: 'o,
    {
        let nads = Vec::with_capacity(objects.size_hint().1.unwrap_or_default());
        let mut known = Known { nads, ..Known::default() };
        let mut others = Vec::new();
        for object in objects {
            match object.kind {
                Kind::NetworkAttachmentDefinition => known.nads.push(*object),
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
        known
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
        let places = self.lookup.nads.of(self.nads.len(), |place| self.nad_key(place), Some((name, namespace)));
        places.iter().filter_map(|place| self.nads.get(*place))
    }

    pub(super) fn nad_key(&self, place: usize) -> Option<(&str, &str)> {
        self.nads.get(place).map(|nad| (nad.name, nad.namespace))
    }

    /// The copy of `reviewed`, if there is one, where this is what is known also while `reviewed` is under review;
    /// `None` where that is not certain. What rules never look up changes nothing, nor does a NAD that is here as it is.
    /// One that is not here is nobody's: an inventory has those of Ceph.
    pub(super) fn without_change(&self, reviewed: &Object<'_>) -> Option<Option<Object<'a>>> {
        match reviewed.kind {
            Kind::NetworkAttachmentDefinition => {
                let mut copies = self.nads_of(reviewed.namespace, reviewed.name);
                match (copies.next(), copies.next()) {
                    (None, _) => Some(None),
                    (Some(copy), None) if std::ptr::eq(copy.node(), reviewed.node()) => Some(Some(*copy)),
                    _ => None,
                }
            }
            kind if kind.is_workload() || kind == Kind::Pod => Some(None),
            _ => None,
        }
    }
}
