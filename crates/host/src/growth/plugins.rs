//! What a CNI configuration may have much of.

use serde_json::json;

use super::objects::*;
use super::{Dimension, validate};

/// Plugins and their keys, of one NetworkAttachmentDefinition.
pub(super) const PLUGINS: &[Dimension] = &[
    validate("plugins", |n| nad_of(&json!({"cniVersion": "0.3.1", "name": "a", "plugins": list(n, |_| plugin())}))),
    validate("plugins without type", |n| {
        nad_of(
            &json!({"cniVersion": "0.3.1", "name": "a", "plugins": list(n, |i| if i == 0 { plugin() } else { json!({}) })}),
        )
    }),
    validate("plugins without type of a foreign NAD", |n| {
        let plugins = list(n, |i| if i == 0 { plugin() } else { json!({}) });
        with_nads(foreign(&json!({"cniVersion": "0.3.1", "name": "a", "plugins": plugins})), 50)
    }),
    validate("plugins that a plugin of a foreign NAD calls, four deep", |n| {
        let called = json!({"delegates": list(n, |i| json!({"type": "macvlan", "master": format!("eth{i}")}))});
        let config = (0..3).fold(called, |inner, _| json!({"type": "multus", "delegate": inner}));
        with_nads(foreign(&config), 50)
    }),
    validate("plugins with wrong values", |n| {
        let wrong = json!({"type": "macvlan", "mode": "x", "mtu": -1, "master": 5, "capabilities": 5});
        nad_of(&json!({"cniVersion": "0.3.1", "name": "a", "plugins": list(n, |_| wrong.clone())}))
    }),
    validate("plugins and masters that are allowed", |n| {
        let plugins = json!({"cniVersion": "0.3.1", "name": "a", "plugins": list(n, |_| plugin())});
        with(
            nad_of(&plugins),
            json!({
                "allowedMasters": list(n, |i| json!(format!("eth{}", i + 1000))),
                "allowedIpamTypes": list(n, |i| json!(format!("ipam{i}"))),
                "allowedInterfaceTypes": list(n, |i| json!(format!("type{i}"))),
            }),
        )
    }),
    validate("plugins with IPAM sections of names of their own", |n| {
        let plugin = |i| json!({"type": "x", "ipam": {"type": "whereabouts", "range": block(i, 29), "network_name": format!("n{i}")}});
        with_nads(nad_of(&json!({"cniVersion": "0.3.1", "name": "a", "plugins": list(n, plugin)})), 50)
    }),
    validate("CNI versions", |n| {
        nad_of(
            &json!({"cniVersion": "0.3.1", "cniVersions": list(n, |i| json!(format!("x{i}"))), "plugins": [plugin()]}),
        )
    }),
    validate("trunks of a bridge", |n| {
        nad_of(&json!({"cniVersion": "0.3.1", "type": "bridge", "vlanTrunk": list(n, |_| json!({"id": 5000}))}))
    }),
    validate("bridges and trunks of a foreign accelerated bridge", |n| {
        let trunk = list(n, |i| json!({"id": i % 4000}));
        let config = json!({"type": "accelerated-bridge", "bridge": texts(n, |i| format!("br{i}")), "trunk": trunk});
        with_nads(foreign(&config), 50)
    }),
    validate("ports and trunks of one bridge, of a foreign accelerated bridge", |n| {
        let trunk = list(n, |i| json!({"id": i % 4000}));
        let config =
            json!({"type": "accelerated-bridge", "bridge": texts(n, |i| format!("br0.{}", i % 4000)), "trunk": trunk});
        let ceph = nad_object(&json!({"cniVersion": "0.3.1", "type": "bridge", "bridge": "br0"}).to_string());
        with(foreign(&config), json!({"inventory": [cluster("rook-ceph", "public-net", "public-net"), ceph]}))
    }),
    validate("bridges of Ceph, and bridges and trunks of a foreign accelerated bridge", |n| {
        let trunk = list(n, |i| json!({"id": i % 4000}));
        let bridges = texts(n, |i| format!("br{i}"));
        let of = |vlan: usize| json!({"type": "accelerated-bridge", "bridge": bridges, "vlan": vlan, "trunk": trunk});
        let plugins = |vlan| json!({"cniVersion": "0.3.1", "name": "a", "plugins": [of(vlan), of(vlan + 1)]});
        let ceph = nad_object(&plugins(4001).to_string());
        with(foreign(&plugins(4003)), json!({"inventory": [cluster("rook-ceph", "public-net", "public-net"), ceph]}))
    }),
    validate("attachments of a CNI configuration", |n| {
        nad_of(&json!({"cniVersion": "0.3.1", "type": "macvlan", "cni.dev/valid-attachments": list(n, |i| json!(i))}))
    }),
    validate("objects with repeated keys below a long key", |n| {
        let objects = vec![r#"{"a":1,"a":2}"#; n].join(",");
        nad_text(&format!(r#"{{"cniVersion":"0.3.1","type":"macvlan","{}":[{objects}]}}"#, "k".repeat(10 * n)))
    }),
    validate("unread values of a configuration", |n| {
        nad_of(&json!({"cniVersion": "0.3.1", "type": "macvlan", "x": list(n, |i| json!({"a": [i], "b": "c"}))}))
    }),
    validate("bytes of a string", |n| nad_of(&json!({"cniVersion": "0.3.1", "type": "x".repeat(100 * n)}))),
    validate("bytes that are no JSON", |n| nad_text(&"[".repeat(100 * n))),
];
