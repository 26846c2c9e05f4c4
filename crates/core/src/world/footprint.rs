//! What a NAD takes of the hosts' networks: the layer-2 segments that it joins, and the addresses that it hands out.

mod fields;

use crate::facts::nad::{Nad, config_path};
use crate::facts::object::{Object, RESOURCE_NAME_ANNOTATION};
use crate::json::order::sorted;
use crate::json::{Arena, Map, Node, Path};
use crate::upstream::address::{Address, AddressRange, AddressSet, Cidr};
use crate::upstream::cni::{Plugin, Segment, Segments};
use crate::upstream::go_json::{Fields, get};
use crate::upstream::selection::NetworkSelection;
use crate::upstream::whereabouts::{PoolRange, WHEREABOUTS, Whereabouts};
use fields::{ADDRESS, ARGS, HOST_LOCAL, INPUT, MULTUS, MULTUS_NAMESPACE, RANGE, RUNTIME, STATIC};

/// The segments and addresses of a NAD.
#[derive(Debug, Default)]
pub struct Footprint {
    /// The segments, in ascending order; their paths are those of the configuration.
    pub segments: Segments,
    /// The ranges from which Whereabouts hands out addresses, in ascending order.
    pub pools: Vec<WhereaboutsPool>,
    /// The addresses that may be handed out, by any IPAM.
    pub addresses: AddressSet,
    /// All addresses of the pools.
    pub reserved: AddressSet,
    /// What hands out addresses that nobody can tell from the NAD, `dhcp`, or nothing does; `None` where all are known.
    pub unknown: Option<Unknown>,
    /// The path of the first Whereabouts section without a range: where there is a file with one on the nodes, that counts.
    pub rangeless: Option<Path>,
    /// The NADs that Multus attaches pods to because a plugin of this one is Multus again, in ascending order.
    nads: Vec<CalledNad>,
    places: Vec<(AddressRange, Path)>,
}

/// A NAD that Multus, called as a plugin, looks up by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CalledNad {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The path of the name in the NAD that calls it.
    pub path: Path,
}

/// A pool of Whereabouts: NADs with one range and one `network_name` share their reservations
/// (k8snetworkplumbingwg/whereabouts: pkg/storage/kubernetes/ipam.go).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WhereaboutsPool {
    /// `network_name`; empty for the one without a name.
    pub network_name: String,
    /// All addresses of the range, whatever its window and its excludes.
    pub range: AddressRange,
    /// The path of its text in the NAD.
    pub path: Path,
    /// Whether an address is looked up among those of other pools.
    pub overlap_check: bool,
}

/// An interface whose addresses the NAD does not tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The IPAM plugin; empty where there is none.
    pub ipam: String,
    /// The path of what makes the interface in the NAD.
    pub path: Path,
    /// Whether there are addresses that a pod's annotation replaces.
    pub replaced: bool,
}

/// How well the addresses of a plugin are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Addresses {
    Known,
    Replaced,
    Unknown,
}

impl WhereaboutsPool {
    /// What makes it one pool with another.
    pub fn key(&self) -> (&str, AddressRange) {
        (&self.network_name, self.range)
    }
}

impl Footprint {
    /// Reads a NAD.
    pub fn of(nad: &Object<'_>) -> Footprint {
        let arena = Arena::new();
        let nad = Nad::new(*nad, &arena);
        Footprint::read(&nad, nad.plugins())
    }

