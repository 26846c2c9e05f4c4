//! What a kind says of its objects.

use ceph_multus_core::Kind;

/// Whether rules look up objects of `kind` in the inventory. Pods and workloads are only ever under review.
pub(crate) fn belongs(kind: Kind) -> bool {
    kind != Kind::Pod && !kind.is_workload()
}

/// Whether objects of `kind` are lists of others: `List`, `PodList`.
pub(crate) fn is_list(kind: &str) -> bool {
    kind.ends_with("List")
}
