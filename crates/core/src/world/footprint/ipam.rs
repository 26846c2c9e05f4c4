//! Which addresses the plugins of a NAD hand out.

use std::rc::Rc;

use super::fields::{ADDRESS, ARGS, HOST_LOCAL, INPUT, RANGE, RUNTIME, STATIC};
use super::pools::{SliceName, WhereaboutsPool};
use super::{Addresses, Footprint, Hiding, list, member, text};
use crate::facts::nad::config_path;
use crate::json::order::sorted;
use crate::json::{Map, Node, Path};
use crate::upstream::address::{Address, AddressRange, AddressSet, Cidr};
use crate::upstream::cni::Plugin;
use crate::upstream::go_json::{Fields, get};
use crate::upstream::object_name::has_object_length;
use crate::upstream::whereabouts::{PoolRange, SliceError, WHEREABOUTS, Whereabouts, slice_count, slice_prefix};

impl Footprint {
    /// Adds the addresses that the IPAM section of `plugin` hands out. `names` are those that
    /// [`CniConfig::slice_names`](crate::upstream::cni::CniConfig::slice_names) gives.
    pub(super) fn add_addresses(&mut self, plugin: &Plugin<'_>, names: [&str; 2]) -> Addresses {
        if plugin.kind() == "ovn-k8s-cni-overlay" {
            return self.add_subnets(plugin);
        }
        let ipam = plugin.ipam().unwrap_or(&Node::Null);
        let path = config_path(plugin.path_of_ipam());
        let routing = Routing::of(plugin);
        let kind = match plugin.kind() {
            "flannel" => plugin.ipam_type_of_flannel(),
            // As plugins of a chain, these do not look at the type of the section.
            kind @ ("static" | "host-local") => kind,
            _ => plugin.ipam_type(),
        };
        self.reads_args |= matches!(kind, "static" | "host-local");
        match (kind, ipam.as_map()) {
            (WHEREABOUTS, _) => self.add_whereabouts(&path, &Whereabouts::read(ipam), names, routing),
            ("static", Some(map)) => return self.add_static(&path, plugin, map, routing),
            ("host-local", map) => {
                self.add_host_local(&path, plugin, &map.copied().unwrap_or_default(), routing);
                // Each node has others, in a file of flannel.
                if plugin.is_of_flannel() {
                    return Addresses::Unknown;
                }
            }
            _ => return Addresses::Unknown,
        }
        Addresses::Known
    }

    /// Adds addresses, and what the node does with packets of each of them.
    fn add(&mut self, routing: Routing, range: AddressRange, path: Path) {
        if matches!(routing, Routing::Addresses | Routing::Masquerade | Routing::Network { masquerades: true }) {
            self.routes.push(range, path.clone());
        }
        self.places.push(range, path);
    }

    /// Adds the address that the node has itself because of addresses of `network`, and its route to the network of that: it
    /// is their gateway, and of a bridge the first address of the network if there is none.
    fn add_gateway(&mut self, routing: Routing, network: &Cidr, gateway: Option<Address>, path: Path) {
        let gateway = match routing {
            Routing::Nothing | Routing::Masquerade => None,
            Routing::Addresses => gateway,
            Routing::Network { .. } => gateway.or_else(|| network.network().next()),
        };
        let Some(gateway) = gateway else { return };
        if matches!(routing, Routing::Network { .. }) {
            self.routes.push(Cidr::new(gateway, network.prefix()).range(), path.clone());
        }
        self.gateways.push(AddressRange::one(gateway), path);
    }

    fn add_whereabouts(&mut self, path: &Path, section: &Whereabouts<'_>, names: [&str; 2], routing: Routing) {
        match section.ranges.first() {
            Some(first) if ends_controller(first, section.node_slice_size) => {
                self.crash.get_or_insert_with(|| path.clone().key("node_slice_size"));
            }
            Some(_) => {}
            None => {
                self.rangeless.get_or_insert_with(|| path.clone());
            }
        }
        self.add_wait(path, section);
        // Kubernetes has no object of a longer name, so Whereabouts assigns nothing.
        if has_object_length(section.network_name) {
            self.add_pools(path, section, names);
        }
        for range in &section.ranges {
            let gateway = section.gateway.map_or_else(|| range.path(), |_| Path::from("gateway"));
            self.add_gateway(routing, &range.network, section.gateway, path.clone().join(gateway));
            for run in range.assignable().map(AddressSet::ranges).unwrap_or_default() {
                self.add(routing, *run, path.clone().join(range.path()));
            }
        }
        for pinned in &section.addresses {
            let path = path.clone().key("addresses");
            self.add_gateway(routing, &pinned.address, pinned.gateway, path.clone());
            self.add(routing, AddressRange::one(pinned.address.address()), path);
        }
    }

