//! What one line says: keys, and scalars that end on it.

/// Keys are no longer than YAML allows them without a `?` (YAML 1.2.2, section 7.4.2).
const KEY: usize = 1000;

/// Whether nothing stands there, or a comment.
pub(super) fn is_comment(rest: &str) -> bool {
    let text = rest.trim_start_matches(' ');
    text.is_empty() || (text.starts_with('#') && rest.starts_with(' '))
}

/// The key at the beginning of a line, and what stands behind its colon.
pub(super) fn key_of(content: &str) -> Option<(&str, &str)> {
    let (key, rest) = match content.split_once(": ") {
        Some((key, rest)) => (key, rest),
        None => (content.trim_end_matches(' ').strip_suffix(':')?, ""),
    };
    let begins = key.starts_with(|first: char| first.is_ascii_alphanumeric() || matches!(first, '_' | '.' | '/'));
    (begins && key.len() <= KEY && !key.contains(" #") && !key.ends_with(' ')).then_some((key, rest))
}

/// A scalar without quotes that ends with its line, or before a comment.
pub(super) fn plain(value: &str) -> Option<&str> {
    let text = value.split(" #").next().unwrap_or(value).trim_end_matches(' ');
    let mut letters = text.chars();
    let begins = match letters.next()? {
        '-' => letters.next().is_some_and(|next| next != ' '),
        first => first.is_ascii_alphanumeric() || matches!(first, '_' | '.' | '/' | '+' | '$' | '(' | '~' | '<' | '='),
    };
    (begins && !text.contains(": ") && !text.ends_with(':')).then_some(text)
}

/// The text between two `quote`s in which nothing is escaped, and behind which a comment may stand.
pub(super) fn quoted(value: &str, quote: char) -> Option<&str> {
    let (text, rest) = value.strip_prefix(quote)?.split_once(quote)?;
    (is_comment(rest) && !text.contains('\\')).then_some(text)
}
