//! The addresses of daemons that run.

use super::drivers::{CsiPods, Drivers};
use super::{Count, Demand, Osds, Sort, Uncounted};
use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::facts::daemon_spec::{DaemonSpec, has_external_gateways, networks_below};
use crate::facts::kind::Kind;
use crate::facts::object::Object;
use crate::json::Node;
use crate::settings::Settings;
use crate::world::World;
use crate::world::csi::CsiDriver;

/// What Rook takes `mon.count: 0` for (rook/rook: pkg/operator/ceph/cluster/mon/mon.go).
const MONS: u64 = 3;

/// What Rook takes `mgr.count: 0` for (rook/rook: pkg/operator/ceph/cluster/mgr/mgr.go).
const MGRS: u64 = 1;

/// All daemons on the public network.
pub(super) fn public(world: &World<'_>, settings: &Settings<'_>, cluster: &CephCluster<'_>, osds: &Osds) -> Demand {
    let mut demand = Demand::default();
    if world.monitor_window(cluster, settings).is_none() {
        demand.steady.add_exactly(Sort::Mon, mons(cluster));
    }
    demand.steady.add_exactly(Sort::Mgr, mgrs(cluster));
    add_osds(&mut demand, osds);
    add_resources(&mut demand.steady, world, cluster);
    add_csi(&mut demand, world, settings, cluster);
    add_odf(&mut demand, world, cluster, CephNetwork::Public);
    demand
}

/// The OSDs, on whichever network.
pub(super) fn add_osds(demand: &mut Demand, osds: &Osds) {
    demand.steady.add_exactly(Sort::Osd, osds.number);
    demand.uncounted.extend(osds.uncounted.clone());
}

/// The mons that Rook attaches: the floating one is among `mon.count`, and stays on the pod network. An empty networks
/// annotation keeps all of them there, as where the arbiter's node has no storage NIC.
pub fn mons(cluster: &CephCluster<'_>) -> u64 {
    let networks = |key| networks_below(&cluster.object, &["spec", "annotations", key]);
    if cluster.external || networks("all").or_else(|| networks("mon")) == Some("") {
        return 0;
    }
    let mons = at_least_one(&cluster.object, &["spec", "mon", "count"], MONS);
    let floating = cluster.object.text_at(&["spec", "mon", "floatingMon", "name"]).is_some_and(|name| !name.is_empty());
    mons.saturating_sub(u64::from(floating))
}

