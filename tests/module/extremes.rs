//! Input at the edge of what JSON and the API server let through: evaluated as any other.

use std::fs;

use serde_json::{Value, json};

use super::support::{NETWORKS, Outcome, create, nad, outcome, pod, policy, selecting};

fn settings() -> Value {
    json!({"inventory": [selecting("rook-ceph/public-net", "rook-ceph/cluster-net")]})
}

/// The answer to a payload that is written here, which must be one.
#[track_caller]
fn answer(payload: &str) -> String {
    String::from_utf8(policy().call("validate", payload.as_bytes()).expect("an answer")).expect("UTF-8")
}

#[test]
fn a_request_of_two_megabytes_is_evaluated_as_any_other() {
    let long = "x".repeat(2_000_000);
    let mut object = pod("rook-ceph-mon", &json!(null));
    let small = outcome(&create(&object), &settings());
    object["spec"]["containers"][0]["args"] = json!([long]);
    assert_eq!(outcome(&create(&object), &settings()), small);
    object["spec"]["containers"] = json!(vec![json!({"name": "a", "image": "b", "env": []}); 50_000]);
    assert_eq!(outcome(&create(&object), &settings()), small);
    let config = json!({
        "cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "unread": long,
        "ipam": {"type": "whereabouts", "range": "192.168.20.0/24"},
    });
    assert_eq!(outcome(&create(&nad("public-net", &config)), &json!({})), Outcome::Accepted);
}

#[test]
fn of_repeated_keys_the_last_counts_for_the_verdict_and_for_the_change() {
    let object = |networks: &str| {
        format!(
            r#"{{"metadata":{{"name":"a","namespace":"shop","namespace":"rook-ceph","labels":{{"app":"nginx","app":"rook-ceph-mon"}},"ownerReferences":[{{"controller":false,"controller":true}}],"annotations":{{"{NETWORKS}":"a/b/c","{NETWORKS}":{networks}}}}}}}"#
        )
    };
    let pod = r#"{"group":"","version":"v1","kind":"Pod"}"#;
    let payload = format!(
        r#"{{"request":{{}},"request":{{"kind":{{}},"kind":{pod},"operation":"DELETE","operation":"CREATE","object":null,"object":{}}},"settings":{}}}"#,
        object("\"public-net,public-net\""),
        settings()
    );
    let answer = answer(&payload);
    let mutated = object(r#""[{\"name\":\"public-net\",\"namespace\":\"rook-ceph\"}]""#);
    assert!(answer.ends_with(&format!(r#","mutated_object":{mutated}}}"#)), "{answer}");
}

#[test]
fn a_repeated_key_in_a_configuration_is_reported() {
    let mut object = nad("public-net", &json!({}));
    object["spec"]["config"] = json!(
        r#"{"cniVersion":"0.3.1","type":"bridge","type":"macvlan","master":"eth1","ipam":{"type":"whereabouts","range":"192.168.20.0/24"}}"#
    );
    let Outcome::Rejected(message) = outcome(&create(&object), &json!({})) else { panic!("accepted") };
    assert_eq!(
        message,
        "NetworkAttachmentDefinition rook-ceph/public-net: 1 problem:\n\
         `spec.config.type`: is set twice; remove the duplicate [nad-config-invalid]"
    );
}

#[test]
fn null_in_the_place_of_any_member_is_answered() {
    for name in ["02-cluster-public-and-cluster", "07-nad-whereabouts", "10-osd-on-both-networks"] {
        let path = format!("{}/examples/requests/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let whole: Value = serde_json::from_str(&fs::read_to_string(path).expect("an example")).expect("JSON");
        let pointers = pointers("", &whole);
        assert!(pointers.len() > 30, "{} members", pointers.len());
        for pointer in pointers {
            let mut request = whole.clone();
            *request.pointer_mut(&pointer).expect("a member") = Value::Null;
            let request = if request["request"].is_object() { request["request"].take() } else { request };
            let payload = json!({"request": request, "settings": settings()}).to_string();
            let answer = policy().call("validate", payload.as_bytes());
            let answer = answer.unwrap_or_else(|error| panic!("{pointer}: {error}"));
            drop(serde_json::from_slice::<Value>(&answer).expect("JSON"));
        }
    }
}

/// The way to every member and element below `value`.
fn pointers(path: &str, value: &Value) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
            members.iter().map(|(key, value)| (format!("{path}/{}", escaped(key)), value)).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(place, item)| (format!("{path}/{place}"), item)).collect()
        }
        _ => Vec::new(),
    };
    children.into_iter().flat_map(|(path, value)| [pointers(&path, value), vec![path]].concat()).collect()
}

#[test]
fn a_name_of_the_inventory_does_not_break_the_line() {
    let mut cluster = selecting("rook-ceph/public-net", "rook-ceph/cluster-net");
    cluster["metadata"]["name"] = json!("x\nspec: all is well\u{85}\u{7f}");
    let mut object = pod("nginx", &json!("rook-ceph/cluster-net"));
    object["metadata"]["namespace"] = json!("shop");
    assert_eq!(
        outcome(&create(&object), &json!({"inventory": [cluster]})),
        Outcome::Rejected(format!(
            "Pod shop/nginx-0: 1 problem:\n`metadata.annotations[{NETWORKS}]`: only OSDs may be attached to `rook-ceph/cluster-net`, the cluster network of CephCluster rook-ceph/x?spec: all is well??; \
             remove `rook-ceph/cluster-net` [foreign-attachment]"
        ))
    );
}

#[test]
fn a_key_of_the_settings_neither_breaks_the_line_nor_is_repeated_at_length() {
    let settings = format!(r#"{{"a\n{}":1e999}}"#, "x".repeat(100_000));
    let answer = policy().call("validate_settings", settings.as_bytes()).expect("an answer");
    let answer: Value = serde_json::from_slice(&answer).expect("JSON");
    let message = format!("`a?{}...`: not JSON: number out of range at line 1 column 100012", "x".repeat(123));
    assert_eq!(answer, json!({"valid": false, "message": message}));
}

#[test]
fn two_hundred_problems_with_long_names_get_an_answer_below_64_kib() {
    let long = "\u{1f980}".repeat(400);
    let capabilities: Value =
        (0..200).map(|place| (format!("{place}{long}"), json!(long))).collect::<serde_json::Map<_, _>>().into();
    let config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "capabilities": capabilities});
    let payload = json!({"request": create(&nad("public-net", &config)), "settings": {}}).to_string();
    let answer = answer(&payload);
    assert!(answer.contains("\\nand ") && answer.len() < 64 * 1024, "{} bytes", answer.len());
}
