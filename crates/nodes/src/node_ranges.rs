//! The addresses of the nodes on public networks, as policies of nmstate give them and states of nodes have them: what the
//! setting `nodeRanges` is about.

use std::collections::BTreeSet;

use ceph_multus_manifests::{Document, ReadError, SettingsText};
use ceph_multus_upstream::address::{Address, AddressRange, AddressSet, Cidr};
use serde_json::Value;

use crate::host::HostAddress;
use crate::site::Site;

/// The addresses of nodes on the public networks, in ascending order.
#[derive(Debug)]
pub struct NodeRanges {
    /// As networks: that which an address is written with where no pod gets an address of it, and otherwise the addresses
    /// alone.
    pub ranges: Vec<Cidr>,
    /// Those that the setting `nodeRanges` lacks; none where it is empty.
    pub missing: Vec<Address>,
}

/// What is known of them.
///
/// # Errors
/// Every problem of the settings, and documents that nest too deep.
pub fn node_ranges(
    documents: &[Document],
    settings: &SettingsText,
    namespace: &str,
) -> Result<NodeRanges, Vec<ReadError>> {
    let site = Site::read(documents, settings, namespace)?;
    Ok(NodeRanges { ranges: of(&site), missing: missing(&site) })
}

fn missing(site: &Site) -> Vec<Address> {
    let known = AddressSet::of(site.node_ranges.iter().map(Cidr::range));
    let addresses = shim_addresses(site).map(|address| address.address());
    let missing: BTreeSet<Address> = addresses.filter(|address| !known.contains(*address)).collect();
    if site.node_ranges.is_empty() { Vec::new() } else { missing.into_iter().collect() }
}

/// The settings `json` with the key `nodeRanges` where they have none, or an empty one, and `ranges` are some.
pub fn with_node_ranges(json: &str, ranges: &[Cidr]) -> Option<String> {
    let mut settings: Value = serde_json::from_str(json).ok()?;
    let own = settings.get("nodeRanges").and_then(Value::as_array);
    if ranges.is_empty() || own.is_some_and(|own| !own.is_empty()) {
        return None;
    }
    let texts = ranges.iter().map(|range| Value::from(range.to_string())).collect();
    settings.as_object_mut()?.insert(String::from("nodeRanges"), texts);
    Some(settings.to_string())
}

pub(crate) fn of(site: &Site) -> Vec<Cidr> {
    let handed_out: Vec<&AddressSet> = site.networks.iter().map(|network| &network.nad.handed_out).collect();
    let mut ranges: Vec<AddressRange> = Vec::new();
    for address in shim_addresses(site) {
        let network = address.cidr.range();
        let is_pods = handed_out.iter().any(|pods| pods.part_of(&network).is_some());
        let own = address.address();
        ranges.push(if is_pods { AddressRange::one(own) } else { network });
    }
    AddressSet::of(ranges).ranges().iter().flat_map(cidrs).collect()
}

/// The addresses of nodes on the interfaces that are made for the public networks.
fn shim_addresses(site: &Site) -> impl Iterator<Item = &HostAddress> {
    let configs = site.attempts.iter().filter_map(|attempt| Some((attempt, site.config(attempt.source)?.1)));
    configs.flat_map(|(attempt, config)| attempt.shims(config)).flat_map(|shim| &shim.addresses)
}

/// The fewest networks that are exactly the addresses of a run.
pub(crate) fn cidrs(run: &AddressRange) -> Vec<Cidr> {
    let bits = run.family().bits();
    let (mut cidrs, mut next) = (Vec::new(), Some(run.first()));
    while let Some(first) = next.filter(|first| *first <= run.last()) {
        let fits = |prefix: &u8| {
            let range = Cidr::new(first, *prefix).range();
            range.first() == first && range.last() <= run.last()
        };
        let Some(prefix) = (0..=bits).find(fits) else { break };
        let cidr = Cidr::new(first, prefix);
        cidrs.push(cidr);
        next = cidr.range().last().next();
    }
    cidrs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_the_fewest_networks() {
        let run = |first: &str, last: &str| {
            let [first, last] = [first, last].map(|text| ceph_multus_upstream::address::Address::parse(text).unwrap());
            cidrs(&AddressRange::new(first, last)).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(run("10.0.0.5", "10.0.0.8"), ["10.0.0.5/32", "10.0.0.6/31", "10.0.0.8/32"]);
        assert_eq!(run("10.0.0.0", "10.0.0.255"), ["10.0.0.0/24"]);
        assert_eq!(run("0.0.0.0", "255.255.255.255"), ["0.0.0.0/0"]);
        assert_eq!(run("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), ["::/0"]);
    }

    #[test]
    fn the_setting_is_written_only_where_it_is_empty() {
        let range = [Cidr::parse("10.0.0.0/24").unwrap()];
        assert_eq!(with_node_ranges("{}", &range).as_deref(), Some(r#"{"nodeRanges":["10.0.0.0/24"]}"#));
        assert_eq!(with_node_ranges(r#"{"nodeRanges":["10.9.0.0/24"]}"#, &range), None);
        assert_eq!(with_node_ranges("{}", &[]), None);
    }
}
