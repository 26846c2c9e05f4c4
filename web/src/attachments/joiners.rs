//! The daemons that Rook is going to start, by kind.

use ceph_multus_core::facts::ceph_cluster::{CephCluster, CephNetwork};
use ceph_multus_core::settings::Settings;
use ceph_multus_core::world::World;
use ceph_multus_core::world::plan::{Demand, Part, Plan, Sort, mons};

use super::{Joiner, Link, Stop, StopRole};

/// By kind, in the order in which Rook starts them.
pub(super) fn of(cluster: &CephCluster<'_>, world: &World<'_>, settings: &Settings<'_>, stops: &[Stop]) -> Vec<Joiner> {
    let mut joiners: Vec<Joiner> = Vec::new();
    if let Some(window) = stops.iter().position(|stop| stop.role == StopRole::Monitors) {
        add(&mut joiners, Sort::Mon, mons(cluster).to_string(), window, stops);
    }
    let plan = Plan::of(world, settings, cluster);
    for network in CephNetwork::ALL {
        let place = stops.iter().position(|stop| stop.role.includes(network));
        let (Some(place), Some(demand)) = (place, plan.demand(network)) else { continue };
        for part in demand.steady.parts() {
            add(&mut joiners, part.sort, count(part, demand), place, stops);
        }
        for uncounted in &demand.uncounted {
            if !demand.steady.parts().iter().any(|part| part.sort == uncounted.sort) {
                add(&mut joiners, uncounted.sort, String::from("?"), place, stops);
            }
        }
    }
    joiners
}

fn count(part: &Part, demand: &Demand) -> String {
    let more = if demand.uncounted.iter().any(|unknown| unknown.sort == part.sort) { " or more" } else { "" };
    if part.lower == part.upper { format!("{}{more}", part.lower) } else { format!("{} to {}", part.lower, part.upper) }
}

fn add(joiners: &mut Vec<Joiner>, sort: Sort, count: String, network: usize, stops: &[Stop]) {
    let rejected = stops.get(network).is_some_and(|stop| stop.state == "rejected");
    let link = Link { network, state: if rejected { "rejected" } else { "attached" }, default: false };
    match joiners.iter_mut().find(|known| known.name == sort.name()) {
        Some(known) => known.links.push(link),
        None => joiners.push(Joiner {
            name: sort.name().to_owned(),
            count,
            object: String::new(),
            parts: None,
            daemon: true,
            links: vec![link],
            rejected: false,
            note: String::new(),
        }),
    }
}
