//! From JSON to [`Whereabouts`].

use super::fields::{ADDRESS, IPAM, KUBERNETES, RANGE, ROUTE};
use super::unknown::unknown_keys;
use super::{Exclude, IpamProblem, IpamProblemKind, LeaderTimings, PoolRange, Route, StaticAddress, Whereabouts};
use crate::address::{Address, Cidr};
use crate::go_json::{Fields, Type, check, get};
use crate::json::{Map, Node};
use crate::quote::quote;

/// Milliseconds of lease, renewal and retry where they are 0 or missing (`k8snetworkplumbingwg/whereabouts:
/// pkg/types/types.go`).
const LEADER_DEFAULTS: LeaderTimings = LeaderTimings { lease: 1500, renew: 1000, retry: 500 };

pub(super) fn read<'n>(ipam: &'n Node<'n>) -> Whereabouts<'n> {
    let mut mismatches = Vec::new();
    check(ipam, &Type::Struct(IPAM), "", &mut mismatches);
    let mut problems: Vec<IpamProblem> = mismatches
        .into_iter()
        .map(|found| {
            let text = format!("must be {}, found {}", found.expected, found.found);
            IpamProblem::new(IpamProblemKind::ConfigJson, found.path, text)
        })
        .collect();
    let section = Section::new(ipam, IPAM);
    let ranges = ranges(&section, &mut problems);
    let gateway = gateway(&section, &mut problems);
    let addresses = addresses(&section, &mut problems);
    for range in &ranges {
        for (place, exclude) in range.excludes.iter().enumerate() {
            if let Err(error) = exclude.block {
                let text = format!("must be an IP address or a CIDR, found {}: {error}", quote(exclude.text));
                problems.push(IpamProblem::new(IpamProblemKind::BadExclude, range.exclude_path(place), text));
            }
        }
    }
    let timing = |name, default| Some(section.number(name)).filter(|value| *value != 0).unwrap_or(default);
    let kubernetes = section.value("kubernetes").map(|node| Section::new(node, KUBERNETES));
    Whereabouts {
        ranges,
        gateway,
        routes: routes(&section),
        addresses,
        network_name: section.text("network_name"),
        overlapping_ranges: section.value("enable_overlapping_ranges").and_then(Node::as_bool).unwrap_or(true),
        node_slice_size: section.text("node_slice_size"),
        leader: LeaderTimings {
            lease: timing("leader_lease_duration", LEADER_DEFAULTS.lease),
            renew: timing("leader_renew_deadline", LEADER_DEFAULTS.renew),
            retry: timing("leader_retry_period", LEADER_DEFAULTS.retry),
        },
        sleep_for_race: section.number("sleep_for_race"),
        log_level: section.text("log_level"),
        configuration_path: section.text("configuration_path"),
        kubeconfig: kubernetes.map(|kubernetes| kubernetes.text("kubeconfig")).unwrap_or_default(),
        unknown_keys: unknown_keys(ipam),
        problems,
    }
}

/// An object, or what stands in its place and reads as an empty one.
struct Section<'n> {
    map: Option<&'n Map<'n>>,
    fields: Fields,
}

impl<'n> Section<'n> {
    fn new(node: &'n Node<'n>, fields: Fields) -> Section<'n> {
        Section { map: node.as_map(), fields }
    }

    fn value(&self, name: &str) -> Option<&'n Node<'n>> {
        get(self.map?, self.fields, name)
    }

    fn text(&self, name: &str) -> &'n str {
        self.value(name).and_then(Node::as_text).unwrap_or_default()
    }

    fn number(&self, name: &str) -> i64 {
        self.value(name).and_then(Node::as_i64).unwrap_or_default()
    }

    fn list(&self, name: &str) -> &'n [Node<'n>] {
        self.value(name).and_then(Node::as_list).unwrap_or_default()
    }

    /// The entries of a list that are objects, or `null`, which reads as an empty one.
    fn sections(&self, name: &str, fields: Fields) -> impl Iterator<Item = (usize, Section<'n>)> {
        let entries = self.list(name).iter().enumerate();
        let entries = entries.filter(|(_, entry)| matches!(entry, Node::Map(_) | Node::Null));
        entries.map(move |(place, entry)| (place, Section::new(entry, fields)))
    }
}

