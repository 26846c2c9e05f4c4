//! The networks annotation of a pod that is not Ceph's, in every spelling in which Multus attaches the cluster network,
//! and in the spellings that nobody reads.

use serde_json::{Value, json};

use super::support::{NETWORKS, Outcome, create, outcome, pod, selecting};

/// The members that name the cluster network.
const CLUSTER: &str = r#""name":"cluster-net","namespace":"rook-ceph""#;

fn settings() -> Value {
    json!({"inventory": [selecting("rook-ceph/public-net", "rook-ceph/cluster-net")]})
}

fn stranger(annotation: &Value) -> Outcome {
    let mut object = pod("nginx", annotation);
    object["metadata"]["namespace"] = json!("tenant");
    outcome(&create(&object), &settings())
}

fn rejected(problem: &str) -> Outcome {
    Outcome::Rejected(format!(
        "Pod tenant/nginx-0: 1 problem:\n`metadata.annotations[{NETWORKS}]`: {problem} [foreign-attachment]"
    ))
}

/// Multus attaches the cluster network, and the pod is rejected for it.
#[track_caller]
fn assert_attaches(annotation: &str) {
    let problem = "only OSDs may be attached to `rook-ceph/cluster-net`, the cluster network of CephCluster rook-ceph/my-cluster; remove `rook-ceph/cluster-net`";
    let shown: String = annotation.chars().take(200).collect();
    assert_eq!(stranger(&json!(annotation)), rejected(problem), "{shown}");
}

/// Multus does not take the annotation, and the pod is rejected as well.
#[track_caller]
fn assert_unreadable(annotation: &Value, error: &str) {
    let problem = "cannot be read, so it may select the cluster network of CephCluster rook-ceph/my-cluster";
    let help = "use `namespace/name`, or a JSON list of networks";
    assert_eq!(stranger(annotation), rejected(&format!("{problem}: {error}; {help}")));
}

/// The annotation with these members beside those of the cluster network.
fn with(members: &str) -> String {
    format!("[{{{CLUSTER},{members}}}]")
}

#[test]
fn blanks_do_not_hide_a_network() {
    let blanks = " ".repeat(16 * 1024);
    assert_attaches(&format!("rook-ceph/cluster-net{blanks}"));
    assert_attaches(&format!("{blanks}rook-ceph/cluster-net"));
    assert_attaches("\u{a0}\t\u{b}rook-ceph \n/\r cluster-net\u{85} @ net1\u{c}");
    assert_attaches(&format!("[{{{CLUSTER}}}]{}", "\n\t".repeat(120_000)));
    assert_attaches(&format!("\t\r\n [ {{ \"name\"\t:\n\"cluster-net\" ,{blanks}\"namespace\" : \"rook-ceph\" }} ] "));
}

