//! Changes of a running cluster: what was wrong before is no reason to reject what does not make it worse.

use serde_json::{Value, json};

use super::moments::support::{NETWORKS, cluster, inventory, multus, nad};
use super::support::findings;

/// The CephCluster with so many mgrs and OSDs.
pub(super) fn with_daemons(network: &Value, mgrs: u8, osds: u8) -> Value {
    let mut cluster = cluster(network);
    cluster["spec"]["mon"] = json!({"count": 3});
    cluster["spec"]["mgr"] = json!({"count": mgrs});
    cluster["spec"]["storage"] = json!({"storageClassDeviceSets": [{"name": "a", "count": osds}]});
    cluster
}

/// The levels at which `rule` reports a change of `old` to `new`.
pub(super) fn levels(rule: &str, old: &Value, new: &Value, settings: &Value) -> Vec<String> {
    let found = findings(old, new, settings).into_iter().filter(|finding| finding.ends_with(&format!("[{rule}]")));
    found.map(|finding| finding.split(':').next().expect("a level").to_owned()).collect()
}

#[test]
fn what_leaves_the_networks_as_they_are_is_not_rejected_for_their_nads() {
    let mut dhcp = nad("public-net", 1);
    dhcp["spec"]["config"] = json!(r#"{"cniVersion":"0.3.1","type":"macvlan","master":"eth1","ipam":{"type":"dhcp"}}"#);
    let with = |members: Value, more: Value| {
        let mut cluster = cluster(&multus("public-net", ""));
        for (spec, members) in [("network", members), ("mgr", more)] {
            for (key, value) in members.as_object().expect("an object") {
                cluster["spec"][spec][key] = value.clone();
            }
        }
        cluster
    };
    let settings = json!({"inventory": [with(json!({}), json!({})), dhcp]});
    let rejected = |old: &Value, new: &Value| {
        let found = findings(old, new, &settings);
        found.iter().any(|finding| finding.starts_with("deny") && finding.ends_with("[ipam-type-not-allowed]"))
    };
    let plain = with(json!({}), json!({}));
    assert!(rejected(&Value::Null, &plain));
    let empty = json!({
        "connections": {}, "ipFamily": "", "dualStack": false, "hostNetwork": false,
        "addressRanges": {"public": null, "cluster": []},
    });
    for same in [
        with(json!({"connections": {"encryption": {"enabled": true}}}), json!({})),
        with(json!({"connections": {"requireMsgr2": false}}), json!({})),
        with(json!({"multiClusterService": {"enabled": true}}), json!({})),
        with(json!({}), json!({"hostNetwork": true})),
        with(empty, json!({})),
    ] {
        assert!(!rejected(&plain, &same), "{same}");
        assert!(!rejected(&same, &plain), "{same}");
    }
    for other in [
        json!({"addressRanges": {"public": ["10.0.1.0/24"]}}),
        json!({"dualStack": true}),
        json!({"ipFamily": "IPv6"}),
        json!({"selectors": {"public": "rook-ceph/public-net", "cluster": "rook-ceph/public-net"}}),
        json!({"selectors": {"public": "rook-ceph/public-net", "clutser": "rook-ceph/public-net"}}),
        json!({"selectrs": {"cluster": "rook-ceph/public-net"}}),
    ] {
        assert!(!rejected(&plain, &with(other.clone(), json!({}))), "{other}");
    }
    let renamed = json!({"selectors": {"public": "rook-ceph/public-net@eth1"}});
    assert!(rejected(&plain, &with(renamed, json!({}))));
    // A namespace that is written out is no change; without it, the selector is evaluated.
    let short = with(json!({"selectors": {"public": " public-net "}}), json!({}));
    assert!(!rejected(&short, &plain));
    assert!(rejected(&plain, &short));
}

#[test]
fn a_network_can_move_although_the_other_has_an_old_fault() {
    let old = multus("public-net", "cluster-net");
    let mut settings = inventory(&old);
    for place in [1, 2] {
        let text = settings["inventory"][place]["spec"]["config"].as_str().expect("a text");
        settings["inventory"][place]["spec"]["config"] = json!(text.replace("whereabouts", "host-local"));
    }
    let of = |new: &Value, settings: &Value| {
        let found = findings(&cluster(&old), &cluster(new), settings);
        found.into_iter().filter(|finding| finding.ends_with("[ipam-type-not-allowed]")).collect::<Vec<_>>()
    };
    let line = |level: &str, network: &str, nad: &str| {
        format!(
            "{level}: `spec.network.selectors.{network}`: `rook-ceph/{nad}`: `spec.config.ipam.type`: `host-local` \
             allocates addresses per node, so two nodes can assign the same one; use `whereabouts` [ipam-type-not-allowed]"
        )
    };
    let [public, replication] =
        [("public", "public-net"), ("cluster", "cluster-net")].map(|(network, nad)| line("warn", network, nad));
    assert_eq!(of(&multus("public-net", "cluster-v2"), &settings), [&*public]);
    assert_eq!(of(&multus("public-v2", "cluster-net"), &settings), [&*replication]);
    let mut family = old.clone();
    family["ipFamily"] = json!("IPv4");
    assert_eq!(of(&family, &settings), [replication, public]);
    // Each moves to a NAD with a fault, that of the other network.
    let (public, cluster) = (line("deny", "public", "cluster-net"), line("deny", "cluster", "public-net"));
    assert_eq!(of(&multus("cluster-net", "public-net"), &settings), [cluster, public]);
    // The public network stays, and the cluster network moves to its NAD.
    assert_eq!(of(&multus("public-net", "public-net"), &settings), [line("deny", "public", "public-net")]);
    // A level in the settings wins.
    settings["rules"] = json!({"ipam-type-not-allowed": "deny"});
    assert_eq!(of(&multus("public-net", "cluster-v2"), &settings), [line("deny", "public", "public-net")]);
}

#[test]
fn an_old_fault_of_a_cephcluster_is_rejected_again_where_its_field_changes() {
    let with = |public: &str, ranges: &Value, family: &str| {
        let mut network = multus("public-net", "");
        network["selectors"]["public"] = json!(public);
        network["addressRanges"] = json!({ "public": ranges });
        network["ipFamily"] = json!(family);
        cluster(&network)
    };
    let settings = inventory(&multus("public-net", ""));
    let of = |rule: &str, old: &Value, new: &Value| levels(rule, old, new, &settings);
    let pinned = |mac: &str| format!(r#"{{"name":"public-net","namespace":"rook-ceph","mac":"{mac}"}}"#);
    let (one, other, none) = (pinned("02:00:00:00:00:01"), pinned("02:00:00:00:00:02"), json!([]));
    let old = with(&one, &none, "");
    assert_eq!(of("selector-pins-address", &old, &with(&one, &none, "IPv4")), ["warn"]);
    assert_eq!(of("selector-pins-address", &old, &with(&other, &none, "IPv4")), ["deny"]);
    // Of `10.0.0.0/24` both leave out the first addresses, which is what the message says.
    let (half, less) = (json!(["10.0.0.128/25"]), json!(["10.0.0.128/26"]));
    let old = with("rook-ceph/public-net", &half, "");
    assert_eq!(of("address-range-mismatch", &old, &with("rook-ceph/public-net", &half, "IPv4")), ["warn"]);
    assert_eq!(of("address-range-mismatch", &old, &with("rook-ceph/public-net", &less, "IPv4")), ["deny"]);
}

#[test]
fn multi_cluster_service_is_reported_with_the_change_that_sets_it() {
    let plain = cluster(&multus("public-net", ""));
    let mut served = plain.clone();
    served["spec"]["network"]["multiClusterService"] = json!({"enabled": true});
    let of = |old: &Value, new: &Value| levels("multi-cluster-service", old, new, &json!({}));
    assert_eq!(of(&Value::Null, &served), ["warn"]);
    assert_eq!(of(&plain, &served), ["warn"]);
    let mut more = served.clone();
    more["spec"]["mgr"] = json!({"count": 2});
    assert_eq!(of(&served, &more), [""; 0]);
}

#[test]
fn an_annotation_that_replaces_the_selectors_is_rejected_with_the_change_that_sets_it() {
    let filesystem = |active: u8, networks: &str| {
        json!({
            "apiVersion": "ceph.rook.io/v1", "kind": "CephFilesystem",
            "metadata": {"name": "myfs", "namespace": "rook-ceph"},
            "spec": {"metadataServer": {"activeCount": active, "annotations": {NETWORKS: networks}}},
        })
    };
    let settings = inventory(&multus("public-net", "cluster-net"));
    let of = |old: &Value, new: &Value| levels("selectors-overridden", old, new, &settings);
    for wrong in ["rook-ceph/lan", "", "rook-ceph/public-net,rook-ceph/cluster-net"] {
        let old = filesystem(1, wrong);
        assert_eq!(of(&Value::Null, &old), ["deny"], "{wrong}");
        assert_eq!(of(&filesystem(1, "rook-ceph/public-net"), &old), ["deny"], "{wrong}");
        assert_eq!(of(&old, &filesystem(2, wrong)), ["warn"], "{wrong}");
    }
    // With other selectors the same annotation replaces others.
    let with = |network: &Value, mgrs: u8| {
        let mut cluster = with_daemons(network, mgrs, 3);
        cluster["spec"]["annotations"] = json!({"all": {NETWORKS: "rook-ceph/cluster-v2"}});
        cluster
    };
    let [old, new] = ["cluster-net", "cluster-v2"].map(|name| multus("public-net", name));
    assert_eq!(of(&with(&new, 1), &with(&new, 2)), ["warn", "warn"]);
    assert_eq!(of(&with(&old, 1), &with(&new, 1)), ["deny", "warn"]);
}

#[test]
fn an_annotation_of_csi_pods_is_rejected_with_the_change_that_sets_it() {
    let object = |kind: &str, group: &str, spec: Value| {
        json!({
            "apiVersion": group, "kind": kind, "metadata": {"name": "one", "namespace": "rook-ceph"}, "spec": spec,
        })
    };
    let plugin = |networks: &str, replicas: u8, host: bool| {
        json!({"controllerPlugin": {
            "replicas": replicas, "hostNetwork": host, "annotations": {NETWORKS: networks},
        }})
    };
    let driver = |networks: &str, replicas, host| object("Driver", "csi.ceph.io/v1", plugin(networks, replicas, host));
    let config = |networks: &str, replicas, host| {
        object("OperatorConfig", "csi.ceph.io/v1", json!({"driverSpecDefaults": plugin(networks, replicas, host)}))
    };
    let settings = inventory(&multus("public-net", "cluster-net"));
    let of = |rule: &str, old: &Value, new: &Value| levels(rule, old, new, &settings);
    for make in [&driver as &dyn Fn(&str, u8, bool) -> Value, &config] {
        for (rule, wrong) in
            [("csi-attachment-not-allowed", "rook-ceph/cluster-net"), ("annotation-unparsable", "rook-ceph//lan")]
        {
            let old = make(wrong, 2, false);
            assert_eq!(of(rule, &Value::Null, &old), ["deny"], "{wrong}");
            assert_eq!(of(rule, &make("rook-ceph/public-net", 2, false), &old), ["deny"], "{wrong}");
            // On the network of the host, the annotation had no effect.
            assert_eq!(of(rule, &make(wrong, 2, true), &old), ["deny"], "{wrong}");
            assert_eq!(of(rule, &old, &make(wrong, 1, false)), ["warn"], "{wrong}");
            let more = format!("{wrong},rook-ceph/public-net");
            assert_eq!(of(rule, &old, &make(&more, 2, false)), ["deny"], "{wrong}");
        }
    }
    let filesystem = |active: u8| {
        let server = json!({"activeCount": active, "annotations": {NETWORKS: "rook-ceph//lan"}});
        object("CephFilesystem", "ceph.rook.io/v1", json!({"metadataServer": server}))
    };
    assert_eq!(of("annotation-unparsable", &Value::Null, &filesystem(1)), ["deny"]);
    assert_eq!(of("annotation-unparsable", &filesystem(1), &filesystem(2)), ["warn"]);
}

#[test]
fn a_cluster_network_that_stays_behind_is_reported() {
    let of = |old: Value, new: Value| {
        let found = findings(&cluster(&old), &cluster(&new), &json!({}));
        found.into_iter().filter(|finding| finding.contains("selectors.cluster`")).collect::<Vec<_>>()
    };
    let both = || multus("public-net", "public-net");
    assert_eq!(
        of(both(), multus("public-v2", "public-net")),
        [
            "warn: `spec.network.selectors.cluster`: stays on `rook-ceph/public-net`, the public network before this change; \
             set `cluster` too [network-changed]"
        ]
    );
    assert_eq!(
        of(both(), multus("public-net", "cluster-net")),
        [
            "warn: `spec.network.selectors.cluster`: changes on an existing cluster; keep old and new networks connected until all \
             daemons have restarted [network-changed]"
        ]
    );
    assert_eq!(of(multus("public-net", "cluster-net"), multus("public-v2", "cluster-net")), [""; 0]);
    // What `cluster` is set to with the change is meant.
    assert_eq!(of(multus("public-net", ""), multus("public-v2", "public-net")), [""; 0]);
}
