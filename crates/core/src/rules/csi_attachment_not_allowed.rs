//! A CSI driver on the cluster network.

use crate::facts::ceph_cluster::CephNetwork;
use crate::facts::daemon::Daemon;
use crate::facts::pod::read_networks;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ResourceReview;
use crate::review::rule::{Check, Rule};
use crate::world::attachment::{Attachments, Role};
use crate::world::csi::{CsiPlugin, has_effect, networks_path, own_networks, pods_namespace};

pub(super) const SUMMARY: &str = "a CSI driver on the cluster network";

pub(super) static RULE: Rule =
    Rule { id: "csi-attachment-not-allowed", level: Level::Deny, checks: &[Check::Resource(check)] };

fn check(review: &ResourceReview<'_>, findings: &mut Findings<'_>) {
    let (object, earlier) = (review.object, review.earlier_clusters());
    for plugin in CsiPlugin::ALL.into_iter().filter(|plugin| has_effect(object, *plugin, review.world)) {
        let Some(text) = own_networks(object, plugin) else { continue };
        let daemon = if plugin == CsiPlugin::Controller { Daemon::CsiController } else { Daemon::CsiAddons };
        let networks = read_networks(text, pods_namespace(object, review.cluster)).unwrap_or_default();
        let monitors = |cluster| review.world.monitor_window(cluster, review.settings);
        let at = |cluster| Attachments::new(cluster, daemon, &networks, monitors(cluster));
        let attachments = review.cluster.map(at);
        let earlier: Vec<Attachments<'_>> = earlier.iter().map(|cluster| at(cluster)).collect();
        for element in &networks {
            // It has clients of every kind.
            if review.world.network_owner(element, CephNetwork::Public).is_some() {
                continue;
            }
            let was_given = || earlier.iter().any(|earlier| earlier.gives(earlier.role(element)));
            let of = match attachments.map_or(Role::Foreign, |attachments| attachments.role(element)) {
                Role::Ceph(CephNetwork::Cluster) if !was_given() => String::new(),
                Role::Foreign => {
                    let Some(owner) = review.world.network_owner(element, CephNetwork::Cluster) else { continue };
                    format!(" of {}", owner.object)
                }
                _ => continue,
            };
            let nad = element.nad.quoted();
            let problem = format!("only OSDs may be attached to the cluster network {nad}{of}");
            findings.report(networks_path(object.kind, plugin), problem, format!("remove {nad}"));
        }
    }
}
