//! A Kubernetes object as far as the rules read it, wherever it comes from.

mod shape;

use crate::facts::kind::Kind;
use crate::json::order::sorted;
use crate::json::{Arena, Node, Shape};
use crate::report::limits::PATH_SHOWN;
use crate::report::text::shortened;
use crate::upstream::NamespacedName;

/// The annotation that names a pod's networks (k8snetworkplumbingwg/multus-cni: pkg/k8sclient/k8sclient.go).
pub const NETWORKS_ANNOTATION: &str = "k8s.v1.cni.cncf.io/networks";

/// The annotation that replaces a pod's default network (same source).
pub const DEFAULT_NETWORK_ANNOTATION: &str = "v1.multus-cni.io/default-network";

/// The annotation of a NAD that names the resource whose device Multus hands to the plugin (same source).
pub const RESOURCE_NAME_ANNOTATION: &str = "k8s.v1.cni.cncf.io/resourceName";

/// The ConfigMap whose `config` is the configuration file of Ceph's daemons, in the namespace of their CephCluster
/// (rook/rook: pkg/operator/k8sutil/pod.go, `ConfigOverrideName`).
pub const CONFIG_OVERRIDE: &str = "rook-config-override";

/// The ConfigMap with the settings of Rook's operator, which come before those of its environment
/// (rook/rook: pkg/operator/k8sutil/configmap.go).
pub const OPERATOR_SETTINGS: &str = "rook-ceph-operator-config";

/// The ConfigMaps that are read.
pub const CONFIG_MAPS: [&str; 2] = [CONFIG_OVERRIDE, OPERATOR_SETTINGS];

/// What is kept of an object. One shape serves every kind, so that the order of its keys does not matter and an object
/// reads the same under review and in the inventory.
pub static OBJECT: Shape = Shape::Fields(&[
    ("apiVersion", Shape::Whole),
    ("kind", Shape::Whole),
    ("metadata", METADATA),
    ("spec", SPEC),
    ("data", shape::DATA),
    ("items", Shape::Each(&OBJECT)),
]);

const METADATA: Shape = Shape::Fields(&[
    ("name", Shape::Whole),
    ("generateName", Shape::Whole),
    ("namespace", Shape::Whole),
    ("deletionTimestamp", Shape::Whole),
    ("resourceVersion", Shape::Whole),
    ("labels", Shape::Whole),
    ("ownerReferences", Shape::Each(&Shape::Fields(&[("controller", Shape::Whole), ("name", Shape::Whole)]))),
    (
        "annotations",
        Shape::Fields(&[
            (NETWORKS_ANNOTATION, Shape::Whole),
            (DEFAULT_NETWORK_ANNOTATION, Shape::Whole),
            (RESOURCE_NAME_ANNOTATION, Shape::Whole),
        ]),
    ),
]);

const SPEC: Shape = Shape::Fields(&[
    // NetworkAttachmentDefinition: a document of its own, read where a rule asks for it. It stands first because an
    // inventory has more of these than of anything else, and names are looked for in this order.
    ("config", Shape::Raw),
    // CephCluster
    ("network", Shape::Whole),
    ("external", Shape::Whole),
    ("mon", shape::MON),
    ("mgr", shape::MGR),
    ("storage", shape::STORAGE),
    ("security", shape::SECURITY),
    ("annotations", shape::ANNOTATIONS),
    ("cephConfig", Shape::Whole),
    ("cephConfigFromSecret", Shape::Whole),
    // CephCluster: one such object per key. CephRBDMirror, CephFilesystemMirror, CephNVMeOFGateway: of their pods.
    ("resources", Shape::Whole),
    // CephFilesystem
    ("metadataServer", shape::METADATA_SERVER),
    // CephObjectStore
    ("gateway", shape::GATEWAY),
    ("hosting", shape::HOSTING),
    // CephRBDMirror
    ("count", Shape::Whole),
    // CephNFS
    ("server", shape::SERVER),
    // CephNVMeOFGateway
    ("instances", Shape::Whole),
    // Driver
    ("controllerPlugin", shape::CONTROLLER_PLUGIN),
    ("nodePlugin", shape::NODE_PLUGIN),
    ("deployCsiAddons", Shape::Whole),
    // OperatorConfig
    ("driverSpecDefaults", shape::DRIVER_SPEC_DEFAULTS),
    // StorageCluster
    ("externalStorage", shape::EXTERNAL_STORAGE),
    // Workloads
    ("template", shape::TEMPLATE),
    ("jobTemplate", shape::JOB_TEMPLATE),
    // Pod, CephNVMeOFGateway, StorageCluster
    ("hostNetwork", Shape::Whole),
    // Pod
    ("serviceAccountName", Shape::Whole),
    ("containers", shape::POD_CONTAINERS),
]);

/// A view of one object.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its namespace; for an object under review that names none, the namespace of the request. Empty for one that is in
    /// no namespace.
    pub namespace: &'a str,
    /// Its name, or the prefix of a name that the API server is about to make.
    pub name: &'a str,
    node: &'a Node<'a>,
}