fn ranges<'n>(ipam: &Section<'n>, problems: &mut Vec<IpamProblem>) -> Vec<PoolRange<'n>> {
    let mut found = Vec::new();
    for key in ["range_start", "range_end"] {
        let bound = ipam.text(key);
        if !bound.is_empty() && Address::parse_sloppy(bound).is_err() {
            let text = format!("must be an IP address, found {}; Whereabouts drops it without a word", quote(bound));
            problems.push(IpamProblem::new(IpamProblemKind::UnreadableBound, key, text));
        }
    }
    let text = ipam.text("range");
    if text.is_empty() {
        for (key, is_written) in [
            ("range_start", !ipam.text("range_start").is_empty()),
            ("range_end", !ipam.text("range_end").is_empty()),
            ("exclude", !ipam.list("exclude").is_empty()),
        ] {
            if is_written {
                let text = "has no effect without `range` beside it; entries of `ipRanges` have their own";
                problems.push(IpamProblem::new(IpamProblemKind::WithoutEffect, key, text));
            }
        }
    } else {
        let bound = |key| Address::parse_sloppy(ipam.text(key)).ok();
        let (start, end) = (bound("range_start"), bound("range_end"));
        let range = Written { path: String::from("range"), text, start, end };
        found.extend(range.normalized(excludes(ipam), problems));
    }
    for (place, entry) in ipam.sections("ipRanges", RANGE) {
        let bound = |key| Address::parse(entry.text(key)).ok();
        let (start, end) = (bound("range_start"), bound("range_end"));
        let range = Written { path: format!("ipRanges[{place}].range"), text: entry.text("range"), start, end };
        found.extend(range.normalized(excludes(&entry), problems));
    }
    found
}

fn excludes<'n>(section: &Section<'n>) -> Vec<Exclude<'n>> {
    // `null` is an empty text to Go, and that is no exclude.
    section.list("exclude").iter().map(|entry| Exclude::parse(entry.as_text().unwrap_or_default())).collect()
}

/// A range before it is read.
struct Written<'n> {
    path: String,
    text: &'n str,
    start: Option<Address>,
    end: Option<Address>,
}

