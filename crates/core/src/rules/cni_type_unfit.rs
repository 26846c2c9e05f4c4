//! A plugin, or a mode of it, that does not suit Ceph.

use crate::facts::nad::nad_path;
use crate::facts::object::RESOURCE_NAME_ANNOTATION;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::cni::Plugin;

pub(super) const SUMMARY: &str = "a CNI plugin or mode that does not suit Ceph";

pub(super) static RULE: Rule = Rule { id: "cni-type-unfit", level: Level::Warn, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    let Some(plugin) = review.plugins.first() else { return };
    let kind = plugin.kind();
    if let Some(problem) = unfit_type(kind).filter(|_| kind != "host-device" || !has_devices(plugin, review)) {
        findings.report(nad_path(plugin, "type"), format!("`{kind}` {problem}"), "use `macvlan`");
    }
    if let Some((mode, problem)) = plugin.text("mode").and_then(|mode| Some((mode, unfit_mode(kind, mode)?))) {
        let help = if kind == "macvlan" { "use mode `bridge`" } else { "use mode `l2`" };
        findings.report(nad_path(plugin, "mode"), format!("mode `{mode}` {problem}"), help);
    }
    if kind == "bridge" {
        check_bridge(plugin, findings);
    }
}

/// Whether every pod gets a device of its own: that of the resource which the NAD names, unless the plugin names which
/// (k8snetworkplumbingwg/multus-cni: pkg/types/conf.go; containernetworking/plugins: plugins/main/host-device).
fn has_devices(plugin: &Plugin<'_>, review: &NadReview<'_>) -> bool {
    let named = ["device", "hwaddr", "kernelpath"].iter().any(|key| plugin.text(key).is_some());
    let resource = review.nad.object.annotation(RESOURCE_NAME_ANNOTATION);
    !named && resource.is_some_and(|name| !name.is_empty())
}

fn unfit_type(kind: &str) -> Option<&'static str> {
    match kind {
        "ptp" | "dummy" | "loopback" | "tap" => Some("does not reach other nodes"),
        "host-device" => Some("moves the device into one pod of the node"),
        "vlan" => Some("allows one pod per VLAN and node"),
        _ => None,
    }
}

fn unfit_mode(kind: &str, mode: &str) -> Option<&'static str> {
    match (kind, mode) {
        ("macvlan", "private") => Some("isolates pods on one node from each other"),
        ("macvlan", "vepa") => Some("needs a switch that reflects frames to their port"),
        ("macvlan", "passthru") => Some("allows one pod per master"),
        ("ipvlan", "l3" | "l3s") => Some("needs a route to every pod, which a pool for all nodes cannot have"),
        _ => None,
    }
}

fn check_bridge(plugin: &Plugin<'_>, findings: &mut Findings<'_>) {
    let path = |key| nad_path(plugin, key);
    if plugin.text("bridge").is_none() {
        findings.report(
            path("bridge"),
            "`bridge` is not set and defaults to the node-local `cni0`",
            "set it to a bridge with an uplink",
        );
    }
    if plugin.flag("isGateway") || plugin.flag("isDefaultGateway") {
        let key = if plugin.flag("isGateway") { "isGateway" } else { "isDefaultGateway" };
        findings.report(path(key), "adds the same gateway address to every node", "remove it");
    }
    if plugin.flag("ipMasq") {
        findings.report(path("ipMasq"), "rewrites the source addresses of Ceph", "remove it");
    }
}
