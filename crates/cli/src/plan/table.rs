//! The plan for people.

use anstyle::Style;
use ceph_multus_core::facts::ceph_cluster::CephNetwork;
use ceph_multus_core::world::plan::Fit;
use ceph_multus_manifests::{ClusterPlan, NetworkPlan};

use super::{certain, headroom, needed, others};
use crate::output::{BOLD, DIM, GREEN, RED, YELLOW, styled};

/// Characters of a bar.
const BAR: usize = 40;

/// A block for each CephCluster, and what the bars mean.
pub(super) fn render(plans: &[ClusterPlan]) -> String {
    let mut out = plans.iter().map(cluster).collect::<Vec<_>>().join("\n");
    if plans.iter().flat_map(|plan| &plan.networks).any(|network| network.addresses().is_some()) {
        out.push_str(&format!("\n{}\n", styled(DIM, "# steady state, + surge, . free")));
    }
    out
}

fn cluster(plan: &ClusterPlan) -> String {
    let mut out = format!("{}\n", styled(BOLD, format!("CephCluster {}", plan.cluster.shown())));
    if plan.networks.is_empty() {
        out.push_str("  no Multus networks\n");
        return out;
    }
    for network in &plan.networks {
        out.push('\n');
        out.push_str(&block(network));
    }
    let rooms = [(plan.more_osds, "OSD"), (plan.more_nodes, "node")];
    let rooms = rooms.into_iter().filter_map(|(number, noun)| Some((number?, noun)));
    let rooms: Vec<String> =
        rooms.map(|(more, noun)| format!("{} more {noun}{}", number(more), if more == 1 { "" } else { "s" })).collect();
    match plan.more_osds {
        Some(0) => out.push_str(&format!("\n  {}\n", styled(RED, "No capacity for another OSD"))),
        _ if rooms.is_empty() => {}
        _ => out.push_str(&format!("\n  Capacity for {}\n", styled(BOLD, rooms.join(" or ")))),
    }
    out
}

fn block(plan: &NetworkPlan) -> String {
    let names: Vec<_> = plan.networks.iter().map(|network: &CephNetwork| network.key()).collect();
    let mut out = format!("  {} network: {}\n", names.join(" and "), styled(BOLD, plan.nad.shown()));
    let mut row = |key: &str, value: &str| out.push_str(&format!("    {key:<12}{value}\n"));
    for (place, range) in plan.ranges.iter().enumerate() {
        let bounds =
            range.bounds.as_ref().map_or("no addresses".to_owned(), |(first, last)| format!("{first} to {last}"));
        row(if place == 0 { "range" } else { "" }, &format!("{}, {bounds}", range.cidr));
    }
    match plan.addresses() {
        Some(addresses) => row("addresses", &has(plan, addresses)),
        None if plan.is_known => {
            row("addresses", "not known: its config has no Whereabouts range, or one that cannot be read")
        }
        None => row("addresses", "not known: the NAD is not in the manifests or in the inventory"),
    }
    row("steady", &plan.demand.steady.to_string());
    if let Some(text) = super::of_each_osd(plan) {
        row("osd", text);
    }
    row("surge", &plan.demand.surge.to_string());
    if let Some(shared) = &plan.shared {
        let (steady, surge) = (shared.others.steady.total(), shared.others.surge.total());
        row("others", &format!("{steady} steady + {surge} surge for {}", others(shared)));
    }
    let (surge, headroom) = (u128::from(plan.all().surge.upper()), headroom(plan));
    row("headroom", &format!("{headroom} ({} % of the steady state)", plan.headroom_percent));
    let larger = if surge > headroom { format!("{surge} surge") } else { format!("{headroom} headroom") };
    row("needed", &format!("{} steady + {larger} = {}", plan.all().steady.upper(), needed(plan)));
    for other in &plan.overlaps {
        row("overlap", &format!("{} also assigns {}", other.nad.shown(), other.addresses));
    }
    for unknown in &plan.all().uncounted {
        row("not counted", &format!("{} ({})", unknown.sort, unknown.help));
    }
    if let Some(addresses) = plan.has() {
        let fit = certain(plan);
        let (style, text) = fit.map_or((YELLOW, "not known: the OSDs are not counted"), words);
        if addresses > 0 {
            row("", &bar(plan, addresses, style));
        }
        let room = plan
            .room
            .filter(|_| fit == Some(Fit::Ample))
            .map(|room| format!(", capacity for {} more", number(room)))
            .unwrap_or_default();
        row("", &format!("{}{room}", styled(style, text)));
    }
    out
}

/// `14`, and how many its pool has where it has more.
fn has(plan: &NetworkPlan, addresses: u128) -> String {
    match plan.shared.as_ref().filter(|shared| shared.addresses != addresses) {
        Some(shared) => format!("{}, {} with the other NADs of its pool", number(addresses), number(shared.addresses)),
        None => number(addresses),
    }
}

/// A number in digits as long as anybody reads them: IPv6 networks have more addresses than that.
pub(super) fn number(number: u128) -> String {
    if number < 1_000_000_000_000 { number.to_string() } else { format!("{:.1e}", number as f64) }
}

pub(super) fn words(fit: Fit) -> (Style, &'static str) {
    match fit {
        Fit::Ample => (GREEN, "large enough"),
        Fit::Tight => (YELLOW, "less headroom than `headroomPercent` asks for"),
        Fit::TooSmallForSurge => (YELLOW, "too small during surge, while daemons are replaced, probed or updated"),
        Fit::TooSmallPerhaps => (YELLOW, "may be too small: not all daemons are certain to start"),
        Fit::TooSmall => (RED, "too small"),
    }
}

/// `[###+......] 7 % needed`: the steady state, the surge, what is free of `addresses`, of which there is at least one; and
/// what is needed with the headroom.
fn bar(plan: &NetworkPlan, addresses: u128, style: Style) -> String {
    let all = plan.all();
    let (steady, surge) = (u128::from(all.steady.upper()), u128::from(all.surge.upper()));
    let cells = |taken: u128| {
        // A part that is there shows, however large the network is.
        let share = taken.saturating_mul(BAR as u128).div_ceil(addresses);
        usize::try_from(share).unwrap_or(BAR).min(BAR)
    };
    let full = cells(steady);
    let more = cells(steady.saturating_add(surge)).max(usize::from(surge > 0) + full).min(BAR) - full;
    let percent = needed(plan).saturating_mul(100) / addresses;
    let (taken, coming, free) = ("#".repeat(full), "+".repeat(more), ".".repeat(BAR - full - more));
    format!("[{}{coming}{}] {percent} % needed", styled(style, taken), styled(DIM, free))
}
