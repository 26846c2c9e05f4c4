//! YAML out of JSON values.

use serde_json::Value;

/// `value` as YAML that every reader of YAML 1.1 and 1.2 takes for the same.
pub fn to_yaml(value: &Value) -> String {
    // A JSON value has nothing that YAML cannot write.
    serde_saphyr::to_string(value).unwrap_or_default()
}

/// `text` as a YAML scalar on one line, however long it is: a namespace may be called `true`, and an address has a digest.
pub(crate) fn scalar(text: &str) -> String {
    let on_one_line = serde_saphyr::ser_options! { prefer_block_scalars: false };
    serde_saphyr::to_string_with_options(&text, on_one_line).unwrap_or_default().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let value = json!({
            "a": ["yes", "on", "y", "1", "1e3", "0x1", "null", "~", "", " x", "a: b", "- c", "#d", "{e", "*f", "&g", "!h", "%i", "@j", "`k", "2026-01-01"],
            "config": "{\n  \"type\": \"macvlan\"\n}\n", "no": true, "deep": [[], {}, [1, [2.5, null]]], "t\tab": "x\ty\u{7}",
            "lines": ["a\n", "a\nb", "\n", " a\n b\n", "a\n\n\n", "trailing \nspace", "win\r\n"],
        });
        let text = to_yaml(&value);
        let documents = crate::read("a.yaml", &text).unwrap();
        let again: Value = serde_json::from_str(documents.first().unwrap().json()).unwrap();
        assert_eq!(again, value, "{text}");
    }

    #[test]
    fn a_scalar_is_one_line_and_a_text() {
        let address = format!("registry://registry.example/storage/a@sha256:{}", "0".repeat(64));
        for (text, expected) in [("true", "\"true\""), ("123", "\"123\""), ("a\nb", "\"a\\nb\""), (&address, &address)]
        {
            assert_eq!(scalar(text), expected);
        }
    }
}
