//! Who may join a Ceph network: forged daemons, foreign pods, and everything that Rook makes itself.

use serde_json::{Value, json};

use super::support::{NETWORKS, Outcome, create, nad, outcome, pod, request, selecting};

const BOTH: &str = "rook-ceph/public-net,rook-ceph/cluster-net";

fn settings() -> Value {
    json!({"inventory": [selecting("rook-ceph/public-net", "rook-ceph/cluster-net")]})
}

fn foreign(problem: &str) -> Outcome {
    Outcome::Rejected(format!(
        "Pod shop/rook-ceph-osd-0: 1 problem:\n`metadata.annotations[{NETWORKS}]`: {problem} [foreign-attachment]"
    ))
}

const CLUSTER_NETWORK: &str = "only OSDs may be attached to `rook-ceph/cluster-net`, the cluster network of CephCluster rook-ceph/my-cluster; remove `rook-ceph/cluster-net`";

/// The same for a pod with the label of an OSD: Rook may have started a CephCluster that the settings do not have yet.
fn foreign_osd() -> Outcome {
    foreign(&format!("{CLUSTER_NETWORK}, or add the CephCluster of this namespace to `inventory`"))
}

#[test]
fn an_osd_that_is_forged_in_another_namespace_is_rejected() {
    let mut forged = pod("rook-ceph-osd", &json!(BOTH));
    forged["metadata"]["namespace"] = json!("shop");
    assert_eq!(outcome(&create(&forged), &settings()), foreign_osd());
}

#[test]
fn an_osd_that_is_forged_in_ceph_s_own_namespace_is_rejected() {
    let mut forged = pod("rook-ceph-osd", &json!(BOTH));
    forged["spec"]["serviceAccountName"] = json!("default");
    assert_eq!(
        outcome(&create(&forged), &settings()),
        Outcome::Rejected(
            "Pod rook-ceph/rook-ceph-osd-0: 1 problem:\n`spec.serviceAccountName`: the pod has the label of an OSD but runs as `default`; remove the label, or run the pod as `rook-ceph-osd` [daemon-impersonated]"
                .to_owned()
        )
    );
}

#[test]
fn a_label_that_is_put_on_later_is_rejected_too() {
    let mut old = pod("nginx", &json!("rook-ceph/public-net"));
    old["metadata"]["namespace"] = json!("shop");
    let mut object = old.clone();
    object["metadata"]["name"] = json!("rook-ceph-osd-0");
    object["metadata"]["annotations"][NETWORKS] = json!("rook-ceph/cluster-net");
    assert_eq!(outcome(&request("UPDATE", &object, &old), &settings()), foreign(CLUSTER_NETWORK));
    object["metadata"]["labels"]["app"] = json!("rook-ceph-osd");
    assert_eq!(outcome(&request("UPDATE", &object, &old), &settings()), foreign_osd());
}

#[test]
fn a_daemon_that_a_user_makes_is_reported_and_a_stored_one_is_not() {
    let mut made = create(&pod("rook-ceph-osd", &json!(BOTH)));
    made["userInfo"]["username"] = json!("mallory");
    let problem = "`metadata.labels.app`: `mallory` creates a pod with the label of an OSD";
    let warnings = vec![
        format!("{problem} [daemon-impersonated]"),
        "remove the label, or leave the pod to Rook [daemon-impersonated]".to_owned(),
    ];
    assert_eq!(outcome(&made, &settings()), Outcome::Warned(warnings));
    // Kubewarden's audit scanner sends what is stored as if it were made, under its own name.
    made["userInfo"]["username"] = json!("system:serviceaccount:kubewarden:audit-scanner");
    made["object"]["metadata"]["resourceVersion"] = json!("4711");
    assert_eq!(outcome(&made, &settings()), Outcome::Accepted);
}