#[test]
fn any_number_of_networks_does_not_hide_one() {
    assert_attaches(&format!("rook-ceph/cluster-net{}", ",tenant/own".repeat(64)));
    assert_attaches(&format!("{}rook-ceph/cluster-net", "tenant/own,".repeat(18_000)));
    assert_attaches(&format!("{}rook-ceph/cluster-net", ",".repeat(100_000)));
    assert_attaches(&format!("[{}{{{CLUSTER}}}]", r#"{"name":"own"},"#.repeat(5_000)));
    assert_attaches(&format!("[{{{CLUSTER}}}{}]", ",{}".repeat(30_000)));
}

#[test]
fn half_a_character_does_not_hide_a_network() {
    for members in [
        r#""x":"\ud800""#,
        r#""x":["\udc00",{"\ud800":"\ud800\ud800"}]"#,
        r#""\udfff":1"#,
        r#""deviceID":"\ud83e""#,
        r#""interface":"\ud83ex""#,
        r#""portMappings":[{"protocol":"\ud800","\ud800":0}]"#,
        r#""cni-args":{"\ud800":"\ud800"}"#,
    ] {
        assert_attaches(&with(members));
    }
    assert_attaches(r#"[{"name":"a\ud800","name":"cluster-net","namespace":"rook-ceph"}]"#);
}

#[test]
fn a_number_of_any_size_does_not_hide_a_network() {
    let digits = "1".repeat(400);
    for members in [
        r#""x":1e999"#,
        r#""x":-1E+999999999999"#,
        &format!(r#""x":{digits}"#),
        &format!(r#""x":{digits}.{digits}e-{digits}"#),
        r#""x":{"y":[1e999]}"#,
        r#""bandwidth":{"x":1e999}"#,
        r#""portMappings":[{"x":18446744073709551616,"y":1e400}]"#,
        r#""cni-args":{"x":0.1e-999,"y":18446744073709551616,"z":1e308}"#,
    ] {
        assert_attaches(&with(members));
    }
    let expected = "a number that a 64-bit float holds, found `1e999`";
    assert_unreadable(
        &json!(with(r#""cni-args":{"x":[1e999]}"#)),
        &format!("element 1: `cni-args.x` must be {expected}"),
    );
}

#[test]
fn no_depth_hides_a_network() {
    for depth in [150, 200, 9_000] {
        let list = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let object = format!("{}1{}", r#"{"name":"#.repeat(depth), "}".repeat(depth));
        for deep in [list, object] {
            assert_attaches(&with(&format!(r#""x":{deep}"#)));
            assert_attaches(&with(&format!(r#""cni-args":{{"x":{deep}}}"#)));
            assert_attaches(&with(&format!(r#""bandwidth":{{"x":{deep}}}"#)));
            assert_attaches(&with(&format!(r#""portMappings":[{{"x":{deep}}}]"#)));
            assert_attaches(&format!(r#"[{{"x":{deep}}},{{{CLUSTER}}}]"#));
        }
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_unreadable(&json!(with(&format!(r#""x":{deep}"#))), "nests deeper than the 10000 levels that Go reads");
}

#[test]
fn repeated_keys_are_merged_as_multus_merges_them() {
    for members in [
        r#""ips":["192.168.21.9"],"ips":[null]"#,
        r#""ips":["x","10.0.0.1"],"ips":["10.0.0.2"]"#,
        r#""ips":["10.0.0.1","10.0.0.2"],"ips":["10.0.0.3"],"ips":["10.0.0.4",null]"#,
        r#""ips":["x"],"ips":null"#,
        r#""mac":"x","mac":"02:00:00:00:00:01","MAC":null"#,
        r#""name":null,"namespace":null"#,
        r#""bandwidth":{"ingressRate":1},"bandwidth":null,"bandwidth":{"egressRate":2}"#,
        r#""portMappings":[{"hostPort":1},null],"portMappings":[null,{"hostPort":null}]"#,
        r#""default-route":["10.0.0.1"],"default-route":[null,""]"#,
    ] {
        assert_attaches(&with(members));
    }
    assert_attaches(&format!(r#"[{{"name":"own","namespace":"tenant",{CLUSTER}}}]"#));
    assert_eq!(stranger(&json!(with(r#""name":"own""#))), Outcome::Accepted);
    assert_eq!(stranger(&json!(with(r#""NAMESPACE":"tenant""#))), Outcome::Accepted);
    // Multus takes no empty address, and the controller that attaches running pods any text.
    assert_attaches(&with(r#""ips":["10.0.0.1"],"ips":[],"ips":[null]"#));
}

#[test]
fn a_key_is_read_in_any_case_and_with_any_escapes() {
    for annotation in [
        r#"[{"NAME":"cluster-net","NameSpace":"rook-ceph"}]"#,
        "[{\"name\u{17f}pace\":\"rook-ceph\",\"name\":\"cluster-net\"}]",
        r#"[{"name\u017fpace":"rook-ceph","\u006eame":"\u0063luster-net"}]"#,
        r#"[{"\u004eAME\u0053PACE":"rook\u002dceph","name":"cluster-net"}]"#,
        r#"[{"name":"cluster-net","namespace":"rook-ceph","na\u212ame":"own","name ":"own","name\u0000":"own"}]"#,
        r#"[{"name":"own","namespace":"rook-ceph"},{"namespace":"rook-ceph","Name":"own","naMe":"cluster-net"}]"#,
    ] {
        assert_attaches(annotation);
    }
}

#[test]
fn what_multus_does_not_take_is_rejected_with_the_reason() {
    for (annotation, error) in [
        (format!("rook-ceph/cluster-net,{{{CLUSTER}}}"), "is not JSON: expected value at line 1 column 1"),
        (format!("\u{feff}[{{{CLUSTER}}}]"), "is not JSON: expected value at line 1 column 1"),
        (format!("[{{{CLUSTER}}},null]"), "element 2: is null, which crashes its reader; expected an object"),
        (format!("{{{CLUSTER}}}"), "must be a JSON list of network selections, found an object"),
        (format!("[{{{CLUSTER}}}] x"), "is not JSON: trailing characters at line 1 column 50"),
        (format!("[{{{CLUSTER},}}]"), "is not JSON: key must be a string at line 1 column 48"),
        (
            with("\"x\":\"\n\""),
            "is not JSON: control character (\\u0000-\\u001F) found while parsing a string at line 1 column 52",
        ),
        (with(r#""mac":5"#), "element 1: `mac` must be a string, found `5`"),
        (
            String::from("rook-ceph/cluster-net,a_b"),
            "element 2: name `a_b` must consist of lower-case letters, digits and inner hyphens",
        ),
        (String::from(r#"[{"name":"\u0061"#), "is not JSON: EOF while parsing a string at line 1 column 16"),
    ] {
        assert_unreadable(&json!(annotation), error);
    }
    assert_unreadable(&json!(["rook-ceph/cluster-net"]), "must be a string, found a list");
}

#[test]
fn an_annotation_in_which_no_cluster_network_can_be_named_is_left_to_multus() {
    for annotation in [
        "[{",
        "rook-ceph/cluster_net",
        "a/b/c",
        "tenant/cluster-net,A",
        "[rook-ceph/my-cluster-net]",
        "rook-ceph/public-net,[null]",
    ] {
        assert_eq!(stranger(&json!(annotation)), Outcome::Accepted, "{annotation}");
    }
}

#[test]
fn beyond_what_kubernetes_allows_a_stranger_is_rejected_and_a_daemon_is_warned_about() {
    let longest = format!("rook-ceph/cluster-net{}", " ".repeat(256 * 1024 - 21));
    assert_attaches(&longest);
    let too_long = format!("{longest} ");
    assert_unreadable(&json!(too_long), "has 262145 bytes, more than the 262144 that are read");
    let reported = [
        format!(
            "`metadata.annotations[{NETWORKS}]`: has 262145 bytes, more than the 262144 that are read [annotation-unparsable]"
        ),
        String::from("use `namespace/name`, or a JSON list of networks [annotation-unparsable]"),
    ];
    let daemon = outcome(&create(&pod("rook-ceph-mon", &json!(too_long))), &settings());
    assert_eq!(daemon, Outcome::Warned(reported.to_vec()));
}

/// All annotations of an object together, keys and values.
const ANNOTATION_BYTES: usize = 256 * 1024;

#[test]
fn nothing_is_added_to_a_pod_that_has_no_room_for_it() {
    let added = r#"[{"name":"public-net","namespace":"rook-ceph"}]"#;
    let settings = json!({"inventory": [
        selecting("rook-ceph/public-net", ""), super::support::nad("public-net", &json!({})),
    ]});
    let controller = |more: usize| {
        let mut controller = pod("rook-ceph.rbd.csi.ceph.com-ctrlplugin", &json!(null));
        let key = "example.org/n\u{f6}tes";
        let rest = ANNOTATION_BYTES - NETWORKS.len() - added.len() - key.len();
        // A character of one byte in Kubernetes, and of six in JSON.
        controller["metadata"]["annotations"] = json!({key: "\u{1}".repeat(rest + more)});
        outcome(&create(&controller), &settings)
    };
    let added = json!([{
        "op": "add", "path": "/metadata/annotations/k8s.v1.cni.cncf.io~1networks",
        "value": r#"[{"name":"public-net","namespace":"rook-ceph"}]"#,
    }]);
    assert_eq!(controller(0), Outcome::Mutated(added));
    let path = format!("`metadata.annotations[{NETWORKS}]`");
    let problem = "the CSI controller is not attached to the public network `rook-ceph/public-net`";
    let warnings = vec![
        format!("{path}: {problem} [attachment-missing]"),
        String::from("add `rook-ceph/public-net` [attachment-missing]"),
    ];
    assert_eq!(controller(1), Outcome::Warned(warnings));
}

#[test]
fn nothing_is_rejected_where_there_is_no_cluster_network_to_keep() {
    let mut object = pod("nginx", &json!("[{]"));
    object["metadata"]["namespace"] = json!("tenant");
    for settings in [
        json!({}),
        json!({"inventory": [selecting("rook-ceph/public-net", "")]}),
        json!({"inventory": [selecting("rook-ceph/public-net", "rook-ceph/public-net")]}),
    ] {
        assert_eq!(outcome(&create(&object), &settings), Outcome::Accepted, "{settings}");
    }
    object["spec"]["hostNetwork"] = json!(true);
    let settings = json!({"inventory": [selecting("rook-ceph/public-net", "rook-ceph/cluster-net")]});
    assert_eq!(outcome(&create(&object), &settings), Outcome::Accepted);
}

#[test]
fn an_address_in_cni_args_is_asked_for_as_one_in_ips_is() {
    for (args, key) in [
        (r#"{"ips":["192.168.20.5"]}"#, "cni-args.ips"),
        (r#"{"IPS":"192.168.20.5","x":{"y":[[]]}}"#, "cni-args.ips"),
        (r#"{"mac":"02:00:00:00:00:01"}"#, "cni-args.mac"),
        (r#"{"cni":{"ips":["192.168.20.5/24"]}}"#, "cni-args.cni.ips"),
    ] {
        let annotation = format!(r#"[{{"name":"public-net","namespace":"rook-ceph","cni-args":{args}}}]"#);
        assert_eq!(
            outcome(&create(&pod("rook-ceph-mon", &json!(annotation))), &settings()),
            Outcome::Warned(vec![
                format!(
                    "`metadata.annotations[{NETWORKS}]`: the IPAM plugin neither reserves nor checks `{key}` for `rook-ceph/public-net` [attachment-pins-address]"
                ),
                format!("remove `{key}` [attachment-pins-address]"),
            ])
        );
        assert_eq!(
            outcome(&create(&selecting(&annotation, "rook-ceph/cluster-net")), &json!({})),
            Outcome::Rejected(format!(
                "CephCluster rook-ceph/my-cluster: 1 problem:\n`spec.network.selectors.public`: Rook copies `{key}` to \
                 every pod of this network; remove `{key}` [selector-pins-address]"
            ))
        );
    }
    let harmless =
        r#"[{"name":"public-net","namespace":"rook-ceph","cni-args":{"ips":[],"mac":"","note":{"ips":["10.0.0.1"]}}}]"#;
    assert_eq!(outcome(&create(&pod("rook-ceph-mon", &json!(harmless))), &settings()), Outcome::Accepted);
}
