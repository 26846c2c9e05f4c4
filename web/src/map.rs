//! The address map: the addresses that each network can assign, on axes.

mod axis;
mod overlap;
mod shares;

use ceph_multus_core::facts::nad::{IpamSection, Nad};
use ceph_multus_core::json::{Arena, Path};
use ceph_multus_core::settings::Settings;
use ceph_multus_core::world::pools::Pool;
use ceph_multus_upstream::address::{Address, AddressRange, AddressSet};
use serde::Serialize;
use tsify_macros::Tsify;

use crate::scene::{Network, NetworkRole};
use crate::tsify;

/// The addresses of all networks and of the nodes.
#[derive(Debug, Default, PartialEq, Serialize, Tsify)]
pub struct AddressMap {
    /// One for each stretch of addresses in which networks lie, in ascending order.
    pub axes: Vec<Axis>,
    /// The networks without addresses to draw, and why.
    pub blanks: Vec<Blank>,
}

/// A stretch of addresses. Places on it are fractions of its length.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct Axis {
    /// Its lowest address.
    pub first: String,
    /// Its highest address.
    pub last: String,
    /// What lies on it.
    pub lanes: Vec<Lane>,
    /// The addresses that two of them give away.
    pub overlaps: Vec<Overlap>,
}

/// A range of a network, or a range of node addresses.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct Lane {
    /// `rook-ceph/public-net`, or `nodes`
    pub name: String,
    /// What it is.
    #[tsify(type = "\"public\" | \"cluster\" | \"monitors\" | \"other\" | \"nodes\"")]
    pub role: &'static str,
    /// `192.168.20.0/24`
    pub cidr: String,
    /// How many addresses can be assigned, or are the nodes'.
    pub capacity: String,
    /// How many are taken in the steady state at most; absent where nothing is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken: Option<String>,
    /// The same as a sum: `3 mon + 2 mgr = 5`; empty where nothing is counted.
    pub steady: String,
    /// How many more during surge.
    pub surge: String,
    /// The free share beyond the steady state in percent; not set if nothing is counted, or OSDs are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free: Option<u32>,
    /// Whether the steady state takes more than there is.
    pub short: bool,
    /// Its addresses, from the lowest to the highest.
    pub parts: Vec<Part>,
    /// The gateway, where it is on the axis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway: Option<Mark>,
}

/// A run of addresses.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct Part {
    /// `used` in the steady state, `surge`, `free`; `excluded` within the window, `outside` of it; `nodes`.
    #[tsify(type = "\"used\" | \"surge\" | \"free\" | \"excluded\" | \"outside\" | \"nodes\"")]
    pub kind: &'static str,
    /// Where it starts on the axis.
    pub from: f64,
    /// Where it ends on the axis.
    pub to: f64,
    /// `192.168.20.1-192.168.20.9`
    pub text: String,
    /// How many there are.
    pub count: String,
}

/// One address.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct Mark {
    /// Where it is on the axis.
    pub at: f64,
    /// The address.
    pub text: String,
    /// Whether it can be assigned to a pod.
    pub assigned: bool,
}

/// Addresses that two lanes of an axis have in common and must not.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct Overlap {
    /// Where it starts on the axis.
    pub from: f64,
    /// Where it ends on the axis.
    pub to: f64,
    /// The addresses.
    pub text: String,
    /// The lanes, by their places.
    pub lanes: [usize; 2],
}

/// A network without ranges.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct Blank {
    /// `rook-ceph/public-net`
    pub name: String,
    /// What it is.
    #[tsify(type = "\"public\" | \"cluster\" | \"monitors\" | \"other\"")]
    pub role: &'static str,
    /// Why nothing is drawn.
    pub reason: String,
}

/// A range with what the drawing needs of it.
struct Drawn<'n> {
    name: &'n str,
    role: Option<NetworkRole>,
    cluster: &'n str,
    cidr: String,
    span: AddressRange,
    /// The addresses from which excludes take away.
    window: AddressRange,
    assignable: AddressSet,
    /// How many of them can be in use at a time.
    capacity: u128,
    pool: Option<&'n Pool>,
    network: Option<&'n Network<'n>>,
    gateway: Option<Address>,
}

/// Draws the networks and the nodes of `settings`.
pub fn draw(networks: &[Network<'_>], settings: &Settings<'_>) -> AddressMap {
    let mut drawn: Vec<Drawn<'_>> = Vec::new();
    let mut blanks = Vec::new();
    for network in networks {
        let (details, reason) = read(network);
        for pool in &network.pools.ranges {
            let detail = details.iter().find(|detail| detail.path == pool.path());
            drawn.push(Drawn {
                name: &network.name,
                role: Some(network.role),
                cluster: &network.cluster,
                cidr: pool.cidr.to_string(),
                span: pool.cidr.range(),
                window: detail.map_or(pool.cidr.range(), |detail| detail.window),
                assignable: pool.assignable.clone(),
                capacity: pool.capacity,
                pool: Some(pool),
                network: Some(network),
                gateway: detail.and_then(|detail| detail.gateway),
            });
        }
        if network.pools.ranges.is_empty() {
            blanks.push(Blank { name: network.name.clone(), role: network.role.name(), reason });
        }
    }
    for cidr in &settings.node_ranges {
        drawn.push(Drawn {
            name: "nodes",
            role: None,
            cluster: "",
            cidr: cidr.to_string(),
            span: cidr.range(),
            window: cidr.range(),
            assignable: AddressSet::minus(cidr.range(), std::iter::empty()),
            capacity: cidr.range().count(),
            pool: None,
            network: None,
            gateway: None,
        });
    }
    AddressMap { axes: axis::all(drawn), blanks }
}

/// What [`Pool`] leaves out of a range.
struct Detail {
    path: Path,
    window: AddressRange,
    gateway: Option<Address>,
}

/// The details of the ranges of a network, and why there are none.
fn read(network: &Network<'_>) -> (Vec<Detail>, String) {
    let mut details = Vec::new();
    let Some(object) = network.nad else { return (details, String::from("no NAD of this name is known")) };
    let arena = Arena::new();
    let nad = Nad::new(object, &arena);
    let plugins = nad.plugins();
    for section in IpamSection::of(&plugins) {
        for range in &section.whereabouts.ranges {
            let gateway = section.whereabouts.gateway.filter(|gateway| range.network.range().contains(*gateway));
            if let Ok(window) = range.span() {
                details.push(Detail { path: section.path_of(range.path()), window, gateway });
            }
        }
    }
    let reason = match plugins.iter().map(|plugin| plugin.ipam_type()).find(|ipam| !ipam.is_empty()) {
        None if plugins.is_empty() => String::from("its CNI config cannot be read"),
        None => String::from("IPAM is not set"),
        Some("whereabouts") => String::from("no range with assignable addresses"),
        Some(other) => format!("`{}` assigns its addresses", ceph_multus_core::report::text::shortened(other, 32)),
    };
    (details, reason)
}
