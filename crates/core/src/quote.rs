//! How a message shows what a user wrote.

/// The number of characters of a value that a message repeats.
pub const SHOWN: usize = 64;

/// `value` in backticks, shortened to [`SHOWN`] characters; control characters are escaped so that a message stays one
/// line, and backticks become single quotes so that the end of the value stays visible.
pub fn quote(value: &str) -> String {
    let mut out = String::with_capacity(value.len().min(SHOWN) + 5);
    out.push('`');
    for (place, character) in value.chars().enumerate() {
        if place == SHOWN {
            out.push_str("...");
            break;
        }
        match character {
            '`' => out.push('\''),
            _ if character.is_control() => out.extend(character.escape_default()),
            _ => out.push(character),
        }
    }
    out.push('`');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_short_text_as_it_is() {
        assert_eq!(quote("net-1"), "`net-1`");
        assert_eq!(quote(""), "``");
    }

    #[test]
    fn shortens_after_64_characters_not_bytes() {
        assert_eq!(quote(&"\u{e9}".repeat(64)), format!("`{}`", "\u{e9}".repeat(64)));
        assert_eq!(quote(&"\u{e9}".repeat(65)), format!("`{}...`", "\u{e9}".repeat(64)));
    }

    #[test]
    fn keeps_a_message_on_one_line() {
        assert_eq!(quote("a\nb`c"), "`a\\nb'c`");
    }
}
