//! A network with fewer addresses than its daemons take.

use std::cell::OnceCell;

use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::facts::object::Object;
use crate::json::order::sorted;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::counted;
use crate::review::NetworksReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::selection::NetworkSelection;
use crate::world::networks::BoundNetwork;
use crate::world::plan::{Demand, Fit, Part, Plan, Shared, Sort, is_counted};
use crate::world::pools::{Pool, Pools};

pub(super) const SUMMARY: &str = "a network with fewer addresses than its daemons need";

pub(super) static RULE: Rule = Rule { id: "network-too-small", level: Level::Deny, checks: &[Check::Capacity(check)] };

fn check(review: &NetworksReview<'_>, findings: &mut Findings<'_>) {
    let plan = OnceCell::new();
    // The first network of the CephCluster that has a part in a pool speaks for the other.
    let mut spoken: Option<&Pool> = None;
    for bound in review.concerned() {
        let Some(pool) = bound.pools.smallest() else { continue };
        let mut counted = review.world.users_of(&bound.nad).map(|(user, _)| user).filter(|user| is_counted(user));
        let is_first = counted.next().is_none_or(|first| first.object.is_same_as(&review.cluster.object));
        // At the NAD under review one finding speaks for all CephClusters that share it.
        if review.nad.is_some() && !is_first {
            continue;
        }
        let plan = plan.get_or_init(|| Plan::of(review.world, review.settings, review.cluster));
        let Some(demand) = plan.demand(bound.network) else { continue };
        let shared = Shared::of_pool(review.world, review.cluster, &bound.nad, pool);
        let all = shared.as_ref().map_or(pool.capacity, |shared| shared.has);
        let is_spoken = spoken.is_some_and(|first| first.is_one_with(pool));
        if is_spoken && pool.capacity == all {
            continue;
        }
        let own = Shared::of_nad(review.world, review.cluster, &bound.nad, pool);
        let mut taken = Taken::of(review, demand, &own);
        if let Some(shared) = shared.filter(|_| !is_spoken) {
            spoken = Some(pool);
            let together = Taken { is_pool: true, ..Taken::of(review, demand, &shared) };
            let percent = review.settings.headroom_percent;
            if together.fit(percent) >= taken.fit(percent) {
                taken = together;
            }
        }
        taken.report(review, bound, pool, findings);
    }
}

/// What is taken from the addresses of a NAD, or of all that hand out one pool.
struct Taken<'a> {
    has: u128,
    /// Whether these are a pool of several NADs.
    is_pool: bool,
    /// What the CephCluster takes from the network that the finding is about.
    own: &'a Demand,
    /// What its other network takes, and what other CephClusters do.
    others: Demand,
    /// Its other network, where that is of the same pool.
    network: Option<(CephNetwork, &'a NetworkSelection)>,
    /// The other CephClusters.
    clusters: Vec<&'a Object<'a>>,
}

