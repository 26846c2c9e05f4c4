//! A NetworkAttachmentDefinition as a host sees it: how to join its network, and what is handed out there.

use ceph_multus_core::facts::nad::{IpamSection, Nad, config_path};
use ceph_multus_core::facts::object::Object;
use ceph_multus_core::json::{Arena, Path};
use ceph_multus_core::world::footprint::Footprint;
use ceph_multus_upstream::NamespacedName;
use ceph_multus_upstream::address::{Address, AddressRange, AddressSet, Cidr, Family};
use ceph_multus_upstream::whereabouts::SpanError;

/// What a host must know of a NAD.
#[derive(Debug)]
pub(crate) struct NadFacts {
    /// Its name, with its namespace.
    pub(crate) name: NamespacedName,
    /// The place of its document; `None` for one that only the settings have.
    pub(crate) document: Option<usize>,
    /// How a host joins its network.
    pub(crate) join: Join,
    /// The MTU of the pods' interfaces, where it is set.
    pub(crate) mtu: Option<i64>,
    /// The ranges of Whereabouts, those left out that it ignores.
    pub(crate) pools: Vec<PoolFacts>,
    /// The routes that pods get from Whereabouts.
    pub(crate) routes: Vec<PodRoute>,
    /// Where an address of a host is meant for its pods.
    near: Vec<Cidr>,
    /// The addresses that any IPAM may hand out.
    pub(crate) handed_out: AddressSet,
    /// The gateways of its sections and routes.
    pub(crate) gateways: Vec<Address>,
    /// The path of the IPAM section.
    pub(crate) ipam_path: Path,
}

/// A range of Whereabouts.
#[derive(Debug, Clone)]
pub(crate) struct PoolFacts {
    /// The network of the range.
    pub(crate) cidr: Cidr,
    /// The addresses that are handed out.
    pub(crate) assignable: AddressSet,
    /// How many of them can be in use at a time.
    pub(crate) capacity: u128,
    /// From the first to the last address that would be handed out without excludes.
    pub(crate) window: Option<AddressRange>,
    /// The name of the IPPool that holds its reservations.
    pub(crate) pool_name: String,
    /// `network_name` of the section: ranges with another one have another IPPool. May be empty.
    pub(crate) network_name: String,
    /// Whether every address is also reserved across ranges.
    pub(crate) overlap_check: bool,
    /// Whether nodes get slices of it, each with an IPPool of its own.
    pub(crate) sliced: bool,
}

/// A route of the pods.
#[derive(Debug, Clone)]
pub(crate) struct PodRoute {
    /// Its path in the NAD.
    pub(crate) path: Path,
    /// Where it leads.
    pub(crate) destination: Cidr,
    /// Its own gateway.
    pub(crate) gateway: Option<Address>,
    /// The gateway of the section that stands in where the route has none.
    pub(crate) stand_in: Option<Address>,
}

impl PodRoute {
    /// Whether it leads to what is on the pods' own link, as Rook's route to the nodes does (rook/rook:
    /// Documentation/CRDs/Cluster/network-providers.md). Behind a gateway are others, a whole company's 10.0.0.0/8 perhaps.
    pub(crate) fn is_on_link(&self) -> bool {
        self.gateway.is_none() && self.stand_in.is_none()
    }

    /// Where nodes may be that pods reach by it: all of it on the link, behind a gateway only what `node_ranges` says.
    fn nodes(&self, node_ranges: &[Cidr]) -> Vec<Cidr> {
        if self.is_on_link() {
            return Vec::from([self.destination]);
        }
        node_ranges.iter().filter(|range| range.overlaps(&self.destination)).copied().collect()
    }
}

/// How a host joins the network of a NAD.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Join {
    /// By an interface of the same kind and mode on the same parent: that of pods does not reach the parent itself.
    Child {
        /// `macvlan` or `ipvlan`
        kind: ChildKind,
        /// The parent; `None` for that of the default route.
        parent: Option<String>,
        /// The mode.
        mode: String,
    },
    /// By an address on the bridge, or on a VLAN interface of it.
    Bridge {
        /// The bridge.
        bridge: String,
        /// The VLAN of the pods' ports.
        vlan: Option<i64>,
    },
    /// Not at all: a VLAN id exists once on a parent, and a pod takes it.
    Vlan {
        /// The parent.
        parent: Option<String>,
        /// The id.
        id: Option<i64>,
    },
    /// In a way that the NAD does not tell; the type of the plugin.
    Other(String),
}

/// The kinds of interfaces that share a parent's link with their siblings, and not with the parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChildKind {
    /// macvlan
    Macvlan,
    /// ipvlan
    Ipvlan,
}

impl ChildKind {
    /// As CNI and the kernel name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ChildKind::Macvlan => "macvlan",
            ChildKind::Ipvlan => "ipvlan",
        }
    }

    /// As nmstate names the type.
    pub(crate) fn nmstate(self) -> &'static str {
        match self {
            ChildKind::Macvlan => "mac-vlan",
            ChildKind::Ipvlan => "ipvlan",
        }
    }

    /// The mode of a NAD that names none (containernetworking/plugins: plugins/main/{macvlan,ipvlan}).
    fn default_mode(self) -> &'static str {
        match self {
            ChildKind::Macvlan => "bridge",
            ChildKind::Ipvlan => "l2",
        }
    }
}

