//! Address management that does not fit a Ceph network.

use crate::facts::nad::nad_path;
use crate::json::order::sorted;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::suggest::nearest;
use crate::report::text::{either, quoted};
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "an IPAM plugin that is not suitable for Ceph";

pub(super) static RULE: Rule = Rule { id: "ipam-type-not-allowed", level: Level::Deny, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    let allowed = &review.settings.allowed_ipam_types;
    let known = sorted(allowed.iter().copied());
    for plugin in review.plugins {
        let kind = plugin.ipam_type();
        if !kind.is_empty()
            && known.binary_search(&kind).is_err()
            && let Some(room) = findings.room()
        {
            room.report(
                nad_path(plugin, ["ipam", "type"]),
                format!("{} {}", quoted(kind), reason(kind)),
                help(allowed, kind),
            );
        }
    }
    let Some(main) = review.plugins.first().filter(|main| main.ipam_type().is_empty()) else { return };
    if let Some(source) = main.own_addresses().filter(|_| known.binary_search(&main.kind()).is_err()) {
        let problem = format!("{} assigns addresses itself, {source}", quoted(main.kind()));
        let help =
            format!("use a plugin with {}, or add {} to `allowedIpamTypes`", either(allowed), quoted(main.kind()));
        findings.report(nad_path(main, "type"), problem, help);
    }
}

/// A plugin that the design document rejects is not offered, and neither is a typing error.
fn help(allowed: &[&str], kind: &str) -> String {
    match kind {
        "host-local" | "static" | "dhcp" => format!("use {}", either(allowed)),
        _ if let Some(meant) = nearest(kind, allowed.iter().copied()) => format!("use {}", quoted(meant)),
        _ => format!("use {}, or add {} to `allowedIpamTypes`", either(allowed), quoted(kind)),
    }
}

/// Why an IPAM plugin is rejected (rook/rook: design/ceph/multus-network.md). Of those that nobody has rejected the policy
/// knows no fault, only that it does not read them.
fn reason(kind: &str) -> &'static str {
    match kind {
        "host-local" => "allocates addresses per node, so two nodes can assign the same one",
        "static" => "assigns the same addresses to every pod, which does not scale to all daemons",
        "dhcp" => "is not predictable: an address is known only when the pod runs, and every node needs a daemon",
        "kube-ovn" => "assigns addresses from its Subnet, which this policy does not read",
        _ => "is not in `allowedIpamTypes`",
    }
}