impl<'n> Written<'n> {
    fn normalized(self, excludes: Vec<Exclude<'n>>, problems: &mut Vec<IpamProblem>) -> Option<PoolRange<'n>> {
        let Written { path, text, start, end } = self;
        let mut fail = |kind, message| {
            problems.push(IpamProblem::new(kind, path.clone(), message));
            None
        };
        let Some((first, last)) = text.split_once('-') else {
            return match Cidr::parse_sloppy(text) {
                Ok(network) => Some(PoolRange { path, text, network, start, end, excludes }),
                Err(error) => fail(
                    IpamProblemKind::BadRangeOrRequestedCidr,
                    format!("must be a CIDR or first-last/prefix, found {}: {error}", quote(text)),
                ),
            };
        };
        let Ok(start) = Address::parse_sloppy(first) else {
            let message =
                format!("must be a CIDR or first-last/prefix, but {} before the hyphen is no address", quote(first));
            return fail(IpamProblemKind::BadRangeStartIp, message);
        };
        let network = match Cidr::parse_sloppy(last) {
            Ok(network) => network,
            Err(error) => {
                let message =
                    format!("must be first-last/prefix, but {} behind the hyphen is no CIDR: {error}", quote(last));
                return fail(IpamProblemKind::BadRangeCidr, message);
            }
        };
        if !network.contains(start) {
            let message = format!("must start in the network of its end, but {start} is not in {network}");
            return fail(IpamProblemKind::RangeStartOutsideCidr, message);
        }
        let section = path.strip_suffix("range").unwrap_or_default();
        for (key, written) in [("range_start", self.start.is_some()), ("range_end", end.is_some())] {
            if written {
                let text = "has no effect: `range` names its first and last address itself";
                problems.push(IpamProblem::new(IpamProblemKind::WithoutEffect, format!("{section}{key}"), text));
            }
        }
        Some(PoolRange { path, text, network, start: Some(start), end: Some(network.address), excludes })
    }
}

/// The key `gateway`; without it `Gateway`, which is dropped if it is no address.
fn gateway(ipam: &Section<'_>, problems: &mut Vec<IpamProblem>) -> Option<Address> {
    let written = ipam.text("gateway");
    if written.is_empty() {
        return Address::parse_sloppy(ipam.text("Gateway")).ok();
    }
    let gateway = Address::parse_sloppy(written).ok();
    if gateway.is_none() {
        let hint = if Cidr::parse_sloppy(written).is_ok() { " without prefix length" } else { "" };
        let text = format!("must be an IP address{hint}, found {}", quote(written));
        problems.push(IpamProblem::new(IpamProblemKind::BadGateway, "gateway", text));
    }
    gateway
}

fn routes(ipam: &Section<'_>) -> Vec<Route> {
    let route = |(place, entry): (usize, Section<'_>)| {
        entry.map?;
        let destination = Cidr::parse(entry.text("dst")).ok();
        Some(Route { place, destination, gateway: Address::parse(entry.text("gw")).ok() })
    };
    ipam.sections("routes", ROUTE).filter_map(route).collect()
}

fn addresses(ipam: &Section<'_>, problems: &mut Vec<IpamProblem>) -> Vec<StaticAddress> {
    let mut found = Vec::new();
    for (place, entry) in ipam.sections("addresses", ADDRESS) {
        let written = entry.text("address");
        match Cidr::parse_sloppy(written) {
            Ok(address) => {
                let gateway = Address::parse(entry.text("gateway")).ok();
                found.push(StaticAddress { address, gateway });
            }
            Err(error) => {
                let text = format!("must be a CIDR, found {}: {error}", quote(written));
                let path = format!("addresses[{place}].address");
                problems.push(IpamProblem::new(IpamProblemKind::BadStaticAddress, path, text));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Shape, read as read_json};

    fn problems(text: &str) -> Vec<String> {
        let node = read_json(text, &Shape::Whole).unwrap();
        let read = read(&node);
        read.problems
            .iter()
            .map(|problem| format!("{} {}: {}", problem.kind.as_str(), problem.path, problem.text))
            .collect()
    }

    fn outline(text: &str) -> Vec<String> {
        let node = read_json(text, &Shape::Whole).unwrap();
        let show = |bound: Option<Address>| bound.map(|bound| bound.to_string()).unwrap_or_default();
        let ranges = read(&node).ranges;
        ranges.iter().map(|range| format!("{} {} {}", range.network, show(range.start), show(range.end))).collect()
    }

    #[test]
    fn the_range_at_the_top_comes_first_and_takes_the_keys_beside_it() {
        let text = r#"{"ipRanges":[{"range":"fd00::/64","range_start":"fd00::5"}],"range":"010.0.0.7/24",
            "range_start":"010.0.0.010","range_end":"10.0.0.20","exclude":["10.0.0.12"]}"#;
        assert_eq!(outline(text), ["10.0.0.0/24 10.0.0.10 10.0.0.20", "fd00::/64 fd00::5 "]);
        let node = read_json(text, &Shape::Whole).unwrap();
        let excluded: Vec<usize> = read(&node).ranges.iter().map(|range| range.excludes.len()).collect();
        assert_eq!(excluded, [1, 0]);
    }

    #[test]
    fn a_hyphen_names_first_and_last_and_overwrites_the_bounds() {
        let text = r#"{"range":"192.168.2.225-192.168.2.230/28","range_start":"192.168.2.226"}"#;
        assert_eq!(outline(text), ["192.168.2.224/28 192.168.2.225 192.168.2.230"]);
        assert_eq!(
            problems(text),
            ["without-effect range_start: has no effect: `range` names its first and last address itself"]
        );
    }

    #[test]
    fn a_bad_range_is_told_and_the_others_stay() {
        let text = r#"{"range":"10.0.0.1","ipRanges":[{"range":"10.1.0.0/24"},{"range":"a-10.0.0.9/24"},
            {"range":"10.0.0.1-10.0.0.9"},{"range":"10.0.1.1-10.0.0.9/24"},null,{"range":"10.2.0.0/24"}]}"#;
        assert_eq!(outline(text), ["10.1.0.0/24  ", "10.2.0.0/24  "]);
        assert_eq!(
            problems(text),
            [
                "bad-range-or-requested-cidr range: must be a CIDR or first-last/prefix, found `10.0.0.1`: no prefix length",
                "bad-range-start-ip ipRanges[1].range: must be a CIDR or first-last/prefix, but `a` before the hyphen is no address",
                "bad-range-cidr ipRanges[2].range: must be first-last/prefix, but `10.0.0.9` behind the hyphen is no CIDR: no prefix length",
                "range-start-outside-cidr ipRanges[3].range: must start in the network of its end, but 10.0.1.1 is not in 10.0.0.0/24",
                "bad-range-or-requested-cidr ipRanges[4].range: must be a CIDR or first-last/prefix, found ``: no prefix length",
            ]
        );
    }

