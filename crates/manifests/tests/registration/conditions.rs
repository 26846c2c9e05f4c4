//! What the conditions send to the policy: everything that it rejects, and little else.

use ceph_multus_core::facts::object::{DEFAULT_NETWORK_ANNOTATION, NETWORKS_ANNOTATION};
use serde_json::{Value, json};

use crate::cluster;
use crate::policy::{Policy, installed, policies};

/// Whether the policy rejects `request`, with the settings of any of the three.
fn is_rejected(request: &Value, policies: &[Policy]) -> bool {
    policies.iter().any(|policy| {
        let payload = json!({"request": request, "settings": policy.resource["spec"]["settings"]}).to_string();
        let answer: Value =
            serde_json::from_str(&ceph_multus_core::validate(payload.as_bytes()).expect("an answer")).expect("JSON");
        answer["accepted"] == false
    })
}

#[test]
fn nothing_that_the_policy_rejects_is_kept_away_from_it() {
    keep_nothing_away(&policies(&cluster::settings()), 4_000);
}

#[test]
fn nor_is_it_where_the_inventory_comes_later() {
    let namespaces = ["rook-ceph", "ceph-two", "csi"].map(String::from);
    keep_nothing_away(&installed(&cluster::settings(), &namespaces), 1_000);
}

#[test]
fn installed_policies_receive_whatever_joins_a_network_and_no_other_pod() {
    let [mutating, validating, guard] = installed(&json!({}), &[String::from("rook-ceph")]);
    for (namespace, annotations, [to_mutating, to_guard]) in [
        ("shop", json!({}), [false, false]),
        ("shop", json!({"a": "b"}), [false, false]),
        ("shop", json!({NETWORKS_ANNOTATION: "own-net"}), [false, true]),
        ("shop", json!({DEFAULT_NETWORK_ANNOTATION: "own-net"}), [false, true]),
        ("rook-ceph", json!({}), [true, false]),
        ("rook-ceph", json!({NETWORKS_ANNOTATION: "own-net"}), [true, false]),
    ] {
        let request = pod(namespace, annotations);
        let received = [&mutating, &validating, &guard].map(|policy| policy.receives(&request));
        assert_eq!(received, [to_mutating, false, to_guard], "{request}");
    }
}

/// Asks for so many requests.
fn keep_nothing_away(all: &[Policy; 3], runs: u64) {
    let mut rejected = [0_u64, 0, 0];
    for run in 1..=runs {
        arbtest::arbtest(|u| {
            let request = cluster::request(u)?;
            // Of every request: no condition may fail to be computed.
            let received @ [_, validating, guard] = all.each_ref().map(|policy| policy.receives(&request));
            if !is_rejected(&request, all) {
                return Ok(());
            }
            let is_pod =
                !matches!(request["kind"]["kind"].as_str(), Some("CephCluster" | "NetworkAttachmentDefinition"));
            let is_ceph =
                ["rook-ceph", "ceph-two", "csi"].contains(&request["namespace"].as_str().expect("a namespace"));
            let (place, is_received) = match (is_pod, is_ceph) {
                (false, _) => (0, validating || guard),
                (true, true) => (1, received.contains(&true)),
                (true, false) => (2, guard),
            };
            assert!(is_received, "{request:#}");
            rejected[place] += 1;
            Ok(())
        })
        .seed(run.wrapping_mul(0x9E37_79B9) << 32 | 1024)
        .run();
    }
    assert!(rejected.iter().all(|number| *number > runs / 130), "{rejected:?} rejected");
}

fn pod(namespace: &str, annotations: Value) -> Value {
    json!({
        "kind": {"group": "", "version": "v1", "kind": "Pod"}, "namespace": namespace, "name": "web", "operation": "CREATE",
        "object": {"metadata": {"name": "web", "annotations": annotations}, "spec": {}}, "oldObject": null,
    })
}

/// Whether the guard receives a pod of the namespace `shop` with this networks annotation.
fn guard_receives(networks: &str) -> bool {
    let [mutating, _, guard] = policies(&cluster::settings());
    let request = pod("shop", json!({NETWORKS_ANNOTATION: networks}));
    assert!(!mutating.receives(&request), "{networks}");
    guard.receives(&request)
}

