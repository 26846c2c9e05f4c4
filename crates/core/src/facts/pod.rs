//! A pod's networks (k8snetworkplumbingwg/multus-cni: pkg/k8sclient/k8sclient.go).

use crate::facts::daemon::Daemon;
use crate::facts::object::{DEFAULT_NETWORK_ANNOTATION, NETWORKS_ANNOTATION, Object};
use crate::json::Node;
use crate::upstream::selection::{self, Dialect, NetworkSelection, SelectionError};

/// A pod as the rules see it.
#[derive(Debug)]
pub struct Pod<'a> {
    /// The object itself.
    pub object: Object<'a>,
    /// Its place in Rook's world, by its `app` label.
    pub daemon: Option<Daemon>,
    /// `spec.hostNetwork`: no CNI plugin is called, the annotation has no effect.
    pub host_network: bool,
    /// The networks annotation as it was written; absent and empty are the same to Multus.
    pub annotation: Option<&'a str>,
    /// The networks annotation as Multus reads it: empty where there is none.
    pub networks: Result<Vec<NetworkSelection>, SelectionError>,
    /// The networks annotation as multus-dynamic-networks-controller reads it, which attaches a pod that runs, where Multus
    /// cannot: `deviceID` and `interfaceRequest` mean nothing to it
    /// (k8snetworkplumbingwg/multus-dynamic-networks-controller: pkg/annotations/network-selection-elements.go).
    pub dynamic_networks: Vec<NetworkSelection>,
    /// The annotation that replaces the default network, read likewise. Multus rejects more than one element. A name
    /// without namespace is in Multus' own, and stands here once for each of [`MULTUS_NAMESPACES`].
    pub default_network: Result<Vec<NetworkSelection>, SelectionError>,
}

/// Where Multus looks for the NAD of a default network that names no namespace: `multusNamespace`, by default
/// `kube-system` (k8snetworkplumbingwg/multus-cni: pkg/types/conf.go), on OpenShift `openshift-multus`
/// (openshift/cluster-network-operator: bindata/network/multus/multus.yaml).
pub const MULTUS_NAMESPACES: [&str; 2] = ["kube-system", "openshift-multus"];

impl<'a> Pod<'a> {
    /// Reads the network part of a pod.
    pub fn new(object: Object<'a>) -> Self {
        let annotation = object.annotation(NETWORKS_ANNOTATION);
        let networks = match object.at(&["metadata", "annotations", NETWORKS_ANNOTATION]) {
            Some(node) if annotation.is_none() => Err(SelectionError::not_text(node.type_name())),
            _ => read_networks(annotation.unwrap_or_default(), object.namespace),
        };
        let dynamic = || selection::parse(annotation.unwrap_or_default(), object.namespace, Dialect::NadClient);
        Pod {
            dynamic_networks: if networks.is_err() { dynamic().unwrap_or_default() } else { Vec::new() },
            daemon: object.label("app").and_then(Daemon::of_label),
            host_network: object.is_true_at(&["spec", "hostNetwork"]),
            networks,
            default_network: read_default_network(&object),
            annotation,
            object,
        }
    }

    /// The attachments, none where the annotation cannot be read.
    pub fn attachments(&self) -> &[NetworkSelection] {
        self.networks.as_deref().unwrap_or_default()
    }

    /// The networks that are to replace the default one, none where the annotation cannot be read.
    pub fn default_networks(&self) -> &[NetworkSelection] {
        self.default_network.as_deref().unwrap_or_default()
    }

    /// Whether an annotation asks for networks, or for something that cannot be read.
    pub fn asks_for_networks(&self) -> bool {
        let asks = |networks: &Result<Vec<NetworkSelection>, SelectionError>| {
            networks.as_ref().map_or(true, |networks| !networks.is_empty())
        };
        asks(&self.networks) || asks(&self.default_network)
    }

    /// Whether a controller owns the pod: Rook and Kubernetes make no Ceph pod without one.
    pub fn has_controller(&self) -> bool {
        self.object.has_controller()
    }

    /// The name of the CephCluster whose CSI holder this is. Rook names the holders' DaemonSet after it, and runs those of
    /// all CephClusters in the operator's namespace (rook/rook at v1.15.9: pkg/operator/ceph/csi/spec.go,
    /// `configureHolder`). `None` where another name stands there.
    pub fn held_cluster(&self) -> Option<&'a str> {
        let app = self.object.label("app").filter(|_| self.daemon == Some(Daemon::CsiHolder))?;
        let owner = self.object.controller().and_then(|owner| owner.get("name")).and_then(Node::as_text);
        // A pod template has no owner, and the name of its DaemonSet.
        owner.unwrap_or(self.object.name).strip_prefix(app)?.strip_prefix('-')
    }

    /// `spec.serviceAccountName`; empty where there is none.
    pub fn service_account(&self) -> &'a str {
        self.object.text_at(&["spec", "serviceAccountName"]).unwrap_or_default()
    }
}

fn read_default_network(pod: &Object<'_>) -> Result<Vec<NetworkSelection>, SelectionError> {
    let Some(text) = pod.annotation(DEFAULT_NETWORK_ANNOTATION) else { return Ok(Vec::new()) };
    let [first, others @ ..] = MULTUS_NAMESPACES;
    let mut networks = selection::parse(text, first, Dialect::Multus)?;
    let implicit: Vec<NetworkSelection> = networks.iter().filter(|one| !one.namespace_explicit).cloned().collect();
    for other in others {
        for mut network in implicit.iter().cloned() {
            other.clone_into(&mut network.nad.namespace);
            networks.push(network);
        }
    }
    Ok(networks)
}

/// A networks annotation as Multus reads it for a pod of `namespace`: empty, it selects none.
///
/// # Errors
/// The first error that Multus would stop at.
pub fn read_networks(annotation: &str, namespace: &str) -> Result<Vec<NetworkSelection>, SelectionError> {
    if annotation.is_empty() { Ok(Vec::new()) } else { selection::parse(annotation, namespace, Dialect::Multus) }
}
