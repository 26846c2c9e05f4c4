//! Node slices: in how many a range is shared out among the nodes (`k8snetworkplumbingwg/whereabouts:
//! pkg/iphelpers/iphelpers.go`).

use crate::address::{AddressError, Cidr, Family};

/// Who assigns the addresses of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share<'n> {
    /// All nodes, any of them.
    Whole,
    /// Each node those of its slice, which has this `node_slice_size`. The window and the excludes have no effect
    /// (`pkg/storage/kubernetes/ipam.go`, `IPManagementKubernetesUpdate`).
    Slices(&'n str),
    /// None: slices are cut out of the first range, and this is another.
    Nothing,
}

/// Why a range is not shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SliceError {
    /// The range is no CIDR.
    BadRange(AddressError),
    /// The range does not start at its network's address.
    RangeNotNetworkAddress,
    /// The prefix of a slice is shorter than that of the range.
    SliceLargerThanRange,
    /// An IPv6 range, or more slices than memory holds: the controller ends.
    Crash,
}

/// The prefix length in `node_slice_size`, with or without `/`; `None` if it is no number.
pub fn slice_prefix(size: &str) -> Option<i64> {
    size.strip_prefix('/').unwrap_or(size).parse().ok()
}

/// How many slices of `size` the controller makes of `range`; none where the size is no number. A size beyond /32 gives
/// slices that are all the same.
///
/// # Errors
/// Every kind of [`SliceError`].
pub fn slice_count(range: &str, size: &str) -> Result<u64, SliceError> {
    let Some(prefix) = slice_prefix(size) else { return Ok(0) };
    let range = Cidr::parse(range).map_err(SliceError::BadRange)?;
    if range.has_host_bits() {
        return Err(SliceError::RangeNotNetworkAddress);
    }
    let more_bits = prefix.saturating_sub(i64::from(range.prefix()));
    if more_bits < 0 {
        return Err(SliceError::SliceLargerThanRange);
    }
    match u32::try_from(more_bits) {
        Ok(bits @ ..=45) if range.family() == Family::V4 => Ok(1 << bits),
        _ => Err(SliceError::Crash),
    }
}

/// How many addresses the slices of `size` of `range` have, without the first and the last of each; `None` where there are
/// no slices.
pub(super) fn addresses_in_slices(range: &Cidr, size: &str) -> Option<u128> {
    let slices = slice_count(&range.to_string(), size).ok().filter(|slices| *slices > 0)?;
    let bits = 32_u32.checked_sub(slice_prefix(size)?.try_into().ok()?)?;
    Some(u128::from(slices) * u128::from((1_u64 << bits).saturating_sub(2)))
}

impl SliceError {
    /// The name of the error in the conformance vectors.
    pub fn as_str(self) -> &'static str {
        match self {
            SliceError::BadRange(_) => "bad-range",
            SliceError::RangeNotNetworkAddress => "range-not-network-address",
            SliceError::SliceLargerThanRange => "slice-larger-than-range",
            SliceError::Crash => "crash",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(range: &str, size: &str) -> Result<u64, &'static str> {
        slice_count(range, size).map_err(SliceError::as_str)
    }

    #[test]
    fn a_range_has_as_many_slices_as_fit() {
        for (range, size, number) in
            [("10.0.0.0/24", "/26", 4), ("10.0.0.0/24", "24", 1), ("0.0.0.0/0", "0", 1), ("10.0.0.0/31", "33", 4)]
        {
            assert_eq!(count(range, size), Ok(number), "{range} {size}");
        }
    }

    #[test]
    fn a_size_that_is_no_number_gives_nothing_and_no_error() {
        for size in ["", "/", "x", "//26", " 26", "26.0", "99999999999999999999"] {
            assert_eq!(count("10.0.0.0/24", size), Ok(0), "{size}");
        }
    }

    #[test]
    fn every_error_is_distinguished() {
        assert_eq!(count("10.0.0.0/24", "22"), Err("slice-larger-than-range"));
        assert_eq!(count("10.0.0.0/24", "-1"), Err("slice-larger-than-range"));
        assert_eq!(count("10.0.0.0/24", &i64::MIN.to_string()), Err("slice-larger-than-range"));
        assert_eq!(count("10.0.0.0/24", &i64::MAX.to_string()), Err("crash"));
        assert_eq!(count("10.0.0.5/24", "26"), Err("range-not-network-address"));
        assert_eq!(count("10.0.0.0", "26"), Err("bad-range"));
        assert_eq!(count("fd00::/64", "26"), Err("slice-larger-than-range"));
        assert_eq!(count("fd00::/64", "/72"), Err("crash"));
        assert_eq!(count("::/64", "/72"), Err("crash"));
        assert_eq!(count("10.0.0.0/8", "60"), Err("crash"));
    }
}
