//! What was read of the cluster, each part with its outcome.

use std::collections::{BTreeMap, BTreeSet};

use ceph_multus_core::Kind;
use ceph_multus_core::report::text::counted;
use ceph_multus_manifests::Document;
use ceph_multus_manifests::resources::{Resource, of_inventory};
use serde_json::Value;

use crate::trouble::Trouble;

/// The kind, namespace and name of an object.
pub type Name = (Kind, String, String);

/// What became of the reading of one kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// All objects of the namespaces that were asked for, of every page.
    Complete(Vec<Value>),
    /// The API server does not have the resource.
    Absent,
    /// Some or all of it could not be read: nothing of it counts.
    Failed(Trouble),
}

/// Whether an object that the lists lack is there.
#[derive(Debug, Clone, PartialEq)]
pub enum Presence {
    /// The API server says that there is none.
    Gone,
    /// It is there as this: external, or on its way out.
    There(Value),
    /// It is there as this, in a namespace whose objects were not asked for.
    Elsewhere(Value),
    /// That could not be read.
    Unknown(Trouble),
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Every kind of an inventory.
    pub kinds: BTreeMap<Kind, Outcome>,
    /// Objects that an inventory has and the lists lack.
    pub missing: BTreeMap<Name, Presence>,
    /// Pods, and the workloads that make them, in the namespaces of Ceph, with the fields that say which networks they have;
    /// `None` if they were not requested.
    pub pods: Option<Result<Vec<Document>, Trouble>>,
}

impl Reading {
    /// What could not be read, by kind; one cause of several kinds is there once.
    pub fn troubles(&self) -> Vec<Trouble> {
        let mut troubles: Vec<Trouble> = Vec::new();
        for resource in of_inventory() {
            if let Some(Err(trouble)) = self.objects(resource.kind)
                && !troubles.contains(&trouble)
            {
                troubles.push(trouble);
            }
        }
        for ((kind, namespace, name), presence) in &self.missing {
            if let Presence::Unknown(trouble) = presence {
                troubles.push(trouble.clone().about(&format!("{} {namespace}/{name}", kind.name())));
            }
        }
        troubles.extend(self.elsewhere());
        if let Some(Err(trouble)) = &self.pods {
            troubles.push(trouble.clone().about("pods, which may still have the networks of `previous`"));
        }
        troubles
    }

    /// What an inventory has of namespaces that were not asked for, one for each namespace. NADs are read wherever they are.
    pub fn elsewhere(&self) -> Vec<Trouble> {
        let mut namespaces: BTreeMap<&str, usize> = BTreeMap::new();
        for ((kind, namespace, _), presence) in &self.missing {
            if matches!(presence, Presence::Elsewhere(_)) && *kind != Kind::NetworkAttachmentDefinition {
                *namespaces.entry(namespace).or_default() += 1;
            }
        }
        let trouble = |(namespace, objects)| {
            Trouble::NamespaceMissing(format!(
                "the inventory has {} of namespace `{namespace}`, which `--namespace` does not name, so new ones there are not \
                 found; add `--namespace {namespace}`",
                counted(objects, "object")
            ))
        };
        namespaces.into_iter().map(trouble).collect()
    }

    /// Whether there certainly is no CephCluster in the namespaces, and no StorageCluster that becomes one.
    pub fn has_no_cluster(&self) -> bool {
        let is_empty = |kind| self.objects(kind).is_some_and(|objects| objects.is_ok_and(<[Value]>::is_empty));
        is_empty(Kind::CephCluster) && is_empty(Kind::StorageCluster)
    }

    /// The object `name`, which the lists lack, as it is now; `None` if it is not there for long, or that is not known.
    pub fn present(&self, name: &Name) -> Option<&Value> {
        let (Presence::There(object) | Presence::Elsewhere(object)) = self.missing.get(name)? else { return None };
        let is_listed = matches!(self.objects(name.0), Some(Ok(_)));
        (is_listed && !is_being_deleted(object)).then_some(object)
    }

