//! A network without address management.

use crate::cni::{CniProblemKind, Plugin};
use crate::finding::{Findings, Level};
use crate::nad::config_path;
use crate::review::NadReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "ipam-missing",
    summary: "a network without address management",
    level: Level::Deny,
    checks: &[Check::Nad(check)],
};

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    let plugins = review.plugins;
    let Some(main) = plugins.first().filter(|plugin| !plugin.kind().is_empty()) else { return };
    if main.kind() == OVN || plugins.iter().any(|plugin| !plugin.ipam_type().is_empty()) {
        return;
    }
    let path = main.path_of(if main.ipam().is_some() { "ipam.type" } else { "ipam" });
    let ipam = main.path_of("ipam");
    let mut unread = review.problems(&[CniProblemKind::BadFieldType]);
    if !unread.any(|problem| problem.path.starts_with(&ipam)) {
        findings.report(config_path(&path), problem(main), "use the IPAM plugin `whereabouts`");
    }
}

/// OVN-Kubernetes assigns addresses itself and has no IPAM section.
const OVN: &str = "ovn-k8s-cni-overlay";

fn problem(plugin: &Plugin<'_>) -> String {
    match plugin.kind() {
        "ipvlan" | "vlan" | "ptp" | "dummy" => format!("absent, and `{}` does not start without", plugin.kind()),
        _ => String::from("absent: the interface gets no address, and Ceph finds none"),
    }
}
