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
    /// The bytes before it in its line.
    pub byte: usize,
}

impl Position {
    /// The place of `text[start..end]`, cut at the end of the line. What lies beyond the text counts as its end.
    #[cfg(test)]
    pub(crate) fn of(text: &str, start: usize, end: usize) -> Position {
        Position::among(&line_starts(text), text, start, end)
    }

    /// The same where it is known at which bytes the lines start.
    pub(crate) fn among(line_starts: &[u32], text: &str, start: usize, end: usize) -> Position {
        let start = start.min(text.len());
        let line = line_starts.partition_point(|line_start| byte(*line_start) <= start).max(1);
        let line_start = line_starts.get(line - 1).copied().map_or(0, byte);
        let before = text.get(line_start..start).unwrap_or_default();
        let covered = text.get(start..end.max(start)).unwrap_or_default();
        let covered = covered.lines().next().unwrap_or_default().trim_end();
        Position {
            line,
            column: before.chars().count() + 1,
            length: covered.chars().count().max(1),
            byte: before.len(),
        }
    }
}

/// The bytes at which the lines of `text` start, which are numbers of half the size: a source is no longer than they reach.
pub(crate) fn line_starts(text: &str) -> Vec<u32> {
    let starts = text.match_indices('\n').map(|(newline, _)| u32::try_from(newline + 1).unwrap_or(u32::MAX));
    std::iter::once(0).chain(starts).collect()
}

/// What [`line_starts`] gives, as a place in the text.
pub(crate) fn byte(line_start: u32) -> usize {
    usize::try_from(line_start).unwrap_or(usize::MAX)
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters() {
        let text = "a: 1\nb: \u{e4}\u{f6} x\r\n\nc";
        let at = |start, end| {
            let position = Position::of(text, start, end);
            (position.line, position.column, position.length, position.byte)
        };
        assert_eq!(at(0, 1), (1, 1, 1, 0));
        assert_eq!(at(3, 12), (1, 4, 1, 3));
        assert_eq!(at(5, 6), (2, 1, 1, 0));
        assert_eq!(at(8, 14), (2, 4, 4, 3));
        assert_eq!(at(13, 14), (2, 7, 1, 8));
        assert_eq!(at(17, 18), (4, 1, 1, 0));
        assert_eq!(at(99, 99), (4, 2, 1, 1));
    }
}