#[test]
fn pods_that_do_not_name_a_cluster_network_start_without_the_policy_server() {
    for networks in [
        "",
        "own-net",
        "cluster-net",
        "shop/cluster-net",
        "rook-ceph/public-net",
        "networks/two-public@ceph0, own-net",
        "rook-ceph/public-net,shop/my-cluster-net",
        "rook-ceph/cluster-net-2",
        r#"[{"name":"public-net","namespace":"rook-ceph","interface":"net1"}]"#,
        r#"[{"name":"own-net","ips":["192.168.20.7/24"]}]"#,
        r#"[{"name":"cluster-net","namespace":"shop"}]"#,
    ] {
        assert!(!guard_receives(networks), "{networks}");
    }
    let [.., guard] = policies(&cluster::settings());
    let plain = json!({"prometheus.io/scrape": "true"});
    assert!(!guard.receives(&pod("kube-system", plain)));
}

#[test]
fn pods_that_ask_for_an_address_on_a_network_of_ceph_are_looked_at() {
    for networks in [
        r#"[{"name":"public-net","namespace":"rook-ceph","interface":"net1","ips":["192.168.20.7/24"]}]"#,
        r#"[{"name":"two-public","namespace":"networks","IPS" : ["192.168.30.7/24"]}]"#,
        "[{\"name\":\"public-net\",\"namespace\":\"rook-ceph\",\"ip\u{17f}\":[\"192.168.20.7\"]}]",
        // An address of nodes.
        r#"[{"name":"public-net","namespace":"rook-ceph","ips":["192.168.40.7/24"]}]"#,
        r#"[{"name":"public-net","namespace":"rook-ceph","cni-args":{"IPs":["192.168.40.7/24"]}}]"#,
    ] {
        assert!(guard_receives(networks), "{networks}");
    }
}

