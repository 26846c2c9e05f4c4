//! Two networks hand out one address twice.

use crate::finding::{Findings, Level};
use crate::networks::{BoundNetwork, Pool, Pools};
use crate::review::NetworksReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "pool-collision",
    summary: "two networks that hand out one address twice",
    level: Level::Deny,
    checks: &[Check::Networks(check)],
};

fn check(review: &NetworksReview<'_>, findings: &mut Findings<'_>) {
    let monitors = review.settings.monitor_network.as_ref();
    for other in review.world.nads() {
        // The networks of one cluster are compared by `networks-overlap`, the monitor window by its own rule.
        let ours = review.networks.iter().any(|bound| bound.nad.is_same_as(other));
        let window = monitors.is_some_and(|window| other.is_named(window));
        if ours || window {
            continue;
        }
        let pools = Pools::of(other);
        for bound in review.concerned() {
            for (one, theirs) in bound.pools.ranges.iter().flat_map(|one| pools.ranges.iter().map(move |two| (one, two))) {
                if let Some(common) = one.assignable.overlap(&theirs.assignable) {
                    let nad = format!("`{}/{}`", other.namespace, other.name);
                    report(review, (bound, one), theirs, &format!("`{common}`, as {nad} does"), findings);
                }
            }
        }
    }
}

/// Whether and when Whereabouts notices that an address is taken (k8snetworkplumbingwg/whereabouts:
/// pkg/storage/kubernetes/ipam.go, pkg/reconciler/iploop.go).
fn report(
    review: &NetworksReview<'_>,
    (bound, one): (&BoundNetwork<'_>, &Pool),
    theirs: &Pool,
    common: &str,
    findings: &mut Findings<'_>,
) {
    let (path, subject) = (review.path(bound, one), review.subject(bound));
    if one.network_name != theirs.network_name {
        let problem = format!("{subject}hands out {common} under another `network_name`: both get it");
        findings.report(path, problem, "use the same `network_name`, or other addresses");
    } else if one.cidr == theirs.cidr {
        // One pool, in which every address is reserved once.
    } else if !one.overlap_check || !theirs.overlap_check {
        let problem = format!("{subject}hands out {common} without `enable_overlapping_ranges`: both get it");
        findings.report(path, problem, "remove `enable_overlapping_ranges`, or use other addresses");
    } else if !one.network_name.is_empty() {
        let problem = format!("{subject}hands out {common}, which the reconciler frees with a `network_name`");
        findings.caution(path, problem, "use other addresses");
    }
}
