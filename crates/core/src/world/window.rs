//! Whose monitors get the network of `monitorNetwork`.

use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::settings::Settings;
use crate::upstream::cni::Segment;
use crate::upstream::selection::NetworkSelection;
use crate::world::World;
use crate::world::pools::Pools;

impl World<'_> {
    /// The network of `monitorNetwork`, if the monitors of `cluster` get it in place of the public one. One that the cluster
    /// selects itself is no window of its own, and means nothing: daemons that belong there stay there.
    pub fn monitor_window<'s>(
        &self,
        cluster: &CephCluster<'_>,
        settings: &'s Settings<'_>,
    ) -> Option<&'s NetworkSelection> {
        self.window_for(cluster, settings).filter(|network| !cluster.selects(network.nad.borrowed()))
    }

    /// The network of `monitorNetwork`, if it is for the monitors of `cluster`: a window in the pool of its public network.
    /// What shares the pool of none, or has no known range, is that of the only CephCluster, or else of the one in its
    /// namespace.
    pub fn window_for<'s>(
        &self,
        cluster: &CephCluster<'_>,
        settings: &'s Settings<'_>,
    ) -> Option<&'s NetworkSelection> {
        let window = settings.monitor_network.as_ref()?;
        let own = cluster.object.namespace;
        let is_other = |other: &&CephCluster<'_>| {
            other.object.namespace != own && !other.external && other.network(CephNetwork::Public).is_some()
        };
        let others = || self.clusters().iter().filter(is_other);
        let is_nearest = || {
            others().next().is_none()
                || own == window.nad.namespace && !others().any(|other| self.shares(window, other))
        };
        (self.shares(window, cluster) || is_nearest()).then_some(window)
    }

    /// Whether the NAD `window` has a range in the pool of the public network of `cluster`, and is on its segment as far as
    /// that is known: two networks that know nothing of each other may have the same addresses.
    fn shares(&self, window: &NetworkSelection, cluster: &CephCluster<'_>) -> bool {
        let Some(public) = cluster.network(CephNetwork::Public) else { return false };
        let pools = self.pools(public).zip(self.pools(window));
        pools.is_some_and(|(public, window)| public.has_pool_of(&window)) && self.apart(public, window).is_none()
    }

    /// A segment of each of two NADs that are known to be on different ones.
    pub fn apart(&self, one: &NetworkSelection, other: &NetworkSelection) -> Option<[Segment; 2]> {
        let (one, other) = (self.pools(one)?, self.pools(other)?);
        let first = |pools: &Pools| pools.segments.iter().next().cloned();
        one.segments.is_apart_from(&other.segments).then(|| Some([first(&one)?, first(&other)?]))?
    }
}
