//! Selections read, written and read again.

use ceph_multus_invariants::{annotation, samples, selections};

use super::count;

#[test]
fn a_selection_of_the_vectors_survives_printing() {
    let read = samples::SELECTIONS.iter().filter(|text| selections::survive_printing(text)).count();
    assert!(read > 50, "{read}");
}

/// Pieces of both forms.
const PIECES: &[&str] = &[
    "a",
    "net-1",
    "ns/net",
    "ns/net@eth0",
    " ",
    ",",
    "/",
    "@",
    "rook-ceph/public-net",
    "[{",
    "}]",
    "},{",
    r#""name":"#,
    r#""a""#,
    r#""Name":"b""#,
    r#""namespace":"ns""#,
    r#""interface":"i0""#,
    r#""interfaceRequest":"old""#,
    r#""ips":["10.0.0.1/24"]"#,
    r#""ips":null"#,
    r#""mac":"02:00:00:00:00:01""#,
    r#""infiniband-guid":"00:11:22:33:44:55:66:77""#,
    r#""default-route":["10.0.0.1","fd00::1"]"#,
    r#""default-route":[]"#,
    r#""portMappings":[{"hostPort":1},null]"#,
    r#""bandwidth":{"egressRate":5}"#,
    r#""cni-args":{"b":1e400,"a":["<",0.10,{"c":null}]}"#,
    r#""cni-args":{"x":-0.0}"#,
    r#""deviceID":"d""#,
    r#""ipam-claim-reference":"c""#,
    r#""future":{"a":1}"#,
    r#""\u006eame":"\ud83e\udd80""#,
    "\u{a0}",
    "0",
    ".",
];

#[test]
fn any_selection_that_is_read_survives_printing() {
    let read = count(3000, 128, |u| {
        let mut text = String::new();
        let json = u.arbitrary()?;
        for place in 0..u.int_in_range(1..=8)? {
            text.push_str(if json && place > 0 { "," } else { "" });
            text.push_str(u.choose(PIECES)?);
        }
        Ok(selections::survive_printing(&if json { format!("[{{{text}}}]") } else { text }))
    });
    assert!(read > 200, "{read}");
}

#[test]
fn an_annotation_names_the_networks_that_a_naive_reader_finds() {
    let taken = count(100_000, 400, |u| Ok(selections::reads_as_multus(&annotation::annotation(u)?)));
    assert!((20_000..60_000).contains(&taken), "{taken}");
}

#[test]
fn a_pod_of_a_stranger_is_rejected_exactly_where_a_naive_reader_finds_the_cluster_network_or_may_miss_it() {
    let rejected = count(5_000, 400, |u| Ok(selections::is_closed_to_strangers(&annotation::annotation(u)?)));
    assert!((1_000..4_000).contains(&rejected), "{rejected}");
}
