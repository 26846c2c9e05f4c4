//! A network with fewer addresses than its daemons take.

use crate::ceph_cluster::CephCluster;
use crate::finding::{Findings, Level};
use crate::kind::Kind;
use crate::networks::{BoundNetwork, Pool};
use crate::plan::{Count, Demand, Fit, Plan};
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
        let mut counted = review.world.users_of(&bound.nad).map(|(user, _)| user).filter(|user| is_counted(user));
        let is_first = counted.next().is_none_or(|first| first.object.is_same_as(&review.cluster.object));
        // At the NAD under review one finding speaks for all CephClusters that share it.
        if review.nad.is_none() || is_first {
            compare(review, bound, pool, demand, &Others::of(review, bound), findings);
        }
    }
}

/// Whether a [`Plan`] of the CephCluster counts anything.
fn is_counted(cluster: &CephCluster<'_>) -> bool {
    !cluster.external && cluster.object.kind == Kind::CephCluster
}

/// What other CephClusters take from the same NAD.
#[derive(Default)]
struct Others {
    demand: Demand,
    clusters: usize,
    first: String,
}

impl Others {
    fn of(review: &NetworksReview<'_>, bound: &BoundNetwork<'_>) -> Others {
        let mut others = Others::default();
        let users = review.world.users_of(&bound.nad).filter(|(user, _)| is_counted(user));
        for (cluster, network) in users.filter(|(user, _)| !user.object.is_same_as(&review.cluster.object)) {
            // Of one that selects the NAD for both networks, all is counted for the public one.
            let plan = Plan::of(review.world, review.settings, cluster);
            let Some(demand) = plan.demand(network) else { continue };
            others.demand.add_other(demand);
            if others.clusters == 0 {
                others.first = format!("{}", cluster.object);
            }
            others.clusters += 1;
        }
        others
    }

    /// `, with 22 of CephCluster b/two for 44`: the second sum, and that of both.
    fn shown(&self, sum: &Count) -> String {
        let whose = match self.clusters {
            0 => return String::new(),
            1 => self.first.clone(),
            more => format!("{more} other CephClusters"),
        };
        format!(", with {} of {whose} {}", self.demand.steady.total(), sum.total())
    }
}

fn compare(
    review: &NetworksReview<'_>,
    bound: &BoundNetwork<'_>,
    pool: &Pool,
    demand: &Demand,
    others: &Others,
    findings: &mut Findings<'_>,
) {
    let has = pool.capacity;
    let path = review.path(bound, pool);
    let mut all = demand.clone();
    all.add_other(&others.demand);
    let of = if others.clusters > 0 && review.nad.is_some() {
        format!(" of {}", review.cluster.object)
    } else {
        String::new()
    };
    let taken = format!("{}{of}{}", demand.steady, others.shown(&all.steady));
    let start = format!("{}has {} for {taken}", review.subject(bound), counted(has, "address"));
    let surge = &all.surge;
    let percent = review.settings.headroom_percent;
    match all.fit(has, percent) {
        Fit::Ample => {}
        Fit::TooSmall => findings.report(path, start, HELP),
        Fit::TooSmallPerhaps => findings.caution(path, start, HELP),
        Fit::TooSmallForSurge => findings.caution(path, format!("{start}, and for a time {surge} more"), HELP),
        Fit::Tight => findings.caution(path, format!("{start}, which leaves less than {percent} % free"), HELP),
    }
}
