//! The addresses of pods that come and go beside those that run.

use super::steady::{mirrors, mons, nfs_servers, nvmeof_gateways, sum};
use super::{Count, Osds, Sort};
use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::facts::kind::Kind;
use crate::world::World;

/// A Deployment of the default strategy may have one pod more for each four of its replicas, rounded up
/// (kubernetes/kubernetes: pkg/apis/apps/v1/defaults.go).
const REPLICAS_PER_SURGE: u64 = 4;

/// All pods on the public NAD, which is that of `networks`.
pub(super) fn public(world: &World<'_>, cluster: &CephCluster<'_>, osds: &Osds, networks: &[CephNetwork]) -> Count {
    let mut count = Count::default();
    let sum = |kind, number| sum(world, cluster, kind, number);
    count.add_exactly(Sort::NetworkCanary, canaries(cluster, networks));
    // One mon at a time, probed by a canary that is gone before the mon comes. The canaries of a new cluster are gone
    // before any mon runs.
    count.add_exactly(Sort::MonFailover, u64::from(mons(cluster) > 0));
    let rotates = cluster.object.is_true_at(&["spec", "security", "keyRotation", "enabled"]);
    count.add_exactly(Sort::OsdKeyRotation, if rotates { osds.encrypted_on_pvc } else { 0 });
    count.add_exactly(
        Sort::RbdMirrorUpdate,
        sum(Kind::CephRBDMirror, |mirror| mirrors(mirror).div_ceil(REPLICAS_PER_SURGE)),
    );
    count.add_exactly(Sort::CephfsMirrorUpdate, sum(Kind::CephFilesystemMirror, |_| 1));
    count.add_exactly(Sort::NfsUpdate, sum(Kind::CephNFS, nfs_servers));
    count.add_exactly(Sort::NvmeOfUpdate, sum(Kind::CephNVMeOFGateway, nvmeof_gateways));
    count
}

/// The pods on a cluster network of its own.
pub(super) fn cluster(cluster: &CephCluster<'_>) -> Count {
    let mut count = Count::default();
    count.add_exactly(Sort::NetworkCanary, canaries(cluster, &[CephNetwork::Cluster]));
    count
}

/// One per network at each reconcile, unless the mons are those of an external cluster.
fn canaries(cluster: &CephCluster<'_>, networks: &[CephNetwork]) -> u64 {
    if cluster.external {
        return 0;
    }
    networks.iter().map(|network| u64::from(cluster.is_probed(*network))).sum()
}
