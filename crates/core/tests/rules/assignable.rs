//! The assignable addresses of small ranges against a list of every single address, built the slow way.

#![expect(clippy::unwrap_used, reason = "what is unwrapped is written in this file")]

use std::collections::BTreeSet;

use ceph_multus_upstream::address::{Address, Cidr, Family};
use ceph_multus_upstream::whereabouts::{Exclude, PoolRange, SpanError};

fn cidr(family: Family, prefix: u8) -> Cidr {
    let network = match family {
        Family::V4 => "10.20.30.0",
        Family::V6 => "fd00:0:0:7::ab00",
    };
    Cidr::new(Address::parse(network).unwrap(), prefix)
}

fn pool<'n>(network: Cidr, start: Option<Address>, end: Option<Address>, excludes: &[Exclude<'n>]) -> PoolRange<'n> {
    PoolRange::new(None, "", network, excludes.to_vec()).within(start, end)
}

/// Walks over the network address by address, as the README of Whereabouts tells it.
fn enumerated(pool: &PoolRange<'_>) -> BTreeSet<Address> {
    let (family, first) = (pool.network.family(), pool.network.network().value());
    let size = 1_u128 << (family.bits() - pool.network.prefix());
    let all: Vec<Address> = (first..first + size).map(|value| Address::new(family, value)).collect();
    let mut usable: Vec<Address> = match all.as_slice() {
        [_, usable @ .., _] => usable.to_vec(),
        _ => Vec::new(),
    };
    if let Some(start) = pool.start.filter(|start| usable.contains(start)) {
        usable.retain(|address| *address >= start);
    }
    if let Some(end) = pool.end.filter(|end| usable.contains(end)) {
        usable.retain(|address| *address <= end);
    }
    let is_excluded = |address: &Address| {
        let in_block = |block: Cidr| {
            let shift = block.family().bits() - block.prefix();
            block.family() == address.family()
                && block.network().value().checked_shr(shift.into()).unwrap_or(0)
                    == address.value().checked_shr(shift.into()).unwrap_or(0)
        };
        pool.excludes.iter().any(|exclude| in_block(exclude.block.unwrap()))
    };
    usable.into_iter().filter(|address| !is_excluded(address)).collect()
}

fn assert_same(pool: &PoolRange<'_>) {
    let expected = enumerated(pool);
    match pool.assignable() {
        Ok(found) => {
            let ends = (expected.first().copied(), expected.last().copied(), expected.len() as u128);
            assert_eq!((found.first(), found.last(), found.count()), ends, "{pool:?}");
        }
        Err(problem) => {
            assert_eq!(problem, SpanError::Exhausted, "{pool:?}");
            assert!(expected.is_empty(), "{pool:?}");
        }
    }
}

/// Addresses around the edges of a network and inside it.
fn bounds(network: &Cidr) -> Vec<Option<Address>> {
    let all = network.range();
    let (first, last) = (all.first().value(), all.last().value());
    let middle = first + (last - first) / 2;
    let values = [first - 1, first, first + 1, middle, middle + 1, last - 1, last, last + 1];
    let mut bounds = vec![None, Some(Address::new(other(network.family()), first + 1))];
    bounds.extend(values.map(|value| Some(Address::new(network.family(), value))));
    bounds
}

fn other(family: Family) -> Family {
    match family {
        Family::V4 => Family::V6,
        Family::V6 => Family::V4,
    }
}

/// Blocks of different sizes that lie in, around and across the network, and one of the other family.
fn blocks(network: &Cidr) -> Vec<String> {
    let (bits, all) = (network.family().bits(), network.range());
    let (first, last) = (all.first().value(), all.last().value());
    let at = |value: u128, size: u8| Cidr::new(Address::new(network.family(), value), bits - size).to_string();
    let half = network.prefix() + 1;
    vec![
        at(first, 0),
        at(first, 1),
        at(last, 1),
        at(first + 2, 1),
        at(first + (last - first) / 2, 0),
        at(first, bits - half),
        at(last, bits - half),
        at(first, 8),
        cidr(other(network.family()), 8).to_string(),
    ]
}

