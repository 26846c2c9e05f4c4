//! What an update leaves as it was: a fault that the object had before keeps no other change from it.

use crate::facts::ceph_cluster::{CephCluster, CephNetwork, Selector};
use crate::facts::kind::Kind;
use crate::facts::object::{Object, RESOURCE_NAME_ANNOTATION};
use crate::facts::same_networks::is_same_selector;
use crate::facts::same_object::{has_same_config, has_same_ipam};
use crate::json::{Node, Path, Step};
use crate::report::finding::Finding;
use crate::report::level::Level;
use crate::rules::id;
use crate::settings::Settings;

/// The members of a CNI configuration that change neither what an interface is on nor which addresses it gets, wherever
/// they are. A gateway is not one of them: a bridge may have it as its own address.
const APART: [&str; 4] = ["cniVersion", "dns", "mtu", "routes"];

/// Rules about one value that the settings do not allow: whatever else the NAD says makes it no worse.
const OF_SETTINGS: [&str; 2] = [id::cni_master_not_allowed, id::interface_type_not_allowed];

/// Rules about addresses alone: on which interfaces they are makes them no worse.
const OF_ADDRESSES: [&str; 4] =
    [id::ip_family_mismatch, id::network_too_small, id::networks_overlap, id::pool_collision];

/// Makes warnings of those findings that `before`, what was found in the object as it was, has too, where what they are
/// about has not changed. The same words alone do not tell: they show the first of the addresses that two networks share.
/// A level in the settings wins, and pods have rules of their own for what they were.
pub(super) fn warn_of_old_faults(
    findings: &mut [Finding],
    [old, new]: [&Object<'_>; 2],
    settings: &Settings<'_>,
    before: impl FnOnce() -> Vec<Finding>,
) {
    let denies = |finding: &Finding| finding.level == Level::Deny;
    // Those that are only counted may be new.
    if new.kind == Kind::Pod || new.kind.is_workload() || findings.iter().any(|one| denies(one) && one.more > 0) {
        return;
    }
    let is_chosen = |finding: &Finding| settings.levels.of(finding.rule).is_some();
    let mut denied = findings.iter_mut().filter(|finding| denies(finding) && !is_chosen(finding)).peekable();
    if denied.peek().is_none() {
        return;
    }
    let (before, update) = (before(), Update::of([old, new]));
    for finding in denied.filter(|finding| update.leaves(finding)) {
        let known = before.binary_search(finding).ok().and_then(|place| before.get(place));
        if known.is_some_and(denies) {
            finding.level = Level::Warn;
        }
    }
}

/// What an update may have left as it was: an object before and after.
enum Update<'u, 'a> {
    /// A NAD.
    Nad {
        /// Whether its whole configuration is as it was, apart from what changes neither interfaces nor addresses.
        is_same: bool,
        /// Whether its addresses are.
        has_same_addresses: bool,
    },
    /// A CephCluster or a StorageCluster.
    Cluster(Box<[CephCluster<'a>; 2]>),
    /// A resource that pods come from.
    Resource([&'u Object<'a>; 2]),
}

impl<'u, 'a> Update<'u, 'a> {
    fn of(objects: [&'u Object<'a>; 2]) -> Self {
        let [old, new] = objects;
        match new.kind {
            Kind::NetworkAttachmentDefinition => {
                let [before, after] = objects.map(|nad| nad.annotation(RESOURCE_NAME_ANNOTATION));
                Update::Nad {
                    is_same: before == after && has_same_config(old, new, &APART),
                    has_same_addresses: has_same_ipam(old, new),
                }
            }
            Kind::CephCluster | Kind::StorageCluster => {
                Update::Cluster(Box::new(objects.map(|object| CephCluster::as_meant(*object))))
            }
            _ => Update::Resource(objects),
        }
    }

    /// Whether it has left alone what `finding` is about.
    fn leaves(&self, finding: &Finding) -> bool {
        let path = &finding.path;
        match self {
            Update::Nad { is_same, has_same_addresses } => {
                *is_same
                    || OF_SETTINGS.contains(&finding.rule)
                    || *has_same_addresses && OF_ADDRESSES.contains(&finding.rule)
            }
            Update::Cluster(clusters) => {
                let [old, new] = &**clusters;
                match CephNetwork::ALL.into_iter().find(|network| network.selector_path() == *path) {
                    Some(network) => is_same_selector(old, new, network) && !is_joined(old, new, network),
                    None => value_at(&old.object, path) == value_at(&new.object, path),
                }
            }
            Update::Resource([old, new]) => value_at(old, path) == value_at(new, path),
        }
    }
}

/// Whether the cluster network moves to the NAD of `network`, which speaks for both then.
fn is_joined(old: &CephCluster<'_>, new: &CephCluster<'_>, network: CephNetwork) -> bool {
    let nad = |network| new.network(network).map(|one| &one.nad);
    let moves = !is_same_selector(old, new, CephNetwork::Cluster);
    // Without a cluster network, OSDs use the public one.
    moves && nad(network) == nad(CephNetwork::Cluster) && !matches!(old.selector(CephNetwork::Cluster), Selector::Unset)
}

fn value_at<'a>(object: &Object<'a>, path: &Path) -> Option<&'a Node<'a>> {
    path.steps().iter().try_fold(object.node(), |node, step| match step {
        Step::Key(key) => node.get(key),
        Step::Index(place) => node.as_list()?.get(*place),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_that_are_named_deny() {
        for id in OF_SETTINGS.into_iter().chain(OF_ADDRESSES) {
            assert!(crate::rules::find(id).is_some_and(|rule| rule.level == Level::Deny), "{id}");
        }
    }
}
