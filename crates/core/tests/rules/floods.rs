//! More faults than anybody reads: the first are reported, the rest is counted, and a rejection stays one.

use ceph_multus_core::json::Arena;
use ceph_multus_core::report::limits::PROBLEMS_KEPT;
use ceph_multus_core::{Payload, Verdict, evaluate, read_settings, validate_settings};
use serde_json::{Value, json};

fn verdict(object: &Value, settings: &Value) -> Verdict {
    let (version, kind) = (object["apiVersion"].as_str().unwrap(), &object["kind"]);
    let request = json!({
        "kind": {"group": version.split('/').next(), "version": "v1", "kind": kind}, "operation": "CREATE",
        "namespace": "rook-ceph", "object": object,
    });
    let bytes = json!({"request": request, "settings": settings}).to_string().into_bytes();
    let arena = Arena::new();
    let payload = Payload::read(&bytes, &arena).unwrap();
    evaluate(&payload.request(), &read_settings(payload.settings()).unwrap(), || None)
}

fn nad(config: &Value) -> Value {
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "public-net", "namespace": "rook-ceph"}, "spec": {"config": config.to_string()},
    })
}

fn with_ipam(members: &Value) -> Value {
    let mut ipam = json!({"type": "whereabouts", "range": "10.0.0.0/24"});
    ipam.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    nad(&json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth0", "mode": "bridge", "ipam": ipam}))
}

fn chain(members: &Value) -> Value {
    let ipam = json!({"type": "whereabouts", "range": "10.0.0.0/24"});
    let first = json!({"type": "macvlan", "master": "eth0", "mode": "bridge", "ipam": ipam});
    let mut config = json!({"cniVersion": "0.3.1", "name": "a", "plugins": [first]});
    if let Some(more) = members["plugins"].as_array() {
        config["plugins"].as_array_mut().unwrap().extend(more.clone());
    } else {
        config.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    }
    nad(&config)
}

/// Four times as many of `item` as are kept.
fn many(item: &Value) -> Value {
    vec![item.clone(); 4 * PROBLEMS_KEPT].into()
}

#[test]
fn every_fault_is_counted_and_few_are_kept() {
    let cluster = |ranges: &Value| {
        json!({
            "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "a", "namespace": "rook-ceph"},
            "spec": {"network": {
                "provider": "multus", "selectors": {"public": "rook-ceph/public-net", "cluster": "rook-ceph/cluster-net"},
                "addressRanges": {"public": ranges},
            }},
        })
    };
    for (what, object) in [
        (
            "attachments",
            nad(&json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth0", "mode": "bridge",
            "ipam": {"type": "whereabouts", "range": "10.0.0.0/24"}, "cni.dev/valid-attachments": many(&json!(1))})),
        ),
        ("plugins without type", chain(&json!({"plugins": many(&json!({}))}))),
        ("versions", chain(&json!({"cniVersions": many(&json!("x"))}))),
        ("routes without destination", with_ipam(&json!({"routes": many(&json!({}))}))),
        ("destinations", with_ipam(&json!({"routes": many(&json!({"dst": 5}))}))),
        ("excludes", with_ipam(&json!({"exclude": many(&json!("x"))}))),
        ("addresses", with_ipam(&json!({"addresses": many(&json!({"address": "x"}))}))),
        ("address ranges", cluster(&many(&json!("x")))),
        ("kinds of address ranges", cluster(&many(&json!(5)))),
    ] {
        let verdict = verdict(&object, &json!({}));
        let message = verdict.message().unwrap_or_else(|| panic!("{what}: {verdict:?}"));
        let (head, _) = message.split_once(":\n").unwrap();
        let end = format!(": {} problems", 4 * PROBLEMS_KEPT);
        assert!(head.ends_with(&end), "{what}: {head}");
        assert!(message.ends_with(&format!("\nand {} more", 4 * PROBLEMS_KEPT - 32)), "{what}: {message}");
        assert!(verdict.findings().len() <= 2 * PROBLEMS_KEPT, "{what}: {}", verdict.findings().len());
    }
}

#[test]
fn a_rejection_behind_a_flood_of_warnings_is_reported() {
    let members = json!({
        "ipRanges": many(&json!({"range": "10.0.1.1-10.0.1.9/24", "range_start": "10.0.1.2"})),
        "gateway": "x",
    });
    let verdict = verdict(&with_ipam(&members), &json!({"rules": {"ranges-overlap": "warn"}}));
    let message = verdict.message().unwrap();
    assert!(message.contains("`spec.config.ipam.gateway`: must be an IP address, found `x`"), "{message}");
    let warnings = verdict.warnings();
    assert!(warnings.last().unwrap().starts_with("and "), "{warnings:?}");
}

#[test]
fn a_flood_below_one_key_hides_nothing_below_another() {
    let members = json!({"addresses": many(&json!({"address": 5})), "routes": [{"dst": 5}]});
    let settings = json!({"rules": {"ipam-config-invalid": "warn"}});
    let message = verdict(&with_ipam(&members), &settings).message().unwrap();
    assert_eq!(
        message,
        "NetworkAttachmentDefinition rook-ceph/public-net: 1 problem:\n\
         `spec.config.ipam.routes[0].dst`: must be a CIDR, found `5`; set `dst` to a CIDR [route-invalid]"
    );
}

#[test]
fn keys_that_stand_twice_are_counted_too() {
    let objects = vec![r#"{"a":1,"a":2}"#; 4 * PROBLEMS_KEPT].join(",");
    let text = format!(
        r#"{{"cniVersion":"0.3.1","type":"macvlan","master":"eth0","ipam":{{"type":"whereabouts","range":"10.0.0.0/24"}},"x":[{objects}]}}"#
    );
    let mut object = nad(&json!({}));
    object["spec"]["config"] = json!(text);
    let message = verdict(&object, &json!({})).message().unwrap();
    assert!(message.ends_with(&format!("\nand {} more", 4 * PROBLEMS_KEPT - 32)), "{message}");
}

#[test]
fn problems_of_the_settings_are_counted() {
    let settings = json!({"nodeRanges": many(&json!("x"))}).to_string();
    let answer: Value = serde_json::from_str(&validate_settings(settings.as_bytes())).unwrap();
    let message = answer["message"].as_str().unwrap();
    assert!(message.ends_with(&format!("\nand {} more", 4 * PROBLEMS_KEPT - 32)), "{message}");
}

#[test]
fn names_of_any_length_are_cut_in_every_finding() {
    let long = "n".repeat(100_000);
    let mut object = with_ipam(&json!({"gateway": "x"}));
    object["metadata"]["name"] = json!(long);
    let message = verdict(&object, &json!({})).message().unwrap();
    assert!(message.starts_with("NetworkAttachmentDefinition rook-ceph/nnn") && message.len() < 500, "{message}");
}
