//! The addresses that share a line of the picture.

use ceph_multus_upstream::address::{Address, AddressRange};

/// The addresses of an axis.
pub(super) struct Stretch {
    pub(super) span: AddressRange,
}

impl Stretch {
    /// Where `range` starts and ends.
    pub(super) fn place(&self, range: &AddressRange) -> (f64, f64) {
        (self.fraction(range.first(), 0), self.fraction(range.last(), 1))
    }

    fn fraction(&self, address: Address, more: u32) -> f64 {
        let first = self.span.first().value();
        let (offset, length) = (address.value().saturating_sub(first), self.span.last().value() - first);
        let place = (offset as f64 + f64::from(more)) / (length as f64 + 1.0);
        // Enough for a picture, and the same text on every machine.
        (place * 1e6).round() / 1e6
    }
}
