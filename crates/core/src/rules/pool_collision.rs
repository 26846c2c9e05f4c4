//! Two networks hand out one address twice.

use crate::facts::ceph_cluster::CephCluster;
use crate::facts::object::Object;
use crate::json::order::sorted;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NetworksReview;
use crate::review::rule::{Check, Rule};
use crate::world::networks::BoundNetwork;
use crate::world::pools::{Pool, Rivals};

pub(super) static RULE: Rule = Rule {
    id: "pool-collision",
    summary: "two networks that can assign the same address",
    level: Level::Deny,
    checks: &[Check::Networks(check)],
};

fn check(review: &NetworksReview<'_>, findings: &mut Findings<'_>) {
    if review.met.nad {
        return;
    }
    let ours = ours(review);
    let is_ours = |nad: &Object<'_>| ours.binary_search(&(nad.namespace, nad.name)).is_ok();
    // A stranger's fault is reported at the stranger's NAD, by `ceph-network-copied`.
    let is_other = |nad: &Object<'_>| !is_ours(nad) && review.world.is_ceph_nad(nad);
    let others: Vec<_> = review.world.nads_with_pools().filter(|(nad, _)| is_other(nad)).collect();
    let rivals = Rivals::of(others.iter().map(|(nad, pools)| (*nad, &**pools)));
    for bound in review.concerned() {
        for one in &bound.pools.ranges {
            if let Some((other, theirs)) = rivals.first(one)
                && let Some(common) = one.assignable.overlap(&theirs.assignable)
            {
                let common = || format!("`{common}`, like `{}/{}`,", other.namespace, other.name);
                report(review, (bound, one), theirs, common, findings);
            }
        }
    }
}

/// The NADs that the pools are not held against, sorted: the networks of one cluster are compared by `networks-overlap`,
/// the monitor window by its own rule.
fn ours<'a>(review: &NetworksReview<'a>) -> Vec<(&'a str, &'a str)> {
    let selects =
        |cluster: &&CephCluster<'_>, nad: &Object<'_>| cluster.networks().any(|(_, selection)| nad.is_named(selection));
    let alike = review.nad.map(|nad| review.world.clusters().iter().filter(move |cluster| selects(cluster, nad)));
    let clusters = alike.into_iter().flatten().chain([review.cluster]);
    let selections = clusters.flat_map(|cluster| cluster.networks().map(|(_, selection)| selection));
    let window = review.settings.monitor_network.iter();
    sorted(selections.chain(window).map(|nad| (nad.namespace.as_str(), nad.name.as_str())))
}

/// Whether and when Whereabouts notices that an address is taken (k8snetworkplumbingwg/whereabouts:
/// pkg/storage/kubernetes/ipam.go, pkg/reconciler/iploop.go).
fn report(
    review: &NetworksReview<'_>,
    (bound, one): (&BoundNetwork<'_>, &Pool),
    theirs: &Pool,
    common: impl Fn() -> String,
    findings: &mut Findings<'_>,
) {
    // Of one pool every address is reserved once.
    let is_found = one.network_name() == theirs.network_name() && one.overlap_check() && theirs.overlap_check();
    let most = if is_found { Level::Warn } else { Level::Deny };
    let is_kept = is_found && one.network_name().is_empty();
    if one.is_one_with(theirs) || is_kept || !findings.is_wanted_at(most) {
        return;
    }
    let (path, subject, common) = (review.path(bound, one), review.subject(bound), common());
    if one.network_name() != theirs.network_name() {
        let problem = format!("{subject}assigns {common} with another `network_name`, so two pods can get it");
        findings.report(path, problem, "use the same `network_name`, or other addresses");
    } else if !one.overlap_check() || !theirs.overlap_check() {
        let problem = format!("{subject}assigns {common} without `enable_overlapping_ranges`, so two pods can get it");
        findings.report(path, problem, "remove `enable_overlapping_ranges`, or use other addresses");
    } else {
        let problem = format!("{subject}assigns {common} but the reconciler frees it because of `network_name`");
        findings.caution(path, problem, "use other addresses");
    }
}
