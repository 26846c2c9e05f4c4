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
    /// Which of the sources of its document it is in, counted from 0: the values of a release come from several.
    pub part: usize,
}

impl Position {
    /// The place of `text[start..end]`, cut at the end of the line. What lies beyond the text counts as its end.
    #[cfg(test)]
    pub(crate) fn of(text: &str, start: usize, end: usize) -> Position {
        Position::among(&Lines::of(text), text, start, end)
    }

    /// The same where it is known where the lines of `text` are.
    pub(crate) fn among(lines: &Lines, text: &str, start: usize, end: usize) -> Position {
        let start = start.min(text.len());
        let line = lines.starts.partition_point(|line_start| byte(*line_start) <= start).max(1);
        let line_start = lines.starts.get(line - 1).copied().map_or(0, byte);
        let covered = text.get(start..end.max(start)).unwrap_or_default();
        let covered = covered.lines().next().unwrap_or_default().trim_end();
        Position {
            line,
            column: lines.characters_before(text, start) - lines.characters_before(text, line_start) + 1,
            length: covered.chars().count().max(1),
            byte: start - line_start,
            part: 0,
        }
    }
}

/// The bytes between two places of a text at which characters are counted.
const COUNTED: usize = 1 << 12;

/// Where the lines and characters of a text are: what lies before a place is not read for each place, because a file of many
/// megabytes may be one line.
///
/// These are numbers of half the size of a place: a source is no longer than they reach.
#[derive(Debug)]
pub(crate) struct Lines {
    /// The bytes at which lines start.
    starts: Vec<u32>,
    /// The characters before each part of [`COUNTED`] bytes.
    characters: Vec<u32>,
}

impl Lines {
    pub(crate) fn of(text: &str) -> Lines {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let starts = text.match_indices('\n').map(|(newline, _)| number(newline + 1));
        let mut sums = vec![0];
        let mut sum = 0;
        for part in text.as_bytes().chunks(COUNTED) {
            sum += characters(part);
            sums.push(number(sum));
        }
        Lines { starts: std::iter::once(0).chain(starts).collect(), characters: sums }
    }

    /// The line `number` of `text`, counted from 1, without its end; empty beyond the last.
    pub(crate) fn line<'t>(&self, text: &'t str, number: usize) -> &'t str {
        let start = |place: usize| self.starts.get(place).copied().map(byte);
        let Some(first) = number.checked_sub(1).and_then(start) else { return "" };
        let line = text.get(first..start(number).unwrap_or(text.len())).unwrap_or_default();
        line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line))
    }

    fn characters_before(&self, text: &str, place: usize) -> usize {
        let part = place / COUNTED;
        let before = self.characters.get(part).copied().map_or(0, byte);
        before + text.as_bytes().get(part * COUNTED..place).map_or(0, characters)
    }
}

/// The characters that start in these bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count()
}

/// What [`Lines`] keeps, as a place in the text.
fn byte(kept: u32) -> usize {
    usize::try_from(kept).unwrap_or(usize::MAX)
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

    #[test]
    fn characters_of_a_long_line_are_counted() {
        let text = format!("a: 1\n{}\r\nb", "a\u{e4}\u{20ac}\u{1f600}".repeat(5000));
        let lines = Lines::of(&text);
        let line = text.lines().nth(1).expect("a line");
        for (column, (place, _)) in line.char_indices().enumerate().step_by(7) {
            let position = Position::among(&lines, &text, 5 + place, 5 + place);
            assert_eq!((position.line, position.column, position.byte), (2, column + 1, place));
        }
        // At the end of the text, which is the end of a part, too.
        let text = "\u{e4}".repeat(COUNTED / 2);
        assert_eq!(Position::of(&text, COUNTED, COUNTED).column, COUNTED / 2 + 1);
    }

    #[test]
    fn a_line_has_no_end() {
        let text = "a\r\n\nb\rc\n";
        let lines = Lines::of(text);
        assert_eq!([0, 1, 2, 3, 4, 5].map(|number| lines.line(text, number)), ["", "a", "", "b\rc", "", ""]);
        assert_eq!(Lines::of("a\r").line("a\r", 1), "a\r");
    }
}