    #[test]
    fn bounds_without_a_range_beside_them_have_no_effect() {
        assert_eq!(
            problems(r#"{"ipRanges":[{"range":"10.1.0.0/24"}],"range_start":"x","exclude":["10.1.0.1"]}"#),
            [
                "unreadable-bound range_start: must be an IP address, found `x`; Whereabouts drops it without a word",
                "without-effect range_start: has no effect without `range` beside it; entries of `ipRanges` have their own",
                "without-effect exclude: has no effect without `range` beside it; entries of `ipRanges` have their own",
            ]
        );
    }

    #[test]
    fn wrong_types_are_listed_and_read_as_missing() {
        let text = r#"{"range":"10.0.0.0/24","exclude":"10.0.0.1","sleep_for_race":"1","ipRanges":[{"range_end":"10.0.0.010"}],
            "routes":[{"dst":"10.0.0.0"}],"enable_overlapping_ranges":"false"}"#;
        let found = problems(text);
        assert_eq!(
            found[..5],
            [
                "config-json exclude: must be a list of strings, found `10.0.0.1`",
                "config-json sleep_for_race: must be a whole number, found `1`",
                "config-json ipRanges[0].range_end: must be an IP address, found `10.0.0.010`",
                "config-json routes[0].dst: must be a CIDR, found `10.0.0.0`",
                "config-json enable_overlapping_ranges: must be true or false, found `false`",
            ]
        );
        let node = read_json(text, &Shape::Whole).unwrap();
        assert!(read(&node).overlapping_ranges);
        assert_eq!(outline(text), ["10.0.0.0/24  "]);
    }

    #[test]
    fn the_gateway_has_a_second_field_for_the_capital_spelling() {
        let gateway = |text: &str| {
            let node = read_json(text, &Shape::Whole).unwrap();
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

    #[test]
    fn a_bad_exclude_is_found_at_its_place() {
        assert_eq!(
            problems(r#"{"ipRanges":[{"range":"10.0.0.0/24","exclude":["10.0.0.1",null]}]}"#),
            ["bad-exclude ipRanges[0].exclude[1]: must be an IP address or a CIDR, found ``: no prefix length"]
        );
    }
}
