//! The part of a line that a finding shows: JSON without line breaks is one line of any length.

use std::borrow::Cow;
use std::ops::Range;

/// The characters before and behind a field that are kept: more than the renderer shows of a line, so that of a line that it
/// shows in part anyway it shows the same.
const AROUND: usize = 300;

/// The characters of a field that are kept; the config of a NAD is a field of some hundreds.
const FIELD: usize = 1000;

/// Where something was left out.
const ELLIPSIS: &str = "...";

/// Part of a line, and the bytes of it that are the field.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt<'l> {
    /// The text.
    pub(super) text: Cow<'l, str>,
    /// The field.
    pub(super) field: Range<usize>,
}

impl<'l> Excerpt<'l> {
    /// What is around the field of `length` characters that begins at `byte`.
    pub(super) fn of(line: &'l str, byte: usize, length: usize) -> Excerpt<'l> {
        let (start, rest) = line.split_at_checked(byte).unwrap_or((line, ""));
        let (field, end) = split(rest, length.min(FIELD));
        let left = start.char_indices().rev().nth(AROUND - 1).map_or(0, |(byte, _)| byte);
        let before = start.get(left..).unwrap_or_default();
        let (behind, rest) = if length > FIELD { ("", end) } else { split(end, AROUND) };
        if left == 0 && rest.is_empty() {
            return Excerpt { text: Cow::Borrowed(line), field: byte..byte + field.len() };
        }
        let ellipsis = |is_whole: bool| if is_whole { "" } else { ELLIPSIS };
        let (first, last) = (ellipsis(left == 0), ellipsis(rest.is_empty()));
        let place = first.len() + before.len();
        let text = [first, before, field, behind, last].concat();
        Excerpt { text: Cow::Owned(text), field: place..place + field.len() }
    }
}

/// The first `characters` of a text, and what follows on them.
fn split(text: &str, characters: usize) -> (&str, &str) {
    let byte = text.char_indices().nth(characters).map_or(text.len(), |(byte, _)| byte);
    text.split_at_checked(byte).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

    use super::*;

    /// What the renderer shows of a line and of the mark below it.
    fn shown(text: &str, field: Range<usize>) -> String {
        let snippet = Snippet::source(text).annotation(AnnotationKind::Primary.span(field).label("spec.a"));
        Renderer::plain().render(&[Level::ERROR.primary_title("wrong").element(snippet)])
    }

    /// The text around the field, and the field.
    fn parts(excerpt: &Excerpt<'_>) -> [String; 3] {
        let (before, rest) = excerpt.text.split_at(excerpt.field.start);
        let (field, behind) = rest.split_at(excerpt.field.len());
        [before, field, behind].map(str::to_owned)
    }

    #[test]
    fn a_line_that_is_short_around_the_field_stays_as_it_is() {
        for (before, behind) in [(0, 0), (AROUND - 1, AROUND), (1, 0), (0, 1)] {
            let line = format!("{}field{}", "\u{e4}".repeat(before), "\u{1f600}".repeat(behind));
            let excerpt = Excerpt::of(&line, 2 * before, 5);
            assert_eq!(excerpt, Excerpt { text: Cow::Borrowed(&line), field: 2 * before..2 * before + 5 });
            assert!(matches!(excerpt.text, Cow::Borrowed(_)));
        }
        // A field that is absent is marked where the line ends.
        assert_eq!(Excerpt::of("a:", 2, 1), Excerpt { text: Cow::Borrowed("a:"), field: 2..2 });
        assert_eq!(Excerpt::of("", 0, 1), Excerpt { text: Cow::Borrowed(""), field: 0..0 });
    }

    #[test]
    fn characters_of_several_bytes_are_cut_between_each_other() {
        for one in ["a", "\u{e4}", "\u{20ac}", "\u{1f600}"] {
            let line = format!("{}f\u{e4}f{}", one.repeat(1000), one.repeat(1000));
            let kept = one.repeat(AROUND);
            let expected = [format!("...{kept}"), String::from("f\u{e4}f"), format!("{kept}...")];
            assert_eq!(parts(&Excerpt::of(&line, 1000 * one.len(), 3)), expected);
        }
    }

    #[test]
    fn a_long_field_is_cut_at_its_end() {
        let line = format!("a: {} b", "\u{e4}".repeat(5000));
        let expected = [String::from("a: "), "\u{e4}".repeat(FIELD), String::from("...")];
        assert_eq!(parts(&Excerpt::of(&line, 3, 5000)), expected);
        let line = format!("a: {} b", "\u{e4}".repeat(FIELD));
        assert_eq!(Excerpt::of(&line, 3, FIELD).text, line);
    }

    #[test]
    fn the_renderer_shows_the_same_of_the_part_as_of_the_line() {
        let words = "{\"name\": \"node\", \"ip\": \"10.0.0.1\"}, \u{e4}\u{20ac} \u{4e16}\u{754c} ";
        let line = words.repeat(100);
        let places = line.char_indices().map(|(byte, _)| byte);
        for byte in places.step_by(13) {
            for length in [1, 10, 80, 200, 900] {
                let excerpt = Excerpt::of(&line, byte, length);
                let end = byte + excerpt.field.len();
                assert!(excerpt.text.chars().count() <= length + 2 * AROUND + 6);
                assert_eq!(shown(&excerpt.text, excerpt.field), shown(&line, byte..end), "{byte} {length}");
            }
        }
    }
}
