//! The networks of a CephCluster.

use ceph_multus_core::facts::ceph_cluster::{CephCluster, CephNetwork, Selector};
use ceph_multus_core::report::text::shortened;
use ceph_multus_core::settings::Settings;
use ceph_multus_core::world::World;
use ceph_multus_upstream::selection::NetworkSelection;

use super::{Checked, Identity, Stop, StopRole};

/// What the CephCluster selects, one NAD once, and the window of the monitors.
pub(super) fn of(
    cluster: &CephCluster<'_>,
    world: &World<'_>,
    settings: &Settings<'_>,
    checked: &[Checked<'_>],
) -> Vec<Stop> {
    let mut stops: Vec<Stop> = Vec::new();
    for network in CephNetwork::ALL {
        let Some(mut stop) = selected(cluster, network, world, checked) else { continue };
        let denied = checked.iter().filter(|one| one.object.is_same_as(&cluster.object));
        let denied = denied.filter_map(|one| one.denied(|finding| finding.path == network.selector_path())).next();
        if let Some(reason) = denied.filter(|_| stop.state != "rejected") {
            (stop.state, stop.reason) = ("rejected", reason);
        }
        match stops.iter_mut().find(|known| known.identity == stop.identity) {
            Some(known) => known.role = StopRole::Both,
            None => stops.push(stop),
        }
    }
    if let Some(window) = world.monitor_window(cluster, settings).filter(|_| !stops.is_empty()) {
        stops.push(named(window, StopRole::Monitors, world, checked));
    }
    stops
}

/// The network that `selection` names.
pub(super) fn named(selection: &NetworkSelection, role: StopRole, world: &World<'_>, checked: &[Checked<'_>]) -> Stop {
    let name = shortened(&selection.nad.to_string(), 128);
    let identity = Identity::of(selection);
    let Some(nad) = world.nad(selection) else {
        let reason = String::from("no NAD of this name is known");
        return Stop { name, role, state: "unknown", reason, identity };
    };
    let mut same = checked.iter().filter(|one| one.object.is_same_as(nad));
    match same.find_map(|one| one.denied(|_| true)) {
        Some(reason) => Stop { name, role, state: "rejected", reason, identity },
        None => Stop { name, role, state: "known", reason: String::new(), identity },
    }
}

fn selected(
    cluster: &CephCluster<'_>,
    network: CephNetwork,
    world: &World<'_>,
    checked: &[Checked<'_>],
) -> Option<Stop> {
    if !cluster.uses_multus() || cluster.external {
        return None;
    }
    let role = StopRole::of(network);
    match cluster.selector(network) {
        Selector::Unset => None,
        Selector::Network(selection) => Some(named(selection, role, world, checked)),
        Selector::Unparsable(error) => {
            let text = cluster.selector_text(network).unwrap_or_default();
            Some(Stop {
                name: shortened(text, 64),
                role,
                state: "rejected",
                reason: error.to_string(),
                identity: Identity::Unreadable(text.to_owned()),
            })
        }
    }
}
