use serde_json::{Value, json};

use super::*;
use crate::json::Arena;

fn problems(settings: &Value) -> Vec<String> {
    let text = settings.to_string();
    let arena = Arena::new();
    let node = crate::json::read(&text, &arena, &SETTINGS).unwrap();
    match Settings::read(&node, crate::rules::IDS) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

fn nad(namespace: &str, name: &str) -> Value {
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"namespace": namespace, "name": name}, "spec": {"config": "{}"},
    })
}

#[test]
fn no_settings_are_valid_and_the_defaults_are_the_documented_ones() {
    for text in ["{}", "null"] {
        let arena = Arena::new();
        let node = crate::json::read(text, &arena, &SETTINGS).unwrap();
        let settings = Settings::read(&node, crate::rules::IDS).unwrap();
        assert_eq!(settings.allowed_ipam_types, ["whereabouts"]);
        assert_eq!(settings.headroom_percent, 25);
        assert_eq!(settings.cluster_selector, ClusterSelector::Materialize);
        assert!(settings.mutate);
        assert!(settings.namespace_isolation.is_none());
    }
}

#[test]
fn every_key_can_be_set() {
    let settings = json!({
        "inventory": [nad("rook-ceph", "public-net")],
        "previous": [nad("rook-ceph", "public-net")],
        "allowedIpamTypes": ["whereabouts", "nv-ipam"],
        "allowedInterfaceTypes": ["macvlan"],
        "allowedMasters": ["eth1"],
        "nodeRanges": ["192.168.29.0/24", "fd00::/64"],
        "nodes": 12,
        "osds": 48,
        "headroomPercent": 0,
        "namespaceIsolation": ["default"],
        "clusterSelector": "implicit",
        "mutate": false,
        "monitorNetwork": "rook-ceph/monitor-net",
        "validationNamespaces": ["rook-ceph"],
        "rules": {"host-network": "allow", "selector-without-namespace": "deny"},
        "exemptNamespaces": ["lab"],
    });
    assert_eq!(settings.as_object().unwrap().len(), KEYS.len());
    assert_eq!(problems(&settings), [""; 0]);
}

#[test]
fn three_mistakes_get_three_lines() {
    let settings = json!({"mutat": true, "headroomPercent": "25", "rules": {"ipam-type-not-alowed": "warn"}});
    assert_eq!(
        problems(&settings),
        [
            "`mutat`: unknown setting; did you mean `mutate`?",
            "`headroomPercent`: the string `25` is not a valid value; use a whole number from 0 to 1000",
            "`rules.ipam-type-not-alowed`: unknown rule; did you mean `ipam-type-not-allowed`?",
        ]
    );
}

