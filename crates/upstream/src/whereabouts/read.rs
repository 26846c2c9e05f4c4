//! From JSON to [`Whereabouts`].

use std::iter;

use super::fields::{ADDRESS, IPAM, KUBERNETES, ROUTE};
use super::problem::IpamProblems;
use super::slice::Share;
use super::unknown::unknown_keys;
use super::{IpamProblem, IpamProblemKind, LeaderTimings, Route, StaticAddress, Whereabouts};
use crate::address::{Address, Cidr};
use crate::go_json::{Mismatches, Type, check};
use crate::text::quoted;
use ceph_multus_json::{Node, Path};

mod ranges;
mod section;

use section::Section;

/// Milliseconds of lease, renewal and retry where they are 0 or missing (`k8snetworkplumbingwg/whereabouts:
/// pkg/types/types.go`).
const LEADER_DEFAULTS: LeaderTimings = LeaderTimings { lease: 1500, renew: 1000, retry: 500 };

pub(super) fn read<'n>(ipam: &'n Node<'n>) -> Whereabouts<'n> {
    let mut mismatches = Mismatches::default();
    check(ipam, &Type::Struct(IPAM), &Path::default(), &mut mismatches);
    let unread: Vec<IpamProblem> = mismatches
        .into_items()
        .into_iter()
        .map(|found| {
            let text = format!("must be {}, found {}", found.expected, found.found);
            let problem = IpamProblem::new(IpamProblemKind::ConfigJson, found.path, text);
            IpamProblem { more: found.more, ..problem }
        })
        .collect();
    let mut problems = IpamProblems::default();
    let section = Section::new(ipam, IPAM);
    let node_slice_size = section.text("node_slice_size");
    let mut ranges = ranges::ranges(&section, &mut problems);
    if !node_slice_size.is_empty() {
        let shares = iter::once(Share::Slices(node_slice_size)).chain(iter::repeat(Share::Nothing));
        ranges.iter_mut().zip(shares).for_each(|(range, share)| range.share = share);
    }
    let gateway = gateway(&section, &mut problems);
    let addresses = addresses(&section, &mut problems);
    let (routes, routes_without_destination) = routes(&section);
    // Excludes are read last, when an address is wanted, and not at all for one of a slice.
    if node_slice_size.is_empty() {
        ranges::report_excludes(&ranges, &mut problems);
    }
    let timing = |name, default| Some(section.number(name)).filter(|value| *value != 0).unwrap_or(default);
    let kubernetes = section.value("kubernetes").map(|node| Section::new(node, KUBERNETES));
    Whereabouts {
        ranges,
        gateway,
        routes,
        routes_without_destination,
        addresses,
        network_name: section.text("network_name"),
        overlapping_ranges: section.value("enable_overlapping_ranges").and_then(Node::as_bool).unwrap_or(true),
        node_slice_size,
        leader: LeaderTimings {
            lease: timing("leader_lease_duration", LEADER_DEFAULTS.lease),
            renew: timing("leader_renew_deadline", LEADER_DEFAULTS.renew),
            retry: timing("leader_retry_period", LEADER_DEFAULTS.retry),
        },
        sleep_for_race: section.number("sleep_for_race"),
        log_level: section.text("log_level"),
        kubeconfig: kubernetes.map(|kubernetes| kubernetes.text("kubeconfig")).unwrap_or_default(),
        unknown_keys: unknown_keys(ipam),
        // Values of the wrong type are few of every key, and a rule takes those of some keys.
        problems: unread.into_iter().chain(problems.into_items()).collect(),
    }
}

/// The key `gateway`; without it `Gateway`, which is dropped if it is no address.
fn gateway(ipam: &Section<'_>, problems: &mut IpamProblems) -> Option<Address> {
    let written = ipam.text("gateway");
    if written.is_empty() {
        return Address::parse_sloppy(ipam.text("Gateway")).ok();
    }
    let gateway = Address::parse_sloppy(written).ok();
    if gateway.is_none() {
        let hint = if Cidr::parse_sloppy(written).is_ok() { " without prefix length" } else { "" };
        let text = format!("must be an IP address{hint}, found {}", quoted(written));
        let kind = IpamProblemKind::BadGateway;
        problems.push(&kind, || IpamProblem::new(kind, "gateway", text));
    }
    gateway
}

