//! Address families that do not go together.

use crate::facts::ceph_cluster::CephNetwork;
use crate::facts::kind::Kind;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NetworksReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::address::{Cidr, Family};
use crate::world::networks::BoundNetwork;

pub(super) const SUMMARY: &str = "address families that do not match";

pub(super) static RULE: Rule = Rule { id: "ip-family-mismatch", level: Level::Deny, checks: &[Check::Networks(check)] };

fn check(review: &NetworksReview<'_>, findings: &mut Findings<'_>) {
    let dual = review.cluster.is_dual_stack();
    let wanted = match review.cluster.ip_family() {
        Some("IPv6") => Family::V6,
        _ => Family::V4,
    };
    for bound in review.concerned().filter(|bound| !bound.pools.ranges.is_empty()) {
        check_network(review, bound, wanted, dual, findings);
    }
    if let [public, cluster] = review.networks
        && !dual
        && let (Some(one), Some(other)) = (family(public), family(cluster))
        && one != other
        && let Some([here, _]) = review.here_and_there()
        && let Some(pool) = here.pools.ranges.first()
    {
        let problem = format!("the public network is {one} but the cluster network is {other}");
        findings.report(review.path(here, pool), problem, "use one family for both, or `dualStack`");
    }
}

fn check_network(
    review: &NetworksReview<'_>,
    bound: &BoundNetwork<'_>,
    wanted: Family,
    dual: bool,
    findings: &mut Findings<'_>,
) {
    let Some(pool) = bound.pools.ranges.first() else { return };
    let (path, subject) = (review.path(bound, pool), review.subject(bound));
    let has = |family| bound.pools.has_family(family);
    // OpenShift Data Foundation takes the family from the platform, whatever the StorageCluster says
    // (red-hat-storage/ocs-operator: internal/controller/storagecluster/cephcluster.go).
    let fits = has(wanted) || review.cluster.object.kind == Kind::StorageCluster;
    let explicit = review.cluster.ip_family().is_some();
    if dual {
        if !has(Family::V4) || !has(Family::V6) {
            let problem = format!("{subject}has one address family, but `dualStack` needs both");
            findings.caution(path, problem, "add a range of the other family, or remove `dualStack`");
        }
    } else if !fits && explicit {
        let problem = format!("{subject}has no {wanted} addresses, but `ipFamily` is {wanted}");
        findings.report(path, problem, "use a range of that family, or change `ipFamily`");
    } else if !fits {
        let problem = format!("{subject}has no {wanted} addresses, which Ceph uses if `ipFamily` is not set");
        findings.caution(path, problem, "set `ipFamily: IPv6` in the CephCluster");
    } else if bound.network == CephNetwork::Public && has(Family::V4) && has(Family::V6) {
        let problem = format!("{subject}has both address families, but `dualStack` is not set");
        findings.caution(path, problem, "set `dualStack: true`, or use one family");
    }
    let strange = |range: &Cidr| !has(range.family());
    for range in review.cluster.address_ranges(bound.network).iter().filter(|range| strange(range)) {
        let Some(room) = findings.room() else { continue };
        let problem = format!("{subject}has no addresses of the family of `{range}` in `addressRanges`");
        room.report(review.path(bound, pool), problem, "use one family");
    }
}

/// The only family of a network.
fn family(bound: &BoundNetwork<'_>) -> Option<Family> {
    match (bound.pools.has_family(Family::V4), bound.pools.has_family(Family::V6)) {
        (true, false) => Some(Family::V4),
        (false, true) => Some(Family::V6),
        _ => None,
    }
}