    /// The objects of a kind: an error where they could not be read, or where a resource that must be there is not;
    /// `None` for a kind that was not asked for. A NAD and the cluster that selects it refer to each other: neither counts
    /// without the other.
    pub fn objects(&self, kind: Kind) -> Option<Result<&[Value], Trouble>> {
        let own = self.own_objects(kind)?;
        let linked = [Kind::CephCluster, Kind::StorageCluster, Kind::NetworkAttachmentDefinition];
        if own.is_ok() && linked.contains(&kind) {
            let other = linked.iter().find_map(|other| self.own_objects(*other)?.err());
            if let Some(trouble) = other {
                return Some(Err(trouble));
            }
        }
        Some(own)
    }

    fn own_objects(&self, kind: Kind) -> Option<Result<&[Value], Trouble>> {
        let resource = of_inventory().find(|resource| resource.kind == kind)?;
        Some(match self.kinds.get(&kind)? {
            Outcome::Complete(objects) => Ok(objects.as_slice()),
            Outcome::Absent if resource.is_required() => Err(Trouble::NotInstalled(format!(
                "the API server has no {}; check that the CustomResourceDefinition is installed and that this is the right cluster",
                full_name(&resource)
            ))),
            Outcome::Absent => Ok(&[]),
            Outcome::Failed(trouble) => Err(trouble.clone()),
        })
    }

    /// The objects that belong in an inventory: neither an external CephCluster nor what is being deleted.
    pub fn wanted(&self) -> impl Iterator<Item = (Name, &Value)> {
        let objects = of_inventory().filter_map(|resource| Some((resource.kind, self.objects(resource.kind)?.ok()?)));
        objects.flat_map(|(kind, objects)| objects.iter().map(move |object| (kind, object))).filter_map(
            |(kind, object)| {
                let is_external = object.pointer("/spec/external/enable") == Some(&Value::Bool(true));
                let skipped = is_being_deleted(object) || kind == Kind::CephCluster && is_external;
                (!skipped).then(|| (name(kind, object), object))
            },
        )
    }

    /// The names of `known` that the lists lack.
    pub fn lacks<'n>(&self, known: impl Iterator<Item = &'n Name>) -> BTreeSet<Name> {
        let here: BTreeSet<Name> = self.wanted().map(|(name, _)| name).collect();
        known.filter(|name| !here.contains(*name)).cloned().collect()
    }
}

fn is_being_deleted(object: &Value) -> bool {
    object.pointer("/metadata/deletionTimestamp").is_some_and(|time| !time.is_null())
}

/// The name of an object.
pub fn name(kind: Kind, object: &Value) -> Name {
    let text = |path| object.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    (kind, text("/metadata/namespace"), text("/metadata/name"))
}

/// A resource as roles and `kubectl get` name it: `cephclusters.ceph.rook.io`.
pub fn full_name(resource: &Resource) -> String {
    if resource.group.is_empty() {
        resource.plural.to_owned()
    } else {
        format!("{}.{}", resource.plural, resource.group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_kinds_cannot_be_without_is_reported_once() {
        let forbidden = |what: &str| Trouble::Forbidden(format!("{what}.ceph.rook.io"));
        let failed = |what: &str| Outcome::Failed(forbidden(what));
        let kinds = BTreeMap::from([
            (Kind::CephCluster, failed("cephclusters")),
            (Kind::CephFilesystem, failed("cephfilesystems")),
            (Kind::NetworkAttachmentDefinition, Outcome::Complete(Vec::new())),
            (Kind::StorageCluster, Outcome::Complete(Vec::new())),
        ]);
        let reading = Reading { kinds, ..Reading::default() };
        assert_eq!(reading.troubles(), [forbidden("cephclusters"), forbidden("cephfilesystems")]);
    }
}
