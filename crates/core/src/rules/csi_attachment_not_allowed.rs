//! A CSI driver on the cluster network.

use crate::attachment::{Attachments, Role};
use crate::ceph_cluster::{CephCluster, CephNetwork};
use crate::csi::{CsiPlugin, has_effect, networks_path, own_networks};
use crate::daemon::Daemon;
use crate::finding::{Findings, Level};
use crate::pod::read_networks;
use crate::review::ResourceReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "csi-attachment-not-allowed",
    summary: "a CSI driver on the cluster network",
    level: Level::Deny,
    checks: &[Check::Resource(check)],
};

fn check(review: &ResourceReview<'_>, findings: &mut Findings<'_>) {
    let object = review.object;
    for plugin in CsiPlugin::ALL.into_iter().filter(|plugin| has_effect(object, *plugin, review.world)) {
        let app = if plugin == CsiPlugin::Controller { "-ctrlplugin" } else { "-nodeplugin-csi-addons" };
        let (Some(cluster), Some(text), Some(daemon)) =
            (review.cluster, own_networks(object, plugin), Daemon::of_label(app))
        else {
            continue;
        };
        let networks = read_networks(text, object.namespace).unwrap_or_default();
        let attachments = Attachments::new(cluster, daemon, &networks, review.settings.monitor_network.as_ref());
        for element in &networks {
            let given = |earlier: &CephCluster<'_>| {
                let earlier = Attachments::new(earlier, daemon, &networks, review.settings.monitor_network.as_ref());
                earlier.gives(earlier.role(element))
            };
            let was_given = || review.earlier.and_then(|world| world.cluster_of(object)).is_some_and(given);
            if attachments.role(element) == Role::Ceph(CephNetwork::Cluster) && !was_given() {
                let nad = element.quoted_nad();
                let problem = format!("{nad} is the cluster network, which is for OSDs only");
                findings.report(networks_path(object.kind, plugin), problem, format!("remove {nad}"));
            }
        }
    }
}
