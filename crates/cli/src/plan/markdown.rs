//! The plan for a comment on a pull request, and what Whereabouts has assigned.

use ceph_multus_core::facts::ceph_cluster::CephNetwork;
use ceph_multus_manifests::{ClusterPlan, NetworkPlan};

use ceph_multus_nodes::live::{LiveNetwork, LiveRange, LiveReport};

use super::table::{number, words};
use super::{certain, live, needed, others};

/// A table for each CephCluster.
pub(super) fn render(plans: &[ClusterPlan]) -> String {
    plans.iter().map(cluster).collect::<Vec<_>>().join("\n")
}

fn cluster(plan: &ClusterPlan) -> String {
    let mut out = format!("### CephCluster {}\n\n", plan.cluster.shown());
    if plan.networks.is_empty() {
        out.push_str("No Multus networks.\n");
        return out;
    }
    out.push_str("| network | NAD | addresses | steady | surge | needed | |\n|---|---|---|---|---|---|---|\n");
    for network in &plan.networks {
        out.push_str(&line(row(network)));
    }
    let unknown =
        plan.networks.iter().flat_map(|network| network.all().uncounted.iter().map(move |one| (network, one)));
    let unknown = unknown
        .map(|(network, one)| format!("- not counted on `{}`: {} ({})\n", network.nad.shown(), one.sort, one.help));
    let osds = plan.networks.iter().filter_map(|network| Some((network, super::of_each_osd(network)?)));
    let osds = osds.map(|(network, text)| format!("- OSDs on `{}`: {text}\n", network.nad.shown()));
    let notes: Vec<String> = osds.chain(unknown).collect();
    if !notes.is_empty() {
        out.push_str(&format!("\n{}", notes.concat()));
    }
    out
}

/// A line of a table. What would end a cell is escaped, in code too, as GitHub's Markdown has it.
fn line<const N: usize>(cells: [String; N]) -> String {
    format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))
}

fn row(plan: &NetworkPlan) -> [String; 7] {
    let names: Vec<_> = plan.networks.iter().map(|network: &CephNetwork| network.key()).collect();
    let result = match (plan.addresses(), certain(plan)) {
        (Some(_), Some(fit)) => words(fit).1.to_owned(),
        (Some(_), None) => String::from("not known: the OSDs are not counted"),
        (None, _) => String::from("not known"),
    };
    let shared = plan.shared.as_ref();
    let also = shared.map(|shared| format!("; {} are for {}", shared.others.steady.total(), others(shared)));
    let overlaps =
        plan.overlaps.iter().map(|other| format!("; `{}` also assigns {}", other.nad.shown(), other.addresses));
    [
        names.join(" and "),
        format!("`{}`", plan.nad.shown()),
        plan.has().map_or_else(|| String::from("not known"), number),
        plan.all().steady.to_string(),
        plan.all().surge.to_string(),
        number(needed(plan)),
        format!("{result}{}{}", also.unwrap_or_default(), overlaps.collect::<String>()),
    ]
}

/// What Whereabouts has assigned: a table, and a list for each kind of finding.
pub(super) fn render_live(report: &LiveReport) -> String {
    let mut out = format!("\n### {}\n\n", live::title(report));
    out.push_str("| NAD | network | range | reserved | free | free after the next run of the reconciler |\n");
    out.push_str("|---|---|---|---|---|---|\n");
    report.networks.iter().for_each(|network| out.push_str(&rows(network, report.has_reservations())));
    let mut last = None;
    for finding in &report.findings {
        if last != Some(finding.kind) {
            out.push_str(&format!("\n#### {}\n\n", finding.kind.id()));
            last = Some(finding.kind);
        }
        out.push_str(&format!("- {}\n", finding.text));
    }
    out
}

fn rows(network: &LiveNetwork, is_known: bool) -> String {
    let row = |range: &LiveRange| {
        let [reserved, free, then] = match is_known {
            true => [live::reserved(range), number(range.free()), number(range.free_then())],
            false => [live::NOT_KNOWN, "not known", "not known"].map(String::from),
        };
        line([
            format!("`{}`", network.nad.shown()),
            network.users.join(", "),
            range.range.clone(),
            reserved,
            free,
            then,
        ])
    };
    network.ranges.iter().map(row).collect()
}
