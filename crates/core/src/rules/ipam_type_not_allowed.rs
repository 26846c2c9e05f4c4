//! Address management that does not fit a Ceph network.

use crate::finding::{Findings, Level};
use crate::json::order::sorted;
use crate::nad::nad_path;
use crate::review::NadReview;
use crate::rule::{Check, Rule};
use crate::text::{either, quoted};

pub(super) static RULE: Rule = Rule {
    id: "ipam-type-not-allowed",
    summary: "address management that is unfit for a Ceph network",
    level: Level::Deny,
    checks: &[Check::Nad(check)],
};

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    let allowed = &review.settings.allowed_ipam_types;
    let known = sorted(allowed.iter().copied());
    for plugin in review.plugins {
        let kind = plugin.ipam_type();
        if !kind.is_empty() && known.binary_search(&kind).is_err() {
            let help = format!("use {}", either(allowed));
            findings.report(nad_path(plugin, "ipam.type"), reason(kind), help);
        }
    }
}

/// Why an IPAM plugin is refused (rook/rook: design/ceph/multus-network.md).
fn reason(kind: &str) -> String {
    let reason = match kind {
        "host-local" => "allocates per node, so that two nodes hand out the same address",
        "static" => "gives every pod the same addresses, which does not scale to all daemons",
        "dhcp" => "is unpredictable: the address is known only once the pod runs, and every node needs a daemon",
        _ => "is not among `allowedIpamTypes`",
    };
    format!("{} {reason}", quoted(kind))
}