    /// The footprint of a NAD of these plugins, and of the plugins that they call.
    pub fn read<'n>(nad: &Nad<'_>, plugins: Vec<Plugin<'n>>) -> Footprint {
        let resource = nad.object.annotation(RESOURCE_NAME_ANNOTATION).filter(|name| !name.is_empty());
        let name = nad.config.as_ref().map(|config| config.name.as_str()).unwrap_or_default();
        let mut footprint = Footprint::default();
        let (mut left, mut joined) = (plugins, Vec::new());
        while let Some(plugin) = left.pop() {
            // An empty object makes no interface, and a chain may have half a million of them.
            if plugin.members().is_empty() {
                continue;
            }
            left.extend(plugin.delegates());
            footprint.nads.extend(called_nads(&plugin));
            let segments = Segment::of(&plugin, name, resource);
            let addresses = footprint.add_addresses(&plugin);
            if addresses != Addresses::Known && !segments.is_empty() {
                footprint.unknown.get_or_insert_with(|| Unknown {
                    ipam: plugin.ipam_type().to_owned(),
                    path: config_path(plugin.path_of("type")),
                    replaced: addresses == Addresses::Replaced,
                });
            }
            joined.extend(segments);
        }
        footprint.segments = Segments::of(joined);
        footprint.nads = sorted(footprint.nads);
        footprint.pools = sorted(footprint.pools);
        footprint.reserved = AddressSet::of(footprint.pools.iter().map(|pool| pool.range));
        footprint.addresses = AddressSet::of(footprint.places.iter().map(|(range, _)| *range));
        footprint
    }

    /// How the NAD that `selection` names is called, if it is.
    pub fn called(&self, selection: &NetworkSelection) -> Option<&CalledNad> {
        let wanted = selection.identity();
        let key = |nad: &CalledNad| (nad.namespace.as_str(), nad.name.as_str()).cmp(&wanted);
        let place = self.nads.partition_point(|nad| key(nad).is_lt());
        self.nads.get(place).filter(|nad| key(nad).is_eq())
    }

    /// The path of what hands out `address`, in the NAD.
    pub fn path_of(&self, address: Address) -> Path {
        let place = self.places.iter().find(|(range, _)| range.contains(address));
        place.map_or_else(|| config_path(Path::default()), |(_, path)| path.clone())
    }

    /// Adds the addresses that the IPAM section of `plugin` hands out.
    fn add_addresses(&mut self, plugin: &Plugin<'_>) -> Addresses {
        if plugin.kind() == "ovn-k8s-cni-overlay" {
            return self.add_subnets(plugin);
        }
        let Some(ipam) = plugin.ipam() else { return Addresses::Unknown };
        let path = config_path(plugin.path_of("ipam"));
        match (plugin.ipam_type(), ipam.as_map()) {
            (WHEREABOUTS, _) => self.add_whereabouts(&path, &Whereabouts::read(ipam)),
            ("static", Some(map)) => return self.add_static(&path, plugin, map),
            ("host-local", Some(map)) => self.add_host_local(&path, plugin, map),
            _ => return Addresses::Unknown,
        }
        Addresses::Known
    }

    fn add_whereabouts(&mut self, path: &Path, section: &Whereabouts<'_>) {
        if section.ranges.is_empty() {
            self.rangeless.get_or_insert_with(|| path.clone());
        }
        let sliced = !section.node_slice_size.is_empty();
        for (place, range) in section.ranges.iter().enumerate() {
            let path = path.clone().join(range.path());
            let pool = WhereaboutsPool {
                network_name: section.network_name.to_owned(),
                range: range.network.range(),
                path: path.clone(),
                overlap_check: section.overlapping_ranges,
            };
            // The slices of nodes are cut out of the first range, without regard to windows and excludes.
            if sliced && place == 0 {
                self.places.push((pool.range, path));
            } else if let (false, Ok(assignable)) = (sliced, range.assignable()) {
                self.places.extend(assignable.ranges().iter().map(|run| (*run, path.clone())));
            } else {
                continue;
            }
            self.pools.push(pool);
        }
        for pinned in &section.addresses {
            self.places.push((AddressRange::one(pinned.address.address()), path.clone().key("addresses")));
        }
    }

    /// Those of OVN-Kubernetes, which has them in `subnets`, one behind the other, each with the size of what a node gets where
    /// nodes have parts of it (ovn-kubernetes/ovn-kubernetes: docs/features/multiple-networks/multi-homing.md).
    fn add_subnets(&mut self, plugin: &Plugin<'_>) -> Addresses {
        let before = self.places.len();
        for subnet in plugin.text("subnets").unwrap_or_default().split(',').map(str::trim) {
            let cidr = subnet.match_indices('/').nth(1).and_then(|(end, _)| subnet.get(..end)).unwrap_or(subnet);
            let range = Cidr::parse(cidr).ok().map(|cidr| cidr.range());
            self.places.extend(range.map(|range| (range, config_path(plugin.path_of("subnets")))));
        }
        if self.places.len() > before { Addresses::Known } else { Addresses::Unknown }
    }

    /// (containernetworking/plugins: plugins/ipam/static/main.go)
    fn add_static(&mut self, path: &Path, plugin: &Plugin<'_>, map: &Map<'_>) -> Addresses {
        let listed = list(map, STATIC, "addresses").iter();
        let listed = listed.filter_map(|entry| text(entry.as_map()?, ADDRESS, "address"));
        let input = plugin.members();
        let args = member(&input, INPUT, "args").and_then(|args| member(args, ARGS, "cni"));
        let given = [args, member(&input, INPUT, "runtimeConfig")].into_iter().flatten();
        let given = given.flat_map(|map| list(map, RUNTIME, "ips")).filter_map(Node::as_text);
        let before = self.places.len();
        for address in listed.chain(given).filter_map(|text| Cidr::parse(text).ok()) {
            self.places.push((AddressRange::one(address.address()), path.clone().key("addresses")));
        }
        // What a pod asks for by `cni-args`, or with the capability by `ips`, comes before all of these.
        if self.places.len() > before { Addresses::Replaced } else { Addresses::Unknown }
    }

    /// (containernetworking/plugins: plugins/ipam/host-local/backend/allocator/config.go, range.go)
    fn add_host_local(&mut self, path: &Path, plugin: &Plugin<'_>, map: &Map<'_>) {
        let input = plugin.members();
        let given = member(&input, INPUT, "runtimeConfig").map(|runtime| (runtime, RUNTIME, "ipRanges"));
        let sets = [Some((map, HOST_LOCAL, "ranges")), given].into_iter().flatten();
        let sets = sets.flat_map(|(map, fields, key)| {
            list(map, fields, key).iter().enumerate().map(move |(set, ranges)| (key, set, ranges))
        });
        let nested = sets.flat_map(|(key, set, ranges)| {
            let ranges = ranges.as_list().unwrap_or_default().iter().enumerate();
            ranges.filter_map(move |(place, range)| {
                Some((Path::from(key).index(set).index(place).key("subnet"), range.as_map()?))
            })
        });
        for (rest, range) in [(Path::from("subnet"), map)].into_iter().chain(nested) {
            let Some(subnet) = text(range, RANGE, "subnet").and_then(|text| Cidr::parse(text).ok()) else { continue };
            let bound = |name| text(range, RANGE, name).and_then(|text| Address::parse(text).ok());
            let window = PoolRange::new(None, "", subnet, Vec::new()).within(bound("rangeStart"), bound("rangeEnd"));
            self.places.extend(window.span().ok().map(|span| (span, path.clone().join(&rest))));
        }
    }
}

