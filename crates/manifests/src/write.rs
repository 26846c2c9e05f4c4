//! YAML out of JSON values.

use serde_json::Value;

/// `value` as YAML that every reader of YAML 1.1 and 1.2 takes for the same.
pub fn to_yaml(value: &Value) -> String {
    // A JSON value has nothing that YAML cannot write.
    serde_saphyr::to_string(value).unwrap_or_default()
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
}
