//! A pod that is no OSD is on a cluster network.

use ceph_multus_core::Level;
use ceph_multus_core::facts::ceph_cluster::CephNetwork;

use crate::found::Found;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "pod-network-unwanted",
    summary: "a pod on a cluster network, although it is not an OSD",
    level: Level::Warn,
    check,
};

fn check(site: &Site, found: &mut Found) {
    for (pod, entry, network) in super::attached(site) {
        let is_public = site
            .networks
            .iter()
            .any(|other| other.role == CephNetwork::Public && std::rc::Rc::ptr_eq(&other.nad, &network.nad));
        let may = pod.daemon.is_some_and(|daemon| daemon.joins().may_join(CephNetwork::Cluster));
        if network.role == CephNetwork::Cluster && !is_public && !may {
            let problem =
                format!("the pod is attached to `{}`, the {}, which is for OSDs only", entry.name, network.title());
            found.report(pod.document, super::STATUS_PATH, problem, "remove the network from its annotation");
        }
    }
}
