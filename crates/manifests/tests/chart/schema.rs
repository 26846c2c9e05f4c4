//! The schema of the value `settings`, from what the policy says to wrong settings: it takes what the policy takes.

use ceph_multus_core::rules::IDS;
use ceph_multus_core::settings::KEYS;
use ceph_multus_core::validate_settings;
use serde_json::{Value, json};

use crate::chart;

/// What is between these lines of the schema is made.
const START: &str = "    \"settings\": {\n";
const END: &str = "\n    },\n";

/// Why the policy rejects settings, nothing if it accepts them.
pub(crate) fn problem(settings: &Value) -> Option<String> {
    let answer = validate_settings(settings.to_string().as_bytes());
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    (answer["valid"] != true).then(|| answer["message"].as_str().expect("a message").to_owned())
}

/// What the policy advises for the first mistake in settings.
fn help(settings: &Value) -> String {
    let problem = problem(settings).unwrap_or_else(|| panic!("no problem: {settings}"));
    let first = problem.lines().next().expect("a line");
    let (_, help) = first.split_once("; ").expect("help");
    help.to_owned()
}

/// The choices in such advice, as JSON.
fn choices(help: &str) -> String {
    let quoted: Vec<String> = help.split('`').skip(1).step_by(2).map(|choice| json!(choice).to_string()).collect();
    quoted.join(", ")
}

/// The schema of an element of a list.
fn element(key: &str) -> &'static str {
    match help(&json!({key: [0.5]})).as_str() {
        "use a name" => r#"{"type": "string", "pattern": "\\S"}"#,
        "use the name of a namespace" => r##"{"$ref": "#/definitions/name"}"##,
        "use a CIDR, such as `192.168.29.0/24`" => r##"{"$ref": "#/definitions/range"}"##,
        other => panic!("{key}: {other}"),
    }
}

/// The schema of rules with their levels.
fn rules() -> String {
    let rules = IDS.iter().map(|id| {
        let levels = choices(&help(&json!({"rules": {*id: 0.5}})));
        format!("            {}: {{\"enum\": [{levels}]}}", json!(id))
    });
    let rules: Vec<String> = rules.collect();
    let start = "{\n          \"type\": [\"object\", \"null\"],\n          \"additionalProperties\": false,\n";
    format!("{start}          \"properties\": {{\n{}\n          }}\n        }}", rules.join(",\n"))
}

/// The schema of a setting. Each of them may be `null`.
fn setting(key: &str) -> String {
    let help = help(&json!({key: 0.5}));
    if let Some(range) = help.strip_prefix("use a whole number from ") {
        let (least, most) = range.split_once(" to ").expect("a range");
        return format!(r#"{{"type": ["integer", "null"], "minimum": {least}, "maximum": {most}}}"#);
    }
    match help.as_str() {
        "use `true` or `false`" => r#"{"type": ["boolean", "null"]}"#.to_owned(),
        "use `namespace/name`" => {
            let label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
            let name = format!("[a-z0-9]([-a-z0-9]{{0,61}}[a-z0-9])?/{label}([.]{label})*");
            format!(r#"{{"type": ["string", "null"], "pattern": "^{name}$"}}"#)
        }
        "use a list of Kubernetes objects" => r#"{"type": ["array", "object", "null"]}"#.to_owned(),
        "use an object" => rules(),
        "use `false`, or the list of namespaces in Multus' `globalNamespaces`" => {
            format!(r#"{{"anyOf": [{{"enum": [false, null]}}, {{"type": "array", "items": {}}}]}}"#, element(key))
        }
        list if list.starts_with("use a list of ") => {
            let least = if problem(&json!({key: []})).is_some() { r#""minItems": 1, "# } else { "" };
            format!(r#"{{"type": ["array", "null"], {least}"items": {}}}"#, element(key))
        }
        _ => format!("{{\"enum\": [{}, null]}}", choices(&help)),
    }
}

/// The schema of the chart's values with that of the settings in its place.
fn with_settings(schema: &str) -> String {
    let start = schema.find(START).expect("the settings") + START.len();
    let end = start + schema[start..].find(END).expect("an end");
    let settings: Vec<String> = KEYS.iter().map(|key| format!("        {}: {}", json!(key), setting(key))).collect();
    let object = "      \"type\": \"object\",\n      \"additionalProperties\": false,\n";
    let settings = format!("{object}      \"properties\": {{\n{}\n      }}", settings.join(",\n"));
    format!("{}{settings}{}", &schema[..start], &schema[end..])
}

#[test]
fn the_schema_has_the_settings_that_the_policy_has() {
    let path = chart().join("values.schema.json");
    let found = std::fs::read_to_string(&path).expect("the schema");
    let text = with_settings(&found);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).expect("the schema can be written");
    }
    assert!(found == text, "values.schema.json does not have the settings of the policy; UPDATE=1 writes them");
    serde_json::from_str::<Value>(&text).expect("JSON");
}
