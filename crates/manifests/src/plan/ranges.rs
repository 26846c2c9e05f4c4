//! What the NAD of a network hands out.

use ceph_multus_core::facts::nad::{IpamSection, Nad};
use ceph_multus_core::facts::object::Object;
use ceph_multus_core::json::{Arena, Path};
use ceph_multus_core::world::pools::Pools;
use ceph_multus_upstream::whereabouts::{IpamProblem, IpamProblemKind, PoolRange, SpanError};

/// One range of a network.
#[derive(Debug)]
pub struct RangePlan {
    /// The network of the range, in CIDR notation.
    pub cidr: String,
    /// The first and the last address that are handed out; `None` where none is.
    pub bounds: Option<(String, String)>,
    /// How many addresses can be in use at a time: not the first and the last of a slice, and none so far behind the first of
    /// the range that its reservation is not found again.
    pub addresses: u128,
}

/// What a NAD hands out.
#[derive(Debug, Default)]
pub(super) struct HandedOut {
    /// Its ranges; none if one of them cannot be read, because a pod takes an address of each.
    pub(super) ranges: Vec<RangePlan>,
    /// The same as the pools that other networks share.
    pub(super) pools: Pools,
}

impl HandedOut {
    /// Reads `nad`.
    pub(super) fn by(nad: &Object<'_>) -> HandedOut {
        let arena = Arena::new();
        let nad = Nad::new(*nad, &arena);
        let plugins = nad.plugins();
        let sections = IpamSection::of(&plugins);
        HandedOut { ranges: ranges(&sections), pools: Pools::read(&nad, &plugins, sections) }
    }
}

/// Where nodes have slices, only the first range has them.
fn ranges(sections: &[IpamSection<'_>]) -> Vec<RangePlan> {
    if sections.iter().flat_map(|section| &section.whereabouts.problems).any(is_of_range) {
        return Vec::new();
    }
    let ranges = sections.iter().flat_map(|section| &section.whereabouts.ranges);
    ranges.filter(|range| range.assignable() != Err(SpanError::Unsliced)).map(RangePlan::of).collect()
}

fn is_of_range(problem: &IpamProblem) -> bool {
    match problem.kind {
        IpamProblemKind::BadRangeStartIp
        | IpamProblemKind::BadRangeCidr
        | IpamProblemKind::RangeStartOutsideCidr
        | IpamProblemKind::BadRangeOrRequestedCidr => true,
        IpamProblemKind::ConfigJson => {
            ["range", "ipRanges"].map(Path::from).iter().any(|key| problem.path.starts_with(key))
        }
        IpamProblemKind::BadGateway
        | IpamProblemKind::BadStaticAddress
        | IpamProblemKind::UnreadableBound
        | IpamProblemKind::WithoutEffect
        | IpamProblemKind::BadExclude => false,
    }
}

impl RangePlan {
    fn of(range: &PoolRange<'_>) -> RangePlan {
        let bounds = range.assignable().ok().and_then(|set| set.first().zip(set.last()));
        RangePlan {
            cidr: range.network.to_string(),
            bounds: bounds.map(|(first, last)| (first.to_string(), last.to_string())),
            addresses: range.capacity(),
        }
    }
}