impl<'a> Object<'a> {
    /// Views `node`. `namespace` and `name` stand in where the object's own metadata have none.
    pub fn new(kind: Kind, node: &'a Node<'a>, namespace: &'a str, name: &'a str) -> Self {
        let metadata = node.get("metadata");
        let own = |key| metadata?.get(key)?.as_text().filter(|text| !text.is_empty());
        let name = own("name").or(Some(name).filter(|name| !name.is_empty())).or_else(|| own("generateName"));
        let namespace = if kind.is_cluster_scoped() { "" } else { own("namespace").unwrap_or(namespace) };
        Object { kind, namespace, name: name.unwrap_or_default(), node }
    }

    /// The object's JSON.
    pub fn node(&self) -> &'a Node<'a> {
        self.node
    }

    /// The member at `path`; `null` counts as absent.
    pub fn at(&self, path: &[&str]) -> Option<&'a Node<'a>> {
        self.node.at(path).filter(|node| !node.is_null())
    }

    /// The text at `path`, if there is one.
    pub fn text_at(&self, path: &[&str]) -> Option<&'a str> {
        self.at(path).and_then(Node::as_text)
    }

    /// `spec.config` of a NAD, which is JSON text, unescaped in `arena`; empty where it is absent or no string.
    pub fn config(&self, arena: &'a Arena) -> &'a str {
        self.at(&["spec", "config"]).and_then(|config| config.text_in(arena)).unwrap_or_default()
    }

    /// Whether the boolean at `path` is there and true.
    pub fn is_true_at(&self, path: &[&str]) -> bool {
        self.at(path).and_then(Node::as_bool) == Some(true)
    }

    /// A label's value.
    pub fn label(&self, key: &str) -> Option<&'a str> {
        self.text_at(&["metadata", "labels", key])
    }

    /// An annotation's value.
    pub fn annotation(&self, key: &str) -> Option<&'a str> {
        self.text_at(&["metadata", "annotations", key])
    }

    /// Whether a controller owns the object, and writes it again where somebody changes it.
    pub fn has_controller(&self) -> bool {
        self.controller().is_some()
    }

    /// The reference to the controller that owns the object.
    pub fn controller(&self) -> Option<&'a Node<'a>> {
        let owners = self.at(&["metadata", "ownerReferences"]).and_then(Node::as_list).unwrap_or_default();
        owners.iter().find(|owner| owner.get("controller").and_then(Node::as_bool) == Some(true))
    }

    /// Whether the object is on its way out: it may then still be edited, by its finalizers, and must not be held up. `stored`
    /// is the object as the cluster has it, on UPDATE and DELETE: who makes or changes one writes what they like into it,
    /// and the API server only keeps that out of what it stores (kubernetes/apiserver: pkg/registry/rest/create.go,
    /// `BeforeCreate`; kubernetes/apimachinery: pkg/api/validation/objectmeta.go, `ValidateObjectMetaAccessorUpdate`).
    pub fn is_being_deleted(&self, stored: Option<&Object<'_>>) -> bool {
        let stored = stored.or_else(|| Some(self).filter(|own| own.is_stored()));
        stored.is_some_and(|stored| stored.at(&["metadata", "deletionTimestamp"]).is_some())
    }

    /// Whether the object is what a cluster has, as Kubewarden's audit scanner sends it: a `resourceVersion` on an object
    /// that is made is rejected (kubernetes/apiserver: pkg/storage/etcd3/store.go, `Create`).
    pub fn is_stored(&self) -> bool {
        let version = self.text_at(&["metadata", "resourceVersion"]).unwrap_or_default();
        version.bytes().all(|byte| byte.is_ascii_digit()) && version.parse().is_ok_and(|version: u64| version > 0)
    }

    /// The same object with other content, after an edit.
    pub fn with_node<'b>(self, node: &'b Node<'b>) -> Object<'b>
    where
        'a: 'b,
    {
        Object { node, ..self }
    }

    /// Its namespace and name.
    pub fn namespaced_name(&self) -> NamespacedName<&'a str> {
        NamespacedName { namespace: self.namespace, name: self.name }
    }

    /// Whether both are the same object: one replaces the other.
    pub fn is_same_as(&self, other: &Object<'_>) -> bool {
        self.kind == other.kind && self.namespace == other.namespace && self.name == other.name
    }
}

/// The name, namespace, kind and place of each of `objects`, sorted.
pub fn identities<'a>(objects: &[Object<'a>]) -> Vec<(&'a str, &'a str, Kind, usize)> {
    let places = objects.iter().enumerate();
    sorted(places.map(|(place, object)| (object.name, object.namespace, object.kind, place)))
}

impl std::fmt::Display for Object<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [namespace, name] = [self.namespace, self.name].map(|text| shortened(text, PATH_SHOWN));
        write!(f, "{} {namespace}/{name}", self.kind.name())
    }
}
