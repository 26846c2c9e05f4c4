//! The monitors' own window of addresses proves nothing.

use crate::facts::ceph_cluster::CephNetwork;
use crate::json::Path;
use crate::json::order::sorted;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::counted;
use crate::review::NetworksReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::address::AddressRange;
use crate::upstream::selection::NetworkSelection;
use crate::world::networks::BoundNetwork;
use crate::world::plan::mons;
use crate::world::pools::{Pool, Pools};

pub(super) const SUMMARY: &str = "a `monitorNetwork` that is not a sub-range of the public network";

pub(super) static RULE: Rule =
    Rule { id: "monitor-window-invalid", level: Level::Deny, checks: &[Check::Networks(check)] };

fn check(review: &NetworksReview<'_>, findings: &mut Findings<'_>) {
    if review.cluster.external {
        return;
    }
    let Some(monitors) = review.world.window_for(review.cluster, review.settings) else { return };
    let public = review.networks.iter().find(|bound| bound.network == CephNetwork::Public);
    let Some(public) = public.filter(|public| !review.met.monitors && public.nad.namespaced_name() != monitors.nad)
    else {
        return;
    };
    let is_window = review.nad.is_some_and(|nad| nad.namespaced_name() == monitors.nad);
    if !is_window && review.nad.is_some_and(|nad| !nad.is_same_as(&public.nad)) {
        return;
    }
    let Some(window) = review.world.pools(monitors) else {
        let path = public.pools.ranges.first().map(|pool| review.path(public, pool));
        let source = review.settings.source;
        let name = monitors.nad.quoted();
        let problem = format!("`monitorNetwork` {name} is not in {}, so its range is not known", source.title());
        return findings.caution(path.unwrap_or_default(), problem, format!("add it to {}", source.place()));
    };
    check_segment(review, public, monitors, &window, findings);
    let ranges = window.ranges.iter().enumerate();
    let windows = sorted(ranges.map(|(place, own)| (own.cidr.range(), own.network_name(), place)));
    for pool in &public.pools.ranges {
        let key = (pool.cidr.range(), pool.network_name());
        let found = windows.get(windows.partition_point(|one| (one.0, one.1) < key));
        let found = found.filter(|one| (one.0, one.1) == key).and_then(|one| window.ranges.get(one.2));
        let Some(fault) = found.map_or(Some(Fault::NoRange), |own| fault(review, own, pool)) else { continue };
        let Some(room) = findings.room() else { continue };
        let path = match (is_window, found.or(window.ranges.first())) {
            (true, Some(own)) => own.path(),
            (true, None) => Path::from(["spec", "config", "ipam"]),
            _ => review.path(public, pool),
        };
        let problem = format!("`monitorNetwork` {} {}", monitors.nad.quoted(), text(review, public, pool, fault));
        room.report(path, problem, "use a separate sub-range of the public network");
    }
}

/// Monitors that are on another segment than everybody who talks to them.
fn check_segment(
    review: &NetworksReview<'_>,
    public: &BoundNetwork<'_>,
    monitors: &NetworkSelection,
    window: &Pools,
    findings: &mut Findings<'_>,
) {
    let selected = review.cluster.network(CephNetwork::Public).filter(|_| public.pools.has_pool_of(window));
    let Some([theirs, own]) = selected.and_then(|public| review.world.apart(public, monitors)) else { return };
    let path = match review.nad {
        Some(_) => Path::from(["spec", "config"]),
        None => CephNetwork::Public.selector_path(),
    };
    let (name, title) = (monitors.nad.quoted(), public.title());
    let problem = format!("`monitorNetwork` {name} is on {own}, but the {title} on {theirs}");
    findings.caution(path, problem, "use the host interface and the VLAN of the public network");
}

/// What is wrong with the window in a range of the public network.
enum Fault {
    /// There is none.
    NoRange,
    /// The public network hands out these addresses as well.
    Shared(AddressRange),
    /// It has so many addresses for so many monitors.
    TooSmall(u128, u64),
}

/// What is wrong with a window `own` of the pool of which `public` is the rest.
fn fault(review: &NetworksReview<'_>, own: &Pool, public: &Pool) -> Option<Fault> {
    if let Some(common) = own.assignable.overlap(&public.assignable) {
        return Some(Fault::Shared(common));
    }
    let (has, mons) = (own.capacity, mons(review.cluster));
    (has <= u128::from(mons)).then_some(Fault::TooSmall(has, mons))
}

/// What `fault` says of the window in `pool` of the public network.
fn text(review: &NetworksReview<'_>, public: &BoundNetwork<'_>, pool: &Pool, fault: Fault) -> String {
    match fault {
        Fault::NoRange => format!("has no range in the pool of the {}, `{}`", public.title(), pool.cidr),
        Fault::Shared(common) => format!("assigns `{common}`, like the {}", public.title()),
        Fault::TooSmall(has, mons) => {
            // At the monitor network nobody else says whose monitors they are.
            let whose = review.nad.map(|_| format!(" of {}", review.cluster.object)).unwrap_or_default();
            let [has, mons] = [counted(has, "address"), counted(mons, "mon")];
            format!("has {has} but needs one for each of {mons}{whose} and one for failover")
        }
    }
}
