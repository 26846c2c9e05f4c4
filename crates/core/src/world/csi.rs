//! What ceph-csi-operator makes a driver's pods from: the Driver, and where it is silent the defaults of the
//! OperatorConfig (ceph/ceph-csi-operator: internal/controller/driver_controller.go, `mergeDriverSpecs`).

use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::facts::kind::Kind;
use crate::facts::object::{NETWORKS_ANNOTATION, Object};
use crate::json::{Node, Path};
use crate::settings::Settings;
use crate::upstream::selection::NetworkSelection;
use crate::world::World;

/// How many controller pods a driver has unless its replicas are set; on a single node one is enough.
const CONTROLLER_REPLICAS: u64 = 2;

/// The two sorts of pods of a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsiPlugin {
    /// A Deployment on the pod network.
    Controller,
    /// A DaemonSet on the network of the host, and beside it that of csi-addons, which is not.
    Node,
}

impl CsiPlugin {
    /// Both.
    pub const ALL: [CsiPlugin; 2] = [CsiPlugin::Controller, CsiPlugin::Node];

    /// Its key in the `spec` of a Driver.
    pub fn key(self) -> &'static str {
        match self {
            CsiPlugin::Controller => "controllerPlugin",
            CsiPlugin::Node => "nodePlugin",
        }
    }
}

/// The networks annotation that a Driver or an OperatorConfig itself gives to the plugin's pods. A StorageClient hands its
/// own to the OperatorConfig (red-hat-storage/ocs-client-operator: internal/controller/operatorconfigmap_controller.go).
pub fn own_networks<'a>(object: &Object<'a>, plugin: CsiPlugin) -> Option<&'a str> {
    if object.kind == Kind::StorageClient {
        return object.annotation(NETWORKS_ANNOTATION).filter(|_| plugin == CsiPlugin::Controller);
    }
    let annotations = object.at(root(object.kind)?)?.at(&[plugin.key(), "annotations"])?;
    annotations.get(NETWORKS_ANNOTATION).and_then(Node::as_text)
}

/// The path of that annotation.
pub fn networks_path(kind: Kind, plugin: CsiPlugin) -> Path {
    if kind == Kind::StorageClient {
        return Path::from(["metadata", "annotations", NETWORKS_ANNOTATION]);
    }
    Path::from(root(kind).unwrap_or_default()).join([plugin.key(), "annotations", NETWORKS_ANNOTATION])
}

/// Whether `networks` of CSI pods in `namespace` have one in place of those that Multus keeps from them: a NAD that they
/// may use and that no CephCluster selects.
pub fn have_replacement(
    networks: &[NetworkSelection],
    namespace: &str,
    world: &World<'_>,
    settings: &Settings<'_>,
) -> bool {
    let is_selected = |one: &NetworkSelection| {
        CephNetwork::ALL.into_iter().any(|network| world.network_owner(one, network).is_some())
    };
    let replaces = |one: &NetworkSelection| !settings.isolates(&one.nad.namespace, namespace) && !is_selected(one);
    networks.iter().any(replaces)
}

/// The namespace of the pods that `object` is for. A StorageClient is in none: the client operator is where ODF is.
pub fn pods_namespace<'a>(object: &Object<'a>, cluster: Option<&CephCluster<'a>>) -> &'a str {
    match cluster {
        Some(cluster) if object.kind == Kind::StorageClient => cluster.object.namespace,
        _ => object.namespace,
    }
}

/// Whether pods take the plugin's annotation from `object`, which is a Driver, an OperatorConfig or a StorageClient: those of the node
/// plugin are on the network of the host, but those of csi-addons beside it are not.
pub fn has_effect(object: &Object<'_>, plugin: CsiPlugin, world: &World<'_>) -> bool {
    let default = |key: &[&str]| {
        let node = object.at(&["spec", "driverSpecDefaults"]).and_then(|node| node.at(key));
        node.and_then(Node::as_bool) == Some(true)
    };
    let mut drivers = world.resources_in(Kind::Driver, object.namespace);
    match (object.kind, plugin) {
        (Kind::Driver, CsiPlugin::Controller) => !CsiDriver::new(*object, world).controller_is_on_host(),
        (Kind::Driver, CsiPlugin::Node) => CsiDriver::new(*object, world).deploys_csi_addons(),
        (Kind::OperatorConfig, CsiPlugin::Controller) => !default(&["controllerPlugin", "hostNetwork"]),
        (Kind::OperatorConfig, CsiPlugin::Node) => {
            default(&["deployCsiAddons"]) || drivers.any(|driver| CsiDriver::new(*driver, world).deploys_csi_addons())
        }
        (Kind::StorageClient, plugin) => plugin == CsiPlugin::Controller,
        _ => false,
    }
}

fn root(kind: Kind) -> Option<&'static [&'static str]> {
    match kind {
        Kind::Driver => Some(&["spec"]),
        Kind::OperatorConfig => Some(&["spec", "driverSpecDefaults"]),
        _ => None,
    }
}

/// A Driver with the defaults of its namespace.
#[derive(Debug, Clone, Copy)]
pub struct CsiDriver<'a> {
    /// The Driver.
    pub object: Object<'a>,
    defaults: Option<Object<'a>>,
}

impl<'a> CsiDriver<'a> {
    /// A Driver in `world`.
    pub fn new(object: Object<'a>, world: &World<'a>) -> Self {
        let defaults = world.resources_in(Kind::OperatorConfig, object.namespace).next();
        CsiDriver { object, defaults: defaults.copied() }
    }

    /// The networks annotation of the plugin's pods. A Driver with any annotations of its own takes none of the
    /// defaults: the map counts as a whole.
    pub fn networks(&self, plugin: CsiPlugin) -> Option<&'a str> {
        self.field(&[plugin.key(), "annotations"])?.get(NETWORKS_ANNOTATION).and_then(Node::as_text)
    }

    /// Whether the plugin's annotations are the Driver's own.
    pub fn has_own_annotations(&self, plugin: CsiPlugin) -> bool {
        self.object.at(&["spec", plugin.key(), "annotations"]).is_some()
    }

    /// Whether the controller runs on the network of the host.
    pub fn controller_is_on_host(&self) -> bool {
        self.field(&["controllerPlugin", "hostNetwork"]).and_then(Node::as_bool) == Some(true)
    }

    /// Whether a pod of csi-addons runs on every node.
    pub fn deploys_csi_addons(&self) -> bool {
        self.field(&["deployCsiAddons"]).and_then(Node::as_bool) == Some(true)
    }

    /// The number of controller pods, where it is set.
    pub fn replicas(&self) -> Option<u64> {
        self.field(&["controllerPlugin", "replicas"]).and_then(Node::as_u64)
    }

    /// The number of controller pods where it is not set, in a Kubernetes cluster of so many nodes.
    pub fn default_replicas(nodes: Option<u64>) -> u64 {
        if nodes == Some(1) { 1 } else { CONTROLLER_REPLICAS }
    }

    fn field(&self, path: &[&str]) -> Option<&'a Node<'a>> {
        let below = |object: &Object<'a>, root: &[&str]| object.at(root)?.at(path).filter(|node| !node.is_null());
        let default = || below(&self.defaults?, &["spec", "driverSpecDefaults"]);
        below(&self.object, &["spec"]).or_else(default)
    }
}
