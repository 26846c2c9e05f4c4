//! The network that a pod outside Ceph asks Multus for in place of that of the Kubernetes cluster.

use serde_json::json;

use super::{NETWORKS, cluster, found, pod, reserved, settings};

const DEFAULT_NETWORK: &str = "v1.multus-cni.io/default-network";

#[test]
fn the_default_network_counts_in_every_form_that_multus_takes() {
    for text in [
        "rook-ceph/cluster-net",
        " rook-ceph / cluster-net @ eth0 ",
        r#"[{"name":"cluster-net","namespace":"rook-ceph"}]"#,
        r#"[ {"NAMESPACE": "rook-ceph", "future": 1, "Name": "cluster-net"} ]"#,
        r#"[{"name":"cluster-net","namespace":"rook-ceph"},{"name":"other"}]"#,
        "other,rook-ceph/cluster-net",
    ] {
        let pod = pod("shop", "storefront", "default", (DEFAULT_NETWORK, text));
        assert_eq!(found(&pod, &settings(&[])), [reserved(DEFAULT_NETWORK, "rook-ceph/cluster-net")], "{text}");
    }
    for text in ["rook-ceph/public-net", "cluster-net", "shop/cluster-net", "[]"] {
        let pod = pod("shop", "storefront", "default", (DEFAULT_NETWORK, text));
        assert_eq!(found(&pod, &settings(&[])), [""; 0], "{text}");
    }
}

#[test]
fn an_empty_default_network_names_none() {
    // Multus starts no such pod, and nobody has to look for a network in it.
    let mut pod = pod("shop", "storefront", "default", (DEFAULT_NETWORK, ""));
    assert_eq!(found(&pod, &settings(&[])), [""; 0]);
    pod["metadata"]["annotations"][NETWORKS] = json!("rook-ceph/cluster-net");
    assert_eq!(found(&pod, &settings(&[])), [reserved(NETWORKS, "rook-ceph/cluster-net")]);
}

#[test]
fn a_default_network_without_namespace_is_in_that_of_multus() {
    for namespace in ["kube-system", "openshift-multus"] {
        let selected = format!("{namespace}/storage");
        let settings = json!({"inventory": [cluster("rook-ceph", "rook-ceph/public-net", &selected)]});
        for text in ["storage", r#"[{"name":"storage"}]"#] {
            let pod = pod(namespace, "storefront", "default", (DEFAULT_NETWORK, text));
            assert_eq!(found(&pod, &settings), [reserved(DEFAULT_NETWORK, &selected)], "{text}");
        }
    }
}

#[test]
fn a_default_network_with_a_namespace_is_in_that_alone() {
    let settings = json!({"inventory": [cluster("rook-ceph", "rook-ceph/public-net", "openshift-multus/storage")]});
    for (text, expected) in [
        ("kube-system/storage", vec![]),
        ("rook-ceph/storage", vec![]),
        ("openshift-multus/storage", vec![reserved(DEFAULT_NETWORK, "openshift-multus/storage")]),
    ] {
        let pod = pod("shop", "storefront", "default", (DEFAULT_NETWORK, text));
        assert_eq!(found(&pod, &settings), expected, "{text}");
    }
}

#[test]
fn a_change_of_nothing_but_the_default_network_is_seen() {
    let old = pod("shop", "storefront", "default", (DEFAULT_NETWORK, "shop/own"));
    let new = pod("shop", "storefront", "default", (DEFAULT_NETWORK, "rook-ceph/cluster-net"));
    let findings = crate::support::findings(&old, &new, &settings(&[]));
    assert_eq!(findings, [reserved(DEFAULT_NETWORK, "rook-ceph/cluster-net")]);
}

#[test]
fn a_ceph_daemon_does_not_take_a_cluster_network_for_its_default_network() {
    let mut settings = settings(&[]);
    settings["rules"] = json!({"default-network-override": "allow", "attachment-missing": "allow"});
    for (app, account) in
        [("rook-ceph-mon", "rook-ceph-default"), ("rook-ceph-network-canary", "rook-ceph-cmd-reporter")]
    {
        let mut pod = pod("rook-ceph", app, account, (DEFAULT_NETWORK, "rook-ceph/cluster-net"));
        pod["metadata"]["annotations"][NETWORKS] = json!("public-net@public");
        assert_eq!(found(&pod, &settings), [reserved(DEFAULT_NETWORK, "rook-ceph/cluster-net")], "{app}");
    }
    let osd = pod("rook-ceph", "rook-ceph-osd", "rook-ceph-osd", (DEFAULT_NETWORK, "rook-ceph/cluster-net"));
    assert_eq!(found(&osd, &settings), [""; 0]);
}
