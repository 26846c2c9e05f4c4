//! Only `public` is selected.

use crate::facts::ceph_cluster::{CephCluster, CephNetwork, Selector};
use crate::facts::ceph_conf::cluster_options;
use crate::report::edit::Edit;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};
use crate::settings::ClusterSelector;
use crate::upstream::object_name::is_object_name;
use crate::upstream::selection::{self, NetworkSelection};

pub(super) const SUMMARY: &str = "`selectors.cluster` is not set and defaults to `public`";

pub(super) static RULE: Rule =
    Rule { id: "cluster-selector-implicit", level: Level::Warn, checks: &[Check::Cluster(check)] };

/// Only a new cluster takes the value: on a running one it would restart all OSDs (rook/rook:
/// pkg/operator/ceph/cluster/predicate.go), and what stands there stands, whatever becomes of `public`. Nor does one that
/// a controller owns: it writes the whole spec again, and Rook would carry both out (red-hat-storage/ocs-operator:
/// internal/controller/storagecluster/cephcluster.go).
fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    let is_kept = review.settings.cluster_selector == ClusterSelector::Implicit || cluster.external;
    if is_kept
        || review.old.is_some()
        || cluster.object.has_controller()
        || !matches!(cluster.selector(CephNetwork::Cluster), Selector::Unset)
        || asks_for_another(cluster)
    {
        return;
    }
    let (Some(network), Some(text)) =
        (cluster.network(CephNetwork::Public), cluster.selector_text(CephNetwork::Public))
    else {
        return;
    };
    if let Some(value) = written_out(network, text, cluster.object.namespace) {
        let edit = Edit::text(["spec", "network", "selectors", "cluster"], &value);
        let help = format!("set it to {}", quoted(&value));
        findings.report_with_edit(edit, "`cluster` is not set and defaults to `public`", help);
    }
}

/// Whether the object asks for a cluster network elsewhere: one that `public` took the place of would be lost silently.
fn asks_for_another(cluster: &CephCluster<'_>) -> bool {
    let key = CephNetwork::Cluster.key();
    !cluster.address_range_nodes(CephNetwork::Cluster).is_empty()
        || cluster.object.at(&["spec", "network", key]).is_some()
        || cluster.selector_keys().any(|other| CephNetwork::ALL.iter().all(|network| network.key() != other))
        || cluster_options(&cluster.object).iter().any(|one| one.option.name().starts_with(key))
}

/// The selector `text`, which selects `network`, with its namespace, and without an interface name: two interfaces of a pod
/// cannot have one. `None` where it cannot be written so, or is rejected where it stands: one fault is one finding.
fn written_out(network: &NetworkSelection, text: &str, namespace: &str) -> Option<String> {
    if network.pinned_keys().next().is_some() || !is_object_name(&network.nad.name) {
        return None;
    }
    if network.interface.is_none() && network.namespace_explicit && network.members().ignored_keys.is_empty() {
        return Some(text.to_owned());
    }
    let value = if text.contains(['[', '{', '"']) {
        selection::to_annotation(&[&NetworkSelection { interface: None, ..network.clone() }])
    } else {
        network.nad.to_string()
    };
    let read = selection::rook_selector(&value, namespace).ok()??;
    (read.nad == network.nad && read.interface.is_none()).then_some(value)
}
