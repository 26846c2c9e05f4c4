//! Where something is in a text, as a page shows it. Both browser modules have it.

use ceph_multus_manifests::Position;
use serde::Serialize;
use tsify_macros::Tsify;

use crate::tsify;

/// A location in a text.
#[derive(Debug, Clone, Copy, Serialize, Tsify)]
pub struct Location {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The characters that it covers in this line.
    pub length: usize,
}

impl From<Position> for Location {
    fn from(position: Position) -> Location {
        Location { line: position.line, column: position.column, length: position.length }
    }
}
