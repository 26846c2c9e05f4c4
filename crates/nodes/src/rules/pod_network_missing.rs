//! A daemon runs without a network that its CephCluster selects.

use ceph_multus_core::Level;
use ceph_multus_upstream::NamespacedName;

use crate::found::Found;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule =
    Rule { id: "pod-network-missing", summary: "a running daemon without its network", level: Level::Warn, check };

fn check(site: &Site, found: &mut Found) {
    for pod in site.live.pods.iter().filter(|pod| pod.phase == "Running") {
        let mut reported: Vec<&NamespacedName> = Vec::new();
        for network in site.networks.iter().filter(|network| network.wants(pod)) {
            let name = &network.nad.name;
            if reported.contains(&name) {
                continue;
            }
            let problem = match (&pod.status, pod.entry_of(name)) {
                (None, _) => {
                    format!("not set: Multus has not attached the pod to `{name}`, the {}", network.title())
                }
                (Some(_), None) => format!("the pod is not attached to `{name}`, the {}", network.title()),
                (Some(_), Some(entry)) if entry.ips.is_empty() => format!("the pod has no address on `{name}`"),
                (Some(_), Some(_)) => continue,
            };
            reported.push(name);
            found.report(
                pod.document,
                super::STATUS_PATH,
                problem,
                "restart the pod, which is older than the selectors",
            );
        }
    }
}
