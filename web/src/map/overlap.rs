//! Which common addresses of two ranges are a fault.

use ceph_multus_core::world::pools::Pool;
use ceph_multus_upstream::address::AddressRange;

use super::Drawn;
use crate::scene::NetworkRole;

/// The faulty common addresses of all pairs of `ranges`, with the places of the two.
pub(super) fn all(ranges: &[Drawn<'_>]) -> Vec<([usize; 2], AddressRange)> {
    let mut faults = Vec::new();
    for (place, one) in ranges.iter().enumerate() {
        for (next, other) in ranges.iter().enumerate().skip(place + 1) {
            if is_fault(one, other) {
                add_common(one, other, [place, next], &mut faults);
            }
        }
    }
    faults
}

/// Adds the addresses that both hand out, as runs.
fn add_common(one: &Drawn<'_>, other: &Drawn<'_>, places: [usize; 2], faults: &mut Vec<([usize; 2], AddressRange)>) {
    for our in one.assignable.ranges() {
        for their in other.assignable.ranges() {
            faults.extend(our.common(their).map(|common| (places, common)));
        }
    }
}

/// As the rules have it: `networks-overlap`, `node-range-overlap`, `monitor-window-invalid`, `pool-collision` and
/// `ranges-overlap`. Two networks that no CephCluster selects are nobody's business.
fn is_fault(one: &Drawn<'_>, other: &Drawn<'_>) -> bool {
    match (one.role, other.role) {
        (None, None) => false,
        (None, Some(role)) | (Some(role), None) => role != NetworkRole::Other,
        (Some(NetworkRole::Other), Some(NetworkRole::Other)) => one.name == other.name,
        (Some(left), Some(right)) => {
            let of_one_cluster = one.cluster == other.cluster && left != right;
            let window = left == NetworkRole::Monitors || right == NetworkRole::Monitors;
            one.name == other.name || of_one_cluster || window || collide(one.pool, other.pool)
        }
    }
}

/// Whether Whereabouts gives one address to both.
fn collide(one: Option<&Pool>, other: Option<&Pool>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return false };
    if one.network_name() != other.network_name() {
        return true;
    }
    let unnoticed = !one.overlap_check() || !other.overlap_check() || !one.network_name().is_empty();
    one.cidr != other.cidr && unnoticed
}
