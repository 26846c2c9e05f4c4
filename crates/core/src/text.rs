//! How messages show what users wrote.

use crate::limits::{VALUE_SHOWN, WORDS_SHOWN};

/// A user's value in backticks, [`shortened`] to [`VALUE_SHOWN`] characters.
pub fn quoted(value: &str) -> String {
    format!("`{}`", shortened(value, VALUE_SHOWN))
}

/// At most `limit` characters of `value`, the last of them `...` where something is cut; control characters, backticks
/// and line breaks become `?`, so that a value can neither break the line nor imitate the message around it.
pub fn shortened(value: &str, limit: usize) -> String {
    let long = value.chars().nth(limit).is_some();
    let kept = if long { limit.saturating_sub(3) } else { limit };
    let mut out: String = value.chars().take(kept).map(|c| if c.is_control() || c == '`' { '?' } else { c }).collect();
    if long {
        out.push_str("...");
    }
    out
}

/// `text`, cut to `limit` characters, the last three of them dots where something is cut; control characters and line
/// breaks become `?`. For messages of our own, whose backticks stay.
pub fn cut(mut text: String, limit: usize) -> String {
    if text.contains(char::is_control) {
        text = text.replace(char::is_control, "?");
    }
    if let Some((end, _)) = text.char_indices().nth(limit) {
        let kept = text.char_indices().nth(limit.saturating_sub(3)).map_or(end, |(kept, _)| kept);
        text.truncate(kept);
        text.push_str("...");
    }
    text
}

/// `1 problem`, `2 problems`, `3 addresses`.
pub fn counted(count: impl TryInto<u128>, noun: &str) -> String {
    let count: u128 = count.try_into().unwrap_or(u128::MAX);
    let ending = match count {
        1 => "",
        _ if noun.ends_with('s') => "es",
        _ => "s",
    };
    format!("{} {noun}{ending}", decimal(count))
}

/// The digits of `number`. Nearly all fit into 64 bits; for the rest the standard library has a formatter, of the size of
/// ten rules, and a division, of that of two.
pub fn decimal(number: u128) -> String {
    if let Ok(number) = u64::try_from(number) {
        return number.to_string();
    }
    let part = |shift: u32| u64::try_from(number >> shift & 0xffff_ffff).unwrap_or_default();
    let mut parts = [part(96), part(64), part(32), part(0)];
    let mut digits = Vec::new();
    while parts.iter().any(|part| *part > 0) {
        let mut rest = 0;
        for part in &mut parts {
            let value = rest << 32 | *part;
            (*part, rest) = (value / 10, value % 10);
        }
        digits.push(rest);
    }
    digits.iter().rev().map(|digit| digit.to_string()).collect()
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
        assert_eq!(shortened("abcdefgh", 6), "abc...");
        assert_eq!(shortened("abcdef", 6), "abcdef");
        assert_eq!(quoted(&"x".repeat(1_000_000)).len(), VALUE_SHOWN + 2);
    }

    #[test]
    fn a_message_is_cut_between_characters_and_stays_on_its_line() {
        assert_eq!(cut("`\u{e9}\u{e9}\u{e9}\u{e9}`".to_owned(), 5), "`\u{e9}...");
        assert_eq!(cut("abcde".to_owned(), 5), "abcde");
        assert_eq!(cut(String::new(), 5), "");
        assert_eq!(cut("`a\n`: b\u{85}".to_owned(), 9), "`a?`: b?");
    }

    #[test]
    fn counts_have_all_their_digits() {
        assert_eq!(counted(1_usize, "address"), "1 address");
        for number in [0, 10_u128.pow(19), 10_u128.pow(38) + 7, u128::from(u64::MAX), 1 << 64, 1 << 127, u128::MAX] {
            assert_eq!(counted(number, "address"), format!("{number} addresses"));
        }
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