#[test]
fn every_wrong_value_names_its_field_and_the_way_out() {
    let table = [
        (json!({"inventory": 5}), "`inventory`: `5` is not a valid value; use a list of Kubernetes objects"),
        (
            json!({"inventory": [{"kind": "CephCluster"}]}),
            "`inventory[0]`: not a Kubernetes object; set `apiVersion`, `kind` and `metadata`",
        ),
        (json!({"allowedIpamTypes": "x"}), "`allowedIpamTypes`: `x` is not a valid value; use a list of names"),
        (
            json!({"allowedIpamTypes": []}),
            "`allowedIpamTypes`: an empty list allows no network; add at least one IPAM type",
        ),
        (json!({"allowedMasters": ["a", ""]}), "`allowedMasters[1]`: `` is not a valid value; use a name"),
        (json!({"exemptNamespaces": "test"}), "`exemptNamespaces`: `test` is not a valid value; use a list of names"),
        (
            json!({"exemptNamespaces": ["a*"]}),
            "`exemptNamespaces[0]`: `a*` is not a valid value; use the name of a namespace",
        ),
        (
            json!({"exemptNamespaces": ["a", 123]}),
            "`exemptNamespaces[1]`: `123` is not a valid value; use the name of a namespace",
        ),
        (
            json!({"validationNamespaces": ["rook-ceph,test"]}),
            "`validationNamespaces[0]`: `rook-ceph,test` is not a valid value; use the name of a namespace",
        ),
        (
            json!({"namespaceIsolation": ["default", "Test"]}),
            "`namespaceIsolation[1]`: `Test` is not a valid value; use the name of a namespace",
        ),
        (json!({"nodeRanges": ["10.0.0.1/24"]}), "`nodeRanges[0]`: `10.0.0.1/24` has host bits; use `10.0.0.0/24`"),
        (
            json!({"nodeRanges": ["10.0.0.0"]}),
            "`nodeRanges[0]`: `10.0.0.0` is not a CIDR; use a CIDR, such as `192.168.29.0/24`",
        ),
        (json!({"nodeRanges": "x"}), "`nodeRanges`: `x` is not a valid value; use a list of CIDRs"),
        (
            json!({"nodeRanges": [""]}),
            "`nodeRanges[0]`: `` is not a valid value; use a CIDR, such as `192.168.29.0/24`",
        ),
        (json!({"nodes": 0}), "`nodes`: `0` is not a valid value; use a whole number from 1 to 100000"),
        (json!({"osds": -1}), "`osds`: `-1` is not a valid value; use a whole number from 0 to 1000000"),
        (
            json!({"namespaceIsolation": true}),
            "`namespaceIsolation`: `true` is not a valid value; \
             use `false`, or the list of namespaces in Multus' `globalNamespaces`",
        ),
        (
            json!({"clusterSelector": "no"}),
            "`clusterSelector`: `no` is not a valid value; use `materialize` or `implicit`",
        ),
        (json!({"mutate": "true"}), "`mutate`: the string `true` is not a valid value; use `true` or `false`"),
        (json!({"mutate": "no"}), "`mutate`: `no` is not a valid value; use `true` or `false`"),
        (json!({"monitorNetwork": "a"}), "`monitorNetwork`: `a` is not a valid value; use `namespace/name`"),
        (
            json!({"monitorNetwork": "rook-ceph/mon-net@eth0"}),
            "`monitorNetwork`: `rook-ceph/mon-net@eth0` is not a valid value; use `namespace/name` without an interface",
        ),
        (
            json!({"monitorNetwork": "Rook_Ceph/Mon Net"}),
            "`monitorNetwork`: `Rook_Ceph/Mon Net` is not a valid value; use `namespace/name`",
        ),
        (
            json!({"monitorNetwork": "rook.ceph/mon-net"}),
            "`monitorNetwork`: `rook.ceph/mon-net` is not a valid value; use `namespace/name`",
        ),
        (
            json!({"monitorNetwork": "rook-ceph/mon-net/x"}),
            "`monitorNetwork`: `rook-ceph/mon-net/x` is not a valid value; use `namespace/name`",
        ),
        (
            json!({"monitorNetwork": " rook-ceph/mon-net"}),
            "`monitorNetwork`: ` rook-ceph/mon-net` is not a valid value; use `namespace/name`",
        ),
        (json!({"monitorNetwork": 5}), "`monitorNetwork`: `5` is not a valid value; use `namespace/name`"),
        (json!({"rules": []}), "`rules`: a list is not a valid value; use an object"),
        (
            json!({"rules": {"host-network": "error"}}),
            "`rules.host-network`: `error` is not a valid value; use `deny`, `warn` or `allow`",
        ),
        (json!([]), "`settings`: must be an object, found a list; use `{}` for the defaults"),
    ];
    for (settings, expected) in table {
        assert_eq!(problems(&settings), [expected], "{settings}");
    }
}

