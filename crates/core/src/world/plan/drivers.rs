//! The pods of ceph-csi that join networks by the annotations of their Drivers.

use crate::facts::kind::Kind;
use crate::facts::pod::read_networks;
use crate::json::order::{firsts, sort_by};
use crate::upstream::NamespacedName;
use crate::upstream::selection::NetworkSelection;
use crate::world::World;
use crate::world::csi::{CsiDriver, CsiPlugin};

/// What the Drivers of a world start on each NAD: read once for the plans of all CephClusters.
#[derive(Debug, Default)]
pub(in crate::world) struct Drivers {
    /// Whether there is a Driver.
    pub(super) is_any: bool,
    /// Sorted by namespace and NAD.
    joined: Vec<Joined>,
}

/// The pods of the Drivers of one namespace, or of all, on one NAD.
#[derive(Debug)]
struct Joined {
    namespace: Option<String>,
    nad: NamespacedName,
    pods: CsiPods,
}

/// How many pods of ceph-csi there are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CsiPods {
    /// The controllers of Drivers that say how many they have.
    replicas: u64,
    /// The Drivers that do not.
    silent: u64,
    /// The Drivers with a pod of csi-addons on every node.
    pub(super) addons: u64,
}

impl CsiPods {
    /// The controllers of `driver`, none where these are on the network of the host.
    pub(super) fn controllers_of(driver: &CsiDriver<'_>) -> CsiPods {
        match driver.replicas() {
            _ if driver.controller_is_on_host() => CsiPods::default(),
            Some(replicas) => CsiPods { replicas, ..CsiPods::default() },
            None => CsiPods { silent: 1, ..CsiPods::default() },
        }
    }

    fn of(driver: &CsiDriver<'_>, plugin: CsiPlugin) -> CsiPods {
        match plugin {
            CsiPlugin::Controller => CsiPods::controllers_of(driver),
            CsiPlugin::Node => CsiPods { addons: u64::from(driver.deploys_csi_addons()), ..CsiPods::default() },
        }
    }

    pub(super) fn add(&mut self, other: CsiPods) {
        self.replicas = self.replicas.saturating_add(other.replicas);
        self.silent = self.silent.saturating_add(other.silent);
        self.addons = self.addons.saturating_add(other.addons);
    }

    /// The controllers, in a Kubernetes cluster of so many nodes.
    pub(super) fn controllers(&self, nodes: Option<u64>) -> u64 {
        self.replicas.saturating_add(self.silent.saturating_mul(CsiDriver::default_replicas(nodes)))
    }
}

impl Drivers {
    pub(super) fn of<'w>(world: &'w World<'_>) -> &'w Drivers {
        world.known.drivers.get_or_init(|| Drivers::read(world))
    }

    fn read(world: &World<'_>) -> Drivers {
        let mut drivers = Drivers::default();
        for object in world.resources(Kind::Driver) {
            drivers.is_any = true;
            let driver = CsiDriver::new(*object, world);
            for plugin in CsiPlugin::ALL {
                let pods = CsiPods::of(&driver, plugin);
                let networks = read_networks(driver.networks(plugin).unwrap_or_default(), object.namespace);
                let networks = networks.unwrap_or_default();
                let firsts = firsts(networks.iter().map(|one| &one.nad));
                let distinct = networks.iter().zip(firsts).enumerate().filter(|(place, (_, first))| place == first);
                for (_, (one, _)) in distinct {
                    for namespace in [None, Some(object.namespace.to_owned())] {
                        drivers.joined.push(Joined { namespace, nad: one.nad.clone(), pods });
                    }
                }
            }
        }
        sort_by(&mut drivers.joined, |one, other| (&one.namespace, &one.nad).cmp(&(&other.namespace, &other.nad)));
        drivers.joined.dedup_by(|next, sum| {
            let is_same = next.namespace == sum.namespace && next.nad == sum.nad;
            if is_same {
                sum.pods.add(next.pods);
            }
            is_same
        });
        drivers
    }

    /// The pods of the Drivers of `namespace`, or of all, on the NAD that `selection` names.
    pub(super) fn joining(&self, selection: &NetworkSelection, namespace: Option<&str>) -> CsiPods {
        let place =
            self.joined.binary_search_by(|one| (one.namespace.as_deref(), &one.nad).cmp(&(namespace, &selection.nad)));
        place.ok().and_then(|place| self.joined.get(place)).map(|one| one.pods).unwrap_or_default()
    }
}