impl NadFacts {
    /// Reads a NAD; `node_ranges` are those of the settings.
    pub(crate) fn of(object: &Object<'_>, document: Option<usize>, node_ranges: &[Cidr]) -> NadFacts {
        let arena = Arena::new();
        let nad = Nad::new(*object, &arena);
        let plugins = nad.plugins();
        let sections = IpamSection::of(&plugins);
        let main = plugins.first();
        let text = |key: &str| main.and_then(|plugin| plugin.text(key)).filter(|text| !text.is_empty());
        let number = |key: &str| main.and_then(|plugin| plugin.int(key)).filter(|number| *number > 0);
        let child = |kind: ChildKind| Join::Child {
            kind,
            parent: text("master").map(str::to_owned),
            mode: text("mode").unwrap_or(kind.default_mode()).to_ascii_lowercase(),
        };
        let join = match main.map(ceph_multus_upstream::cni::Plugin::kind).unwrap_or_default() {
            "macvlan" => child(ChildKind::Macvlan),
            "ipvlan" => child(ChildKind::Ipvlan),
            "bridge" => Join::Bridge { bridge: text("bridge").unwrap_or("cni0").to_owned(), vlan: number("vlan") },
            "vlan" => Join::Vlan { parent: text("master").map(str::to_owned), id: number("vlanId") },
            other => Join::Other(other.to_owned()),
        };
        let mut routes = Vec::new();
        for section in &sections {
            let gateway = section.whereabouts.gateway;
            for route in &section.whereabouts.routes {
                let destination = route.destination;
                routes.push(PodRoute {
                    path: section.path_of(Path::from("routes").index(route.place)),
                    destination,
                    gateway: route.gateway,
                    stand_in: gateway.filter(|own| route.gateway.is_none() && own.family() == destination.family()),
                });
            }
        }
        let mut pools = Vec::new();
        for section in sections.iter().map(|section| &section.whereabouts) {
            for range in &section.ranges {
                let assignable = match range.assignable() {
                    Err(SpanError::Unsliced) => continue,
                    assignable => assignable.cloned().unwrap_or_default(),
                };
                pools.push(PoolFacts {
                    cidr: range.network,
                    assignable,
                    capacity: range.capacity(),
                    window: range.span().ok(),
                    pool_name: range.pool_name(section.network_name),
                    network_name: section.network_name.to_owned(),
                    overlap_check: section.overlapping_ranges,
                    sliced: !section.node_slice_size.is_empty(),
                });
            }
        }
        let nodes = routes.iter().flat_map(|route| route.nodes(node_ranges)).filter(|cidr| cidr.prefix() > 0);
        let near = pools.iter().map(|pool| pool.cidr).chain(nodes).collect();
        let gateways = sections.iter().filter_map(|section| section.whereabouts.gateway);
        let gateways = gateways.chain(routes.iter().filter_map(|route| route.gateway)).collect();
        NadFacts {
            name: object.namespaced_name().owned(),
            document,
            join,
            mtu: number("mtu"),
            pools,
            routes,
            near,
            handed_out: Footprint::of(object).addresses,
            gateways,
            ipam_path: sections.first().map_or_else(|| config_path("ipam"), IpamSection::path),
        }
    }

    /// `` `rook-ceph/public-net` ``
    pub(crate) fn title(&self) -> String {
        self.name.quoted()
    }

    /// The link of the host that carries the network, where the NAD names it.
    pub(crate) fn carrier(&self) -> Option<&str> {
        match &self.join {
            Join::Child { parent, .. } | Join::Vlan { parent, .. } => parent.as_deref(),
            Join::Bridge { bridge, .. } => Some(bridge),
            Join::Other(_) => None,
        }
    }

    /// The addresses of pods that a host must reach: of every range those that are handed out.
    pub(crate) fn pod_addresses(&self) -> Vec<AddressRange> {
        self.pools.iter().flat_map(|pool| pool.assignable.ranges().iter().copied()).collect()
    }

    /// Whether `range` touches the network of a range, or one of nodes that pods have a route to.
    pub(crate) fn is_near(&self, range: &AddressRange) -> bool {
        self.near.iter().any(|cidr| cidr.range().overlaps(range))
    }

    /// Whether pods reach `address`: in their own network, or by a route.
    pub(crate) fn reaches(&self, address: Address) -> bool {
        self.is_connected(address) || self.routes.iter().any(|route| route.destination.contains(address))
    }

    /// Whether `address` is in the pods' own network.
    pub(crate) fn is_connected(&self, address: Address) -> bool {
        self.pools.iter().any(|pool| pool.cidr.contains(address))
    }

    /// The families of its ranges.
    pub(crate) fn families(&self) -> Vec<Family> {
        let of = |family| self.pools.iter().any(|pool| pool.cidr.family() == family);
        [Family::V4, Family::V6].into_iter().filter(|family| of(*family)).collect()
    }
}