    /// Adds the objects that Whereabouts keeps for the ranges of `section`.
    fn add_pools(&mut self, path: &Path, section: &Whereabouts<'_>, names: [&str; 2]) {
        let network_name: Rc<str> = Rc::from(section.network_name);
        if !section.ranges.is_empty() {
            self.add_slices(path, &network_name, !section.node_slice_size.is_empty(), names);
        }
        for range in &section.ranges {
            let Ok(assignable) = range.assignable() else { continue };
            if section.overlapping_ranges {
                assignable.ranges().iter().for_each(|run| self.pools.push_checked(&network_name, *run));
            }
            self.pools.push(WhereaboutsPool {
                network_name: Rc::clone(&network_name),
                network: range.network,
                slice: slice_prefix(section.node_slice_size),
                path: path.clone().join(range.path()),
            });
        }
    }

    /// Adds the names that node slices have: `network_name`, without which Whereabouts' node controller and its plugin each
    /// take what they read as the name of the configuration.
    fn add_slices(&mut self, path: &Path, network_name: &Rc<str>, is_sliced: bool, names: [&str; 2]) {
        if !network_name.is_empty() {
            let (name, path) = (Rc::clone(network_name), path.clone().key("network_name"));
            self.pools.push_slices(SliceName { name, is_network: true, is_sliced, path });
        } else if is_sliced {
            for name in names {
                let (name, path) = (Rc::from(name), config_path("name"));
                self.pools.push_slices(SliceName { name, is_network: false, is_sliced, path });
            }
        }
    }

    /// Those of OVN-Kubernetes, which has them in `subnets`, one behind the other, each with the size of what a node gets where
    /// nodes have parts of it (ovn-kubernetes/ovn-kubernetes: docs/features/multiple-networks/multi-homing.md).
    fn add_subnets(&mut self, plugin: &Plugin<'_>) -> Addresses {
        let subnets = sorted(ranges(plugin, "subnets"));
        // Each subnet is allocated for itself, without what is excluded of it as a whole: where one lies within what is
        // excluded of another, its addresses are still assigned.
        let has_subnet = |exclude: &AddressRange| {
            let from = subnets.partition_point(|subnet| subnet.first() < exclude.first());
            let behind = subnets.partition_point(|subnet| subnet.first() <= exclude.first());
            [from, behind]
                .iter()
                .any(|place| subnets.get(*place).is_some_and(|subnet| subnet != exclude && exclude.covers(subnet)))
        };
        let mut others = AddressSet::of(subnets.clone()).complement().ranges().to_vec();
        others.extend(excluded(plugin).into_iter().filter(|exclude| !has_subnet(exclude)));
        for run in AddressSet::of(others).complement().ranges() {
            self.places.push(*run, config_path(plugin.path_of("subnets")));
        }
        if subnets.is_empty() { Addresses::Unknown } else { Addresses::Known }
    }

    /// (containernetworking/plugins: plugins/ipam/static/main.go)
    fn add_static(&mut self, path: &Path, plugin: &Plugin<'_>, map: &Map<'_>, routing: Routing) -> Addresses {
        let listed = list(map, STATIC, "addresses").iter();
        if listed.clone().any(|entry| entry.as_map().is_some_and(|map| get(map, ADDRESS, "Address").is_some())) {
            self.hiding.get_or_insert_with(|| (path.clone().key("addresses"), Hiding::Address));
        }
        let listed = listed.filter_map(|entry| {
            let map = entry.as_map()?;
            Some((text(map, ADDRESS, "address")?, address(map, ADDRESS, "gateway")))
        });
        let input = plugin.members();
        let args = member(&input, INPUT, "args").and_then(|args| member(args, ARGS, "cni"));
        let given = [args, member(&input, INPUT, "runtimeConfig")].into_iter().flatten();
        let given = given.flat_map(|map| list(map, RUNTIME, "ips")).filter_map(Node::as_text).map(|text| (text, None));
        let before = self.places.len();
        for (address, gateway) in listed.chain(given) {
            let Ok(address) = Cidr::parse(address) else { continue };
            let path = path.clone().key("addresses");
            self.add_gateway(routing, &address, gateway, path.clone());
            self.add(routing, AddressRange::one(address.address()), path);
        }
        // What a pod asks for by `cni-args`, or with the capability by `ips`, comes before all of these.
        if self.places.len() > before { Addresses::Replaced } else { Addresses::Unknown }
    }

