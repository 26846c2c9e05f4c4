//! A network with fewer addresses than its daemons take.

use crate::finding::{Findings, Level};
use crate::networks::{BoundNetwork, Pool};
use crate::plan::{Demand, Plan};
use crate::review::NetworksReview;
use crate::rule::{Check, Rule};
use crate::text::counted;

pub(super) static RULE: Rule = Rule {
    id: "network-too-small",
    summary: "a network with fewer addresses than its daemons take",
    level: Level::Deny,
    checks: &[Check::Capacity(check)],
};

const HELP: &str = "use a larger range, or exclude less";

fn check(review: &NetworksReview<'_>, findings: &mut Findings<'_>) {
    let plan = Plan::of(review.world, review.settings, review.cluster);
    for bound in review.concerned() {
        let Some(demand) = plan.demand(bound.network) else { continue };
        // A pod takes one address of every range, so that the smallest counts.
        let Some(pool) = bound.pools.ranges.iter().min_by_key(|pool| pool.assignable.count()) else { continue };
        compare(review, bound, pool, demand, findings);
    }
}

fn compare(
    review: &NetworksReview<'_>,
    bound: &BoundNetwork<'_>,
    pool: &Pool,
    demand: &Demand,
    findings: &mut Findings<'_>,
) {
    let has = pool.assignable.count();
    let path = review.path(bound, pool);
    let start = format!("{}has {}", review.subject(bound), counted(has, "address"));
    let (steady, surge) = (&demand.steady, &demand.surge);
    let most = u128::from(steady.upper());
    let wanted = most.saturating_mul(100 + u128::from(review.settings.headroom_percent));
    if has < u128::from(steady.lower()) {
        findings.report(path, format!("{start} for {steady}"), HELP);
    } else if has < most {
        findings.caution(path, format!("{start} for {steady}"), HELP);
    } else if has < most.saturating_add(u128::from(surge.upper())) {
        findings.caution(path, format!("{start} for {steady}, and for a time {surge} more"), HELP);
    } else if has.saturating_mul(100) < wanted {
        let percent = review.settings.headroom_percent;
        findings.caution(path, format!("{start} for {steady}, which leaves less than {percent} % free"), HELP);
    }
}
