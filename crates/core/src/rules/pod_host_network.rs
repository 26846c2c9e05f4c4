//! A Ceph daemon of a Multus cluster on the host's network.

use crate::facts::daemon::{Daemon, Joins};
use crate::facts::daemon_spec::DaemonSpec;
use crate::facts::kind::Kind;
use crate::facts::object::Object;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::PodReview;
use crate::review::rule::{Check, Rule};
use crate::world::World;
use crate::world::csi::CsiDriver;

pub(super) const SUMMARY: &str = "a Ceph daemon of a Multus cluster on the host network";

pub(super) static RULE: Rule = Rule { id: "pod-host-network", level: Level::Warn, checks: &[Check::Pod(check)] };

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    let daemon = review.daemon;
    let mut known = review.clusters.iter().flatten().peekable();
    let multus = known.peek().is_some() && known.all(|cluster| cluster.uses_multus());
    let accident = || !chooses_host_network(review.world, daemon, &review.pod.object);
    if multus && review.pod.host_network && matches!(daemon.joins(), Joins::Both | Joins::Public) && accident() {
        let problem = format!("the {} uses the host network, so it has no Multus network", daemon.name());
        findings.report(["spec", "hostNetwork"], problem, "remove `hostNetwork`");
    }
}

/// Whether a custom resource puts the pod on the network of the host, so that this is no accident.
fn chooses_host_network(world: &World<'_>, daemon: Daemon, pod: &Object<'_>) -> bool {
    let named = |kind, label| {
        let name = pod.label(label);
        world.resources_in(kind, pod.namespace).find(|object| Some(object.name) == name)
    };
    match daemon {
        Daemon::Mgr => world.cluster_in(pod.namespace).is_some_and(|cluster| {
            let mgr = |part: &&DaemonSpec| part.daemon == Daemon::Mgr;
            DaemonSpec::of(cluster.object.kind).iter().filter(mgr).any(|part| part.is_on_host(&cluster.object))
        }),
        Daemon::Rgw => named(Kind::CephObjectStore, "rook_object_store").is_some_and(DaemonSpec::any_on_host),
        Daemon::Nfs => named(Kind::CephNFS, "ceph_nfs").is_some_and(DaemonSpec::any_on_host),
        Daemon::NvmeOf => {
            named(Kind::CephNVMeOFGateway, "app.kubernetes.io/part-of").is_some_and(DaemonSpec::any_on_host)
        }
        _ => {
            let driver = pod.label("app").and_then(|app| app.strip_suffix("-ctrlplugin"));
            let mut drivers = world.resources_in(Kind::Driver, pod.namespace);
            drivers.any(|object| Some(object.name) == driver && CsiDriver::new(*object, world).controller_is_on_host())
        }
    }
}
