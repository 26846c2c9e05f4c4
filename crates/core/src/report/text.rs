//! How messages show what users wrote.

pub use crate::upstream::text::{either, is_unseen, quoted, shortened, visible};

/// `text`, cut to `limit` characters, the last three of them dots where something is cut; what [`is_unseen`]
/// becomes `?`. For messages of our own, whose backticks stay.
pub fn cut(mut text: String, limit: usize) -> String {
    if text.contains(is_unseen) {
        text = visible(&text);
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
    format!("{count} {noun}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_cut_between_characters_and_stays_on_its_line() {
        assert_eq!(cut("`\u{e9}\u{e9}\u{e9}\u{e9}`".to_owned(), 5), "`\u{e9}...");
        assert_eq!(cut("abcde".to_owned(), 5), "abcde");
        assert_eq!(cut(String::new(), 5), "");
        assert_eq!(cut("`a\n`: b\u{85}\u{2066}".to_owned(), 9), "`a?`: b??");
    }

    #[test]
    fn counts_have_all_their_digits() {
        assert_eq!(counted(1_usize, "address"), "1 address");
        for number in [0, 10_u128.pow(19), 10_u128.pow(38) + 7, u128::from(u64::MAX), 1 << 64, 1 << 127, u128::MAX] {
            assert_eq!(counted(number, "address"), format!("{number} addresses"));
        }
    }
}
