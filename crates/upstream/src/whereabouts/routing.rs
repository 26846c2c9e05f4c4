//! What becomes of the routes on the interface (`containernetworking/plugins: pkg/ipam/ipam_linux.go`, `ConfigureIface`,
//! and Linux 6.18): with the first route that the kernel rejects the plugin fails, and no pod starts.

use std::cell::OnceCell;

use super::{Route, Whereabouts};
use crate::address::{Address, AddressRange, Cidr, Family, Placed, RangeIndex};
use ceph_multus_json::order::{firsts, sorted};

/// The scope from which on a route may not have a next hop, and has to be found for a next hop to be reachable: that of
/// the link (`linux: include/uapi/linux/rtnetlink.h`).
const SCOPE_LINK: i64 = 253;

/// The scope of a destination that does not exist (same source).
const SCOPE_NOWHERE: i64 = 255;

/// A route that the kernel rejects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaultyRoute {
    /// Its place in `routes`, counted from 0.
    pub place: usize,
    /// The next hop that it names itself.
    pub gateway: Option<Address>,
    /// Why.
    pub fault: RouteFault,
}

/// Why the kernel rejects a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RouteFault {
    /// An IPv4 destination with bits behind its prefix; of an IPv6 one the kernel drops them.
    HostBits(Cidr),
    /// The same as the route at an earlier place.
    Repeated(usize),
    /// The scope does not go with a next hop, or is that of nothing.
    Scope,
    /// The next hop is of another family than the destination.
    OtherFamily(Address),
    /// The next hop is not in a subnet of the interface.
    Unreachable(Address),
    /// The next hop is the broadcast address of a subnet.
    Broadcast(Address),
}

/// Where a next hop may be: the subnets of the interface, and the routes on the link that stand already.
struct Links {
    /// By the place of their route, counted from 1; a subnet is there from the start, at 0.
    blocks: RangeIndex,
}

impl Links {
    fn of(section: &Whereabouts<'_>, next_hop: impl Fn(&Route) -> Option<Address>) -> Links {
        let subnets = section.subnets().map(|subnet| (subnet, 0));
        let on_link = section.routes.iter().filter(|route| next_hop(route).is_none() && is_on_link(route));
        let all = subnets.chain(on_link.map(|route| (route.destination, route.place + 1)));
        let blocks: Vec<Placed> = all.map(|(block, place)| Placed { range: block.range(), place, key: 0 }).collect();
        Links { blocks: RangeIndex::new(&blocks) }
    }

    /// Whether `address` is found where the route at `place` is set.
    fn contains(&self, address: Address, place: usize) -> bool {
        self.blocks.first(&AddressRange::one(address)).is_some_and(|first| first <= place)
    }
}

impl Whereabouts<'_> {
    /// The subnets that the interface has an address of.
    pub fn subnets(&self) -> impl Iterator<Item = Cidr> {
        let ranges = self.ranges.iter().map(|range| range.network);
        ranges.chain(self.addresses.iter().map(|one| one.address))
    }

    /// The next hop of a route that names none: that of the first address of the family which has one.
    fn default_gateway(&self, family: Family) -> Option<Address> {
        let gateways = self.gateway.into_iter().chain(self.addresses.iter().filter_map(|one| one.gateway));
        gateways.into_iter().find(|gateway| gateway.family() == family)
    }

    /// The routes that the kernel rejects, each with the first reason. Where the section names no subnet, next hops are
    /// not looked at: the addresses come from elsewhere.
    pub fn faulty_routes(&self) -> Vec<FaultyRoute> {
        let mut faulty = Vec::new();
        if self.routes.is_empty() {
            return faulty;
        }
        let gateways = [Family::V4, Family::V6].map(|family| self.default_gateway(family));
        let [v4, v6] = gateways;
        let next_hop = |route: &Route| match route.destination.family() {
            Family::V4 => route.gateway.or(v4),
            Family::V6 => route.gateway.or(v6),
        };
        let broadcasts = self.subnets().filter(|subnet| subnet.family() == Family::V4 && subnet.prefix() < 31);
        let broadcasts = sorted(broadcasts.map(|subnet| subnet.range().last()));
        let knows_subnets = self.subnets().next().is_some();
        let links = OnceCell::new();
        let is_reached = |gateway, place| links.get_or_init(|| Links::of(self, next_hop)).contains(gateway, place);
        let alike = firsts(self.routes.iter().map(|route| key(route, next_hop(route))));
        // Of routes that are alike, by the first of them, the one that is set.
        let mut set: Vec<Option<usize>> = vec![None; self.routes.len()];
        for (route, alike) in self.routes.iter().zip(alike) {
            let destination = route.destination;
            let family = destination.family();
            let is_v4 = family == Family::V4;
            let Some(earlier) = set.get_mut(alike) else { continue };
            let fault = match next_hop(route) {
                _ if is_v4 && destination.has_host_bits() => Some(RouteFault::HostBits(destination)),
                Some(gateway) if gateway.family() != family => Some(RouteFault::OtherFamily(gateway)),
                Some(_) if is_v4 && route.scope >= SCOPE_LINK => Some(RouteFault::Scope),
                Some(gateway) if broadcasts.binary_search(&gateway).is_ok() => Some(RouteFault::Broadcast(gateway)),
                Some(gateway) if knows_subnets && !gateway.is_link_local() && !is_reached(gateway, route.place) => {
                    Some(RouteFault::Unreachable(gateway))
                }
                None if is_v4 && route.scope == SCOPE_NOWHERE => Some(RouteFault::Scope),
                _ => earlier.map(RouteFault::Repeated),
            };
            match fault {
                Some(fault) => faulty.push(FaultyRoute { place: route.place, gateway: route.gateway, fault }),
                None => *earlier = Some(route.place),
            }
        }
        faulty
    }
}

