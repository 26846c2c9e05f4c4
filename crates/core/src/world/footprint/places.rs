//! Where in a NAD an address comes from.

use std::cell::OnceCell;

use crate::json::Path;
use crate::upstream::address::{Address, AddressRange, AddressSet, Taken};

/// Ranges of addresses, each with the path of what it comes from.
#[derive(Debug, Default)]
pub(super) struct Places {
    all: Vec<(AddressRange, Path)>,
    /// Which of them is the first with an address: there may be thousands, and each network that has one asks.
    first: OnceCell<Taken>,
}

impl Places {
    pub(super) fn push(&mut self, range: AddressRange, path: Path) {
        self.all.push((range, path));
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// All addresses.
    pub(super) fn addresses(&self) -> AddressSet {
        AddressSet::of(self.all.iter().map(|(range, _)| *range))
    }

    /// The path of the first range with `address`.
    pub(super) fn path_of(&self, address: Address) -> Option<Path> {
        let ranges = || self.all.iter().map(|(range, _)| *range).enumerate();
        let first = self.first.get_or_init(|| Taken::by(ranges()));
        let (_, path) = self.all.get(first.first(&AddressRange::one(address))?)?;
        Some(path.clone())
    }
}
