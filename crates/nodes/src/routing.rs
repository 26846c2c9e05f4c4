//! Which interface of a host leads to which addresses: the longest prefix, then the lowest metric. Other tables than the main
//! one come first, as route rules do; what a rule is for is not looked at, so they only count for the interfaces of the pods.

use ceph_multus_core::json::Path;
use ceph_multus_upstream::address::{AddressRange, AddressSet, Cidr};

use crate::host::{HostConfig, is_captured};

/// What becomes of packets to a range of addresses.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Led {
    /// Addresses that nothing leads to, the first run of them.
    pub(crate) nowhere: Option<AddressRange>,
    /// Whether that is all of them.
    pub(crate) is_all: bool,
    /// A way through another interface.
    pub(crate) elsewhere: Option<Elsewhere>,
}

/// A way through an interface that does not reach the pods.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    /// Where the document has it.
    pub(crate) path: Path,
    /// Whether it is a route; otherwise it is the network of an address.
    pub(crate) is_route: bool,
    /// The interface.
    pub(crate) interface: String,
    /// The first run of addresses that take it.
    pub(crate) run: AddressRange,
}

/// A way out: a connected network, or a route. A default route of the main table shows no intention and
/// does not count.
struct Way<'c> {
    is_main: bool,
    cidr: Cidr,
    metric: i64,
    is_elsewhere: bool,
    interface: &'c str,
    path: Path,
    is_route: bool,
}

impl Way<'_> {
    fn range(&self) -> AddressRange {
        self.cidr.range()
    }
}

/// The ways to addresses of `wanted`, in the order in which a host takes them.
fn ways<'c>(config: &'c HostConfig, shims: &[&str], wanted: &[AddressRange]) -> Vec<Way<'c>> {
    let mut ways: Vec<Way<'_>> = Vec::new();
    let is_elsewhere = |name: &str| !shims.contains(&name);
    for interface in &config.interfaces {
        for address in &interface.addresses {
            ways.push(Way {
                is_main: true,
                cidr: address.cidr,
                metric: 0,
                is_elsewhere: is_elsewhere(&interface.name),
                interface: &interface.name,
                path: address.path.clone(),
                is_route: false,
            });
        }
    }
    for route in config.routes.iter().filter(|route| !route.interface.is_empty() && !is_captured(&route.interface)) {
        ways.push(Way {
            is_main: route.table.is_none(),
            cidr: route.destination,
            metric: route.metric.max(0),
            is_elsewhere: is_elsewhere(&route.interface),
            interface: &route.interface,
            path: route.path.clone().key("next-hop-interface"),
            is_route: true,
        });
    }
    ways.retain(|way| {
        let counts = if way.is_main { way.cidr.prefix() > 0 } else { !way.is_elsewhere };
        counts && wanted.iter().any(|range| range.overlaps(&way.range()))
    });
    ways.sort_by_key(|way| (way.is_main, std::cmp::Reverse(way.cidr.prefix()), way.metric, way.is_elsewhere));
    ways
}

/// Where packets to `wanted` go, if they are to leave through `shims`.
pub(crate) fn led(config: &HostConfig, shims: &[&str], wanted: &[AddressRange]) -> Led {
    let ways = ways(config, shims, wanted);
    let mut led = Led::default();
    for (place, way) in ways.iter().enumerate().filter(|(_, way)| way.is_elsewhere) {
        let before = AddressSet::of(ways.iter().take(place).map(Way::range));
        let taken = wanted.iter().filter_map(|range| range.common(&way.range()));
        if let Some(run) = taken.filter_map(|range| before.missing_of(&range)).min() {
            let (path, interface) = (way.path.clone(), way.interface.to_owned());
            led.elsewhere = Some(Elsewhere { path, is_route: way.is_route, interface, run });
            break;
        }
    }
    let reached = AddressSet::of(ways.iter().map(Way::range));
    led.nowhere = wanted.iter().filter_map(|range| reached.missing_of(range)).min();
    led.is_all = led.nowhere.is_some() && wanted.iter().all(|range| reached.part_of(range).is_none());
    led
}

/// What a host does with packets to some addresses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lead {
    /// It sends them through an interface that reaches the pods: the interface, and the network or route that says so.
    Pods(String, String),
    /// It sends them through one that does not: the same.
    Elsewhere(String, String),
    /// Nothing leads to them but the default route.
    Nowhere,
}

/// All of `wanted`, in ascending order, by where packets to it go.
pub(crate) fn leads(config: &HostConfig, shims: &[&str], wanted: &[AddressRange]) -> Vec<(AddressRange, Lead)> {
    let mut leads = Vec::new();
    let mut left = wanted.to_vec();
    for way in ways(config, shims, wanted) {
        let (interface, through) = (way.interface.to_owned(), way.cidr.to_string());
        let lead = if way.is_elsewhere { Lead::Elsewhere(interface, through) } else { Lead::Pods(interface, through) };
        leads.extend(left.iter().filter_map(|range| range.common(&way.range())).map(|run| (run, lead.clone())));
        let others = AddressSet::of([way.range()]).complement();
        let rest =
            |range: &AddressRange| others.ranges().iter().filter_map(|other| other.common(range)).collect::<Vec<_>>();
        left = left.iter().flat_map(rest).collect();
    }
    leads.extend(left.into_iter().map(|run| (run, Lead::Nowhere)));
    leads.sort();
    leads
}
