//! Where the fields of findings stand in a source.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use ceph_multus_core::json::Path;
use ceph_multus_manifests::{Document, Gathering, read};

/// What is at `path` in the document `number` of `text`: the place, and the text there.
#[track_caller]
fn at(name: &str, text: &str, number: usize, path: &str) -> (String, String) {
    let documents = read(name, text).expect("a manifest");
    let position = Document::locate(&documents[number - 1], &parsed(path));
    let line = text.lines().nth(position.line - 1).expect("a line of the text");
    let there = line.chars().skip(position.column - 1).take(position.length).collect();
    (position.to_string(), there)
}

/// A path as findings print it, taken apart.
fn parsed(path: &str) -> Path {
    let (mut found, mut rest) = (Path::default(), path);
    while !rest.is_empty() {
        let (step, after) = match rest.strip_prefix('[') {
            Some(inner) => inner.split_once(']').unwrap_or((inner, "")),
            None => rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len())),
        };
        found = match step.parse() {
            Ok(place) => found.index(place),
            Err(_) => found.key(step.to_owned()),
        };
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    found
}

const MANIFEST: &str = r#"# networks
apiVersion: ceph.rook.io/v1
kind: CephCluster
metadata: {name: c, namespace: rook-ceph}
spec:
  network:
    provider: "multus"
    selectors:
      public: rook-ceph/public-net
    addressRanges: {public: [192.168.20.0/24, 10.0.0.0/8]}
---
apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  annotations:
    a.b/c: 'x'
spec:
  config: |
    {
      "type": "macvlan",
      "ipam": { "type": "whereabouts", "ranges": [ {"range": "10.0.0.0/8"} ] }
    }
---
spec:
  config: '{"type": "macvlan", "ipam": {"type": "dhcp"}}'
---
spec:
  config: >
    {"type":
    "macvlan"}
---
spec: {config: "{\"type\": \"macvlan\"}"}
"#;

#[test]
fn a_field_is_found_where_it_stands() {
    for (number, path, place, there) in [
        (1, "", "2:1", "a"),
        (1, "spec.network", "6:3", "network"),
        (1, "spec.network.provider", "7:15", "\"multus\""),
        (1, "spec.network.selectors.public", "9:15", "rook-ceph/public-net"),
        (1, "spec.network.selectors.cluster", "8:5", "selectors"),
        (1, "spec.network.addressRanges.public[1]", "10:47", "10.0.0.0/8"),
        (1, "spec.network.addressRanges.public[7]", "10:21", "public"),
        (2, "metadata.annotations[a.b/c]", "16:12", "'x'"),
        (2, "spec.config", "18:3", "config"),
        (2, "spec.config.type", "20:15", "\"macvlan\""),
        (2, "spec.config.ipam.ranges[0].range", "21:62", "\"10.0.0.0/8\""),
        (
            2,
            "spec.config.ipam.range_start",
            "21:15",
            r#"{ "type": "whereabouts", "ranges": [ {"range": "10.0.0.0/8"} ] }"#,
        ),
        (3, "spec.config.ipam.type", "25:49", "\"dhcp\""),
        (3, "spec.config.master", "25:3", "config"),
        (4, "spec.config.type", "28:3", "config"),
        (5, "spec.config.type", "32:8", "config"),
    ] {
        assert_eq!(at("a.yaml", MANIFEST, number, path), (place.to_owned(), there.to_owned()), "{path}");
    }
}

#[test]
fn the_objects_of_a_list_are_found_where_they_stand() {
    let yaml = "apiVersion: v1\nkind: List\nitems:\n- kind: A\n  apiVersion: v1\n  spec:\n    x: 1\n- kind: B\n  \
                apiVersion: v1\n  spec: {x: [2, 3]}\n";
    assert_eq!(at("list.yaml", yaml, 1, "spec.x"), ("7:8".to_owned(), "1".to_owned()));
    assert_eq!(at("list.yaml", yaml, 2, "spec.x[1]"), ("10:17".to_owned(), "3".to_owned()));
    let json = "{\"kind\": \"List\", \"apiVersion\": \"v1\", \"items\": [\n  {\"kind\": \"A\"},\n  {\"spec\": {\"x\": \"y\"}}\n]}\n";
    assert_eq!(at("list.json", json, 2, ""), ("3:3".to_owned(), r#"{"spec": {"x": "y"}}"#.to_owned()));
    assert_eq!(at("list.json", json, 2, "spec.x"), ("3:18".to_owned(), "\"y\"".to_owned()));
    assert_eq!(at("list.json", json, 2, "spec.z"), ("3:12".to_owned(), r#"{"x": "y"}"#.to_owned()));
}

#[test]
fn an_alias_is_found_where_its_anchor_stands_and_line_ends_of_windows_do_not_shift_it() {
    let yaml = "a: &a\r\n  config: |\r\n    {\r\n      \"type\": \"x\"\r\n    }\r\nspec: *a\r\n";
    assert_eq!(at("a.yaml", yaml, 1, "spec.config.type"), ("4:15".to_owned(), "\"x\"".to_owned()));
}

#[test]
fn in_a_config_a_key_is_found_as_go_finds_it() {
    let nad = "spec:\n  config: |\n    {\n      \"IPAM\": {\"Type\": \"dhcp\", \"Addreſſes\": []},\n      \"mode\": \"a\", \
               \"Mode\": \"b\",\n      \"Type\": 1, \"TYPE\": 2\n    }\n";
    for (path, place, there) in [
        ("spec.config.ipam.type", "4:24", "\"dhcp\""),
        ("spec.config.ipam.addresses", "4:45", "[]"),
        ("spec.config.ipam.range", "4:15", "{\"Type\": \"dhcp\", \"Addreſſes\": []}"),
        ("spec.config.mode", "5:15", "\"a\""),
        ("spec.config.Mode", "5:28", "\"b\""),
        ("spec.config.type", "6:26", "2"),
        // Kubernetes itself does not take it for `spec`.
        ("Spec.config", "1:1", "s"),
    ] {
        assert_eq!(at("a.yaml", nad, 1, path), (place.to_owned(), there.to_owned()), "{path}");
    }
}

#[test]
fn in_a_config_that_an_operator_writes_a_key_is_found_as_go_finds_it() {
    let text = "apiVersion: sriovnetwork.openshift.io/v1\nkind: SriovNetwork\nmetadata: {name: n, namespace: a}\nspec:\n  \
                resourceName: r\n  ipam: |\n    {\"Type\": \"dhcp\"}\n";
    let mut gathering = Gathering::new(None, |_, _| true);
    gathering.add("a.yaml", text.to_owned());
    let manifests = gathering.finish();
    let is_nad = |one: &&Document| one.kind() == "NetworkAttachmentDefinition";
    let nad = manifests.documents.iter().find(is_nad).expect("a NAD");
    assert_eq!(nad.locate(&parsed("spec.config.ipam.type")).to_string(), "7:14");
}
