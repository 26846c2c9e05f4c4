//! What a CNI configuration hands out, against single addresses.

use ceph_multus_core::facts::nad::IpamSection;
use ceph_multus_core::json::Arena;
use ceph_multus_upstream::address::{Address, Cidr};
use ceph_multus_upstream::cni::{CniConfig, PluginContext, plugin_problems, webhook_rejection};
use ceph_multus_upstream::whereabouts::{PoolRange, slice_count, slice_prefix};

/// Addresses of a network up to which every one is looked at.
const ENUMERATED: u128 = 1 << 10;

/// Reads a CNI configuration with all that it holds. Says whether it has a range of Whereabouts.
pub fn config_is_consistent(text: &str, nad: &str) -> bool {
    let arena = Arena::new();
    let config = CniConfig::read(text, nad, &arena);
    assert_eq!(config, CniConfig::read(text, nad, &arena));
    let rejection = webhook_rejection(nad, text);
    assert_eq!(
        rejection.map(|rejection| rejection.as_str()),
        webhook_rejection(nad, text).map(|rejection| rejection.as_str())
    );
    let plugins = config.plugins();
    for plugin in &plugins {
        for problem in plugin_problems(plugin, &PluginContext::default()) {
            assert!(!problem.text.is_empty(), "{problem:?}");
        }
    }
    let sections = IpamSection::of(&plugins);
    for section in sections.iter().map(|section| &section.whereabouts) {
        let is_sliced = !section.node_slice_size.is_empty();
        section.ranges.iter().for_each(|range| range_is_enumerated(range, is_sliced));
    }
    sections.iter().any(|section| !section.whereabouts.ranges.is_empty())
}

/// The addresses of a range are those that are left of its network one by one; with slices of nodes nothing takes any away
/// but its ends.
fn range_is_enumerated(range: &PoolRange<'_>, is_sliced: bool) {
    let all = range.network.range();
    assert!(all.contains(range.network.network()), "{range:?}");
    let Ok(assignable) = range.assignable() else { return };
    let ends = (assignable.first().expect("not empty"), assignable.last().expect("not empty"));
    assert!(ends.0 <= ends.1 && all.contains(ends.0) && all.contains(ends.1), "{range:?}");
    let network = (all.first(), all.last());
    // A search that starts over does so with the first address.
    let starts_over = range.endless_exclude().is_some();
    assert!(starts_over || !assignable.contains(network.0), "{range:?}");
    assert!(!assignable.contains(network.1), "{range:?}");
    if all.count() > ENUMERATED {
        return;
    }
    let bound = |bound: Option<Address>, least: Address| {
        bound.filter(|bound| all.contains(*bound) && *bound != network.0 && *bound != network.1 && *bound >= least)
    };
    let start = bound(range.start, network.0);
    let end = bound(range.end, start.unwrap_or(network.0));
    let is_left = |address: Address| {
        address != network.0
            && address != network.1
            && (is_sliced
                || start.is_none_or(|start| start <= address)
                    && end.is_none_or(|end| address <= end)
                    && !range.excludes.iter().any(|exclude| exclude.block.expect("assignable").contains(address)))
    };
    let addresses =
        std::iter::successors(Some(all.first()), |address| address.next().filter(|next| *next <= all.last()));
    let mut left = 0;
    for address in addresses {
        assert_eq!(assignable.contains(address), is_left(address), "{address} of {range:?}");
        left += u128::from(is_left(address));
    }
    assert_eq!(assignable.count(), left, "{range:?}");
}

/// Shares a range out among nodes. Says whether it can be.
pub fn slices_are_consistent(range: &str, size: &str) -> bool {
    let Ok(count) = slice_count(range, size) else { return false };
    let bits = slice_prefix(size).and_then(|prefix| u32::try_from(32 - prefix).ok());
    // No slices are none of any range, and beyond /32 they are no networks.
    if let Some(bits) = bits.filter(|_| count > 0) {
        let range = Cidr::parse(range).expect("a range that can be shared out");
        assert_eq!(u128::from(count) << bits, range.range().count(), "{range:?} by {size}");
    }
    true
}
