//! What a request is evaluated against: the settings, and what is known of the cluster at two moments.

use crate::facts::author::{is_controller, operator_namespace};
use crate::facts::ceph_cluster::CephCluster;
use crate::facts::daemon::{Daemon, Joins};
use crate::facts::object::Object;
use crate::facts::pod::Pod;
use crate::facts::same_networks::has_same_networks;
use crate::settings::Settings;
use crate::world::World;
use crate::world::attachment::Attachments;

/// How many versions of a CephCluster a pod is compared to.
const VERSIONS: usize = 16;

/// The settings and the two moments. Settings lag behind a living cluster or run ahead of it, and while Rook carries a
/// change out, pods of both moments are right at once.
#[derive(Debug)]
pub struct Context<'a> {
    /// The policy's settings.
    pub settings: &'a Settings<'a>,
    /// The inventory, in which the object under review replaces its own copy.
    pub world: World<'a>,
    /// The same with the objects of `previous` in place of their copies; `None` where there are none.
    pub earlier: Option<World<'a>>,
}

impl<'a> Context<'a> {
    /// What `reviewed` is evaluated against; `world` is the inventory with it, where somebody has put that together.
    pub fn new(settings: &'a Settings<'a>, reviewed: &Object<'a>, world: Option<World<'a>>) -> Self {
        let earlier = || World::earlier(&settings.inventory, &settings.previous, reviewed);
        Context {
            settings,
            world: world.unwrap_or_else(|| World::new(&settings.inventory, reviewed)),
            earlier: (!settings.previous.is_empty()).then(earlier),
        }
    }

    /// What `pod` is to Ceph: the daemon that its label says, in a namespace where it may run. `None` for a foreign pod,
    /// and for one of `rook multus validation` outside of the namespaces that the settings name.
    pub fn daemon(&self, pod: &Pod<'_>) -> Option<Daemon> {
        let namespace = pod.object.namespace;
        let may_run = |daemon: &Daemon| match daemon.joins() {
            Joins::Any => self.settings.validation_namespaces.contains(&namespace),
            _ => self.moments().any(|world| world.may_run(*daemon, namespace)),
        };
        pod.daemon.filter(may_run)
    }

    /// Whether a pod of `namespace` that is `daemon` is so only because operators of Ceph usually work there, see
    /// [`World::is_assumed`].
    pub fn is_assumed(&self, daemon: Daemon, namespace: &str) -> bool {
        self.moments().filter(|world| world.may_run(daemon, namespace)).all(|world| world.is_assumed(namespace))
    }

    /// The CephClusters that `pod`, which is `daemon`, may be of: now, and before the last change. While a CephCluster is
    /// created again under another name, its namespace has two, and `previous` has several versions of one whose networks
    /// change twice. Their pods run side by side, and nothing in a pod says of which it is (rook/rook:
    /// pkg/operator/k8sutil/pod.go, `rook_cluster` is the namespace): the one counts that the pod fits best.
    pub fn clusters_of(&self, daemon: Daemon, pod: &Pod<'_>) -> [Option<&CephCluster<'a>>; 2] {
        let now = self.world.cluster_served(daemon, pod);
        let before = self.earlier.as_ref().and_then(|world| world.cluster_served(daemon, pod));
        let is_other = |other: &&CephCluster<'_>| {
            now.is_none_or(|now| !other.object.is_same_as(&now.object) || !has_same_networks(other, now))
        };
        let mut all = self.earlier.as_ref().map(|world| world.candidates(daemon, pod)).unwrap_or_default();
        all.extend(self.world.candidates(daemon, pod));
        let mut best = None;
        for other in all.into_iter().filter(is_other).take(VERSIONS) {
            let window = self.world.monitor_window(other, self.settings);
            let fit = Attachments::new(other, daemon, pod.attachments(), window).fit();
            if best.is_none_or(|(most, _)| fit > most) {
                best = Some((fit, other));
            }
        }
        [now, best.map(|(_, other)| other).or(before)]
    }

    /// Whether `user` writes what nobody reads who could do better at once: one of Kubernetes' controllers, or an operator
    /// where one works. What an operator makes in a namespace of Ceph it may make from anywhere: not every inventory has
    /// what tells where that is.
    pub fn is_operator(&self, user: &str, is_ceph: bool) -> bool {
        is_controller(user)
            || operator_namespace(user).is_some_and(|namespace| is_ceph || self.has_operators(namespace))
    }

    /// Whether an operator of Ceph may work in `namespace`, see [`World::has_operators`].
    pub fn has_operators(&self, namespace: &str) -> bool {
        self.moments().any(|world| world.has_operators(namespace))
    }

    /// Whether `nad` is one of Ceph's: a CephCluster selects it, it lies in the namespace of one, or it is the window
    /// that the settings give to monitors.
    pub fn is_ceph_nad(&self, nad: &Object<'_>) -> bool {
        self.selects(nad) || self.moments().any(|world| world.is_ceph_nad(nad))
    }

    /// Whether a CephCluster selects `nad`, or the settings do for monitors.
    pub fn selects(&self, nad: &Object<'_>) -> bool {
        self.settings.is_window(nad.namespaced_name()) || self.moments().any(|world| world.selects(nad))
    }

    /// The known moments, the present one first.
    pub fn moments(&self) -> impl Iterator<Item = &World<'a>> {
        [&self.world].into_iter().chain(&self.earlier)
    }
}