/// The routes with a destination, and the places of those without one, which Whereabouts takes as well.
fn routes(ipam: &Section<'_>) -> (Vec<Route>, Vec<usize>) {
    let (mut routes, mut others) = (Vec::new(), Vec::new());
    for (place, entry) in ipam.sections("routes", ROUTE).filter(|(_, entry)| entry.map.is_some()) {
        let Ok(destination) = Cidr::parse(entry.text("dst")) else {
            others.push(place);
            continue;
        };
        routes.push(Route {
            place,
            destination,
            gateway: Address::parse(entry.text("gw")).ok(),
            scope: entry.number("scope"),
            numbers: ["mtu", "advmss", "priority", "table"].map(|key| entry.number(key)),
        });
    }
    (routes, others)
}

fn addresses(ipam: &Section<'_>, problems: &mut IpamProblems) -> Vec<StaticAddress> {
    let mut found = Vec::new();
    for (place, entry) in ipam.sections("addresses", ADDRESS) {
        let written = entry.text("address");
        match Cidr::parse_sloppy(written) {
            Ok(address) => {
                let gateway = Address::parse(entry.text("gateway")).ok();
                found.push(StaticAddress { address, gateway });
            }
            Err(error) => problems.push(&IpamProblemKind::BadStaticAddress, || {
                let text = format!("must be a CIDR, found {}: {error}", quoted(written));
                let path = Path::from("addresses").index(place).key("address");
                IpamProblem::new(IpamProblemKind::BadStaticAddress, path, text)
            }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use ceph_multus_json::{Arena, Shape, read as read_json};

    fn problems(text: &str) -> Vec<String> {
        let arena = Arena::new();
        let node = read_json(text, &arena, &Shape::Whole).unwrap();
        let read = read(&node);
        read.problems
            .iter()
            .map(|problem| format!("{} {}: {}", problem.kind.as_str(), problem.path, problem.text))
            .collect()
    }

    #[test]
    fn wrong_types_are_listed_and_read_as_missing() {
        let text = r#"{"range":"10.0.0.0/24","exclude":"10.0.0.1","sleep_for_race":"1","ipRanges":[{"range_end":"10.0.0.010"}],
            "routes":[{"dst":"10.0.0.0"}],"enable_overlapping_ranges":"false"}"#;
        let found = problems(text);
        assert_eq!(
            found[..5],
            [
                "config-json exclude: must be a list of strings, found the string `10.0.0.1`",
                "config-json sleep_for_race: must be a whole number, found the string `1`",
                "config-json ipRanges[0].range_end: must be an IP address, found the string `10.0.0.010`",
                "config-json routes[0].dst: must be a CIDR, found the string `10.0.0.0`",
                "config-json enable_overlapping_ranges: must be true or false, found the string `false`",
            ]
        );
        let arena = Arena::new();
        let node = read_json(text, &arena, &Shape::Whole).unwrap();
        assert!(read(&node).overlapping_ranges);
        assert_eq!(read(&node).ranges.len(), 1);
    }

    #[test]
    fn the_gateway_has_a_second_field_for_the_capital_spelling() {
        let gateway = |text: &str| {
            let arena = Arena::new();
            let node = read_json(text, &arena, &Shape::Whole).unwrap();
            let read = read(&node);
            (read.gateway.map(|address| address.to_string()), read.problems.len())
        };
        assert_eq!(gateway(r#"{"gateway":"010.0.0.1"}"#), (Some("10.0.0.1".into()), 0));
        assert_eq!(gateway(r#"{"Gateway":"10.0.0.1"}"#), (Some("10.0.0.1".into()), 0));
        assert_eq!(gateway(r#"{"Gateway":"x"}"#), (None, 0));
        assert_eq!(
            problems(r#"{"gateway":"10.0.0.1/24"}"#),
            ["bad-gateway gateway: must be an IP address without prefix length, found `10.0.0.1/24`"]
        );
    }
}
