//! The addresses that share a line of the picture.

use ceph_multus_upstream::address::AddressRange;

/// The addresses of an axis.
pub(super) struct Stretch {
    pub(super) span: AddressRange,
}

impl Stretch {
    /// Where `range` starts and ends.
    pub(super) fn place(&self, range: &AddressRange) -> (f64, f64) {
        (self.fraction(range.first, 0), self.fraction(range.last, 1))
    }

    fn fraction(&self, value: u128, more: u32) -> f64 {
        let (offset, length) = (value.saturating_sub(self.span.first), self.span.last - self.span.first);
        let place = (offset as f64 + f64::from(more)) / (length as f64 + 1.0);
        // Enough for a picture, and the same text on every machine.
        (place * 1e6).round() / 1e6
    }
}
