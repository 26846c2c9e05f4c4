//! The number of OSDs in a CephCluster's `spec.storage` (rook/rook: pkg/apis/ceph.rook.io/v1/storage.go,
//! pkg/operator/ceph/cluster/osd/create.go, pkg/operator/ceph/cluster/osd/config/config.go, pkg/daemon/ceph/osd/volume.go).

use super::{Sort, Uncounted};
use crate::facts::ceph_cluster::CephCluster;
use crate::json::Node;
use crate::settings::Settings;

/// The OSDs of a CephCluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Osds {
    /// Those that the spec or the settings tell.
    pub(super) number: u64,
    /// Those of them that are encrypted and on a PVC: their keys can be rotated.
    pub(super) encrypted_on_pvc: u64,
    /// What leaves others open.
    pub(super) uncounted: Option<Uncounted>,
}

/// The OSDs on devices of the node that has most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MostOnDevices {
    /// Of the nodes whose devices are listed.
    pub listed: u64,
    /// Whether other nodes take all devices, or those that a filter names.
    pub is_open: bool,
}

/// How many OSDs one node or all nodes of a list have.
#[derive(Clone, Copy)]
enum Number {
    Known(u64),
    Open(&'static str),
}

const BY_DEVICE: &str = "set `osds`";
const BY_NODE: &str = "set `nodes` or `osds`";

impl Osds {
    /// Counts; an external cluster has none here. Each data PVC of a device set is an OSD, each listed device is `osdsPerDevice`; where the spec says "all
    /// devices" or names a filter, `settings.osds` is the number of all OSDs.
    pub(super) fn of(cluster: &CephCluster<'_>, settings: &Settings<'_>) -> Osds {
        let Some(storage) = storage_of(cluster) else {
            return Osds { number: 0, encrypted_on_pvc: 0, uncounted: None };
        };
        let sets = list(storage, "storageClassDeviceSets");
        let count = |set: &Node<'_>| set.get("count").and_then(Node::as_u64).unwrap_or_default();
        let is_encrypted = |set: &&Node<'_>| is_true(set, "encrypted");
        let mut number = sum(sets.iter().map(count));
        let mut open = None;
        for part in by_node(storage, settings) {
            match part {
                Number::Known(osds) => number = number.saturating_add(osds),
                Number::Open(help) => open = open.or(Some(help)),
            }
        }
        if open.is_some()
            && let Some(osds) = settings.osds
        {
            (number, open) = (number.max(osds), None);
        }
        Osds {
            number,
            encrypted_on_pvc: sum(sets.iter().filter(is_encrypted).map(count)),
            uncounted: open.map(|help| Uncounted { sort: Sort::Osd, help }),
        }
    }
}

impl MostOnDevices {
    /// Of all nodes of a CephCluster.
    pub fn of(cluster: &CephCluster<'_>) -> MostOnDevices {
        let mut most = MostOnDevices { listed: 0, is_open: false };
        let Some(storage) = storage_of(cluster) else { return most };
        let shared = Devices::of(storage);
        let nodes = if is_true(storage, "useAllNodes") { &[Node::Null] } else { list(storage, "nodes") };
        for node in nodes {
            match on_node(node, storage, &shared) {
                Number::Known(osds) => most.listed = most.listed.max(osds),
                Number::Open(_) => most.is_open = true,
            }
        }
        most
    }
}

fn storage_of<'c>(cluster: &'c CephCluster<'_>) -> Option<&'c Node<'c>> {
    cluster.object.at(&["spec", "storage"]).filter(|_| !cluster.external)
}

/// The OSDs on devices of nodes. With `useAllNodes` Rook ignores the list of nodes.
fn by_node(storage: &Node<'_>, settings: &Settings<'_>) -> Vec<Number> {
    let shared = Devices::of(storage);
    if !is_true(storage, "useAllNodes") {
        return list(storage, "nodes").iter().map(|node| on_node(node, storage, &shared)).collect();
    }
    let number = match on_node(&Node::Null, storage, &shared) {
        Number::Known(0) => Number::Known(0),
        Number::Known(osds) => {
            settings.nodes.map_or(Number::Open(BY_NODE), |nodes| Number::Known(nodes.saturating_mul(osds)))
        }
        open @ Number::Open(_) => open,
    };
    vec![number]
}

/// What a node does not say itself, it has from the cluster: `shared` are the devices of that.
fn on_node(node: &Node<'_>, storage: &Node<'_>, shared: &Devices) -> Number {
    let levels = [node, storage];
    let own = Devices::of(node);
    if let Some(devices) = [&own, shared].into_iter().find(|devices| !devices.is_empty()) {
        let per_device = levels.into_iter().find_map(osds_per_device).unwrap_or(1);
        return Number::Known(devices.explicit.saturating_add(devices.others.saturating_mul(per_device)));
    }
    let is_set = |key: &str| levels.iter().any(|level| text(level, key).is_some_and(|text| !text.is_empty()));
    let all = levels.iter().find_map(|level| level.get("useAllDevices").and_then(Node::as_bool)).unwrap_or(false);
    if all || is_set("deviceFilter") || is_set("devicePathFilter") {
        return Number::Open(BY_DEVICE);
    }
    Number::Known(0)
}

/// The devices of a list, counted once for all the nodes that have them.
struct Devices {
    /// The OSDs of those devices that say how many they take, which to Rook is a number above one.
    explicit: u64,
    /// The number of other devices.
    others: u64,
}

impl Devices {
    /// The devices that `level`, a node or all of the storage, lists.
    fn of(level: &Node<'_>) -> Devices {
        let mut devices = Devices { explicit: 0, others: 0 };
        for device in list(level, "devices") {
            match osds_per_device(device).filter(|osds| *osds > 1) {
                Some(osds) => devices.explicit = devices.explicit.saturating_add(osds),
                None => devices.others += 1,
            }
        }
        devices
    }

    fn is_empty(&self) -> bool {
        (self.explicit, self.others) == (0, 0)
    }
}

/// `config.osdsPerDevice`, a number in a text; what is no number of Go's, or below one, stands for one.
fn osds_per_device(level: &Node<'_>) -> Option<u64> {
    let text = level.at(&["config", "osdsPerDevice"]).and_then(Node::as_text)?;
    Some(text.parse().ok().filter(|number| (1..=i64::MAX.unsigned_abs()).contains(number)).unwrap_or(1))
}

fn list<'n, 'a>(node: &'n Node<'a>, key: &str) -> &'n [Node<'a>] {
    node.get(key).and_then(Node::as_list).unwrap_or_default()
}

fn text<'n>(node: &'n Node<'_>, key: &str) -> Option<&'n str> {
    node.get(key).and_then(Node::as_text)
}

fn is_true(node: &Node<'_>, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}

fn sum(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(0, u64::saturating_add)
}
