//! How messages show what users wrote.

use crate::limits::VALUE_SHOWN;

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
}
