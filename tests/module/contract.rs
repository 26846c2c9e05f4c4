//! Kubewarden's protocol, and what the module asks of its host.

use ceph_multus_host::nested_build::{NestedBuild, POLICY, Progress};
use serde_json::{Value, json};

use super::support::{cluster, create, policy};

#[test]
fn the_module_imports_the_three_functions_of_a_wapc_guest_and_nothing_else() {
    let mut imports = policy().imports().to_vec();
    imports.sort();
    let expected = ["__guest_error", "__guest_request", "__guest_response"];
    assert_eq!(imports, expected.map(|name| ("wapc".to_owned(), name.to_owned())));
}

/// The most that the module may weigh, in bytes: a policy server compiles all of it at its start.
const MOST_BYTES: u64 = 650_000;

#[test]
fn the_module_is_small() {
    let path = NestedBuild::release(POLICY, Progress::Quiet).run().unwrap();
    let bytes = std::fs::metadata(path).unwrap().len();
    assert!(bytes < MOST_BYTES, "{bytes} bytes");
}

#[test]
fn the_module_exports_what_a_wapc_host_looks_for() {
    let exports = policy().exports();
    for name in ["memory", "__guest_call", "wapc_init"] {
        assert!(exports.iter().any(|export| export == name), "{name} is not among {exports:?}");
    }
}

#[test]
fn the_protocol_version_is_v1() {
    assert_eq!(policy().call("protocol_version", b"").unwrap(), br#""v1""#);
}

#[test]
fn settings_with_three_mistakes_get_three_lines() {
    let settings = json!({"mutat": true, "headroomPercent": -5, "rules": {"ipam-type-not-alowed": "warn"}});
    let verdict = policy().validate_settings(&settings).unwrap();
    assert!(!verdict.valid);
    assert_eq!(
        verdict.message.as_deref(),
        Some(
            "`mutat`: unknown setting; did you mean `mutate`?\n\
             `headroomPercent`: `-5` is not a valid value; use a whole number from 0 to 1000\n\
             `rules.ipam-type-not-alowed`: unknown rule; did you mean `ipam-type-not-allowed`?"
        )
    );
}

#[test]
fn a_monitor_network_is_a_name_that_a_nad_can_have() {
    for (name, help) in [
        ("rook-ceph/mon-net@eth0", "use `namespace/name` without an interface"),
        ("Rook_Ceph/Mon Net", "use `namespace/name`"),
    ] {
        let verdict = policy().validate_settings(&json!({"monitorNetwork": name})).unwrap();
        assert!(!verdict.valid);
        let expected = format!("`monitorNetwork`: `{name}` is not a valid value; {help}");
        assert_eq!(verdict.message.as_deref(), Some(expected.as_str()));
    }
}

#[test]
fn empty_settings_are_valid() {
    let verdict = policy().validate_settings(&json!({})).unwrap();
    assert!(verdict.valid, "{:?}", verdict.message);
}

#[test]
fn a_rule_that_is_allowed_says_nothing_and_one_that_warns_warns() {
    let request = create(&cluster(&json!({"provider": "multus"})));
    let answer = |level: &str| policy().evaluate(&request, &json!({"rules": {"selectors-missing": level}}));
    assert!(!answer("deny").allowed);
    assert_eq!((answer("allow").allowed, answer("allow").warnings), (true, Vec::new()));
    assert_eq!(
        answer("warn").warnings,
        [
            "`spec.network.selectors`: the provider is `multus`, but neither `public` nor `cluster` is set \
             [selectors-missing]",
            "set `public`, `cluster` or both to a NetworkAttachmentDefinition, as `namespace/name` [selectors-missing]",
        ]
    );
}

#[test]
fn findings_are_in_the_audit_annotations_for_machines() {
    let answer = policy().evaluate(&create(&cluster(&json!({"provider": "mutlus"}))), &json!({}));
    let findings: Value = serde_json::from_str(&answer.audit_annotations["findings"]).unwrap();
    assert_eq!(
        findings,
        json!([
            {
                "rule": "provider-unknown", "level": "deny", "path": "spec.network.provider",
                "problem": "`mutlus` is not a network provider", "help": "did you mean `multus`?",
            },
        ])
    );
}

#[test]
fn the_answer_is_the_same_whatever_the_order_of_keys() {
    let ordered = create(&cluster(&json!({"provider": "multus", "selectors": {"Public": "a/b", "cluster": "a,b"}})));
    let text = ordered.to_string();
    let reversed = reversed(&serde_json::from_str(&text).unwrap());
    let call = |request: &str| policy().call("validate", format!(r#"{{"request":{request}}}"#).as_bytes()).unwrap();
    assert_eq!(call(&text), call(&reversed));
}

/// The JSON text of `value` with the keys of every object in reverse.
fn reversed(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let members: Vec<_> =
                map.iter().rev().map(|(key, value)| format!("{key:?}: {}", reversed(value))).collect();
            format!("{{ {} }}", members.join(" , "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(reversed).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}
