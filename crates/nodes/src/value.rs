//! JSON values as nmstate and Kubernetes read them.

use serde_json::Value;

/// The value at a way of keys; `null` counts as absent.
pub(crate) fn at<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, key| value.get(key)).filter(|value| !value.is_null())
}

/// The text at a way of keys; empty where there is none.
pub(crate) fn text<'v>(value: &'v Value, path: &[&str]) -> &'v str {
    at(value, path).and_then(Value::as_str).unwrap_or_default()
}

/// The elements of the list at a way of keys.
pub(crate) fn list<'v>(value: &'v Value, path: &[&str]) -> &'v [Value] {
    at(value, path).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The pairs of texts of the object at a way of keys.
pub(crate) fn texts(value: &Value, path: &[&str]) -> Vec<(String, String)> {
    let members = at(value, path).and_then(Value::as_object).into_iter().flatten();
    members.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

/// A number, or a text that is one: nmstate takes both (nmstate/nmstate: rust/src/lib/deserializer.rs).
pub(crate) fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// A boolean, or a text that is one, likewise.
pub(crate) fn boolean(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| match value.as_str()?.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "1" => Some(true),
        "false" | "no" | "off" | "n" | "0" => Some(false),
        _ => None,
    })
}

/// Whether the boolean at a way of keys is there and true.
pub(crate) fn is_true(value: &Value, path: &[&str]) -> bool {
    at(value, path).and_then(boolean) == Some(true)
}

/// A text that YAML reads as nothing else.
pub(crate) fn yaml(text: &str) -> String {
    Value::from(text).to_string()
}
