//! A network without address management.

use crate::facts::nad::nad_path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a network without IPAM";

pub(super) static RULE: Rule = Rule { id: "ipam-missing", level: Level::Deny, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    let plugins = review.plugins;
    let Some(main) = plugins.first().filter(|plugin| !plugin.kind().is_empty()) else { return };
    let kind = main.kind();
    // Where the plugin assigns addresses itself, `ipam-type-not-allowed` speaks.
    if main.own_addresses().is_some()
        || review.settings.allowed_ipam_types.contains(&kind)
        || plugins.iter().any(|plugin| !plugin.ipam_type().is_empty())
    {
        return;
    }
    let path = if main.ipam().is_some() { nad_path(main, ["ipam", "type"]) } else { nad_path(main, "ipam") };
    if main.is_known() {
        findings.report(path, problem(kind), help(kind));
    } else {
        let problem = format!("`ipam` is not set, and {} may not assign addresses itself", quoted(kind));
        findings.caution(path, problem, format!("{}, or add {} to `allowedIpamTypes`", help(kind), quoted(kind)));
    }
}

/// OVN-Kubernetes takes no IPAM plugin (ovn-kubernetes/ovn-kubernetes: go-controller/pkg/util/multi_network.go).
fn help(kind: &str) -> &'static str {
    match kind {
        "ovn-k8s-cni-overlay" => "set `subnets`, and add `ovn-k8s-cni-overlay` to `allowedIpamTypes`",
        _ => "set `ipam.type` to `whereabouts`",
    }
}

fn problem(kind: &str) -> String {
    match kind {
        "ipvlan" | "vlan" | "ptp" | "dummy" => format!("`ipam` is not set, and `{kind}` fails without it"),
        _ => String::from("`ipam` is not set, so the interface gets no address"),
    }
}
