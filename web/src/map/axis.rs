//! The stretches of addresses, and the places on them.

use ceph_multus_core::json::order::sort_by_key;
use ceph_multus_upstream::address::{Address, AddressRange};

use super::{Axis, Drawn, Lane, Mark, Overlap, overlap, shares};
use crate::scene::NetworkRole;

/// Ranges that share an address share an axis.
pub(super) fn all(mut drawn: Vec<Drawn<'_>>) -> Vec<Axis> {
    sort_by_key(&mut drawn, |range| range.span);
    let mut stretches: Vec<(AddressRange, Vec<Drawn<'_>>)> = Vec::new();
    for range in drawn {
        match stretches.last_mut().filter(|(stretch, _)| range.span.overlaps(stretch)) {
            Some((stretch, ranges)) => {
                *stretch = AddressRange::new(stretch.first(), stretch.last().max(range.span.last()));
                ranges.push(range);
            }
            None => stretches.push((range.span, vec![range])),
        }
    }
    let mut axes = Vec::new();
    for (stretch, mut ranges) in stretches {
        sort_by_key(&mut ranges, |range| (range.role.is_none(), range.role, range.name));
        axes.push(axis(&stretch, &ranges));
    }
    axes
}

fn mark(stretch: &AddressRange, address: Address, range: &Drawn<'_>) -> Option<Mark> {
    let (at, _) = stretch.place_of(&AddressRange::one(address));
    let assigned = range.assignable.contains(address);
    stretch.contains(address).then(|| Mark { at, text: address.to_string(), assigned })
}

fn axis(stretch: &AddressRange, ranges: &[Drawn<'_>]) -> Axis {
    let overlaps = overlap::all(ranges).into_iter().map(|(lanes, common)| {
        let (from, to) = stretch.place_of(&common);
        Overlap { from, to, text: common.to_string(), lanes }
    });
    Axis {
        first: stretch.first().to_string(),
        last: stretch.last().to_string(),
        overlaps: overlaps.collect(),
        lanes: ranges.iter().map(|range| lane(stretch, range)).collect(),
    }
}

fn lane(stretch: &AddressRange, range: &Drawn<'_>) -> Lane {
    let shares = shares::Shares::of(range);
    Lane {
        name: range.name.to_owned(),
        role: range.role.map_or("nodes", NetworkRole::name),
        cidr: range.cidr.clone(),
        capacity: range.capacity.to_string(),
        taken: shares.taken().map(|number| number.to_string()),
        steady: shares.steady_text(),
        surge: shares.surge_text(),
        free: shares.free(),
        short: shares.is_short(),
        parts: shares.parts(range, stretch),
        gateway: range.gateway.and_then(|gateway| mark(stretch, gateway, range)),
    }
}
