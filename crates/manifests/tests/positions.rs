//! Where the fields of findings stand in a source.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use ceph_multus_manifests::{Document, read};

/// What is at `path` in the document `number` of `text`: the place, and the text there.
#[track_caller]
fn at(name: &str, text: &str, number: usize, path: &str) -> (String, String) {
    let documents = read(name, text).expect("a manifest");
    let position = Document::locate(&documents[number - 1], path);
    let line = text.lines().nth(position.line - 1).expect("a line of the text");
    let there = line.chars().skip(position.column - 1).take(position.length).collect();
    (position.to_string(), there)
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
        (4, "spec.config.type", "28:3", "config"),
        (5, "spec.config.type", "32:16", r#""{\"type\": \"macvlan\"}""#),
    ] {
        assert_eq!(at("a.yaml", MANIFEST, number, path), (place.to_owned(), there.to_owned()), "{path}");
    }
}
