//! A networks annotation on a pod of the host's network.

use crate::facts::daemon::Daemon;
use crate::facts::daemon_spec::DaemonSpec;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::rule::{Check, Rule};
use crate::review::{PodReview, ResourceReview};
use crate::world::csi::{CsiPlugin, has_effect, networks_path, own_networks};

pub(super) const SUMMARY: &str = "a networks annotation that is ignored because of `hostNetwork`";

pub(super) static RULE: Rule = Rule {
    id: "host-network-attachment",
    level: Level::Warn,
    checks: &[Check::Pod(check), Check::Resource(check_resource)],
};

const IGNORED: &str = "the annotation is ignored because the pod uses the host network";

const HELP: &str = "remove the annotation or `hostNetwork`";

const KEEP_ON_HOST: &str = "remove the annotation";

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.pod.host_network && review.pod.annotation.is_some_and(|text| !text.is_empty()) {
        // A mount of the kernel goes by the network of the pod that made it, and hangs when that pod is deleted.
        let is_node_plugin = review.daemon == Daemon::CsiNodePlugin;
        // `csi-rbdplugin` and its siblings: Rook up to v1.19 would write it again (rook/rook: pkg/operator/ceph/csi/spec.go).
        if is_node_plugin && review.pod.object.label("app").is_some_and(|app| !app.ends_with("-nodeplugin")) {
            return;
        }
        let help = if is_node_plugin { KEEP_ON_HOST } else { HELP };
        findings.report(super::NETWORKS_PATH, IGNORED, help);
    }
}

fn check_resource(review: &ResourceReview<'_>, findings: &mut Findings<'_>) {
    let object = review.object;
    for part in DaemonSpec::of(object.kind).iter().filter(|part| part.is_on_host(object)) {
        if part.networks(object).is_some_and(|text| !text.is_empty()) {
            findings.report(part.networks_path(), IGNORED, HELP);
        }
    }
    for plugin in CsiPlugin::ALL.into_iter().filter(|plugin| !has_effect(object, *plugin, review.world)) {
        if own_networks(object, plugin).is_some_and(|text| !text.is_empty()) {
            let (problem, help) = match plugin {
                CsiPlugin::Controller => (IGNORED, HELP),
                CsiPlugin::Node => {
                    ("the annotation is ignored because the node plugin uses the host network", KEEP_ON_HOST)
                }
            };
            findings.report(networks_path(object.kind, plugin), problem, help);
        }
    }
}
