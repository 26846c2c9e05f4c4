//! A pod's networks (k8snetworkplumbingwg/multus-cni: pkg/k8sclient/k8sclient.go).

use crate::daemon::Daemon;
use crate::object::{NETWORKS_ANNOTATION, Object};
use crate::selection::{self, Dialect, NetworkSelection, SelectionError};

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
}

impl<'a> Pod<'a> {
    /// Reads the network part of a pod.
    pub fn new(object: Object<'a>) -> Self {
        let annotation = object.annotation(NETWORKS_ANNOTATION);
        Pod {
            daemon: object.label("app").and_then(Daemon::of_label),
            host_network: object.is_true_at(&["spec", "hostNetwork"]),
            networks: read_networks(annotation.unwrap_or_default(), object.namespace),
            annotation,
            object,
        }
    }

    /// The attachments, none where the annotation cannot be read.
    pub fn attachments(&self) -> &[NetworkSelection] {
        self.networks.as_deref().unwrap_or_default()
    }
}

/// A networks annotation as Multus reads it for a pod of `namespace`: empty, it selects none.
///
/// # Errors
/// The first error that Multus would stop at.
pub fn read_networks(annotation: &str, namespace: &str) -> Result<Vec<NetworkSelection>, SelectionError> {
    if annotation.is_empty() { Ok(Vec::new()) } else { selection::parse(annotation, namespace, Dialect::Multus) }
}