/// Whether other routes find their next hops through this one, which has none; those of IPv4 only through one of the link.
fn is_on_link(route: &Route) -> bool {
    let is_of_link = route.scope >= SCOPE_LINK && route.scope != SCOPE_NOWHERE;
    route.destination.family() == Family::V6 || is_of_link && !route.destination.has_host_bits()
}

type Key = (u8, Address, Option<Address>, [i64; 4], i64);

/// What tells routes apart. The main table is that of a route without one; IPv6 knows no scope, and no priority is 1024.
fn key(route: &Route, gateway: Option<Address>) -> Key {
    let destination = route.destination;
    let [mtu, advmss, priority, table] = route.numbers;
    let is_v4 = destination.family() == Family::V4;
    let priority = if priority == 0 && !is_v4 { 1024 } else { priority };
    let table = if table == 0 { 254 } else { table };
    let scope = if is_v4 { route.scope } else { 0 };
    (destination.prefix(), destination.network(), gateway, [mtu, advmss, priority, table], scope)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ceph_multus_json::{Arena, Shape, read};

    /// The places and faults of the routes of a section.
    fn faults(ipam: &str) -> Vec<String> {
        let arena = Arena::new();
        let node = read(ipam, &arena, &Shape::Whole).unwrap();
        let show = |route: FaultyRoute| match route.fault {
            RouteFault::HostBits(block) => format!("{}: host bits of {}", route.place, block.network()),
            RouteFault::Repeated(place) => format!("{}: as {place}", route.place),
            RouteFault::Scope => format!("{}: scope", route.place),
            RouteFault::OtherFamily(gateway) => format!("{}: family of {gateway}", route.place),
            RouteFault::Unreachable(gateway) => format!("{}: no way to {gateway}", route.place),
            RouteFault::Broadcast(gateway) => format!("{}: broadcast {gateway}", route.place),
        };
        Whereabouts::read(&node).faulty_routes().into_iter().map(show).collect()
    }

    fn with_range(routes: &str) -> Vec<String> {
        faults(&format!(r#"{{"range":"10.64.0.0/24","ipRanges":[{{"range":"fd00:20::/64"}}],"routes":[{routes}]}}"#))
    }

    // Each of these was given to Linux 6.18 with the flags of `RouteAddEcmp`, on an interface with 10.64.0.5/24 and
    // fd00:20::5/64.
    #[test]
    fn the_kernel_rejects_ipv4_destinations_with_host_bits_and_masks_those_of_ipv6() {
        assert_eq!(with_range(r#"{"dst":"10.60.1.5/24"}"#), ["0: host bits of 10.60.1.0"]);
        assert_eq!(with_range(r#"{"dst":"10.0.0.5/0"}"#), ["0: host bits of 0.0.0.0"]);
        assert_eq!(with_range(r#"{"dst":"fd01::5/64"},{"dst":"0.0.0.0/0"},{"dst":"10.60.1.5/32"}"#), [""; 0]);
        assert_eq!(with_range(r#"{"dst":"10.64.0.0/24"},{"dst":"fd00:20::/64"}"#), [""; 0], "the own subnets");
    }

    #[test]
    fn a_next_hop_is_in_a_subnet_of_the_interface() {
        assert_eq!(with_range(r#"{"dst":"10.71.0.0/24","gw":"10.99.0.1"}"#), ["0: no way to 10.99.0.1"]);
        assert_eq!(with_range(r#"{"dst":"fd02::/64","gw":"fd00:99::1"}"#), ["0: no way to fd00:99::1"]);
        assert_eq!(with_range(r#"{"dst":"fd02::/64","gw":"10.64.0.1"}"#), ["0: family of 10.64.0.1"]);
        assert_eq!(with_range(r#"{"dst":"10.71.0.0/24","gw":"10.64.0.255"}"#), ["0: broadcast 10.64.0.255"]);
        let fine = r#"{"dst":"10.71.0.0/24","gw":"10.64.0.1"},{"dst":"fd02::/64","gw":"fd00:20::1"},
            {"dst":"fd03::/64","gw":"fe80::1"}"#;
        assert_eq!(with_range(fine), [""; 0]);
    }

    #[test]
    fn an_earlier_route_on_the_link_makes_a_next_hop_reachable() {
        let (link, universe) = (r#"{"dst":"169.254.1.1/32","scope":253}"#, r#"{"dst":"169.254.1.1/32"}"#);
        let by_it = r#"{"dst":"10.73.0.0/24","gw":"169.254.1.1"}"#;
        assert_eq!(with_range(&format!("{link},{by_it}")), [""; 0]);
        assert_eq!(with_range(&format!("{by_it},{link}")), ["0: no way to 169.254.1.1"]);
        assert_eq!(with_range(&format!("{universe},{by_it}")), ["1: no way to 169.254.1.1"]);
        assert_eq!(with_range(r#"{"dst":"fd00:98::/64"},{"dst":"fd02::/64","gw":"fd00:98::1"}"#), [""; 0]);
    }

    #[test]
    fn a_route_without_a_next_hop_goes_by_the_gateway_of_its_family() {
        let section = |gateway: &str, routes: &str| {
            faults(&format!(r#"{{"range":"10.64.0.0/24","gateway":"{gateway}","routes":[{routes}]}}"#))
        };
        assert_eq!(section("10.99.0.1", r#"{"dst":"10.71.0.0/24"}"#), ["0: no way to 10.99.0.1"]);
        assert_eq!(section("fd00::1", r#"{"dst":"10.71.0.0/24"}"#), [""; 0]);
        assert_eq!(section("10.99.0.1", ""), [""; 0]);
        assert_eq!(section("10.99.0.1", r#"{"dst":"10.71.0.0/24","gw":"10.64.0.1"}"#), [""; 0]);
        assert_eq!(section("10.64.0.1", r#"{"dst":"10.71.0.0/24","scope":253}"#), ["0: scope"]);
    }

    #[test]
    fn a_route_twice_is_rejected_unless_something_tells_them_apart() {
        for (more, rejected) in
            [("", true), (r#","table":254"#, true), (r#","priority":5"#, false), (r#","table":7"#, false)]
        {
            for dst in ["10.70.0.0/24", "fd00:30::/64"] {
                let found = with_range(&format!(r#"{{"dst":"{dst}"}},{{"dst":"{dst}"{more}}}"#));
                assert_eq!(found == ["1: as 0"], rejected, "{dst} {more}");
            }
        }
        assert_eq!(with_range(r#"{"dst":"fd00:30::/64"},{"dst":"fd00:30::/64","priority":1024}"#), ["1: as 0"]);
        assert_eq!(with_range(r#"{"dst":"10.75.1.0/24","scope":255}"#), ["0: scope"]);
    }

    #[test]
    fn static_addresses_are_subnets_and_without_any_nothing_is_known() {
        let one =
            r#"{"addresses":[{"address":"10.64.0.5/24","gateway":"10.99.0.1"}],"routes":[{"dst":"10.71.0.0/24"}]}"#;
        assert_eq!(faults(one), ["0: no way to 10.99.0.1"]);
        assert_eq!(faults(r#"{"routes":[{"dst":"10.71.0.0/24","gw":"10.64.0.1"}]}"#), [""; 0]);
    }
}
