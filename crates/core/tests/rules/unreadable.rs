//! A value of the wrong type is one problem: what other rules make of it, as if it were not set, is left unsaid.

use serde_json::{Value, json};

use crate::support::findings;

fn cluster(spec: &Value) -> Value {
    json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster",
        "metadata": {"name": "my-cluster", "namespace": "rook-ceph"}, "spec": spec,
    })
}

fn selecting(public: &str) -> Value {
    cluster(&json!({"network": {"provider": "multus", "selectors": {"public": public, "cluster": public}}}))
}

fn nad(spec: &Value) -> Value {
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "public-net", "namespace": "rook-ceph"}, "spec": spec,
    })
}

/// The settings of a cluster that selects the NAD, with these levels.
fn settings(levels: &Value) -> Value {
    json!({"inventory": [selecting("rook-ceph/public-net")], "rules": levels})
}

/// What is found in a NAD of a Ceph network whose configuration is right but for the value at `pointer`.
fn of_config(pointer: &str, value: Value) -> Vec<String> {
    let mut config = json!({
        "cniVersion": "0.3.1", "type": "macvlan", "master": "eth1",
        "ipam": {"type": "whereabouts", "ipRanges": [{"range": "192.168.20.0/24", "exclude": ["192.168.20.1"]}]},
    });
    *config.pointer_mut(pointer).expect("a value") = value;
    let settings = json!({"inventory": [selecting("rook-ceph/public-net")]});
    findings(&Value::Null, &nad(&json!({"config": config.to_string()})), &settings)
}

#[test]
fn a_value_of_a_configuration_is_not_missing_too() {
    for (pointer, value, expected) in [
        (
            "/type",
            json!(5),
            "deny: `spec.config.type`: must be a string, found `5`; change its type [nad-config-invalid]",
        ),
        (
            "/cniVersion",
            json!(5),
            "deny: `spec.config.cniVersion`: must be a string, found `5`; change its type [nad-config-invalid]",
        ),
        (
            "/master",
            json!(5),
            "deny: `spec.config.master`: must be a string, found `5`; change its type [nad-config-invalid]",
        ),
        (
            "/ipam",
            json!([]),
            "deny: `spec.config.ipam`: must be an object, found a list; change its type [nad-config-invalid]",
        ),
        (
            "/ipam/type",
            json!(5),
            "deny: `spec.config.ipam.type`: must be a string, found `5`; change its type [nad-config-invalid]",
        ),
        (
            "/ipam/ipRanges",
            json!(5),
            "deny: `spec.config.ipam.ipRanges`: must be a list of objects, found `5`; change it [ipam-config-invalid]",
        ),
        (
            "/ipam/ipRanges/0/range",
            json!(5),
            "deny: `spec.config.ipam.ipRanges[0].range`: must be a string, found `5`; change it [ipam-config-invalid]",
        ),
        (
            "/ipam/ipRanges/0/exclude/0",
            json!(5),
            "deny: `spec.config.ipam.ipRanges[0].exclude[0]`: must be a string, found `5`; change it [ipam-config-invalid]",
        ),
    ] {
        assert_eq!(of_config(pointer, value), [expected], "{pointer}");
    }
}

#[test]
fn what_a_fault_leaves_open_is_not_said() {
    let whereabouts = |key: &str, value: &str| {
        let mut ipam = json!({"type": "whereabouts", "range": "192.168.20.0/24", "gateway": "192.168.20.1"});
        ipam[key] = json!(value);
        json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": ipam})
    };
    let mut chain = json!({"cniVersion": "0.3.1", "name": "chain", "plugins": [5, whereabouts("exclude", "")]});
    chain["plugins"][1]["ipam"]["exclude"] = json!(["192.168.20.1"]);
    let ovn = json!({
        "cniVersion": "0.3.1", "name": "public-net", "type": "ovn-k8s-cni-overlay", "topology": "localnet",
        "netAttachDefName": "rook-ceph/public-net", "subnets": 5,
    });
    for (config, expected) in [
        (
            whereabouts("range_end", "192.168.20.x"),
            vec![
                "deny: `spec.config.ipam.range_end`: must be an IP address, found `192.168.20.x`, so Whereabouts ignores \
                 it; use an IP address [range-bounds-ignored]",
            ],
        ),
        (
            whereabouts("exclude", "192.168.20.1"),
            vec![
                "deny: `spec.config.ipam.exclude`: must be a list of strings, found the string `192.168.20.1`; change it \
                 [ipam-config-invalid]",
            ],
        ),
        (
            chain,
            vec!["deny: `spec.config.plugins[0]`: must be an object, found `5`; change its type [nad-config-invalid]"],
        ),
        (
            ovn,
            vec![
                "deny: `spec.config.subnets`: must be a string, found `5`; change its type [nad-config-invalid]",
                "deny: `spec.config.type`: `ovn-k8s-cni-overlay` assigns addresses itself, from `subnets`; use a plugin \
                 with `whereabouts`, or add `ovn-k8s-cni-overlay` to `allowedIpamTypes` [ipam-type-not-allowed]",
            ],
        ),
    ] {
        let settings = json!({"inventory": [selecting("rook-ceph/public-net")]});
        assert_eq!(findings(&Value::Null, &nad(&json!({"config": config.to_string()})), &settings), expected);
    }
}

