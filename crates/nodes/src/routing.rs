//! Which interface of a host leads to which addresses: the longest prefix, then the lowest metric.

use ceph_multus_core::json::Path;
use ceph_multus_upstream::address::{AddressRange, AddressSet};

use crate::host::HostConfig;

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

/// A way out: a connected network, or a route. A default route shows no intention and does not count.
struct Way<'c> {
    prefix: u8,
    metric: i64,
    is_elsewhere: bool,
    interface: &'c str,
    path: Path,
    is_route: bool,
    range: AddressRange,
}

/// Where packets to `wanted` go, if they are to leave through `shims`.
pub(crate) fn led(config: &HostConfig, shims: &[&str], wanted: &[AddressRange]) -> Led {
    let mut ways: Vec<Way<'_>> = Vec::new();
    let is_elsewhere = |name: &str| !shims.contains(&name);
    for interface in &config.interfaces {
        for address in &interface.addresses {
            ways.push(Way {
                prefix: address.cidr.prefix(),
                metric: 0,
                is_elsewhere: is_elsewhere(&interface.name),
                interface: &interface.name,
                path: address.path.clone(),
                is_route: false,
                range: address.cidr.range(),
            });
        }
    }
    for route in config.routes.iter().filter(|route| !route.interface.is_empty() && !route.interface.contains("{{")) {
        ways.push(Way {
            prefix: route.destination.prefix(),
            metric: route.metric.max(0),
            is_elsewhere: is_elsewhere(&route.interface),
            interface: &route.interface,
            path: route.path.clone().key("next-hop-interface"),
            is_route: true,
            range: route.destination.range(),
        });
    }
    ways.retain(|way| way.prefix > 0 && wanted.iter().any(|range| range.overlaps(&way.range)));
    ways.sort_by_key(|way| (std::cmp::Reverse(way.prefix), way.metric, way.is_elsewhere));
    let mut led = Led::default();
    for (place, way) in ways.iter().enumerate().filter(|(_, way)| way.is_elsewhere) {
        let before = AddressSet::of(ways.iter().take(place).map(|way| way.range));
        let taken = wanted.iter().filter_map(|range| range.common(&way.range));
        if let Some(run) = taken.filter_map(|range| before.missing_of(&range)).min() {
            let (path, interface) = (way.path.clone(), way.interface.to_owned());
            led.elsewhere = Some(Elsewhere { path, is_route: way.is_route, interface, run });
            break;
        }
    }
    let reached = AddressSet::of(ways.iter().map(|way| way.range));
    led.nowhere = wanted.iter().filter_map(|range| reached.missing_of(range)).min();
    led.is_all = led.nowhere.is_some() && wanted.iter().all(|range| reached.part_of(range).is_none());
    led
}