/// What Multus attaches to by `clusterNetwork` and `defaultNetworks`, whoever the pod is and whatever it asks for. A name with
/// a slash is a file (k8snetworkplumbingwg/multus-cni: pkg/k8sclient/k8sclient.go, `GetDefaultNetworks`).
fn called_nads(plugin: &Plugin<'_>) -> Vec<CalledNad> {
    let map = &plugin.members();
    let own = text(map, MULTUS, "clusterNetwork").map(|name| (Path::from("clusterNetwork"), name));
    let others = list(map, MULTUS, "defaultNetworks").iter().enumerate();
    let others = others.filter_map(|(place, name)| Some((Path::from("defaultNetworks").index(place), name.as_text()?)));
    let namespace = text(map, MULTUS, "multusNamespace").filter(|namespace| !namespace.is_empty());
    let namespace = namespace.unwrap_or(MULTUS_NAMESPACE);
    let called = own.into_iter().chain(others).filter(|(_, name)| !name.is_empty() && !name.contains('/'));
    let called = called.map(|(key, name)| CalledNad {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        path: config_path(plugin.path_of(key)),
    });
    called.collect()
}

fn list<'n>(map: &Map<'n>, fields: Fields, name: &str) -> &'n [Node<'n>] {
    get(map, fields, name).and_then(Node::as_list).unwrap_or_default()
}

fn member<'n>(map: &Map<'n>, fields: Fields, name: &str) -> Option<&'n Map<'n>> {
    get(map, fields, name).and_then(Node::as_map)
}

fn text<'n>(map: &Map<'n>, fields: Fields, name: &str) -> Option<&'n str> {
    get(map, fields, name).and_then(Node::as_text)
}

#[cfg(test)]
mod tests;
