//! JSON text out of what was read.

use super::tokens;

/// `text` as a JSON string.
pub fn string(text: &str) -> String {
    // Writing a string into memory has no way to fail; an empty string would be the answer if it had.
    serde_json::to_string(text).unwrap_or_else(|_| String::from("\"\""))
}

/// Appends `text` as a JSON string.
pub fn push_string(out: &mut String, text: &str) {
    out.push_str(&string(text));
}

/// Appends a list or an object, by its `brackets`: between them what `push` makes of each of `items`, and commas.
pub fn push_all<T>(
    out: &mut String,
    brackets: [char; 2],
    items: impl IntoIterator<Item = T>,
    mut push: impl FnMut(&mut String, T),
) {
    let [open, close] = brackets;
    out.push(open);
    for (place, item) in items.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        push(out, item);
    }
    out.push(close);
}

/// Appends the key of a member.
pub fn push_key(out: &mut String, key: &str) {
    push_string(out, key);
    out.push(':');
}

/// An object of `members`: keys, and values that are JSON.
pub fn object<V: AsRef<str>>(members: &[(&str, V)]) -> String {
    let bytes: usize = members.iter().map(|(key, value)| key.len() + value.as_ref().len() + 4).sum();
    let mut out = String::with_capacity(bytes + 2);
    push_all(&mut out, ['{', '}'], members, |out, (key, value)| {
        push_key(out, key);
        out.push_str(value.as_ref());
    });
    out
}

/// `text`, a JSON value, without the white space between its tokens: Rook writes its annotations like this.
pub fn compact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    out.extend(tokens(text));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_leaves_strings_alone() {
        assert_eq!(compact("[ {\"a b\" :\n\t\"c \\\" d\\\\\" , \"e\": 1.50} ]"), r#"[{"a b":"c \" d\\","e":1.50}]"#);
    }

    #[test]
    fn push_string_escapes() {
        let mut out = String::new();
        push_string(&mut out, "a\"b\\c\n");
        assert_eq!(out, r#""a\"b\\c\n""#);
    }
}
