//! What Whereabouts has assigned.

use ceph_multus_core::report::text::counted;
use ceph_multus_nodes::live::{Holder, LiveFinding, LiveNetwork, LiveRange, LiveReport};
use serde_json::{Value, json};

use super::table::number;
use super::whole;
use crate::output::{BOLD, styled};

/// A block for each network, and what is wrong.
pub(super) fn render(report: &LiveReport) -> String {
    let mut out = format!("\n{}\n", styled(BOLD, title(report)));
    for network in &report.networks {
        out.push_str(&block(network, report.has_reservations()));
    }
    let mut last = None;
    for finding in &report.findings {
        if last != Some(finding.kind) {
            out.push_str(&format!("\n  {}\n", styled(BOLD, finding.kind.id())));
            last = Some(finding.kind);
        }
        out.push_str(&format!("    {}\n", finding.text));
    }
    out
}

/// The heading.
pub(super) fn title(report: &LiveReport) -> String {
    let (pools, pods) = (counted(report.pools, "IPPool"), counted(report.pods, "pod"));
    format!("Assigned by Whereabouts ({pools}, {pods})")
}

/// What to say in the place of reservations.
pub(super) const NOT_KNOWN: &str = "not known: no IPPools of Whereabouts in the input";

/// How much of a range is reserved, and for whom.
pub(super) fn reserved(range: &LiveRange) -> String {
    format!("{} of {}{}", range.taken, range.addresses, holders(range))
}

fn block(network: &LiveNetwork, is_known: bool) -> String {
    let mut out = format!("\n  {}: {}\n", styled(BOLD, network.nad.shown()), network.users.join(", "));
    for range in &network.ranges {
        let mut row = |key: &str, value: String| out.push_str(&format!("    {key:<12}{value}\n"));
        row("range", range.range.clone());
        if !is_known {
            row("addresses", number(range.addresses));
            row("reserved", String::from(NOT_KNOWN));
            continue;
        }
        row("reserved", reserved(range));
        let then = if range.freed > 0 {
            format!(", {} after the next run of the reconciler", range.free_then())
        } else {
            String::new()
        };
        row("free", format!("{}{then}", range.free()));
    }
    out
}

fn holders(range: &LiveRange) -> String {
    let holders: Vec<String> =
        range.holders.iter().map(|holder| format!("{} {}", holder.addresses, holder.name)).collect();
    if holders.is_empty() { String::new() } else { format!(": {}", holders.join(" + ")) }
}

/// The same for scripts.
pub(super) fn data(report: &LiveReport) -> Value {
    let is_known = report.has_reservations();
    let known = |number: u128| is_known.then(|| whole(number));
    let holder = |holder: &Holder| json!({"name": holder.name, "ceph": holder.is_ceph, "addresses": holder.addresses});
    let range = |range: &LiveRange| {
        json!({
            "range": range.range,
            "pools": range.pools,
            "addresses": whole(range.addresses),
            "reserved": known(range.taken),
            "orphaned": known(range.orphaned),
            "free": known(range.free()),
            "freeAfterReconciler": known(range.free_then()),
            "holders": is_known.then(|| range.holders.iter().map(holder).collect::<Vec<_>>()),
        })
    };
    let network = |network: &LiveNetwork| {
        let ranges: Vec<Value> = network.ranges.iter().map(range).collect();
        json!({"nad": network.nad.to_string(), "users": network.users, "ranges": ranges})
    };
    let finding = |finding: &LiveFinding| {
        json!({
            "kind": finding.kind.id(),
            "pool": finding.pool,
            "address": finding.address.map(|address| address.to_string()),
            "podref": finding.podref,
            "other": finding.other,
            "text": finding.text,
        })
    };
    json!({
        "networks": report.networks.iter().map(network).collect::<Vec<_>>(),
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}
