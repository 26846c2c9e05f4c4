//! How messages show what users wrote.

use crate::limits::{VALUE_SHOWN, WORDS_SHOWN};

/// A user's value in backticks, [`shortened`] to [`VALUE_SHOWN`] characters.
pub fn quoted(value: &str) -> String {
    format!("`{}`", shortened(value, VALUE_SHOWN))
}

/// Whether `letter` changes how the text around it is shown instead of being shown: control characters, line and paragraph
/// separators, and those that have no width or turn the direction of the text (unicode.org: UAX #9, explicit directional
/// formatting characters; UnicodeData.txt, category Cf).
pub fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e01ef}'
            // Blanks that are letters or symbols, and selectors of a variant.
            | '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{fe00}'..='\u{fe0f}'
            // Marks over the character before.
            | '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}')
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
        ] {
            assert_eq!(quoted(&format!("a{letter}b")), "`a?b`", "{letter:?}");
        }
        assert_eq!(
            quoted("\u{e9}\u{2ff}\u{370}\u{2801}\u{1161}\u{ffa1}"),
            "`\u{e9}\u{2ff}\u{370}\u{2801}\u{1161}\u{ffa1}`"
        );
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
