//! How messages show what users wrote.

use crate::limits::{VALUE_SHOWN, WORDS_SHOWN};

/// A user's value in backticks, [`shortened`] to [`VALUE_SHOWN`] characters.
pub fn quoted(value: &str) -> String {
    format!("`{}`", shortened(value, VALUE_SHOWN))
}

/// Whether `letter` changes how the text around it is shown instead of being shown: control characters, separators, those
/// that have no width or turn the direction of the text, and marks over the character before (unicode.org: UAX #44, the
/// categories Cc, Cf, Mn, Me, Zl, Zp; UAX #29, `Grapheme_Extend`). Also blanks other than a space, and what no font has: the
/// categories Zs, Co and Cn.
pub fn is_unseen(letter: char) -> bool {
    // The debug form of the standard library knows them all, and writes them as `\u{301}`, which is longer than `\"`.
    let is_escaped = letter.escape_debug().len() > 2;
    // The last are blanks that are letters or symbols.
    is_escaped
        || letter.is_control()
        || matches!(letter, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}')
}

/// `text` with `?` for what [`is_unseen`]: it changes neither the terminal nor the line around it.
pub fn visible(text: &str) -> String {
    text.chars().map(shown).collect()
}

fn shown(letter: char) -> char {
    if is_unseen(letter) { '?' } else { letter }
}

/// At most `limit` characters of `value`, the last of them `...` where something is cut; backticks, line breaks and what
/// [`is_unseen`] become `?`, so that a value can neither break the line nor imitate the message around it.
pub fn shortened(value: &str, limit: usize) -> String {
    if value.len() <= limit && value.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b'`') {
        return value.to_owned();
    }
    let long = value.chars().nth(limit).is_some();
    let kept = if long { limit.saturating_sub(3) } else { limit };
    let mut out: String = value.chars().take(kept).map(|c| if c == '`' { '?' } else { shown(c) }).collect();
    if long {
        out.push_str("...");
    }
    out
}

/// `a`, `a or b`, `a, b or c`, each in backticks; of more than [`WORDS_SHOWN`] the rest is counted.
pub fn either(words: &[&str]) -> String {
    let mut out = String::new();
    if let Some((shown, rest)) = words.split_at_checked(WORDS_SHOWN).filter(|(_, rest)| !rest.is_empty()) {
        shown.iter().for_each(|word| out.extend([quoted(word).as_str(), ", "]));
        out.push_str(&format!("or one of {} more", rest.len()));
        return out;
    }
    for (place, word) in words.iter().enumerate() {
        out.push_str(match place {
            0 => "",
            _ if place + 1 == words.len() => " or ",
            _ => ", ",
        });
        out.push_str(&quoted(word));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_cut_and_stays_on_its_line() {
        assert_eq!(quoted("a\n`b`"), "`a??b?`");
        assert_eq!(quoted("a\u{202e}b\u{2028}c\u{200b}\u{feff}\u{e9}"), "`a?b?c??\u{e9}`");
        assert_eq!(visible("a\n`b`\u{1b}\u{202e}\u{e9}"), "a?`b`??\u{e9}");
        assert_eq!(shortened("abcdefgh", 6), "abc...");
        assert_eq!(shortened("abcdef", 6), "abcdef");
        assert_eq!(quoted(&"x".repeat(1_000_000)).len(), VALUE_SHOWN + 2);
    }

    #[test]
    fn marks_and_blanks_that_are_letters_are_shown_as_something() {
        for letter in [
            '\u{2800}',
            '\u{115f}',
            '\u{1160}',
            '\u{3164}',
            '\u{ffa0}',
            '\u{fe00}',
            '\u{fe0f}',
            '\u{e0100}',
            '\u{e01ef}',
            '\u{300}',
            '\u{36f}',
            '\u{1ab0}',
            '\u{1aff}',
            '\u{1dc0}',
            '\u{1dff}',
            '\u{20d0}',
            '\u{20ff}',
            '\u{fe20}',
            '\u{fe2f}',
            '\u{489}',
            '\u{600}',
            '\u{6dd}',
            '\u{e31}',
            '\u{17b4}',
            '\u{180b}',
            '\u{3099}',
            '\u{110bd}',
            '\u{13430}',
            '\u{1d173}',
            '\u{a0}',
            '\u{3000}',
            '\u{e000}',
        ] {
            assert_eq!(quoted(&format!("a{letter}b")), "`a?b`", "{letter:?}");
        }
        // Letters of all scripts, digits and symbols.
        let shown = "\u{e9}\u{2ff}\u{370}\u{48a}\u{5d0}\u{627}\u{905}\u{e01}\u{1161}\u{1780}\u{1820}\u{2801}\u{3042}\u{4e2d}\u{ac00}\u{ffa1}\u{11083}\u{13000}\u{1d400}\u{1f600}\"'\\";
        assert_eq!(quoted(shown), format!("`{shown}`"));
    }

    #[test]
    fn alternatives_read_as_a_sentence() {
        assert_eq!(either(&["a"]), "`a`");
        assert_eq!(either(&["a", "b"]), "`a` or `b`");
        assert_eq!(either(&["a", "b", "c"]), "`a`, `b` or `c`");
        let many = either(&["a"; 1000]);
        assert_eq!(many, format!("{}or one of 984 more", "`a`, ".repeat(16)));
    }
}
