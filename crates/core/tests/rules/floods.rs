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

/// How many of them a message shows.
const SHOWN: usize = 32;

/// The message about so many of one fault in `subject`, the first of which is `first`: at the place 0 or, if it has no 0, 1.
fn flood(subject: &str, first: &str) -> String {
    let (start, end) = first.split_once("[0]").or_else(|| first.split_once("[1]")).expect("a place");
    let first = usize::from(!first.contains("[0]"));
    let shown = (first..first + SHOWN).map(|place| format!("{start}[{place}]{end}\n")).collect::<String>();
    let all = 4 * PROBLEMS_KEPT;
    format!("{subject}: {all} problems:\n{shown}and {} more", all - SHOWN)
}

const NAD: &str = "NetworkAttachmentDefinition rook-ceph/public-net";

/// Four times as many of `item` as are kept.
fn many(item: &Value) -> Value {
    vec![item.clone(); 4 * PROBLEMS_KEPT].into()
}

const GATEWAY: &str = "`spec.config.ipam.gateway`: must be an IP address, found `x`; use an IP address, such as \
                       `192.168.20.1` [gateway-invalid]";

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
    let ranges = "CephCluster rook-ceph/a";
    for (object, subject, first) in [
        (
            nad(&json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth0", "mode": "bridge",
            "ipam": {"type": "whereabouts", "range": "10.0.0.0/24"}, "cni.dev/valid-attachments": many(&json!(1))})),
            NAD,
            "`spec.config[cni.dev/valid-attachments][0]`: must be an object, found `1`; change its type [nad-config-invalid]",
        ),
        (
            chain(&json!({"plugins": many(&json!({}))})),
            NAD,
            "`spec.config.plugins[1]`: needs `type`; set `type` to the plugin [cni-type-missing]",
        ),
        (
            chain(&json!({"cniVersions": many(&json!("x"))})),
            NAD,
            "`spec.config.cniVersions[0]`: must be a version such as `1.0.0`, found `x`; use `0.3.1` [cni-version-unsupported]",
        ),
        (
            with_ipam(&json!({"routes": many(&json!({}))})),
            NAD,
            "`spec.config.ipam.routes[0].dst`: `dst` is not set; set `dst` to a CIDR [route-invalid]",
        ),
        (
            with_ipam(&json!({"routes": many(&json!({"dst": 5}))})),
            NAD,
            "`spec.config.ipam.routes[0].dst`: must be a CIDR, found `5`; set `dst` to a CIDR [route-invalid]",
        ),
        (
            with_ipam(&json!({"exclude": many(&json!("x"))})),
            NAD,
            "`spec.config.ipam.exclude[0]`: must be an IP address or a CIDR, found `x`: no prefix length, so every allocation \
             fails; use an address or a CIDR [exclude-invalid]",
        ),
        (
            with_ipam(&json!({"addresses": many(&json!({"address": "x"}))})),
            NAD,
            "`spec.config.ipam.addresses[0].address`: must be a CIDR, found `x`: no prefix length; change it \
             [ipam-config-invalid]",
        ),
        (
            cluster(&many(&json!("x"))),
            ranges,
            "`spec.network.addressRanges.public[0]`: `x` has no prefix length; use a CIDR, such as `192.168.20.0/24` \
             [address-range-invalid]",
        ),
        (
            cluster(&many(&json!(5))),
            ranges,
            "`spec.network.addressRanges.public[0]`: must be a CIDR, found a number; use a CIDR, such as `192.168.20.0/24` \
             [address-range-invalid]",
        ),
    ] {
        let verdict = verdict(&object, &json!({}));
        assert_eq!(verdict.message(), Some(flood(subject, first)));
        assert!(verdict.findings().len() <= 2 * PROBLEMS_KEPT, "{first}: {}", verdict.findings().len());
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
    assert_eq!(message, format!("{NAD}: 1 problem:\n{GATEWAY}"));
    // Of each of the 1024 ranges its `range_start`, and that it overlaps, but for the first; eight are shown, in two parts.
    let warnings = verdict.warnings();
    assert_eq!((warnings.len(), warnings.last().unwrap().as_str()), (17, "and 2039 more"));
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
    let first = "`spec.config.x[0].a`: is set twice; remove the duplicate [nad-config-invalid]";
    assert_eq!(verdict(&object, &json!({})).message(), Some(flood(NAD, first)));
}

#[test]
fn problems_of_the_settings_are_counted() {
    let settings = json!({"nodeRanges": many(&json!("x"))}).to_string();
    let answer: Value = serde_json::from_str(&validate_settings(settings.as_bytes())).unwrap();
    let first = "`nodeRanges[0]`: `x` is not a CIDR; use a CIDR, such as `192.168.29.0/24`";
    let expected = flood("", first);
    let (_, expected) = expected.split_once('\n').unwrap();
    assert_eq!(answer, json!({"valid": false, "message": expected}));
}

#[test]
fn names_of_any_length_are_cut_in_every_finding() {
    let long = "n".repeat(100_000);
    let mut object = with_ipam(&json!({"gateway": "x"}));
    object["metadata"]["name"] = json!(long);
    let message = verdict(&object, &json!({})).message().unwrap();
    let shown = "n".repeat(125);
    assert_eq!(message, format!("NetworkAttachmentDefinition rook-ceph/{shown}...: 1 problem:\n{GATEWAY}"));
}