#[test]
fn the_inventory_takes_a_list_object_and_tells_a_nameless_object() {
    let list = |items: Vec<Value>| json!({"apiVersion": "v1", "kind": "List", "items": items});
    let two = list(vec![nad("a", "x"), nad("a", "y")]);
    assert_eq!(problems(&json!({"inventory": two})), [""; 0]);
    assert_eq!(problems(&json!({"inventory": [two, nad("b", "x")]})), [""; 0]);
    assert_eq!(
        problems(&json!({"inventory": [list(vec![nad("a", "x")]), nad("", "")]})),
        [
            "`inventory[1].metadata.name`: absent; a NetworkAttachmentDefinition of `inventory` needs one",
            "`inventory[1].metadata.namespace`: absent; a NetworkAttachmentDefinition of `inventory` needs one",
        ]
    );
}

#[test]
fn previous_is_read_as_the_inventory_is() {
    let list = json!({"apiVersion": "v1", "kind": "List", "items": [nad("a", "x")]});
    for previous in [json!(null), json!([]), list.clone(), json!([list]), json!([nad("a", "x")])] {
        assert_eq!(problems(&json!({"previous": previous})), [""; 0], "{previous}");
    }
    assert_eq!(
        problems(&json!({"previous": "x"})),
        ["`previous`: `x` is not a valid value; use a list of Kubernetes objects"]
    );
    assert_eq!(
        problems(&json!({"previous": [list, nad("a", "")]})),
        ["`previous[1].metadata.name`: absent; a NetworkAttachmentDefinition of `previous` needs one"]
    );
    let secret = json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}});
    let twice = json!({"inventory": [nad("a", "x")], "previous": [nad("a", "x"), nad("a", "x")]});
    assert_eq!(
        crate::validate_settings(twice.to_string().as_bytes()),
        r#"{"valid":false,"message":"`previous`: `NetworkAttachmentDefinition a/x` is listed twice; remove the duplicate"}"#
    );
    let cluster = |public: &str| {
        let network = json!({"provider": "multus", "selectors": {"public": public}});
        json!({
            "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "c", "namespace": "a"},
            "spec": {"network": network},
        })
    };
    let versions = json!([cluster("a/x"), cluster("a/y")]);
    assert_eq!(
        crate::validate_settings(json!({"previous": versions}).to_string().as_bytes()),
        r#"{"valid":true}"#,
        "its networks have changed twice"
    );
    assert_eq!(
        crate::validate_settings(json!({"inventory": versions}).to_string().as_bytes()),
        r#"{"valid":false,"message":"`inventory`: `CephCluster a/c` is listed twice; remove the duplicate"}"#
    );
    assert_eq!(
        crate::validate_settings(json!({"inventory": [secret], "previous": [secret]}).to_string().as_bytes()),
        r#"{"valid":true,"message":"`inventory`: no rule reads v1/Secret\n`previous`: no rule reads v1/Secret"}"#
    );
}

#[test]
fn validation_tells_a_copy() {
    let settings = json!({"inventory": [nad("a", "x"), nad("a", "y"), {"kind": "List", "apiVersion": "v1", "items": [nad("a", "x")]}]});
    assert_eq!(
        crate::validate_settings(settings.to_string().as_bytes()),
        r#"{"valid":false,"message":"`inventory`: `NetworkAttachmentDefinition a/x` is listed twice; remove the duplicate"}"#
    );
}

#[test]
fn a_kind_that_no_rule_reads_is_noted_once() {
    let secret = json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}});
    let answer = |settings: Value| crate::validate_settings(settings.to_string().as_bytes());
    assert_eq!(
        answer(json!({"inventory": [secret, secret]})),
        r#"{"valid":true,"message":"`inventory`: no rule reads v1/Secret"}"#
    );
    assert_eq!(answer(json!({})), r#"{"valid":true}"#);
}

#[test]
fn a_repeated_key_and_text_that_is_no_json_are_reported() {
    let answer = |text: &str| crate::validate_settings(text.as_bytes());
    assert_eq!(
        answer(r#"{"mutate":true,"mutate":false}"#),
        r#"{"valid":false,"message":"`mutate`: is set twice; remove the duplicate"}"#
    );
    assert_eq!(
        answer(r#"{"rules": {"a": }}"#),
        r#"{"valid":false,"message":"`rules.a`: not JSON: expected value at line 1 column 17"}"#
    );
}
