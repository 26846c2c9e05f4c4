//! Node slices: how a range is shared out among the nodes (`k8snetworkplumbingwg/whereabouts:
//! pkg/iphelpers/iphelpers.go`).

use crate::address::{Address, AddressError, Cidr, Family};

/// The slices of a range, each a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slices {
    /// How many there are; none where the size is no number.
    pub count: u64,
    prefix: i64,
    first: u32,
    step: u32,
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

/// Shares out `range` in slices of `size`. A size beyond /32 gives slices that are all the same.
///
/// # Errors
/// Every kind of [`SliceError`].
pub fn divide(range: &str, size: &str) -> Result<Slices, SliceError> {
    let Some(prefix) = slice_prefix(size) else { return Ok(Slices { count: 0, prefix: 0, first: 0, step: 0 }) };
    let range = Cidr::parse(range).map_err(SliceError::BadRange)?;
    if range.has_host_bits() {
        return Err(SliceError::RangeNotNetworkAddress);
    }
    let more_bits = prefix - i64::from(range.prefix());
    if more_bits < 0 {
        return Err(SliceError::SliceLargerThanRange);
    }
    let (Ok(first), Ok(bits @ ..=45)) = (u32::try_from(range.network().value()), u32::try_from(more_bits)) else {
        return Err(SliceError::Crash);
    };
    if range.family() == Family::V6 {
        return Err(SliceError::Crash);
    }
    // The program computes 2^(32 - prefix) as a float and cuts it off: beyond /32 that is 0.
    let step = u32::try_from(32 - prefix).ok().and_then(|bits| 1_u32.checked_shl(bits)).unwrap_or(0);
    Ok(Slices { count: 1 << bits, prefix, first, step })
}

impl Slices {
    /// The slice at `place`, counted from 0, as a CIDR text.
    pub fn get(&self, place: u64) -> Option<String> {
        let place = u32::try_from(place).ok().filter(|place| u64::from(*place) < self.count)?;
        let value = self.first.wrapping_add(self.step.wrapping_mul(place));
        let address = Address::new(Family::V4, u128::from(value));
        Some(format!("{address}/{}", self.prefix))
    }
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

    fn slices(range: &str, size: &str) -> Result<Vec<String>, &'static str> {
        let slices = divide(range, size).map_err(SliceError::as_str)?;
        Ok((0..slices.count).map(|place| slices.get(place).unwrap()).collect())
    }

    #[test]
    fn a_range_is_cut_into_equal_networks() {
        assert_eq!(
            slices("10.0.0.0/24", "/26").unwrap(),
            ["10.0.0.0/26", "10.0.0.64/26", "10.0.0.128/26", "10.0.0.192/26"]
        );
        assert_eq!(slices("10.0.0.0/24", "24").unwrap(), ["10.0.0.0/24"]);
        assert_eq!(slices("0.0.0.0/0", "0").unwrap(), ["0.0.0.0/0"]);
        assert_eq!(slices("10.0.0.0/31", "33").unwrap(), ["10.0.0.0/33"; 4]);
    }

    #[test]
    fn a_size_that_is_no_number_gives_nothing_and_no_error() {
        for size in ["", "/", "x", "//26", " 26", "26.0", "99999999999999999999"] {
            assert_eq!(slices("10.0.0.0/24", size).unwrap(), [""; 0], "{size}");
        }
    }

    #[test]
    fn every_error_is_distinguished() {
        assert_eq!(slices("10.0.0.0/24", "22"), Err("slice-larger-than-range"));
        assert_eq!(slices("10.0.0.0/24", "-1"), Err("slice-larger-than-range"));
        assert_eq!(slices("10.0.0.5/24", "26"), Err("range-not-network-address"));
        assert_eq!(slices("10.0.0.0", "26"), Err("bad-range"));
        assert_eq!(slices("fd00::/64", "26"), Err("slice-larger-than-range"));
        assert_eq!(slices("fd00::/64", "/72"), Err("crash"));
        assert_eq!(slices("::/64", "/72"), Err("crash"));
        assert_eq!(divide("10.0.0.0/8", "60"), Err(SliceError::Crash));
    }
}
