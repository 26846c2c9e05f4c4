//! A network with fewer addresses than its daemons take.

use crate::finding::{Findings, Level};
use crate::networks::{BoundNetwork, Pool};
use crate::plan::{Demand, Fit, Plan};
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
        let Some(pool) = bound.pools.smallest() else { continue };
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
    let has = pool.capacity;
    let path = review.path(bound, pool);
    let start = format!("{}has {}", review.subject(bound), counted(has, "address"));
    let (steady, surge) = (&demand.steady, &demand.surge);
    let percent = review.settings.headroom_percent;
    match demand.fit(has, percent) {
        Fit::Ample => {}
        Fit::TooSmall => findings.report(path, format!("{start} for {steady}"), HELP),
        Fit::TooSmallPerhaps => findings.caution(path, format!("{start} for {steady}"), HELP),
        Fit::TooSmallForSurge => {
            findings.caution(path, format!("{start} for {steady}, and for a time {surge} more"), HELP);
        }
        Fit::Tight => {
            findings.caution(path, format!("{start} for {steady}, which leaves less than {percent} % free"), HELP);
        }
    }
}
