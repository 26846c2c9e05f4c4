//! Two networks hand out one address twice.

use crate::facts::ceph_cluster::CephNetwork;
use crate::facts::object::Object;
use crate::json::order::sorted;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NetworksReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::NamespacedName;
use crate::world::networks::BoundNetwork;
use crate::world::pools::{Pool, Pools, Rivals};

pub(super) const SUMMARY: &str = "two networks that can assign the same address";

pub(super) static RULE: Rule = Rule { id: "pool-collision", level: Level::Deny, checks: &[Check::Networks(check)] };

fn check(review: &NetworksReview<'_>, findings: &mut Findings<'_>) {
    // The NAD of the monitors alone concerns each CephCluster, and is no network of any.
    if review.met.nad || review.concerned().next().is_none() {
        return;
    }
    let ours = ours(review);
    let is_ours = |nad: &Object<'_>| ours.binary_search(&nad.namespaced_name()).is_ok();
    // A stranger's fault is reported at the stranger's NAD, by `ceph-network-copied`.
    let is_other = |nad: &Object<'_>| !is_ours(nad) && review.world.is_ceph_nad(nad);
    let others: Vec<_> = review.world.nads_with_pools().filter(|(nad, _)| is_other(nad)).collect();
    for bound in review.concerned() {
        let is_apart = |nad: &Object<'_>, pools: &Pools| {
            bound.pools.segments.is_apart_from(&pools.segments)
                && !(bound.network == CephNetwork::Public && is_public(nad, review))
        };
        let (apart, near): (Vec<_>, Vec<_>) = others.iter().partition(|(nad, pools)| is_apart(nad, pools));
        let [near, apart] = [near, apart].map(|nads| Rivals::of(nads.into_iter().map(|(nad, pools)| (*nad, &**pools))));
        for one in &bound.pools.ranges {
            let near = near.first(one).map(|rival| (Level::Deny, rival));
            if let Some((most, (other, theirs))) = near.or_else(|| Some((Level::Warn, apart.first(one)?)))
                && let Some(common) = one.assignable.overlap(&theirs.assignable)
            {
                let common = || format!("`{common}`, like {},", other.namespaced_name().quoted());
                report(review, (bound, one), theirs, most, common, findings);
            }
        }
    }
}

/// Whether `nad` is a public network: with two of these nodes have routes to both, whatever segments they are on.
fn is_public(nad: &Object<'_>, review: &NetworksReview<'_>) -> bool {
    review.world.users_of(nad).any(|(_, network)| network == CephNetwork::Public)
}

/// The NADs that the pools are not held against, sorted: the networks of one cluster are compared by `networks-overlap`,
/// the window of its monitors by its own rule.
fn ours<'a>(review: &NetworksReview<'a>) -> Vec<NamespacedName<&'a str>> {
    let clusters = review.world.clusters().iter();
    let alike = review.nad.map(|nad| clusters.filter(|cluster| cluster.selects(nad.namespaced_name())));
    let clusters = alike.into_iter().flatten().chain([review.cluster]);
    let selections = clusters.flat_map(|cluster| {
        let window = review.world.window_for(cluster, review.settings);
        cluster.networks().map(|(_, selection)| selection).chain(window)
    });
    sorted(selections.map(|one| one.nad.borrowed()))
}

/// Whether and when Whereabouts notices that an address is taken (k8snetworkplumbingwg/whereabouts:
/// pkg/storage/kubernetes/ipam.go, pkg/reconciler/iploop.go).
fn report(
    review: &NetworksReview<'_>,
    (bound, one): (&BoundNetwork<'_>, &Pool),
    theirs: &Pool,
    most: Level,
    common: impl Fn() -> String,
    findings: &mut Findings<'_>,
) {
    // Of one pool every address is reserved once.
    let is_found = one.network_name() == theirs.network_name() && one.overlap_check() && theirs.overlap_check();
    let most = if is_found { Level::Warn } else { most };
    let is_kept = is_found && one.network_name().is_empty();
    if one.is_one_with(theirs) || is_kept {
        return;
    }
    let Some(room) = findings.room_at_most(most) else { return };
    let (path, subject, common) = (review.path(bound, one), review.subject(bound), common());
    if one.network_name() != theirs.network_name() {
        let problem = format!("{subject}assigns {common} with another `network_name`, so two pods can get it");
        // One name makes one pool only of one range; of several ranges the reconciler would free the address.
        let help = if one.cidr.range() == theirs.cidr.range() {
            "use the same `network_name`, or other addresses"
        } else {
            "use one range and one `network_name` for both, or other addresses"
        };
        room.report(path, problem, help);
    } else if !one.overlap_check() || !theirs.overlap_check() {
        let problem = format!("{subject}assigns {common} without `enable_overlapping_ranges`, so two pods can get it");
        let help = match one.network_name() {
            "" => "remove `enable_overlapping_ranges`, or use other addresses",
            _ => "use one range for both, or other addresses",
        };
        room.report(path, problem, help);
    } else {
        let problem = format!("{subject}assigns {common} but the reconciler frees it because of `network_name`");
        room.report(path, problem, "use other addresses");
    }
}