    /// (containernetworking/plugins: plugins/ipam/host-local/backend/allocator/config.go, range.go)
    fn add_host_local(&mut self, path: &Path, plugin: &Plugin<'_>, map: &Map<'_>, routing: Routing) {
        let input = plugin.members();
        let given = member(&input, INPUT, "runtimeConfig").map(|runtime| (runtime, RUNTIME, "ipRanges"));
        let sets = [Some((map, HOST_LOCAL, "ranges")), given].into_iter().flatten();
        let sets = sets.flat_map(|(map, fields, key)| {
            list(map, fields, key).iter().enumerate().map(move |(set, ranges)| (key, set, ranges))
        });
        let nested = sets.flat_map(|(key, set, ranges)| {
            let ranges = ranges.as_list().unwrap_or_default().iter().enumerate();
            ranges.filter_map(move |(place, range)| Some((Path::from(key).index(set).index(place), range.as_map()?)))
        });
        for (rest, range) in [(Path::default(), map)].into_iter().chain(nested) {
            let Some(subnet) = text(range, RANGE, "subnet").and_then(|text| Cidr::parse(text).ok()) else { continue };
            let address = |name| address(range, RANGE, name);
            let window =
                PoolRange::new(None, "", subnet, Vec::new()).within(address("rangeStart"), address("rangeEnd"));
            if let Ok(span) = window.span() {
                let path = path.clone().join(&rest);
                let (gateway, key) = match address("gateway") {
                    None => (subnet.network().next(), "subnet"),
                    gateway => (gateway, "gateway"),
                };
                self.add_gateway(routing, &subnet, gateway, path.clone().key(key));
                self.add(routing, span, path.key("subnet"));
            }
        }
    }
}

/// The networks that a key of OVN-Kubernetes lists.
fn ranges(plugin: &Plugin<'_>, key: &str) -> Vec<AddressRange> {
    let range = |subnet: &str| {
        let subnet = subnet.trim();
        let cidr = subnet.match_indices('/').nth(1).and_then(|(end, _)| subnet.get(..end)).unwrap_or(subnet);
        Some(Cidr::parse(cidr).ok()?.range())
    };
    plugin.text(key).unwrap_or_default().split(',').filter_map(range).collect()
}

/// What OVN-Kubernetes never assigns: not by itself, and not to a pod that asks for it by `ips`, which it rejects where it
/// has subnets. With `layer3` it reads no excludes, and what `reservedSubnets` says is only kept for pods that ask
/// (ovn-kubernetes/ovn-kubernetes: go-controller/pkg/allocator/ip/subnet/allocator.go,
/// go-controller/pkg/allocator/pod/pod_annotation.go, go-controller/pkg/util/multi_network.go).
fn excluded(plugin: &Plugin<'_>) -> Vec<AddressRange> {
    if plugin.text("topology") == Some("layer3") { Vec::new() } else { ranges(plugin, "excludeSubnets") }
}

/// Whether the controller that shares `range` out among nodes ends, for all networks. It is started again and again, and ends
/// each time (k8snetworkplumbingwg/whereabouts: pkg/node-controller/controller.go, `syncHandler`).
fn ends_controller(range: &PoolRange<'_>, size: &str) -> bool {
    match slice_count(&range.network.to_string(), size) {
        Ok(slices) => slices > SLICES_IN_MEMORY,
        Err(error) => error == SliceError::Crash,
    }
}

/// The controller has 200 MiB, and needs 400 bytes for each slice, in lists, texts and what it logs of them
/// (k8snetworkplumbingwg/whereabouts: doc/crds/node-slice-controller.yaml). An object has place for 10,000.
const SLICES_IN_MEMORY: u64 = 500_000;

fn address(map: &Map<'_>, fields: Fields, name: &str) -> Option<Address> {
    text(map, fields, name).and_then(|text| Address::parse(text).ok())
}

/// What a node has a route to because of a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Routing {
    /// Nothing.
    Nothing,
    /// Each address of a pod, whose gateway it has itself (containernetworking/plugins: plugins/main/ptp/ptp.go,
    /// `setupHostVeth`).
    Addresses,
    /// No route, but it replaces the source of packets from each address of a pod (plugins/main/bridge/bridge.go, `cmdAdd`;
    /// pkg/ip/ipmasq_iptables_linux.go).
    Masquerade,
    /// The network of the gateway, which the bridge has (plugins/main/bridge/bridge.go, `calcGateways`, `ensureAddr`), and
    /// what [`Routing::Masquerade`] does, if it is asked for too.
    Network { masquerades: bool },
}

impl Routing {
    fn of(plugin: &Plugin<'_>) -> Routing {
        match plugin.kind() {
            "ptp" => Routing::Addresses,
            _ if plugin.has_gateway() => Routing::Network { masquerades: plugin.flag("ipMasq") },
            _ if plugin.flag("ipMasq") => Routing::Masquerade,
            _ => Routing::Nothing,
        }
    }
}