/// The sum of `number` over the resources of `kind` in the namespace of the cluster whose daemons are not on the host.
pub(super) fn sum(world: &World<'_>, cluster: &CephCluster<'_>, kind: Kind, number: fn(&Object<'_>) -> u64) -> u64 {
    let mut sum = 0_u64;
    for object in world.resources_in(kind, cluster.object.namespace) {
        if !DaemonSpec::any_on_host(object) {
            sum = sum.saturating_add(number(object));
        }
    }
    sum
}

/// The number at `path`; `default` where it is absent or zero.
fn at_least_one(object: &Object<'_>, path: &[&str], default: u64) -> u64 {
    object.at(path).and_then(Node::as_u64).filter(|number| *number > 0).unwrap_or(default)
}

/// The servers of a CephNFS.
pub(super) fn nfs_servers(nfs: &Object<'_>) -> u64 {
    nfs.at(&["spec", "server", "active"]).and_then(Node::as_u64).unwrap_or_default()
}

/// The daemons of a CephRBDMirror.
pub(super) fn mirrors(mirror: &Object<'_>) -> u64 {
    at_least_one(mirror, &["spec", "count"], 1)
}

/// The gateways of a CephNVMeOFGateway.
pub(super) fn nvmeof_gateways(gateway: &Object<'_>) -> u64 {
    at_least_one(gateway, &["spec", "instances"], 1)
}

fn mgrs(cluster: &CephCluster<'_>) -> u64 {
    if cluster.external || cluster.object.is_true_at(&["spec", "mgr", "hostNetwork"]) {
        return 0;
    }
    at_least_one(&cluster.object, &["spec", "mgr", "count"], MGRS)
}

fn add_resources(count: &mut Count, world: &World<'_>, cluster: &CephCluster<'_>) {
    let sum = |kind, number| sum(world, cluster, kind, number);
    count.add(Sort::Mds, sum(Kind::CephFilesystem, fewest_mdss), sum(Kind::CephFilesystem, most_mdss));
    count.add_exactly(Sort::Rgw, sum(Kind::CephObjectStore, gateways));
    count.add_exactly(Sort::RbdMirror, sum(Kind::CephRBDMirror, mirrors));
    count.add_exactly(Sort::CephfsMirror, sum(Kind::CephFilesystemMirror, |_| 1));
    count.add_exactly(Sort::Nfs, sum(Kind::CephNFS, nfs_servers));
    count.add_exactly(Sort::NvmeOf, sum(Kind::CephNVMeOFGateway, nvmeof_gateways));
}

/// Since v1.19 Rook starts a standby for each active mds only where `activeStandby` asks for it.
fn fewest_mdss(filesystem: &Object<'_>) -> u64 {
    let active = at_least_one(filesystem, &["spec", "metadataServer", "activeCount"], 1);
    let standby = filesystem.is_true_at(&["spec", "metadataServer", "activeStandby"]);
    if standby { active.saturating_mul(2) } else { active }
}

/// Up to v1.18 each active mds has a standby.
fn most_mdss(filesystem: &Object<'_>) -> u64 {
    at_least_one(filesystem, &["spec", "metadataServer", "activeCount"], 1).saturating_mul(2)
}

fn gateways(store: &Object<'_>) -> u64 {
    if has_external_gateways(store) { 0 } else { at_least_one(store, &["spec", "gateway", "instances"], 1) }
}

/// What ocs-operator attaches: the toolbox and the metrics exporter to the public network, the blackbox exporter to those of
/// the OSDs. Not every version makes or attaches each of them: they are possible, not certain (red-hat-storage/ocs-operator:
/// internal/controller/storagecluster/cephtoolbox.go, exporter.go, blackbox_exporter.go).
pub(super) fn add_odf(demand: &mut Demand, world: &World<'_>, cluster: &CephCluster<'_>, network: CephNetwork) {
    if world.resources_in(Kind::StorageCluster, cluster.object.namespace).next().is_some() {
        demand.steady.add(Sort::Odf, 0, if network == CephNetwork::Public { 3 } else { 1 });
    }
}

/// The pods of ceph-csi that are not on the host. Controllers without an annotation get one from this policy, where it
/// edits pods: they are possible, not certain. Those of csi-addons need no network and join only what their Driver names.
fn add_csi(demand: &mut Demand, world: &World<'_>, settings: &Settings<'_>, cluster: &CephCluster<'_>) {
    let namespace = cluster.object.namespace;
    let all = Drivers::of(world);
    // Those of another namespace serve the cluster where none are in its own.
    let serves_all = world.is_served(cluster, "") && all.is_any;
    let own = || world.resources_in(Kind::Driver, namespace);
    if !serves_all && own().next().is_none() {
        demand.uncounted.push(Uncounted { sort: Sort::CsiController, help: "add the Drivers to the inventory" });
        return;
    }
    let mut annotated = CsiPods::default();
    if let Some(public) = cluster.network(CephNetwork::Public) {
        annotated = all.joining(public, if serves_all { None } else { Some(namespace) });
    }
    let mut controllers = annotated.controllers(settings.nodes);
    // The annotation that this policy writes names the network of one CephCluster, the one of the Drivers' namespace or the
    // only one: with others the Drivers of all namespaces are nobody's.
    let is_its_own = world.cluster_of_operator(namespace).is_some_and(|own| own.object.is_same_as(&cluster.object));
    if settings.mutate && is_its_own {
        let of_all = (serves_all && world.clusters().len() == 1).then(|| world.resources(Kind::Driver));
        let mut pods = CsiPods::default();
        for driver in own().chain(of_all.into_iter().flatten()) {
            pods.add(CsiPods::controllers_of(&CsiDriver::new(*driver, world)));
        }
        controllers = controllers.max(pods.controllers(settings.nodes));
    }
    let mut addons = 0;
    match settings.nodes {
        Some(nodes) => addons = annotated.addons.saturating_mul(nodes),
        None if annotated.addons > 0 => {
            demand.uncounted.push(Uncounted { sort: Sort::CsiAddons, help: "set `nodes`" });
        }
        None => {}
    }
    demand.steady.add(Sort::CsiController, annotated.controllers(settings.nodes), controllers);
    demand.steady.add_exactly(Sort::CsiAddons, addons);
}
