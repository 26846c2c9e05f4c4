//! JSON text out of what was read.

/// Appends `text` as a JSON string.
pub fn push_string(out: &mut String, text: &str) {
    // Writing a string into memory has no way to fail; an empty string would be the answer if it had.
    out.push_str(&serde_json::to_string(text).unwrap_or_else(|_| String::from("\"\"")));
}

/// `text`, a JSON value, without the white space between its tokens: Rook writes its annotations like this.
pub fn compact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut quoted, mut escaped) = (false, false);
    for character in text.chars() {
        if quoted || !matches!(character, ' ' | '\t' | '\n' | '\r') {
            out.push(character);
        }
        quoted ^= character == '"' && !escaped;
        escaped = quoted && character == '\\' && !escaped;
    }
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
