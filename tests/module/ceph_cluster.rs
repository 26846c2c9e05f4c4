//! CephClusters: the value that `cluster` takes, and the networks that they select.

use serde_json::{Value, json};

use super::support::{Outcome, cluster, create, nad, outcome, policy, request, selecting};

#[test]
fn cluster_takes_the_value_of_public() {
    let add = json!([{"op": "add", "path": "/spec/network/selectors/cluster", "value": "rook-ceph/public-net"}]);
    assert_eq!(outcome(&create(&selecting("rook-ceph/public-net", "")), &json!({})), Outcome::Mutated(add));
}

#[test]
fn cluster_takes_the_value_of_public_as_it_is_written() {
    let value = r#" [ {"name":"public-net", "namespace":"rook-ceph", "bandwidth": {"ingressRate": 1}} ] "#;
    let mut object = selecting(value, "");
    object["spec"]["network"]["selectors"]["cluster"] = Value::Null;
    let patch = json!([{"op": "replace", "path": "/spec/network/selectors/cluster", "value": value}]);
    assert_eq!(outcome(&create(&object), &json!({})), Outcome::Mutated(patch));
}

#[test]
fn cluster_takes_the_value_of_public_with_its_namespace_and_without_the_interface() {
    let table = [
        ("public-net", "rook-ceph/public-net"),
        (r#"{"name":"public-net","Namespace":""}"#, r#"[{"name":"public-net","namespace":"rook-ceph"}]"#),
        ("rook-ceph/public-net@pub0", "rook-ceph/public-net"),
        (" rook-ceph/public-net @ pub0 ", "rook-ceph/public-net"),
        (
            r#"{"interface":"pub0","name":"public-net","namespace":"rook-ceph"}"#,
            r#"[{"name":"public-net","namespace":"rook-ceph"}]"#,
        ),
        (
            r#" [ {"name":"public-net", "Interface":"pub0","namespace":"rook-ceph", "bandwidth": {"ingressRate": 1}} ] "#,
            // As Rook writes it into the pods.
            r#"[{"name":"public-net","namespace":"rook-ceph","bandwidth":{"ingressRate":1,"ingressBurst":0,"egressRate":0,"egressBurst":0}}]"#,
        ),
    ];
    // What is not written with its namespace is a warning, which stays.
    let settings = json!({"rules": {"selector-without-namespace": "allow"}});
    for (public, cluster) in table {
        let add = json!([{"op": "add", "path": "/spec/network/selectors/cluster", "value": cluster}]);
        assert_eq!(outcome(&create(&selecting(public, "")), &settings), Outcome::Mutated(add), "{public}");
    }
}

#[test]
fn a_wish_for_another_cluster_network_is_not_replaced_by_the_public_one() {
    let settings = |mutate: bool| json!({"mutate": mutate, "rules": {"selector-unknown-key": "warn"}});
    let mut ranges = selecting("rook-ceph/public-net", "");
    ranges["spec"]["network"]["addressRanges"] = json!({"cluster": ["192.168.0.0/16"]});
    let mut key = selecting("rook-ceph/public-net", "");
    key["spec"]["network"]["selectors"]["cluser"] = json!("rook-ceph/cluster-net");
    let mut place = selecting("rook-ceph/public-net", "");
    place["spec"]["network"]["cluster"] = json!("rook-ceph/cluster-net");
    let mut option = selecting("rook-ceph/public-net", "");
    option["spec"]["cephConfig"] = json!({"global": {"cluster network": "192.168.21.0/24"}});
    let rejected = "CephCluster rook-ceph/my-cluster: 1 problem:\n`spec.network.addressRanges.cluster`: Rook rejects address \
        ranges without `selectors.cluster`; set `selectors.cluster`, or remove the ranges [address-range-misplaced]";
    let warned = |warning: &[&str]| Outcome::Warned(warning.iter().map(ToString::to_string).collect());
    for mutate in [true, false] {
        let of = |object: &Value| outcome(&create(object), &settings(mutate));
        assert_eq!(of(&ranges), Outcome::Rejected(rejected.to_owned()), "{mutate}");
        let line = "`spec.network.selectors.cluser`: unknown key, ignored by Rook; did you mean `cluster`? [selector-unknown-key]";
        assert_eq!(of(&key), warned(&[line]), "{mutate}");
        let line = "`spec.network.cluster`: Rook ignores selectors here; move it to `spec.network.selectors.cluster` [selector-unknown-key]";
        assert_eq!(of(&place), warned(&[line]), "{mutate}");
        let lines = [
            "`spec.cephConfig.global.cluster network`: replaces the Multus networks that Rook sets, alternately at each reconcile [network-option-set]",
            "remove it [network-option-set]",
        ];
        assert_eq!(of(&option), warned(&lines), "{mutate}");
    }
    // What is about the public network says nothing about the other.
    let mut option = selecting("rook-ceph/public-net", "");
    option["spec"]["network"]["addressRanges"] = json!({"public": ["192.168.20.0/24"], "cluster": []});
    let add = json!([{"op": "add", "path": "/spec/network/selectors/cluster", "value": "rook-ceph/public-net"}]);
    assert_eq!(outcome(&create(&option), &json!({})), Outcome::Mutated(add));
}

#[test]
fn a_fault_of_public_is_reported_once_and_not_copied() {
    let at = "CephCluster rook-ceph/my-cluster: 1 problem:\n`spec.network.selectors.public`:";
    let selection = |more: &str| format!(r#"{{"name":"public-net","namespace":"rook-ceph",{more}}}"#);
    for mutate in [true, false] {
        let settings = json!({"mutate": mutate});
        let of = |public: &str| outcome(&create(&selecting(public, "")), &settings);
        for (key, value) in [
            ("ips", r#"["192.168.20.9"]"#),
            ("mac", r#""02:00:00:00:00:01""#),
            ("default-route", r#"["192.168.20.9"]"#),
        ] {
            let rejected = format!(
                "{at} Rook copies `{key}` to every pod of this network; remove `{key}` [selector-pins-address]"
            );
            let public = selection(&format!(r#""{key}":{value}"#));
            assert_eq!(of(&public), Outcome::Rejected(rejected), "{key}, {mutate}");
        }
        let rejected =
            format!("{at} the network has no name; use one network, as `namespace/name` [selector-unparsable]");
        assert_eq!(of(r#"{"namespace":"rook-ceph"}"#), Outcome::Rejected(rejected), "{mutate}");
    }
    let settings = json!({"namespaceIsolation": []});
    let rejected = format!(
        "{at} pods of `rook-ceph` may not use networks of `storage`; use a NAD in `rook-ceph`, or add `storage` to Multus' `globalNamespaces` and to `namespaceIsolation` [selector-foreign-namespace]"
    );
    assert_eq!(outcome(&create(&selecting("storage/public-net", "")), &settings), Outcome::Rejected(rejected));
    // What Rook drops is not copied either.
    let add = json!([{"op": "add", "path": "/spec/network/selectors/cluster",
        "value": r#"[{"name":"public-net","namespace":"rook-ceph"}]"#}]);
    let warnings = [
        "`spec.network.selectors.public`: Rook ignores `deviceID` when it annotates the pods [selector-key-dropped]",
        "remove `deviceID` [selector-key-dropped]",
    ];
    assert_eq!(
        outcome(&create(&selecting(&selection(r#""deviceID":"d""#), "")), &json!({})),
        Outcome::MutatedAndWarned(add, warnings.map(str::to_owned).to_vec())
    );
}

#[test]
fn a_running_cluster_is_never_changed() {
    let old = selecting("rook-ceph/public-net", "");
    for (key, value) in [
        ("connections", json!({"encryption": {"enabled": true}})),
        ("addressRanges", json!({"public": ["192.168.20.0/24"]})),
        ("selectors", json!({"public": "rook-ceph/public-v2"})),
    ] {
        let mut object = old.clone();
        object["spec"]["network"][key] = value;
        let settings = json!({"rules": {"network-changed": "allow"}});
        assert_eq!(outcome(&request("UPDATE", &object, &old), &settings), Outcome::Accepted, "{key}");
    }
}

#[test]
fn implicit_leaves_a_public_only_cluster_alone() {
    let settings = json!({"clusterSelector": "implicit"});
    assert_eq!(outcome(&create(&selecting("rook-ceph/public-net", "")), &settings), Outcome::Accepted);
}

#[test]
fn without_mutation_the_missing_value_is_a_warning() {
    assert_eq!(
        outcome(&create(&selecting("rook-ceph/public-net", "")), &json!({"mutate": false})),
        Outcome::Warned(vec![
            "`spec.network.selectors.cluster`: `cluster` is not set and defaults to `public` [cluster-selector-implicit]"
                .to_owned(),
            "set it to `rook-ceph/public-net` [cluster-selector-implicit]".to_owned(),
        ])
    );
}

#[test]
fn unknown_fields_survive_to_the_byte() {
    let object = r#"{ "apiVersion":"ceph.rook.io/v1","kind":"CephCluster","zzz":[1.50,1e400,123456789012345678901234567890],
        "metadata":{"namespace":"rook-ceph","name":"c","managedFields":[{"f:x":{}}],"annotations":{"a/b":"\u00e9\ud83d\ude00"}},
        "spec":{"new":{"deep":[null,{"x":"\u0000"}]},"network":{"futureKnob":-0.0,"provider":"multus",
        "selectors":{"public":"rook-ceph/public-net"}}},"status":{"phase":"Ready"}}"#;
    let payload = format!(
        r#"{{"request":{{"kind":{{"group":"ceph.rook.io","version":"v1","kind":"CephCluster"}},"operation":"CREATE",
        "object":{object}}}}}"#
    );
    let answer = String::from_utf8(policy().call("validate", payload.as_bytes()).unwrap()).unwrap();
    let mutated = answer.split_once(r#""mutated_object":"#).expect("it is mutated").1;
    for part in [
        r#""zzz":[1.50,1e400,123456789012345678901234567890]"#,
        r#""managedFields":[{"f:x":{}}],"annotations":{"a/b":"\u00e9\ud83d\ude00"}"#,
        r#""new":{"deep":[null,{"x":"\u0000"}]}"#,
        r#""futureKnob":-0.0"#,
        r#""selectors":{"public":"rook-ceph/public-net","cluster":"rook-ceph/public-net"}"#,
        r#""status":{"phase":"Ready"}"#,
    ] {
        assert!(mutated.contains(part), "{part}\nis not in\n{mutated}");
    }
}

#[test]
fn a_selected_network_of_the_inventory_is_evaluated_with_the_cluster() {
    let reasons = [
        ("host-local", "`host-local` allocates addresses per node, so two nodes can assign the same one"),
        ("static", "`static` assigns the same addresses to every pod, which does not scale to all daemons"),
        (
            "dhcp",
            "`dhcp` is not predictable: an address is known only when the pod runs, and every node needs a daemon",
        ),
    ];
    for (ipam, reason) in reasons {
        let config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": {"type": ipam}});
        let settings = json!({"inventory": [nad("public-net", &config)], "clusterSelector": "implicit"});
        assert_eq!(
            outcome(&create(&selecting("rook-ceph/public-net", "")), &settings),
            Outcome::Rejected(format!(
                "CephCluster rook-ceph/my-cluster: 1 problem:\n`spec.network.selectors.public`: `rook-ceph/public-net`: \
                 `spec.config.ipam.type`: {reason}; use `whereabouts` [ipam-type-not-allowed]"
            ))
        );
    }
}

#[test]
fn several_problems_are_reported_at_once_in_the_order_of_their_paths() {
    let network = json!({"provider": "multus", "hostNetwork": true, "public": "a/b", "selectors": {"Cluster": "a/b"}});
    assert_eq!(
        outcome(&create(&cluster(&network)), &json!({})),
        Outcome::Rejected(
            "CephCluster rook-ceph/my-cluster: 3 problems:\n\
             `spec.network.hostNetwork`: Rook rejects `hostNetwork: true` if `provider` is set; remove `hostNetwork` \
             [host-network-conflict]\n\
             `spec.network.public`: Rook ignores selectors here; move it to `spec.network.selectors.public` \
             [selector-unknown-key]\n\
             `spec.network.selectors.Cluster`: unknown key, ignored by Rook; did you mean `cluster`? [selector-unknown-key]"
                .to_owned()
        )
    );
}