impl<'a> Taken<'a> {
    /// What is taken from the addresses of `shared`, with the `own` demand of the CephCluster.
    fn of(review: &NetworksReview<'a>, own: &'a Demand, shared: &Shared<'a, 'a>) -> Taken<'a> {
        let (others, clusters) = (Demand::default(), Vec::new());
        let mut taken = Taken { has: shared.has, is_pool: false, own, others, network: None, clusters };
        for (cluster, network) in &shared.users {
            let plan = Plan::of(review.world, review.settings, cluster);
            let Some(demand) = plan.demand(*network) else { continue };
            taken.others.add_other(demand);
            if cluster.object.is_same_as(&review.cluster.object) {
                taken.network = cluster.network(*network).map(|nad| (*network, nad));
            } else {
                taken.clusters.push(&cluster.object);
            }
        }
        taken
    }

    fn all(&self) -> Demand {
        let mut all = self.own.clone();
        all.add_other(&self.others);
        all
    }

    fn fit(&self, headroom_percent: u64) -> Fit {
        self.all().fit(self.has, headroom_percent)
    }

    /// ` plus 22 for CephCluster b/two = 44`: the second sum, and that of both.
    fn shown(&self, all: &Demand) -> String {
        let mut names = sorted(self.clusters.iter().map(|cluster| (cluster.namespace, cluster.name)));
        names.dedup();
        let clusters = match (names.len(), self.clusters.first()) {
            (0, _) | (_, None) => None,
            (1, Some(cluster)) => Some(cluster.to_string()),
            (more, _) => Some(format!("{more} other CephClusters")),
        };
        let network = self.network.map(|(network, nad)| format!("the {} network {}", network.key(), nad.nad.quoted()));
        let whose: Vec<String> = network.into_iter().chain(clusters).collect();
        if whose.is_empty() {
            return String::new();
        }
        format!(" plus {} for {} = {}", self.others.steady.total(), whose.join(" and "), all.steady.total())
    }

    /// Whether the object under review took as many addresses before it was changed, or had no more of them.
    fn is_no_worse(&self, review: &NetworksReview<'_>, bound: &BoundNetwork<'_>, pool: &Pool) -> bool {
        let Some(old) = review.old else { return false };
        let is_alone = self.network.is_none() && self.clusters.is_empty() && self.has == pool.capacity;
        // Those that share a NAD do so before and after: whatever it has, they have.
        let is_own = is_alone || review.nad.is_some() && !self.is_pool;
        let had_no_more = |before: &Pools| {
            let before = before.smallest();
            before.is_some_and(|before| before.capacity <= pool.capacity && (is_own || before.is_one_with(pool)))
        };
        if review.nad.is_some() {
            return had_no_more(&Pools::of(old));
        }
        let old = CephCluster::as_meant(*old);
        let [now, before] = [review.cluster, &old].map(|cluster| Plan::of(review.world, review.settings, cluster));
        let counted = CephNetwork::ALL.into_iter().filter(|one| *one == bound.network || self.network.is_some());
        let demands_before = counted.clone().filter_map(|network| before.demand(network));
        let unknown: Vec<Sort> =
            demands_before.flat_map(|demand| &demand.uncounted).map(|unknown| unknown.sort).collect();
        // What was not known before may have been as many.
        let was_known = |part: &&Part| !unknown.iter().any(|sort| sort.counts(part.sort));
        let known = |plan: &Plan| {
            let demands = counted.clone().filter_map(|network| plan.demand(network));
            let parts = demands.flat_map(|demand| demand.steady.parts()).filter(was_known);
            parts.fold(0, |sum: u64, part| sum.saturating_add(part.lower))
        };
        let pools = old.network(bound.network).and_then(|selection| review.world.pools(selection));
        known(&now) <= known(&before) && pools.is_some_and(|pools| had_no_more(&pools))
    }

    fn report(&self, review: &NetworksReview<'_>, bound: &BoundNetwork<'_>, pool: &Pool, findings: &mut Findings<'_>) {
        let (all, percent) = (self.all(), review.settings.headroom_percent);
        let fit = all.fit(self.has, percent);
        // Most networks are large enough, and nobody reads what follows.
        if fit == Fit::Ample {
            return;
        }
        let path = review.path(bound, pool);
        let of = if self.clusters.is_empty() || review.nad.is_none() {
            String::new()
        } else {
            format!(" for {}", review.cluster.object)
        };
        let with = if self.has == pool.capacity { "" } else { "with the other NADs of its pool " };
        let taken = format!("{}{of}{}", self.own.steady, self.shown(&all));
        let start = format!("{}has {with}{} and needs {taken}", review.subject(bound), counted(self.has, "address"));
        let help = if pool.is_sliced() { "use a larger range" } else { "use a larger range or fewer excludes" };
        let surge = &all.surge;
        match fit {
            Fit::Ample => {}
            // A running cluster is not kept from what makes nothing worse.
            Fit::TooSmall if self.is_no_worse(review, bound, pool) => findings.caution(path, start, help),
            Fit::TooSmall => findings.report(path, start, help),
            Fit::TooSmallPerhaps => findings.caution(path, start, help),
            Fit::TooSmallForSurge => findings.caution(path, format!("{start}, plus {surge} during surge"), help),
            Fit::Tight => findings.caution(path, format!("{start}, which leaves less than {percent} % free"), help),
        }
    }
}