#[test]
fn controllers_make_daemons_on_every_distribution() {
    for user in [
        "system:serviceaccount:kube-system:replicaset-controller",
        "system:serviceaccount:kube-system:job-controller",
        "system:serviceaccount:kube-system:daemon-set-controller",
        "system:kube-controller-manager",
    ] {
        let mut made = create(&pod("rook-ceph-osd", &json!(BOTH)));
        made["userInfo"]["username"] = json!(user);
        assert_eq!(outcome(&made, &settings()), Outcome::Accepted, "{user}");
    }
}

#[test]
fn clients_may_use_a_public_network_and_one_that_is_both() {
    let mut client = pod("client", &json!("rook-ceph/public-net"));
    client["metadata"]["namespace"] = json!("shop");
    assert_eq!(outcome(&create(&client), &settings()), Outcome::Accepted);
    let both = json!({"inventory": [selecting("rook-ceph/public-net", "rook-ceph/public-net")]});
    assert_eq!(outcome(&create(&client), &both), Outcome::Accepted);
}

#[test]
fn monitors_get_their_own_network_in_place_of_the_public_one_and_nothing_else_does() {
    let mut settings = settings();
    settings["monitorNetwork"] = json!("rook-ceph/monitor-net");
    let inventory = settings["inventory"].as_array_mut().expect("a list");
    inventory.extend(["public-net", "cluster-net", "monitor-net"].map(|name| nad(name, &json!({}))));
    let monitor = r#"[{"name":"monitor-net","namespace":"rook-ceph"}]"#;
    let path = "/metadata/annotations/k8s.v1.cni.cncf.io~1networks";
    let replaced = Outcome::Mutated(json!([{"op": "replace", "path": path, "value": monitor}]));
    let evaluate = |app: &str, networks: &str| outcome(&create(&pod(app, &json!(networks))), &settings);
    // Rook's own word: none.
    assert_eq!(evaluate("rook-ceph-mon", ""), Outcome::Accepted);
    assert_eq!(evaluate("rook-ceph-mon", r#"[{"name":"public-net","namespace":"rook-ceph"}]"#), replaced);
    assert_eq!(evaluate("rook-ceph-mon", "public-net,monitor-net@mon0"), {
        let kept = r#"[{"name":"monitor-net","namespace":"rook-ceph","interface":"mon0"}]"#;
        Outcome::Mutated(json!([{"op": "replace", "path": path, "value": kept}]))
    });
    assert_eq!(evaluate("rook-ceph-mon", monitor), Outcome::Accepted);
    assert_eq!(evaluate("rook-ceph-mgr", "public-net"), Outcome::Accepted);
    assert_eq!(evaluate("rook-ceph-osd", BOTH), Outcome::Accepted);
    assert_eq!(evaluate("rook-ceph-mgr", "public-net,monitor-net"), monitors_only());
}

#[test]
fn a_monitor_network_that_is_one_of_the_cluster_s_own_changes_nothing() {
    for own in ["rook-ceph/public-net", "rook-ceph/cluster-net"] {
        let mut settings = settings();
        settings["monitorNetwork"] = json!(own);
        for (app, networks) in [
            ("rook-ceph-mon", "rook-ceph/public-net"),
            ("rook-ceph-mgr", "rook-ceph/public-net"),
            ("rook-ceph-osd", BOTH),
        ] {
            assert_eq!(outcome(&create(&pod(app, &json!(networks))), &settings), Outcome::Accepted, "{app} with {own}");
        }
    }
}

#[test]
fn a_network_canary_does_not_probe_the_monitor_network() {
    let mut settings = settings();
    settings["monitorNetwork"] = json!("rook-ceph/monitor-net");
    assert_eq!(
        outcome(&create(&pod("rook-ceph-network-canary", &json!("rook-ceph/monitor-net@public"))), &settings),
        monitors_only()
    );
}

fn monitors_only() -> Outcome {
    Outcome::Warned(vec![
        format!(
            "`metadata.annotations[{NETWORKS}]`: only mons may be attached to `rook-ceph/monitor-net`, the network of `monitorNetwork` [attachment-not-allowed]"
        ),
        "remove `rook-ceph/monitor-net` [attachment-not-allowed]".to_owned(),
    ])
}

#[test]
fn of_two_cephclusters_in_one_namespace_the_first_by_name_counts_in_any_order() {
    let mut second = selecting("rook-ceph/other-net", "");
    second["metadata"]["name"] = json!("z-cluster");
    let first = selecting("rook-ceph/public-net", "rook-ceph/cluster-net");
    let mon = create(&pod("rook-ceph-mon", &json!("rook-ceph/public-net")));
    for inventory in [json!([first, second]), json!([second, first])] {
        assert_eq!(outcome(&mon, &json!({"inventory": inventory})), Outcome::Accepted);
    }
}

#[test]
fn a_pod_of_others_does_not_ask_for_the_address_of_a_node() {
    let pool = json!({"type": "whereabouts", "range": "192.168.20.128/25"});
    let config = |ipam: &Value| json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": ipam});
    let settings = |ipam: &Value| {
        json!({
            "inventory": [selecting("rook-ceph/public-net", "rook-ceph/cluster-net"), nad("public-net", &config(ipam))],
            "nodeRanges": ["192.168.20.0/26"],
        })
    };
    let client = |members: &str| {
        let text = format!(r#"[{{"name":"public-net","namespace":"rook-ceph",{members}}}]"#);
        let mut pod = pod("client", &json!(text));
        pod["metadata"]["namespace"] = json!("shop");
        pod
    };
    let rejected = |help: &str| {
        Outcome::Rejected(format!(
            "Pod shop/client-0: 1 problem:\n`metadata.annotations[{NETWORKS}]`: asks for `192.168.20.5`, an address of nodes on `rook-ceph/public-net`, the public network of CephCluster rook-ceph/my-cluster; {help} [attachment-pins-address]"
        ))
    };
    let by_ips = client(r#""ips":["192.168.20.5/24"]"#);
    let expected = rejected("remove `ips`, or use an address outside `nodeRanges` that Whereabouts excludes");
    assert_eq!(outcome(&create(&by_ips), &settings(&pool)), expected);
    let running = client(r#""interface":"net1""#);
    assert_eq!(outcome(&request("UPDATE", &by_ips, &running), &settings(&pool)), expected);
    let by_args = create(&client(r#""cni-args":{"IPS":["192.168.20.5/24"]}"#));
    assert_eq!(outcome(&by_args, &settings(&json!({"type": "static"}))), rejected("remove `cni-args.ips`"));
    assert_eq!(outcome(&by_args, &settings(&pool)), Outcome::Accepted);
}

#[test]
fn a_replication_controller_of_others_is_a_workload() {
    let pod = pod("web", &json!("rook-ceph/cluster-net"));
    let controller = |networks: &Value| {
        let metadata = json!({"labels": {"app": "web"}, "annotations": {NETWORKS: networks}});
        json!({
            "apiVersion": "v1", "kind": "ReplicationController", "metadata": {"name": "web", "namespace": "shop"},
            "spec": {"replicas": 1, "template": {"metadata": metadata, "spec": pod["spec"]}},
        })
    };
    let (joins, stays) = (controller(&json!("rook-ceph/cluster-net")), controller(&json!("own-net")));
    let rejected = Outcome::Rejected(format!(
        "ReplicationController shop/web: 1 problem:\n`spec.template.metadata.annotations[{NETWORKS}]`: {CLUSTER_NETWORK} [foreign-attachment]"
    ));
    assert_eq!(outcome(&create(&joins), &settings()), rejected);
    assert_eq!(outcome(&request("UPDATE", &joins, &stays), &settings()), rejected);
    assert_eq!(outcome(&create(&stays), &settings()), Outcome::Accepted);
    let mut without = stays.clone();
    without["spec"] = json!({"replicas": 0});
    assert_eq!(outcome(&create(&without), &settings()), Outcome::Accepted);
}