#[test]
fn a_plugin_of_a_chain_has_its_type_in_the_wrong_type() {
    let config = r#"{"cniVersion": "0.3.1", "name": "a", "plugins": [{"type": 5}]}"#;
    let settings = json!({"inventory": [selecting("rook-ceph/public-net")]});
    assert_eq!(
        findings(&Value::Null, &nad(&json!({ "config": config })), &settings),
        ["deny: `spec.config.plugins[0].type`: must be a string, found `5`; change its type [nad-config-invalid]"]
    );
}

#[test]
fn a_nad_without_a_readable_spec_has_no_missing_configuration() {
    let settings = json!({"inventory": [selecting("rook-ceph/public-net")]});
    assert_eq!(
        findings(&Value::Null, &nad(&json!(5)), &settings),
        ["deny: `spec`: must be an object, found a number; change its type [field-malformed]"]
    );
}

#[test]
fn a_selector_of_a_cephcluster_is_not_missing_too() {
    let malformed = |path: &str, expected: &str, found: &str| {
        vec![format!(
            "deny: `spec.network{path}`: must be {expected}, found {found}; change its type [field-malformed]"
        )]
    };
    for (network, expected) in [
        (json!(5), malformed("", "an object", "a number")),
        (json!({"provider": "multus", "selectors": []}), malformed(".selectors", "an object", "a list")),
        (
            json!({"provider": "multus", "selectors": {"public": {}}}),
            malformed(".selectors.public", "a string", "an object"),
        ),
        (
            json!({"provider": ["multus"], "selectors": {"public": "rook-ceph/public-net"}}),
            malformed(".provider", "a string", "a list"),
        ),
    ] {
        assert_eq!(findings(&Value::Null, &cluster(&json!({"network": network})), &json!({})), expected, "{network}");
    }
    // Here, something else is missing.
    assert_eq!(
        findings(
            &Value::Null,
            &cluster(&json!({"network": {"provider": "multus", "hostNetwork": 5}})),
            &json!({"rules": {"field-malformed": "warn"}})
        ),
        [
            "warn: `spec.network.hostNetwork`: must be a boolean, found a number; change its type [field-malformed]",
            "deny: `spec.network.selectors`: the provider is `multus`, but neither `public` nor `cluster` is set; set \
             `public`, `cluster` or both to a NetworkAttachmentDefinition, as `namespace/name` [selectors-missing]",
        ]
    );
}

#[test]
fn the_inventory_has_a_value_for_what_cannot_be_read() {
    let settings = json!({"inventory": [selecting("rook-ceph/public-net")]});
    assert_eq!(
        findings(&Value::Null, &cluster(&json!({"network": 5})), &settings),
        ["deny: `spec.network`: must be an object, found a number; change its type [field-malformed]"]
    );
}

