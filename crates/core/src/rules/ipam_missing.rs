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
    let plugins = review.nad.plugins();
    let Some(main) = plugins.first().filter(|plugin| !plugin.kind().is_empty()) else { return };
    if main.kind() == OVN || plugins.iter().any(|plugin| !plugin.ipam_type().is_empty()) {
        return;
    }
    let unread = [CniProblemKind::BadFieldType];
    let path = main.path_of(if main.ipam().is_some() { "ipam.type" } else { "ipam" });
    if !review.nad.problems(&unread).iter().any(|problem| problem.path.starts_with(&main.path_of("ipam"))) {
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
