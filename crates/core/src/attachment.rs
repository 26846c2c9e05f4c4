//! What a Ceph pod is attached to, against what its CephCluster wants.

use crate::ceph_cluster::{CephCluster, CephNetwork};
use crate::daemon::Daemon;
use crate::edit::Edit;
use crate::json;
use crate::object::NETWORKS_ANNOTATION;
use crate::selection::{self, NetworkSelection};

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

impl<'a> Attachments<'a> {
    /// The attachments `actual` of a pod of `cluster`; `monitors` is the network that the settings give to monitors. One
    /// that the cluster selects itself is no window of its own, and means nothing: daemons that belong there stay there.
    pub fn new(
        cluster: &'a CephCluster<'a>,
        daemon: Daemon,
        actual: &'a [NetworkSelection],
        monitors: Option<&'a NetworkSelection>,
    ) -> Self {
        let is_selected = |nad: &NetworkSelection| cluster.networks().any(|(_, own)| same_nad(own, nad));
        Attachments { cluster, daemon, actual, monitors: monitors.filter(|nad| !is_selected(nad)) }
    }

    /// What the pod must be attached to, public first; one NAD for both networks is wanted once.
    pub fn wanted(&self) -> Vec<(CephNetwork, &'a NetworkSelection)> {
        let mut wanted: Vec<(CephNetwork, &NetworkSelection)> = Vec::new();
        for (network, selection) in self.cluster.networks() {
            let monitors = self.monitors.filter(|_| network == CephNetwork::Public && self.daemon.is_monitor());
            let selection = monitors.unwrap_or(selection);
            if self.daemon.joins.needs(network) && !wanted.iter().any(|(_, earlier)| same_nad(earlier, selection)) {
                wanted.push((network, selection));
            }
        }
        wanted
    }

    /// The wanted networks that the pod is not attached to.
    pub fn missing(&self) -> Vec<(CephNetwork, &'a NetworkSelection)> {
        let mut wanted = self.wanted();
        wanted.retain(|(_, selection)| !self.actual.iter().any(|element| same_nad(element, selection)));
        wanted
    }

    /// The wanted networks that the pod is attached to more than once.
    pub fn repeated(&self) -> Vec<(CephNetwork, &'a NetworkSelection)> {
        let mut wanted = self.wanted();
        wanted.retain(|(_, selection)| self.actual.iter().filter(|element| same_nad(element, selection)).count() > 1);
        wanted
    }

    /// The public network where the pod is a monitor attached to it, and the settings give it another in its place.
    pub fn superseded(&self) -> Option<&'a NetworkSelection> {
        let replaced = self.monitors.is_some() && self.daemon.is_monitor();
        let public = self.cluster.network(CephNetwork::Public).filter(|_| replaced)?;
        self.actual.iter().find(|element| same_nad(element, public))
    }

    /// The attachments without the later repetitions of a wanted network: what is left when the pod has been mended.
    pub fn without_repetitions(&self) -> Vec<NetworkSelection> {
        let wanted = self.wanted();
        let mut met = Vec::new();
        let mut kept: Vec<NetworkSelection> = Vec::new();
        for element in self.actual {
            let place = wanted.iter().position(|(_, selection)| same_nad(element, selection));
            if place.is_none_or(|place| !met.contains(&place)) {
                kept.push(element.clone());
            }
            met.extend(place.filter(|place| !met.contains(place)));
        }
        kept
    }

    /// What `element` is to the CephCluster.
    pub fn role(&self, element: &NetworkSelection) -> Role {
        if self.monitors.is_some_and(|monitors| same_nad(element, monitors)) {
            return Role::Monitors;
        }
        let network = self.cluster.networks().find(|(_, selection)| same_nad(element, selection));
        network.map_or(Role::Foreign, |(network, _)| Role::Ceph(network))
    }

    /// The edit that mends the annotation.
    pub fn mend(&self) -> Edit {
        Edit::text(&["metadata", "annotations", NETWORKS_ANNOTATION], &self.mended())
    }

    /// The annotation in Rook's form and order that attaches what is wanted, once, and keeps every other attachment.
    fn mended(&self) -> String {
        let wanted = self.wanted();
        let mut elements: Vec<&NetworkSelection> = Vec::new();
        for (_, selection) in &wanted {
            elements.push(self.actual.iter().find(|element| same_nad(element, selection)).unwrap_or(selection));
        }
        let superseded = self.superseded();
        let kept = |element: &&NetworkSelection| {
            !wanted.iter().any(|(_, one)| same_nad(element, one))
                && !superseded.is_some_and(|one| same_nad(element, one))
        };
        elements.extend(self.actual.iter().filter(kept));
        let texts: Vec<String> = elements.into_iter().map(element_text).collect();
        format!("[{}]", texts.join(","))
    }
}

/// One element of the annotation: as it was written, where it was written as JSON, so that members that nobody here
/// knows survive.
fn element_text(element: &NetworkSelection) -> String {
    match &element.members {
        Some(members) => json::compact(&members.json),
        None => selection::to_annotation(&[element]).trim_matches(['[', ']']).to_owned(),
    }
}

/// Whether both select the same NAD, by whatever interface name.
pub fn same_nad(left: &NetworkSelection, right: &NetworkSelection) -> bool {
    left.namespace == right.namespace && left.name == right.name
}