#[test]
fn pods_with_networks_where_the_validation_tool_runs_are_looked_at() {
    let [.., guard] = policies(&cluster::settings());
    let networks = json!({NETWORKS_ANNOTATION: r#"[{"name":"own-net",}]"#});
    assert!(guard.receives(&pod("tests", networks.clone())));
    assert!(!guard.receives(&pod("shop", networks)));
    assert!(!guard.receives(&pod("tests", json!({}))));
}

#[test]
fn pods_that_could_name_a_cluster_network_are_looked_at() {
    for networks in [
        "rook-ceph/cluster-net",
        " rook-ceph/cluster-net@net1 ,own",
        "own,\u{2003}rook-ceph/cluster-net\t",
        "networks/two-cluster",
        "rook-ceph/old-net",
        r#"[{"name":"cluster-net","namespace":"rook-ceph"}]"#,
        r#"[{"NAME":"cluster-net","nameſpace":"rook-ceph"}]"#,
        r#"[{"name":"\u0063luster-net","namespace":"rook-ceph"}]"#,
        r#"[{"name":"own","interface":"\\"}]"#,
    ] {
        assert!(guard_receives(networks), "{networks}");
    }
    assert!(guard_receives(&format!("own{}", " ".repeat(1024))));
    assert!(!guard_receives(&format!("own{}", " ".repeat(1021))));
    let [.., guard] = policies(&cluster::settings());
    assert!(guard.receives(&pod("shop", json!({DEFAULT_NETWORK_ANNOTATION: "own"}))));
    // A pod in the namespace of the NADs need not name it.
    assert!(guard.receives(&pod("networks", json!({NETWORKS_ANNOTATION: "two-cluster"}))));
}

#[test]
fn without_ceph_clusters_only_default_networks_are_looked_at() {
    let [.., guard] = policies(&json!({}));
    assert!(!guard.receives(&pod("shop", json!({NETWORKS_ANNOTATION: r#"[{"name":"\u0061"}]"#}))));
    assert!(guard.receives(&pod("shop", json!({DEFAULT_NETWORK_ANNOTATION: "a"}))));
}

#[test]
fn public_networks_are_guarded_where_the_settings_want_it() {
    let mut settings = cluster::settings();
    let public = pod("shop", json!({NETWORKS_ANNOTATION: "rook-ceph/public-net"}));
    for (level, is_received) in [("deny", true), ("warn", true), ("allow", false)] {
        settings["rules"] = json!({"foreign-public-attachment": level});
        let [.., guard] = policies(&settings);
        assert_eq!(guard.receives(&public), is_received, "{level}");
    }
}

#[test]
fn csi_pods_of_an_assumed_operator_start_without_the_policy_server_unless_they_ask_for_an_address() {
    let asks = r#"[{"name":"public-net","namespace":"storage","ips":["192.168.20.5/24"]}]"#;
    let mut settings = cluster::elsewhere();
    for (level, is_closed) in [("allow", false), ("deny", true)] {
        settings["rules"] = json!({"foreign-public-attachment": level});
        let [mutating, _, guard] = policies(&settings);
        for (networks, in_default, in_shop) in [
            ("own-net", false, false),
            ("storage/public-net", false, is_closed),
            (asks, true, true),
            ("storage/cluster-net", true, true),
        ] {
            for (namespace, to_guard) in [("rook-ceph", in_default), ("shop", in_shop)] {
                let request = pod(namespace, json!({NETWORKS_ANNOTATION: networks}));
                assert_eq!(guard.receives(&request), to_guard, "{level} {networks} {namespace}");
                assert_eq!(mutating.receives(&request), namespace == "rook-ceph");
            }
        }
        let mut request = pod("rook-ceph", json!({NETWORKS_ANNOTATION: asks}));
        request["object"]["metadata"]["labels"] = json!({"app": "csi-rbdplugin-provisioner"});
        assert!(is_rejected(&request, &policies(&settings)));
        request["kind"] = json!({"group": "k8s.cni.cncf.io", "version": "v1", "kind": "NetworkAttachmentDefinition"});
        let received = policies(&settings).map(|policy| policy.receives(&request));
        assert_eq!(received, [false, false, true], "a NAD there is one outside Ceph");
    }
}

#[test]
fn more_names_than_may_be_compared_send_every_pod_with_networks() {
    let clusters = |number: usize| {
        let one = |place: usize| {
            let namespace = format!("ceph-{place:04}");
            json!({
                "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "ceph", "namespace": namespace},
                "spec": {"network": {"provider": "multus", "selectors": {"public": "public-net", "cluster": "cluster-net"}}},
            })
        };
        json!({"inventory": (0..number).map(one).collect::<Vec<_>>()})
    };
    let own = pod("shop", json!({NETWORKS_ANNOTATION: "own-net"}));
    let [.., guard] = policies(&clusters(90));
    assert!(!guard.receives(&own));
    assert!(guard.receives(&pod("shop", json!({NETWORKS_ANNOTATION: "ceph-0089/cluster-net"}))));
    let [.., guard] = policies(&clusters(120));
    assert!(guard.receives(&own));
}

fn update(kind: [&str; 2], namespace: &str, old: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut object = old.clone();
    change(&mut object);
    json!({
        "kind": {"group": kind[0], "version": "v1", "kind": kind[1]}, "namespace": namespace, "name": "a",
        "operation": "UPDATE", "object": object, "oldObject": old,
    })
}

#[test]
fn labels_finalizers_and_objects_being_deleted_never_wait_for_the_policy_server() {
    let all = policies(&cluster::settings());
    let inventory = cluster::settings()["inventory"].clone();
    let is_received = |request: &Value| all.iter().any(|policy| policy.receives(request));
    let (ceph, nad) = (["ceph.rook.io", "CephCluster"], ["k8s.cni.cncf.io", "NetworkAttachmentDefinition"]);
    for (kind, old) in [(ceph, &inventory[0]), (nad, &inventory[3])] {
        for namespace in ["rook-ceph", "networks", "shop"] {
            let metadata = |key: &'static str, value: Value| {
                update(kind, namespace, old, move |object| object["metadata"][key] = value)
            };
            assert!(!is_received(&metadata("labels", json!({"a": "b"}))));
            assert!(!is_received(&metadata("finalizers", json!(["f"]))));
            assert!(!is_received(&metadata(
                "annotations",
                json!({"kubectl.kubernetes.io/last-applied-configuration": "{}"})
            )));
            let spec = |object: &mut Value| object["spec"]["x"] = json!(1);
            assert!(is_received(&update(kind, namespace, old, spec)));
            let mut request = update(kind, namespace, old, spec);
            request["object"]["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
            assert!(is_received(&request), "an end that nobody has set yet");
            request["oldObject"]["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
            // Whose NADs these are, the policy says.
            assert_eq!(is_received(&request), kind == nad, "{namespace}");
        }
    }
    let resource = |object: &mut Value| {
        object["metadata"]["annotations"] = json!({"k8s.v1.cni.cncf.io/resourceName": "intel.com/sriov"});
    };
    assert!(is_received(&update(nad, "rook-ceph", &inventory[3], resource)));
}

#[test]
fn a_nad_that_is_being_deleted_beside_an_operator_alone_is_looked_at() {
    let all = policies(&cluster::settings());
    let copy = cluster::settings()["inventory"][3].clone();
    let mut old = copy.clone();
    old["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
    old["spec"] = json!({"config": "{}"});
    let kind = ["k8s.cni.cncf.io", "NetworkAttachmentDefinition"];
    old["metadata"]["name"] = json!("edge-net");
    for (namespace, is_wrong) in [("csi", true), ("rook-ceph", false)] {
        old["metadata"]["namespace"] = json!(namespace);
        let request = update(kind, namespace, &old, |object| object["spec"] = copy["spec"].clone());
        assert_eq!(is_rejected(&request, &all), is_wrong, "{namespace}");
        assert!(all.iter().any(|policy| policy.receives(&request)), "{namespace}");
    }
}

#[test]
fn nobody_is_kept_away_by_an_end_that_is_only_written() {
    let [mutating, _, guard] = policies(&cluster::settings());
    for (policy, namespace) in [(&mutating, "rook-ceph"), (&guard, "shop")] {
        let mut request = pod(namespace, json!({NETWORKS_ANNOTATION: "rook-ceph/cluster-net"}));
        request["object"]["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
        assert!(policy.receives(&request), "{namespace}");
        request["object"]["metadata"]["resourceVersion"] = json!("7");
        assert!(policy.receives(&request), "{namespace}");
        request["operation"] = json!("UPDATE");
        request["oldObject"] = json!({"metadata": {"name": "web"}, "spec": {}});
        assert!(policy.receives(&request), "{namespace}");
        // Whoever ends, a pod runs on until its grace period does.
        request["oldObject"]["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
        assert!(policy.receives(&request), "{namespace}");
    }
}

#[test]
fn a_pod_that_is_being_deleted_is_looked_at_only_where_its_networks_change() {
    let [mutating, validating, guard] = policies(&cluster::settings());
    for (namespace, expected) in [("rook-ceph", [true, false, false]), ("shop", [false, false, true])] {
        let networks = json!({NETWORKS_ANNOTATION: "rook-ceph/cluster-net"});
        let old = json!({"metadata": {"name": "a", "deletionTimestamp": "2026-01-01T00:00:00Z"}, "spec": {}});
        let joins = update(["", "Pod"], namespace, &old, |object| object["metadata"]["annotations"] = networks.clone());
        let receives = |request: &Value| [&mutating, &validating, &guard].map(|policy| policy.receives(request));
        assert_eq!(receives(&joins), expected, "{namespace}");
        let joined = joins["object"].clone();
        let ends = update(["", "Pod"], namespace, &joined, |object| {
            object["metadata"]["finalizers"] = json!([]);
            object["metadata"]["annotations"]["k8s.v1.cni.cncf.io/network-status"] = json!("[]");
            object["status"] = json!({"phase": "Failed"});
        });
        assert_eq!(receives(&ends), [false; 3], "{namespace}");
    }
    // What makes pods makes no more of them.
    let template = |nad: &str| json!({"metadata": {"annotations": {NETWORKS_ANNOTATION: nad}}});
    let metadata = json!({"name": "a", "deletionTimestamp": "2026-01-01T00:00:00Z"});
    let set = json!({"metadata": metadata, "spec": {"template": template("own")}});
    let joins = |object: &mut Value| object["spec"]["template"] = template("rook-ceph/cluster-net");
    assert!(!guard.receives(&update(["apps", "ReplicaSet"], "shop", &set, joins)));
}

#[test]
fn a_workload_on_a_cluster_network_is_scaled_without_the_policy_server() {
    let [_, _, guard] = policies(&cluster::settings());
    let template = json!({"metadata": {"annotations": {NETWORKS_ANNOTATION: "rook-ceph/cluster-net"}}});
    let set = json!({"metadata": {"name": "a"}, "spec": {"replicas": 1, "template": template}});
    let scaled = |object: &mut Value| object["spec"]["replicas"] = json!(0);
    assert!(!guard.receives(&update(["apps", "ReplicaSet"], "shop", &set, scaled)));
    let changed = |object: &mut Value| object["spec"]["template"]["spec"] = json!({"hostNetwork": false});
    assert!(guard.receives(&update(["apps", "ReplicaSet"], "shop", &set, changed)));
    let job =
        json!({"metadata": {"name": "a"}, "spec": {"suspend": false, "jobTemplate": {"spec": {"template": template}}}});
    let suspended = |object: &mut Value| object["spec"]["suspend"] = json!(true);
    assert!(!guard.receives(&update(["batch", "CronJob"], "shop", &job, suspended)));
}

#[test]
fn the_deletion_of_a_nad_goes_to_the_policy_that_fails_open() {
    let [mutating, validating, guard] = policies(&cluster::settings());
    for namespace in ["rook-ceph", "networks"] {
        let request = json!({
            "kind": {"group": "k8s.cni.cncf.io", "version": "v1", "kind": "NetworkAttachmentDefinition"},
            "namespace": namespace, "name": "two-cluster", "operation": "DELETE", "object": null,
            "oldObject": cluster::settings()["inventory"][5],
        });
        let received = [&mutating, &validating, &guard].map(|policy| policy.receives(&request));
        assert_eq!(received, [true, false, false], "{namespace}");
    }
    // Where only NADs of Ceph are, pods are the guard's.
    assert!(!mutating.receives(&pod("networks", json!({NETWORKS_ANNOTATION: "two-cluster"}))));
}

#[test]
fn the_pods_of_ceph_go_to_the_policy_that_fails_open_alone() {
    let [mutating, validating, guard] = policies(&cluster::settings());
    for namespace in ["rook-ceph", "ceph-two", "csi"] {
        let request = pod(namespace, json!({NETWORKS_ANNOTATION: "rook-ceph/cluster-net"}));
        let received = [&mutating, &validating, &guard].map(|policy| policy.receives(&request));
        assert_eq!(received, [true, false, false], "{namespace}");
    }
}

#[test]
fn of_config_maps_only_those_of_rook_are_sent_and_only_where_their_data_change() {
    let [mutating, validating, guard] = policies(&cluster::settings());
    let request = |name: &str, old: &str, labels: Value| {
        let map = |config: &str, labels: &Value| json!({"metadata": {"name": name, "labels": labels}, "data": {"config": config}});
        json!({
            "kind": {"group": "", "version": "v1", "kind": "ConfigMap"}, "namespace": "rook-ceph", "name": name,
            "operation": "UPDATE", "object": map("[global]", &labels), "oldObject": map(old, &json!({})),
        })
    };
    for name in ["rook-config-override", "rook-ceph-operator-config"] {
        let changed = request(name, "", json!({}));
        assert_eq!([&mutating, &validating, &guard].map(|policy| policy.receives(&changed)), [false, true, false]);
        assert!(!validating.receives(&request(name, "[global]", json!({"a": "b"}))), "{name}");
    }
    assert!(!validating.receives(&request("kube-root-ca.crt", "", json!({}))));
}
