//! Broken and hostile input: a short answer that names the field, and never a trap.

use ceph_multus_host::CallError;
use serde_json::{Value, json};

use super::support::{NETWORKS, Outcome, cluster, create, nad, outcome, pod, policy, selecting};

/// The guest's error for a payload that is no validation request.
#[track_caller]
fn guest_error(payload: &[u8]) -> String {
    match policy().call("validate", payload) {
        Err(CallError::Guest(message)) => {
            assert!(message.len() < 300, "{message}");
            message
        }
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn rejected(object: &Value) -> String {
    match outcome(&create(object), &json!({})) {
        Outcome::Rejected(message) => {
            assert!(message.len() < 1000, "{message}");
            message
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_truncated_payload_is_one_line_with_the_field() {
    let whole = json!({"request": create(&cluster(&json!({"provider": "multus"})))}).to_string();
    let cut = &whole[..whole.find(r#""provider"#).unwrap() + 14];
    assert_eq!(
        guest_error(cut.as_bytes()),
        format!(
            "`request.object.spec.network.provider`: not JSON: EOF while parsing a string at line 1 column {}",
            cut.len()
        )
    );
    for end in 0..whole.len() {
        guest_error(&whole.as_bytes()[..end]);
    }
}

#[test]
fn a_payload_that_is_no_request_is_one_line() {
    assert_eq!(guest_error(b""), "the payload is not JSON: EOF while parsing a value at line 1 column 0");
    assert_eq!(guest_error(b"\xff"), "the payload is not UTF-8");
    assert_eq!(guest_error(b"[]"), "`request` is not set: the payload is not a validation request");
    assert_eq!(guest_error(br#"{"request":"x"}"#), "`request`: must be an AdmissionRequest, found a string");
    assert_eq!(
        guest_error(br#"{"request":{},"settings":{"nodes":"x"}}"#),
        "invalid settings: `nodes`: `x` is not a valid value; use a whole number from 1 to 100000"
    );
}

#[test]
fn a_string_where_an_object_belongs_is_named() {
    let mut object = cluster(&json!({}));
    object["spec"]["network"] = json!("multus");
    assert_eq!(
        rejected(&object),
        "CephCluster rook-ceph/my-cluster: 1 problem:\n\
         `spec.network`: must be an object, found a string; change its type [field-malformed]"
    );
    let mut whole = create(&object);
    whole["object"] = json!("text");
    assert_eq!(
        outcome(&whole, &json!({})),
        Outcome::Rejected(
            "CephCluster rook-ceph/my-cluster: 1 problem:\n\
             `object`: must be an object, found a string; use an object [field-malformed]"
                .to_owned()
        )
    );
}

#[test]
fn deep_nesting_in_a_config_is_answered() {
    const WITHOUT_ADDRESS: &str = "`spec.config.ipam`: `ipam` is not set, so the interface gets no address; set \
        `ipam.type` to `whereabouts` [ipam-missing]";
    const TOO_DEEP: &str = "`spec.config`: is not JSON: recursion limit exceeded at line 1 column 690; use one JSON \
        object [nad-config-invalid]";
    for (depth, problem) in [(100, WITHOUT_ADDRESS), (200, TOO_DEEP), (20_000, TOO_DEEP)] {
        let deep = format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
        let mut object = nad("public-net", &json!({}));
        object["spec"]["config"] =
            json!(format!(r#"{{"cniVersion":"0.3.1","type":"macvlan","master":"eth1","x":{deep}}}"#));
        let expected = format!("NetworkAttachmentDefinition rook-ceph/public-net: 1 problem:\n{problem}");
        assert_eq!(rejected(&object), expected, "{depth}");
    }
}

#[test]
fn deep_nesting_outside_of_what_is_read_is_skipped() {
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    let payload = format!(
        r#"{{"request":{{"kind":{{"group":"","version":"v1","kind":"Pod"}},"operation":"CREATE","object":{{"spec":{{"volumes":{deep}}}}}}}}}"#
    );
    assert_eq!(policy().call("validate", payload.as_bytes()).unwrap(), br#"{"accepted":true}"#);
}

#[test]
fn a_quarter_of_a_megabyte_of_annotation_gets_a_short_answer() {
    let networks: String = (0..5_000).map(|place| format!("x/y{place},")).collect();
    assert_eq!(
        rejected(&pod("rook-ceph-osd", &json!(networks))),
        format!(
            "Pod rook-ceph/rook-ceph-osd-0: 1 problem:\n`metadata.annotations[{NETWORKS}]`: a network has no name; set its name, or remove a stray comma [annotation-unparsable]"
        )
    );
    let message = rejected(&pod("rook-ceph-mon", &json!("[".repeat(200_000))));
    assert_eq!(
        message,
        format!(
            "Pod rook-ceph/rook-ceph-mon-0: 1 problem:\n`metadata.annotations[{NETWORKS}]`: is not JSON: EOF while \
             parsing a list at line 1 column 200000; use `namespace/name`, or a JSON list of networks \
             [annotation-unparsable]"
        )
    );
    let message = rejected(&selecting(&"a,".repeat(500_000), "rook-ceph/cluster-net"));
    assert_eq!(
        message,
        "CephCluster rook-ceph/my-cluster: 1 problem:\n\
         `spec.network.selectors.public`: has 1000000 bytes, more than the 262144 that are read; use one network, as \
         `namespace/name` [selector-unparsable]"
    );
}

#[test]
fn a_config_with_a_hundred_thousand_keys_is_answered() {
    let keys: Vec<String> = (0..100_000).map(|key| format!(r#""k{key}":1"#)).collect();
    let keys = keys.join(",");
    let mut object = nad("public-net", &json!({}));
    for config in [
        format!(r#"{{"type":"macvlan",{keys}}}"#),
        format!(r#"{{"cniVersion":"0.3.1","type":"macvlan","ipam":{{"type":"whereabouts",{keys}}}}}"#),
        format!(r#"{{"plugins":[{{"type":"macvlan",{keys}}}]}}"#),
    ] {
        object["spec"]["config"] = json!(config);
        assert_eq!(
            rejected(&object),
            "NetworkAttachmentDefinition rook-ceph/public-net: 1 problem:\n\
             `spec.config`: has an object of 100001 members, more than 256; remove keys that the plugins do not know \
             [nad-config-invalid]"
        );
    }
}

#[test]
fn ten_thousand_excludes_are_answered_good_and_bad() {
    let config = |excludes: Vec<String>| {
        json!({
            "cniVersion": "0.3.1", "type": "macvlan", "master": "eth1",
            "ipam": {"type": "whereabouts", "range": "10.0.0.0/8", "exclude": excludes},
        })
    };
    let good = config((0..10_000).map(|place| format!("10.{}.{}.0/28", place / 250, place % 250)).collect());
    assert_eq!(outcome(&create(&nad("public-net", &good)), &json!({})), Outcome::Accepted);
    let bad = config((0..10_000).map(|place| format!("10.0.0.{place}-x")).collect());
    match outcome(&create(&nad("public-net", &bad)), &json!({})) {
        Outcome::Rejected(message) => {
            assert!(
                message.starts_with("NetworkAttachmentDefinition rook-ceph/public-net: 10000 problems:\n"),
                "{message}"
            );
            assert!(message.ends_with("\nand 9968 more") && message.len() < 10_000, "{message}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn names_without_end_get_a_short_answer() {
    let long = "n".repeat(1_000_000);
    let mut object = selecting(&format!("ns/{}", "x".repeat(16_000)), "rook-ceph/cluster-net");
    object["metadata"]["name"] = json!(long);
    object["metadata"]["namespace"] = json!(long);
    let settings = json!({"inventory": [nad("cluster-net", &json!({}))], "namespaceIsolation": []});
    match outcome(&create(&object), &settings) {
        Outcome::Rejected(message) => assert!(message.len() < 4000, "{} bytes", message.len()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_value_neither_breaks_the_line_nor_imitates_the_message() {
    let message = rejected(&cluster(&json!({"provider": "x`\n`spec`: all is well [ok]"})));
    assert_eq!(
        message,
        "CephCluster rook-ceph/my-cluster: 1 problem:\n\
         `spec.network.provider`: `x???spec?: all is well [ok]` is not a network provider; \
         use `multus` or `host`, or remove it for the pod network [provider-unknown]"
    );
}

#[test]
fn null_everywhere_is_as_good_as_absent() {
    let null = json!(null);
    let metadata = json!({"name": "a", "namespace": "rook-ceph", "labels": null, "annotations": null});
    for object in [
        json!({"apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": metadata, "spec": null}),
        json!({"apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": metadata, "spec": {"network": null}}),
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"hostNetwork": null}}),
    ] {
        assert_eq!(outcome(&create(&object), &json!({})), Outcome::Accepted, "{object}");
    }
    let mut request = create(&cluster(&null));
    for key in ["name", "oldObject", "dryRun", "options", "namespace"] {
        request[key] = null.clone();
    }
    assert_eq!(outcome(&request, &json!({"mutate": null, "inventory": null, "rules": null})), Outcome::Accepted);
}

#[test]
fn lone_surrogates_and_huge_numbers_are_answered() {
    let payload = |network: &str| {
        format!(
            r#"{{"request":{{"kind":{{"group":"ceph.rook.io","version":"v1","kind":"CephCluster"}},"operation":"CREATE",
            "object":{{"metadata":{{"name":"a","namespace":"b"}},"spec":{{"network":{network}}}}}}}}}"#
        )
    };
    let message = guest_error(payload(r#"{"provider":"\ud800"}"#).as_bytes());
    assert_eq!(
        message,
        "`request.object.spec.network.provider`: not JSON: unexpected end of hex escape at line 2 column 100"
    );
    let number = |number: &str| payload(&format!(r#"{{"provider":"multus","selectors":{{"public":{number}}}}}"#));
    for (text, column) in [("1e999999999", 134), ("-1e999999999", 135)] {
        let expected = format!(
            "`request.object.spec.network.selectors.public`: not JSON: number out of range at line 2 column {column}"
        );
        assert_eq!(guest_error(number(text).as_bytes()), expected);
    }
    let answer = policy().call("validate", number("99999999999999999999999999999999999999").as_bytes()).unwrap();
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(
        answer["message"],
        "CephCluster b/a: 1 problem:\n\
         `spec.network.selectors.public`: must be a string, found a number; change its type [field-malformed]"
    );
}
