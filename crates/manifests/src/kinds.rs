//! What a kind says of its objects.

use ceph_multus_core::Kind;
use ceph_multus_core::facts::kind::group_of;

/// The group of nmstate's objects.
const NMSTATE: &str = "nmstate.io";

/// Whether rules look up objects of `kind` in the inventory. Pods and workloads are only ever under review.
pub(crate) fn belongs(kind: Kind) -> bool {
    kind != Kind::Pod && !kind.is_workload()
}

/// Whether objects of `kind` say which networks Ceph has.
pub(crate) fn is_cluster(kind: Kind) -> bool {
    matches!(kind, Kind::CephCluster | Kind::StorageCluster)
}

/// Whether objects say something of the nodes of a cluster, or of the addresses that its pods have.
pub(crate) fn is_of_nodes(api_version: &str, kind: &str) -> bool {
    is_of_hosts(api_version, kind) || group_of(api_version) == "whereabouts.cni.cncf.io"
}

/// Whether objects of this `apiVersion` and `kind` say something of nodes, which the policy does not see. They have no
/// namespace.
pub fn is_of_hosts(api_version: &str, kind: &str) -> bool {
    matches!((group_of(api_version), kind), (NMSTATE, "NodeNetworkState") | ("", "Node"))
        || is_node_policy(api_version, kind)
}

/// Whether they are policies of nmstate.
pub fn is_node_policy(api_version: &str, kind: &str) -> bool {
    (group_of(api_version), kind) == (NMSTATE, "NodeNetworkConfigurationPolicy")
}

/// Whether objects of `kind` are lists of others: `List`, `PodList`.
pub(crate) fn is_list(kind: &str) -> bool {
    kind.ends_with("List")
}

/// What the objects of a list of `kind` are where they do not say it: Pods in a `PodList`. Empty where the list does not say
/// it, either.
pub(crate) fn of_items(kind: &str) -> &str {
    kind.strip_suffix("List").unwrap_or_default()
}
