//! Where something stands in a source.

use std::fmt;

/// A place in a text, as editors count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The characters that it covers in this line; at least 1.
    pub length: usize,
}

impl Position {
    /// The place of `text[start..end]`, cut at the end of the line. What lies beyond the text counts as its end.
    pub(crate) fn of(text: &str, start: usize, end: usize) -> Position {
        let before = text.get(..start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        let covered = text.get(start..end.max(start)).unwrap_or_default();
        let covered = covered.lines().next().unwrap_or_default().trim_end();
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        Position { line, column, length: covered.chars().count().max(1) }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}
