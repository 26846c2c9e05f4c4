//! Public and cluster network hand out the same addresses.

use crate::finding::{Findings, Level};
use crate::networks::{BoundNetwork, Pool};
use crate::review::NetworksReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "networks-overlap",
    summary: "public and cluster network overlap",
    level: Level::Deny,
    checks: &[Check::Networks(check)],
};

fn check(review: &NetworksReview<'_>, findings: &mut Findings<'_>) {
    let [public, cluster] = review.networks else { return };
    if public.nad.is_same_as(&cluster.nad) {
        return;
    }
    // Told at the cluster network, or at the NAD under review.
    let (here, there) = if review.nad.is_some_and(|nad| nad.is_same_as(&public.nad)) { (public, cluster) } else { (cluster, public) };
    for one in &here.pools.ranges {
        for other in &there.pools.ranges {
            compare(review, (here, one), (there, other), findings);
        }
    }
}

fn compare(
    review: &NetworksReview<'_>,
    (here, one): (&BoundNetwork<'_>, &Pool),
    (there, other): (&BoundNetwork<'_>, &Pool),
    findings: &mut Findings<'_>,
) {
    let path = review.path(here, one);
    let help = "use networks without common addresses";
    if let Some(common) = one.assignable.overlap(&other.assignable) {
        let problem = format!("{}hands out `{common}`, as the {} does", review.subject(here), there.title());
        findings.report(path, problem, help);
    } else if one.cidr.overlaps(&other.cidr) {
        let problem = format!(
            "{}lies in `{}`, as the {} does in `{}`: Ceph cannot tell the networks apart",
            review.subject(here),
            one.cidr,
            there.title(),
            other.cidr
        );
        findings.caution(path, problem, help);
    }
}