#[test]
fn what_rests_on_it_elsewhere_is_left_unsaid() {
    let nads =
        |config: &Value| findings(&Value::Null, &nad(&json!({"config": config.to_string()})), &settings(&json!({})));
    let ipam = json!({"type": "whereabouts", "range": 5, "range_start": "192.168.20.9", "exclude": ["192.168.20.1"]});
    assert_eq!(
        nads(&json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": ipam})),
        ["deny: `spec.config.ipam.range`: must be a string, found `5`; change it [ipam-config-invalid]"]
    );
    assert_eq!(
        nads(&json!({"cniVersion": 5, "name": "a", "plugins": [{
            "type": "macvlan", "master": "eth1", "ipam": {"type": "whereabouts", "range": "192.168.20.0/24"},
        }]})),
        ["deny: `spec.config.cniVersion`: must be a string, found `5`; change its type [nad-config-invalid]"]
    );
    let network = json!({"provider": [], "selectors": {"public": "rook-ceph/public-net"}, "addressRanges": {"public": ["192.168.20.0/24"]}});
    assert_eq!(
        findings(&Value::Null, &cluster(&json!({"network": network})), &settings(&json!({}))),
        ["deny: `spec.network.provider`: must be a string, found a list; change its type [field-malformed]"]
    );
    let network = json!({"provider": "multus", "selectors": 5, "addressRanges": {"public": ["192.168.20.0/24"]}});
    assert_eq!(
        findings(&Value::Null, &cluster(&json!({"network": network})), &json!({})),
        ["deny: `spec.network.selectors`: must be an object, found a number; change its type [field-malformed]"]
    );
}

#[test]
fn what_weighs_more_rejects_all_the_same() {
    let missing = "deny: `spec.network.selectors`: the provider is `multus`, but neither `public` nor `cluster` is set; set \
                   `public`, `cluster` or both to a NetworkAttachmentDefinition, as `namespace/name` [selectors-missing]";
    let malformed =
        "warn: `spec.network.selectors.public`: must be a string, found a number; change its type [field-malformed]";
    let of = |provider: &str| cluster(&json!({"network": {"provider": provider, "selectors": {"public": 5}}}));
    assert_eq!(
        findings(&Value::Null, &of("multus"), &json!({"rules": {"field-malformed": "warn"}})),
        [missing, malformed]
    );
    // An old fault is a warning, and what it means is news since the provider changed.
    let provider = "warn: `spec.network.provider`: changing the provider from the pod network to `multus` disconnects daemons \
                    and volumes; restart every daemon and every pod with volumes [provider-changed]";
    assert_eq!(findings(&of(""), &of("multus"), &json!({"inventory": [of("multus")]})), [provider, missing, malformed]);
    let untyped =
        "deny: `spec.config`: needs `type`, or `plugins` for a chain; set `type` to the plugin [cni-type-missing]";
    let config = json!({"cniVersion": "0.3.1", "type": 5}).to_string();
    for (level, expected) in [
        ("allow", vec![untyped]),
        (
            "warn",
            vec![
                untyped,
                "warn: `spec.config.type`: must be a string, found `5`; change its type [nad-config-invalid]",
            ],
        ),
    ] {
        let settings = settings(&json!({"nad-config-invalid": level}));
        assert_eq!(findings(&Value::Null, &nad(&json!({"config": config})), &settings), expected, "{level}");
    }
}

#[test]
fn what_weighs_more_is_still_said() {
    let settings = json!({
        "inventory": [selecting("rook-ceph/public-net")],
        "rules": {"nad-config-invalid": "warn", "cni-master-missing": "deny"},
    });
    let config = json!({
        "cniVersion": "0.3.1", "type": "macvlan", "master": 5,
        "ipam": {"type": "whereabouts", "range": "192.168.20.0/24"},
    });
    assert_eq!(
        findings(&Value::Null, &nad(&json!({"config": config.to_string()})), &settings),
        [
            "deny: `spec.config.master`: `master` is not set, so the plugin uses the interface of the node's default \
             route; set it to the storage interface [cni-master-missing]",
            "warn: `spec.config.master`: must be a string, found `5`; change its type [nad-config-invalid]",
        ]
    );
}

#[test]
fn a_route_without_a_destination_lacks_one_whatever_its_next_hop_is() {
    let found = |routes: Value| {
        let ipam = json!({"type": "whereabouts", "range": "192.168.20.0/24", "routes": routes});
        let config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": ipam}).to_string();
        findings(&Value::Null, &nad(&json!({ "config": config })), &settings(&json!({})))
    };
    let next_hop = "deny: `spec.config.ipam.routes[0].gw`: must be an IP address, found `5`; change it [route-invalid]";
    let unset = "deny: `spec.config.ipam.routes[0].dst`: `dst` is not set; set `dst` to a CIDR [route-invalid]";
    assert_eq!(found(json!([{"dst": "192.168.29.0/24", "gw": 5}])), [next_hop]);
    assert_eq!(found(json!([{"gw": 5}])), [unset, next_hop]);
    assert_eq!(
        found(json!([{"dst": 5}])),
        ["deny: `spec.config.ipam.routes[0].dst`: must be a CIDR, found `5`; set `dst` to a CIDR [route-invalid]"]
    );
    assert_eq!(
        found(json!("x")),
        ["deny: `spec.config.ipam.routes`: must be a list of objects, found the string `x`; change it [route-invalid]"]
    );
}
