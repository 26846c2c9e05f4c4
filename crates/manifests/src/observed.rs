//! What a cluster shows of itself: nodes, running pods, assigned addresses.

use ceph_multus_core::Kind;
use ceph_multus_core::json::{Arena, Shape, read};

use crate::document::Document;
use crate::kinds::is_of_nodes;

/// The annotation in which Multus says what a pod has. Rook and Whereabouts read no older key.
pub const NETWORK_STATUS: &str = "k8s.v1.cni.cncf.io/network-status";

/// What only a pod of a cluster has.
static OF_A_POD: Shape = Shape::Fields(&[
    ("metadata", Shape::Fields(&[("annotations", Shape::Fields(&[(NETWORK_STATUS, Shape::Whole)]))])),
    ("status", Shape::Fields(&[("phase", Shape::Whole)])),
]);

/// Whether the rules about nodes have something to look at in a document: a node, what is assigned, or a pod of a cluster.
/// A pod that only a person has written says nothing of the kind.
pub fn is_observed(document: &Document) -> bool {
    match document.known_kind() {
        Some(Kind::Pod) => is_of_a_cluster(document.json()),
        Some(_) => false,
        None => is_of_nodes(document.api_version(), document.kind()),
    }
}

fn is_of_a_cluster(pod: &str) -> bool {
    let arena = Arena::new();
    let Ok(pod) = read(pod, &arena, &OF_A_POD) else { return false };
    [&["metadata", "annotations", NETWORK_STATUS][..], &["status", "phase"]].iter().any(|path| pod.at(path).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_assigned_addresses_and_pods_of_a_cluster_are_observed() {
        let is_observed = |text: &str| {
            let documents = crate::read("x.yaml", text).unwrap();
            documents.iter().map(super::is_observed).collect::<Vec<_>>()
        };
        let pod = "apiVersion: v1\nkind: Pod\n";
        for text in [
            "apiVersion: v1\nkind: Node\n",
            "apiVersion: nmstate.io/v1beta1\nkind: NodeNetworkState\n",
            "apiVersion: nmstate.io/v1\nkind: NodeNetworkConfigurationPolicy\n",
            "apiVersion: whereabouts.cni.cncf.io/v1alpha1\nkind: IPPool\n",
            &format!("{pod}metadata: {{annotations: {{{NETWORK_STATUS}: '[]'}}}}\n"),
            &format!("{pod}status: {{phase: Running}}\n"),
        ] {
            assert_eq!(is_observed(text), [true], "{text}");
        }
        for text in [
            pod,
            &format!("{pod}metadata: {{annotations: {{k8s.v1.cni.cncf.io/networks: public-net}}}}\nstatus: {{}}\n"),
            "apiVersion: apps/v1\nkind: Deployment\nstatus: {phase: Running}\n",
            "apiVersion: example.com/v1\nkind: Node\n",
        ] {
            assert_eq!(is_observed(text), [false], "{text}");
        }
    }
}
