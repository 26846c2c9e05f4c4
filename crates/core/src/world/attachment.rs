//! What a Ceph pod is attached to, against what its CephCluster wants at one moment.

use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::facts::daemon::{Daemon, Joins};
use crate::upstream::selection::NetworkSelection;

/// A pod's attachments in the light of its CephCluster.
#[derive(Debug, Clone, Copy)]
pub struct Attachments<'a> {
    cluster: &'a CephCluster<'a>,
    daemon: Daemon,
    actual: &'a [NetworkSelection],
    monitors: Option<&'a NetworkSelection>,
}

/// What an attachment is to the Ceph cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A network that the CephCluster selects; the public one where one NAD is both.
    Ceph(CephNetwork),
    /// The network that the settings give to monitors in place of the public one.
    Monitors,
    /// Any other.
    Foreign,
}

impl Role {
    /// Who alone may be attached to `nad`, which has this role; `None` for a network that is not Ceph's.
    pub fn reserved(self, nad: &str) -> Option<String> {
        match self {
            Role::Ceph(network) => Some(format!("only OSDs may be attached to the {} network {nad}", network.key())),
            Role::Monitors => Some(format!("only mons may be attached to {nad}, the network of `monitorNetwork`")),
            Role::Foreign => None,
        }
    }
}

impl<'a> Attachments<'a> {
    /// The attachments `actual` of a pod of `cluster`; `monitors` is what its monitors get in place of the public network, see
    /// [`World::monitor_window`](crate::world::World::monitor_window).
    pub fn new(
        cluster: &'a CephCluster<'a>,
        daemon: Daemon,
        actual: &'a [NetworkSelection],
        monitors: Option<&'a NetworkSelection>,
    ) -> Self {
        Attachments { cluster, daemon, actual, monitors }
    }

    /// The CephCluster.
    pub fn cluster(&self) -> &'a CephCluster<'a> {
        self.cluster
    }

    /// What the pod must be attached to, public first; one NAD for both networks is wanted once.
    pub fn wanted(&self) -> Vec<(CephNetwork, &'a NetworkSelection)> {
        let mut wanted: Vec<(CephNetwork, &NetworkSelection)> = Vec::new();
        for (network, selection) in self.cluster.networks() {
            let monitors = self.monitors.filter(|_| network == CephNetwork::Public && self.daemon.is_monitor());
            let selection = monitors.unwrap_or(selection);
            if self.daemon.joins().needs(network) && !wanted.iter().any(|(_, earlier)| earlier.nad == selection.nad) {
                wanted.push((network, selection));
            }
        }
        wanted
    }

    /// The wanted networks that the pod is not attached to.
    pub fn missing(&self) -> Vec<(CephNetwork, &'a NetworkSelection)> {
        let mut wanted = self.wanted();
        wanted.retain(|(_, selection)| !self.actual.iter().any(|element| element.nad == selection.nad));
        wanted
    }

    /// Whether `element` is the public network of a monitor to which the settings give another in its place.
    pub fn is_superseded(&self, element: &NetworkSelection) -> bool {
        let replaced = self.monitors.is_some() && self.daemon.is_monitor();
        replaced && self.cluster.network(CephNetwork::Public).is_some_and(|public| element.nad == public.nad)
    }

    /// What `element` is to the CephCluster.
    pub fn role(&self, element: &NetworkSelection) -> Role {
        if self.monitors.is_some_and(|monitors| element.nad == monitors.nad) {
            return Role::Monitors;
        }
        let network = self.cluster.networks().find(|(_, selection)| element.nad == selection.nad);
        network.map_or(Role::Foreign, |(network, _)| Role::Ceph(network))
    }

    /// How well the pod fits the CephCluster, the greater the better: whether it has what it must have and nothing else, how
    /// many networks the CephCluster may have put it on, and how many it selects.
    pub fn fit(&self) -> (bool, usize, usize) {
        let is_right = self.wanted().len() == self.actual.len() && self.missing().is_empty();
        let (mut given, mut selected) = (0, 0);
        for role in self.actual.iter().map(|element| self.role(element)) {
            given += usize::from(self.gives(role));
            selected += usize::from(role != Role::Foreign);
        }
        (is_right, given, selected)
    }

    /// Whether the CephCluster may have put the pod on a network of this role.
    pub fn gives(&self, role: Role) -> bool {
        match role {
            Role::Ceph(network) => self.daemon.joins().may_join(network),
            Role::Monitors => self.daemon.is_monitor() || self.daemon.joins() == Joins::Any,
            Role::Foreign => false,
        }
    }
}