#[test]
fn every_combination_of_bounds_and_excludes_agrees_with_an_enumeration() {
    let mut compared = 0;
    for family in [Family::V4, Family::V6] {
        for host_bits in 2..=8 {
            let network = cidr(family, family.bits() - host_bits);
            let (bounds, blocks) = (bounds(&network), blocks(&network));
            let blocks: Vec<Exclude<'_>> = blocks.iter().map(|block| Exclude::parse(block)).collect();
            let pairs = (0..blocks.len()).flat_map(|one| (one..blocks.len()).map(move |two| (one, two)));
            let mut sets: Vec<Vec<Exclude<'_>>> = pairs.map(|(one, two)| vec![blocks[one], blocks[two]]).collect();
            sets.push(Vec::new());
            for (start, end) in bounds.iter().flat_map(|start| bounds.iter().map(move |end| (*start, *end))) {
                for excludes in &sets {
                    assert_same(&pool(network, start, end, excludes));
                    compared += 1;
                }
            }
        }
    }
    assert_eq!(compared, 2 * 7 * 100 * 46);
}

#[test]
fn the_overlap_of_two_ranges_agrees_with_an_enumeration() {
    let mut pools = Vec::new();
    let networks = ["10.20.30.0/27", "10.20.30.16/28", "10.20.30.0/26", "10.20.30.64/27", "fd00::10/124", "fd00::/120"];
    let windows = [(None, None), (Some(3), None), (None, Some(9)), (Some(5), Some(12)), (Some(20), Some(21))];
    let excludes: [&[&str]; 4] = [
        &[],
        &["10.20.30.4/30", "fd00::14/126"],
        &["10.20.30.0/28", "fd00::/125"],
        &["10.20.30.7", "10.20.30.9", "10.20.30.24/29", "fd00::11", "fd00::18/125"],
    ];
    for network in networks.map(|network| Cidr::parse(network).unwrap()) {
        for (start, end) in windows {
            let inside = |offset: Option<u128>| {
                offset.map(|offset| Address::new(network.family(), network.network().value() + offset))
            };
            for blocks in excludes {
                let blocks: Vec<Exclude<'_>> = blocks.iter().map(|block| Exclude::parse(block)).collect();
                pools.push(pool(network, inside(start), inside(end), &blocks));
            }
        }
    }
    let sets: Vec<_> =
        pools.iter().map(|pool| (pool.assignable().cloned().unwrap_or_default(), enumerated(pool))).collect();
    let mut overlapping = 0;
    for (one, one_listed) in &sets {
        for (two, two_listed) in &sets {
            let common: Vec<Address> = one_listed.intersection(two_listed).copied().collect();
            let found = one.overlap(two);
            assert_eq!(found.map(|run| run.first()), common.first().copied(), "{one:?} {two:?}");
            if let Some(run) = found {
                overlapping += 1;
                let mut next = run.first().value()..=run.last().value();
                assert!(next.all(|value| common.contains(&Address::new(run.family(), value))));
            }
        }
    }
    assert!(overlapping > sets.len() && overlapping < sets.len() * sets.len());
}

#[test]
fn ten_thousand_excludes_are_counted() {
    let texts: Vec<String> =
        (0..10_000_u32).rev().map(|place| format!("10.{}.{}.8/30", place / 256, place % 256)).collect();
    let excludes: Vec<Exclude<'_>> = texts.iter().map(|text| Exclude::parse(text)).collect();
    let network = Cidr::parse("10.0.0.0/8").unwrap();
    let found = pool(network, None, None, &excludes).assignable().cloned().unwrap();
    assert_eq!(found.count(), (1 << 24) - 2 - 40_000);
    assert_eq!(found.ranges().len(), 10_001);
}
