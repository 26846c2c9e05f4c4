//! What of a range is taken, and what is left.

use ceph_multus_core::json::order::sorted;
use ceph_multus_core::world::plan::{Demand, Sort};
use ceph_multus_upstream::address::{Address, AddressRange, AddressSet};

use super::{Drawn, Part};
use crate::scene::NetworkRole;

/// The steady state and what comes on top, of one range.
pub(super) struct Shares<'n> {
    capacity: u128,
    demand: Option<&'n Demand>,
    /// The monitors' window has a number and no sum.
    monitors: Option<u64>,
}

impl<'n> Shares<'n> {
    pub(super) fn of(range: &Drawn<'n>) -> Shares<'n> {
        let network = range.network;
        let demand = network.and_then(|network| network.demand.as_ref());
        let monitors =
            network.filter(|network| network.role == NetworkRole::Monitors).and_then(|network| network.monitors);
        Shares { capacity: range.capacity, demand, monitors }
    }

    pub(super) fn steady_text(&self) -> String {
        match (self.demand, self.monitors) {
            (Some(demand), _) => {
                let unknown = demand.uncounted.iter().map(|unknown| format!(", {} not counted", unknown.sort));
                format!("{}{}", demand.steady, unknown.collect::<String>())
            }
            (None, Some(monitors)) => format!("{monitors} mon"),
            (None, None) => String::new(),
        }
    }

    pub(super) fn surge_text(&self) -> String {
        match (self.demand, self.monitors) {
            (Some(demand), _) => demand.surge.to_string(),
            (None, Some(_)) => String::from("1 mon failover"),
            (None, None) => String::new(),
        }
    }

    /// Addresses in the steady state, and for a time.
    fn numbers(&self) -> Option<(u128, u128)> {
        let counted = self.demand.map(|demand| (demand.steady.upper(), demand.surge.upper()));
        let (steady, surge) = counted.or(self.monitors.map(|monitors| (monitors, 1)))?;
        Some((u128::from(steady), u128::from(surge)))
    }

    pub(super) fn taken(&self) -> Option<u128> {
        self.numbers().map(|(steady, _)| steady)
    }

    /// `None` also if OSDs are not counted: how many addresses they leave is not known.
    pub(super) fn free(&self) -> Option<u32> {
        let (steady, _) = self.numbers()?;
        let uncounted = self.demand.map(|demand| demand.uncounted.as_slice()).unwrap_or_default();
        if uncounted.iter().any(|unknown| unknown.sort == Sort::Osd) {
            return None;
        }
        let free = self.capacity.saturating_sub(steady);
        let percent = free.checked_mul(100).map_or(100, |many| many / self.capacity.max(1));
        u32::try_from(percent).ok()
    }

    pub(super) fn is_short(&self) -> bool {
        self.numbers().is_some_and(|(steady, _)| steady > self.capacity)
    }

    /// The addresses of the range from the lowest: Whereabouts hands out the lowest free one
    /// (k8snetworkplumbingwg/whereabouts: pkg/allocate/allocate.go).
    pub(super) fn parts(&self, range: &Drawn<'_>, stretch: &AddressRange) -> Vec<Part> {
        let mut runs: Vec<(AddressRange, &'static str)> = Vec::new();
        if range.role.is_none() {
            runs.push((range.span, "nodes"));
        } else {
            self.add_assignable(&range.assignable, &mut runs);
            add_holes(range, &mut runs);
        }
        let part = |(run, kind): (AddressRange, &'static str)| {
            let (from, to) = stretch.place_of(&run);
            Part { kind, from, to, text: run.to_string(), count: run.count().to_string() }
        };
        sorted(runs).into_iter().map(part).collect()
    }

    fn add_assignable(&self, assignable: &AddressSet, runs: &mut Vec<(AddressRange, &'static str)>) {
        let (steady, surge) = self.numbers().unwrap_or((0, 0));
        let mut left = [("used", steady), ("surge", surge), ("free", u128::MAX)];
        for run in assignable.ranges() {
            let mut rest = Some(*run);
            for (kind, wanted) in &mut left {
                let Some(run) = rest else { break };
                if *wanted == 0 {
                    continue;
                }
                let taken = run.count().min(*wanted);
                *wanted = wanted.saturating_sub(taken);
                let (first, end) = (run.first(), run.last());
                let last = Address::new(run.family(), first.value().saturating_add(taken - 1)).min(end);
                runs.push((AddressRange::new(first, last), *kind));
                rest = last.next().filter(|next| *next <= end).map(|next| AddressRange::new(next, end));
            }
        }
    }
}

/// What of the window is excluded, and what of the network is outside of the window.
fn add_holes(range: &Drawn<'_>, runs: &mut Vec<(AddressRange, &'static str)>) {
    let holes = range.assignable.complement();
    runs.extend(holes.ranges().iter().filter_map(|run| run.common(&range.window)).map(|run| (run, "excluded")));
    let outside = AddressSet::of([range.window]).complement();
    runs.extend(outside.ranges().iter().filter_map(|run| run.common(&range.span)).map(|run| (run, "outside")));
}
