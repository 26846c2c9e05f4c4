//! The monitors' own window of addresses proves nothing.

use std::collections::BTreeMap;

use crate::ceph_cluster::CephNetwork;
use crate::finding::{Findings, Level};
use crate::networks::Pool;
use crate::plan::mons;
use crate::review::NetworksReview;
use crate::rule::{Check, Rule};
use crate::text::counted;

pub(super) static RULE: Rule = Rule {
    id: "monitor-window-invalid",
    summary: "a monitor network that is no window of the public one",
    level: Level::Deny,
    checks: &[Check::Networks(check)],
};

fn check(review: &NetworksReview<'_>, findings: &mut Findings<'_>) {
    let monitors = review.settings.monitor_network.as_ref().filter(|_| !review.cluster.external);
    let Some(monitors) = monitors else { return };
    let public = review.networks.iter().find(|bound| bound.network == CephNetwork::Public);
    let Some(public) = public.filter(|public| !review.met.monitors && !public.nad.is_named(monitors)) else {
        return;
    };
    let is_window = review.nad.is_some_and(|nad| nad.is_named(monitors));
    if !is_window && review.nad.is_some_and(|nad| !nad.is_same_as(&public.nad)) {
        return;
    }
    let name = format!("`{}/{}`", monitors.namespace, monitors.name);
    let Some(window) = review.world.pools(monitors) else {
        let path = public.pools.ranges.first().map(|pool| review.path(public, pool));
        let problem = format!("the monitor network {name} is not in the inventory: nothing proves its window");
        return findings.caution(path.unwrap_or_default(), problem, "add it to `inventory`");
    };
    let pool_of = |pool: &Pool| (pool.cidr.range(), pool.network_name.clone());
    let mut windows = BTreeMap::new();
    // Backwards, so that of several the first stays.
    windows.extend(window.ranges.iter().rev().map(|own| (pool_of(own), own)));
    for pool in &public.pools.ranges {
        let found = windows.get(&pool_of(pool)).copied();
        let path = || match (is_window, found.or(window.ranges.first())) {
            (true, Some(own)) => own.path.clone(),
            (true, None) => String::from("spec.config.ipam"),
            _ => review.path(public, pool),
        };
        let problem = match found {
            None => Some(format!("has no range in the pool of the {}, `{}`", public.title(), pool.cidr)),
            Some(own) => fault(review, own, pool, &public.title()),
        };
        if let Some(problem) = problem {
            let help = "give it a window of its own in the range of the public network";
            findings.report_with(|| (path(), format!("the monitor network {name} {problem}"), help));
        }
    }
}

/// What is wrong with a window `own` of the pool of which `public` is the rest.
fn fault(review: &NetworksReview<'_>, own: &Pool, public: &Pool, title: &str) -> Option<String> {
    if let Some(common) = own.assignable.overlap(&public.assignable) {
        return Some(format!("hands out `{common}`, as the {title} does"));
    }
    let (has, mons) = (own.capacity, mons(review.cluster));
    let enough = has > u128::from(mons);
    (!enough).then(|| format!("has {} for {} and one for failover", counted(has, "address"), counted(mons, "monitor")))
}
