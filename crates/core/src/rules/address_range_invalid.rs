//! An address range that Rook cannot read.

use crate::facts::ceph_cluster::CephNetwork;
use crate::json::Path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::address::Cidr;

pub(super) const SUMMARY: &str = "an address range that Rook cannot read";

pub(super) static RULE: Rule =
    Rule { id: "address-range-invalid", level: Level::Deny, checks: &[Check::Cluster(check)] };

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    if review.cluster.external {
        return;
    }
    for network in CephNetwork::ALL {
        for (place, node) in review.cluster.address_range_nodes(network).iter().enumerate() {
            let parsed = node.as_text().map(|text| (text, Cidr::parse(text)));
            if matches!(parsed, Some((_, Ok(_)))) {
                continue;
            }
            let Some(room) = findings.room() else { continue };
            let path = Path::from(["spec", "network", "addressRanges", network.key()]).index(place);
            let problem = match parsed {
                Some((text, Err(error))) => format!("{} has {error}", quoted(text)),
                _ => format!("must be a CIDR, found {}", node.type_name()),
            };
            room.report(path, problem, "use a CIDR, such as `192.168.20.0/24`");
        }
    }
}
