//! NADs that operators write, each from an object of its own.

use std::sync::Arc;

use ceph_multus_core::facts::kind::group_of;
use ceph_multus_core::facts::object::RESOURCE_NAME_ANNOTATION;

use crate::document::Document;
use crate::yaml::{Node, Value};

use super::node::{map, text};

mod openshift;
mod spider;
mod sriov;

/// Whether NADs are made of objects of this `apiVersion` and `kind`.
pub(crate) fn makes(api_version: &str, kind: &str) -> bool {
    matches!(
        (group_of(api_version), kind),
        ("sriovnetwork.openshift.io", "SriovNetwork" | "SriovIBNetwork" | "OVSNetwork")
            | ("operator.openshift.io", "Network")
            | ("spiderpool.spidernet.io", "SpiderMultusConfig")
    )
}

/// The NADs that are made of `root`, which is `document` in `namespace`.
pub(super) fn nads(document: &Document, root: &Arc<Node>, namespace: &str) -> Vec<Arc<Node>> {
    let source = document.source().text.as_str();
    let nad = match document.kind() {
        "Network" => return openshift::nads(root),
        "SpiderMultusConfig" => spider::nad_of(source, root, namespace),
        kind => sriov::nad_of(source, kind, root, namespace),
    };
    nad.into_iter().collect()
}

/// A NAD; `config` is a string.
fn nad(
    at: (usize, usize),
    name: Arc<Node>,
    namespace: Arc<Node>,
    resource: Option<Arc<Node>>,
    config: Arc<Node>,
) -> Arc<Node> {
    let mut metadata = vec![("name", name), ("namespace", namespace)];
    if let Some(resource) = resource {
        metadata.push(("annotations", map(at, vec![(RESOURCE_NAME_ANNOTATION, resource)])));
    }
    let mut spec = vec![("config", config)];
    spec.retain(|(_, config)| !matches!(config.value, Value::Null));
    map(
        at,
        vec![
            ("apiVersion", text(at, "k8s.cni.cncf.io/v1")),
            ("kind", text(at, "NetworkAttachmentDefinition")),
            ("metadata", map(at, metadata)),
            ("spec", map(at, spec)),
        ],
    )
}

fn copied<'n>(spec: &'n Node, key: &str) -> Option<&'n Arc<Node>> {
    spec.entry(key).map(|entry| &entry.value).filter(|value| !matches!(value.value, Value::Null))
}
