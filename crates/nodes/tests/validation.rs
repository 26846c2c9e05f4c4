//! The configuration of the validation tool, by the tool's own rules: a reader that is written from its documentation.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use ceph_multus_manifests::SettingsText;
use ceph_multus_nodes::validation::{Choice, config};
use serde_json::{Value, json};
use support::documents;
use support::inventories::inventories;

const IMAGE: &str = "mirror.example/nginx-unprivileged:stable-alpine";

fn written(text: &str, settings: &str, osds: Option<u64>) -> Result<String, Vec<String>> {
    let settings = SettingsText::read("settings.yaml", settings).expect("settings");
    let choice = Choice { cluster: None, osds_per_node: osds, nginx_image: IMAGE };
    config(&documents(text), &settings, "default", &choice)
}

fn seconds(text: &Value) -> u64 {
    let text = text.as_str().expect("a duration is a text");
    let (minutes, rest) = text.split_once('m').unwrap_or(("0", text));
    minutes.parse::<u64>().expect("minutes") * 60
        + rest.strip_suffix('s').expect("seconds").parse::<u64>().expect("seconds")
}

fn is_subdomain(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    name.split('.')
        .all(|part| !part.is_empty() && part.bytes().all(inner) && !part.starts_with('-') && !part.ends_with('-'))
}

/// What `run` checks before it starts anything; gives the OSDs and others of each type.
#[track_caller]
fn accepted(text: &str) -> Vec<(String, u64, u64)> {
    let read = ceph_multus_manifests::read("config.yaml", text).expect("YAML without a repeated key");
    let config: Value = serde_json::from_str(read[0].json()).expect("a value");
    let mut keys: Vec<&str> = config.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    let known = [
        "clusterNetwork",
        "flakyThreshold",
        "hostCheckOnly",
        "namespace",
        "nginxImage",
        "nodeTypes",
        "publicNetwork",
        "resourceTimeout",
        "serviceAccountName",
    ];
    assert_eq!(keys, known, "every field, and no other");
    let name = |key: &str| config[key].as_str().expect("a text");
    assert!(!name("namespace").is_empty() && !name("nginxImage").is_empty() && !name("serviceAccountName").is_empty());
    let networks = [name("publicNetwork"), name("clusterNetwork")];
    assert!(networks.iter().any(|network| !network.is_empty()));
    for network in networks.into_iter().filter(|network| !network.is_empty()) {
        let (namespace, nad) = network.split_once('/').expect("a namespace");
        assert!(is_subdomain(namespace) && is_subdomain(nad), "{network}");
    }
    assert!(seconds(&config["resourceTimeout"]) >= 60 && seconds(&config["flakyThreshold"]) >= 5);
    assert_eq!(config["hostCheckOnly"], json!(false));
    let mut types = Vec::new();
    for (name, one) in config["nodeTypes"].as_object().expect("types") {
        assert!(is_subdomain(name), "{name}");
        let number = |key: &str| one[key].as_u64().expect("a number");
        let labels = one["placement"]["nodeSelector"].as_object().expect("labels");
        assert!(labels.values().all(Value::is_string));
        for toleration in one["placement"]["tolerations"].as_array().expect("a list") {
            let keys = toleration.as_object().expect("a toleration").keys();
            let known = ["key", "operator", "value", "effect", "tolerationseconds"];
            keys.for_each(|key| assert!(known.contains(&key.as_str()), "{key}"));
        }
        types.push((name.clone(), number("osdsPerNode"), number("otherDaemonsPerNode")));
    }
    assert!(types.iter().map(|(_, osds, _)| osds).sum::<u64>() > 0);
    types
}

#[test]
fn the_five_inventories_give_files_that_the_tool_accepts() {
    let main = json!({"type": "macvlan", "master": "eth1", "mode": "bridge"});
    let mut found = Vec::new();
    for inventory in inventories() {
        let text = written(&inventory.text(&main), "nodes: 3", Some(2)).expect("a file");
        found.push((inventory.name, accepted(&text)));
    }
    let of = |name: &str, osds, others| (String::from(name), osds, others);
    let all = "storage-and-worker-nodes";
    assert_eq!(
        found,
        [
            ("lab", vec![of(all, 2, 4)]),
            ("production", vec![of(all, 2, 9)]),
            ("stretch", vec![of("arbiter-node", 0, 1), of("storage-zone-1", 2, 2), of("storage-zone-2", 2, 2)]),
            ("public only", vec![of(all, 2, 2)]),
            ("ipv6", vec![of(all, 2, 4)]),
        ]
    );
}

#[test]
fn a_file_has_the_whole_name_of_a_nad() {
    let long = "n".repeat(253);
    let main = json!({"type": "macvlan", "master": "eth1", "mode": "bridge"});
    let text = inventories()[0].text(&main).replace("public-net", &long);
    let text = written(&text, "nodes: 3", Some(2)).expect("a file");
    let line = text.lines().find(|line| line.starts_with("publicNetwork:"));
    assert_eq!(line, Some(format!("publicNetwork: \"rook-ceph/{long}\"").as_str()));
}

#[test]
fn a_file_says_what_a_run_takes_and_whether_it_is_free() {
    let main = json!({"type": "macvlan", "master": "eth1", "mode": "bridge"});
    let text = written(&inventories()[1].text(&main), "", None).expect("a file");
    let comments: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(
        comments,
        [
            "# For `rook multus validation run --config FILE`, of Rook v1.14.9 and newer. CephCluster rook-ceph/my-cluster.",
            "# At its peak, a run needs from the public network: 1 + 12 x 11 = 133 addresses.",
            "# rook-ceph/public-net has 48, of which Ceph needs 38: 10 are free for 133, NOT enough: run it before you create the cluster, or lower the numbers.",
            "# At its peak, a run needs from the cluster network: 1 + 12 x 2 = 25 addresses.",
            "# rook-ceph/cluster-net has 30, of which Ceph needs 24: 6 are free for 25, NOT enough: run it before you create the cluster, or lower the numbers.",
            "# If the policies are in protect mode, set `validationNamespaces` to [\"rook-ceph\"] for the run.",
        ]
    );
}

/// The example of the facts: 6 storage nodes with 4 OSDs, 10 workers.
#[test]
fn storage_nodes_are_separated_from_workers_by_label_and_taint() {
    let mut nodes = String::new();
    for number in 0..16 {
        let role = if number < 6 { "storage" } else { "worker" };
        let taints = if number < 6 { json!([{"key": "storage", "effect": "NoSchedule"}]) } else { json!([]) };
        let node = json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": format!("n{number}"), "labels": {"role": role}},
            "spec": {"taints": taints}});
        nodes.push_str(&format!("{node}\n"));
    }
    let cluster = json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "my-cluster", "namespace": "rook-ceph"},
        "spec": {
            "mon": {"count": 3}, "mgr": {"count": 2},
            "network": {"provider": "multus", "selectors": {"public": "public-net", "cluster": "rook-ceph/cluster-net"}},
            "placement": {"all": {
                "nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
                    {"matchExpressions": [{"key": "role", "operator": "In", "values": ["storage"]}]},
                ]}},
                "tolerations": [{"key": "storage", "operator": "Exists", "effect": "NoSchedule", "tolerationSeconds": 5}],
            }},
            "storage": {"useAllNodes": true, "devices": [{"name": "a"}, {"name": "b"}], "config": {"osdsPerDevice": "2"}},
        },
    });
    let text = written(&format!("{cluster}\n{nodes}"), "", None).expect("a file");
    assert_eq!(accepted(&text), [(String::from("storage-nodes"), 4, 2), (String::from("worker-nodes"), 0, 0)]);
    assert_eq!(
        text,
        r#"# For `rook multus validation run --config FILE`, of Rook v1.14.9 and newer. CephCluster rook-ceph/my-cluster.
# At its peak, a run needs from the public network: 1 + 6 x 6 = 37 addresses.
# At its peak, a run needs from the cluster network: 1 + 6 x 4 = 25 addresses.
# If the policies are in protect mode, set `validationNamespaces` to ["rook-ceph"] for the run.
namespace: "rook-ceph"
serviceAccountName: "rook-ceph-system"
publicNetwork: "rook-ceph/public-net"
clusterNetwork: "rook-ceph/cluster-net"
resourceTimeout: "3m0s"
flakyThreshold: "30s"
hostCheckOnly: false
nginxImage: "mirror.example/nginx-unprivileged:stable-alpine"
nodeTypes:
  storage-nodes:
    osdsPerNode: 4
    otherDaemonsPerNode: 2
    placement:
      nodeSelector:
        "role": "storage"
      tolerations:
      - key: "storage"
        operator: "Exists"
        effect: "NoSchedule"
        tolerationseconds: 5
  worker-nodes:
    osdsPerNode: 0
    otherDaemonsPerNode: 0
    placement:
      nodeSelector: {}
      tolerations: []
"#
    );
}

#[test]
fn what_nothing_tells_is_asked_for() {
    let cluster = |storage: Value| {
        let own = json!({
            "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "c", "namespace": "rook-ceph"},
            "spec": {"network": {"provider": "multus", "selectors": {"public": "rook-ceph/public-net"}}, "storage": storage},
        });
        own.to_string()
    };
    let all_devices = "the CephCluster uses all devices, so the number of OSDs on a node is not known; set `--osds-per-node` to \
                       the most OSDs on a node";
    assert_eq!(
        written(&cluster(json!({"useAllNodes": true, "useAllDevices": true})), "", None).expect_err("an error"),
        [all_devices]
    );
    assert_eq!(
        written(&cluster(json!({"useAllNodes": true, "useAllDevices": true})), "{nodes: 3, osds: 10}", None)
            .map(|text| accepted(&text)[0].1),
        Ok(4)
    );
    // As the plan counts them, also where the sum is larger than a number.
    let per_device = |all: &str| {
        let devices = json!([{"name": "a", "config": {"osdsPerDevice": "0"}}, {"name": "b"}, {"name": "c"}]);
        json!({"config": {"osdsPerDevice": all}, "nodes": [{"name": "n", "devices": devices}]})
    };
    let osds = |all: &str| written(&cluster(per_device(all)), "", None).map(|text| accepted(&text)[0].1);
    assert_eq!((osds("4"), osds(&i64::MAX.to_string())), (Ok(12), Ok(u64::MAX)));
    let mixed = json!({"nodes": [{"name": "n", "devices": [{}, {}, {}]}, {"name": "m", "useAllDevices": true}]});
    assert_eq!(written(&cluster(mixed.clone()), "{nodes: 2, osds: 4}", None).map(|text| accepted(&text)[0].1), Ok(3));
    assert_eq!(written(&cluster(mixed), "", None).expect_err("an error"), [all_devices]);
    let sets = json!({"storageClassDeviceSets": [{"name": "a", "count": 9, "portable": true}]});
    assert_eq!(written(&cluster(sets.clone()), "nodes: 4", None).map(|text| accepted(&text)[0].1), Ok(3));
    assert_eq!(
        written(&cluster(sets), "", None).expect_err("an error"),
        [
            "the number of nodes is not known, so the number of OSDs of device sets on a node is not; set `--osds-per-node` to the most OSDs on a node"
        ]
    );
    assert_eq!(
        written(&cluster(json!({})), "", None).expect_err("an error"),
        ["no OSDs, and the tool rejects a file without them; set `--osds-per-node`"]
    );
}

#[test]
fn without_the_number_of_nodes_the_addresses_are_those_of_each_node() {
    let inventory = &inventories()[0];
    let plugin = json!({"type": "macvlan", "master": "eth1", "mode": "bridge"});
    let text = written(&inventory.text(&plugin), "{}", Some(2)).expect("a file");
    let comments: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).skip(1).collect();
    assert_eq!(
        comments,
        [
            "# At its peak, a run needs from the public network: 1 address + 6 for each of the storage-and-worker-nodes.",
            "# At its peak, a run needs from the cluster network: 1 address + 2 for each of the storage-and-worker-nodes.",
            "# The number of nodes is not known: add the Node objects (`kubectl get nodes -o yaml`).",
            "# If the policies are in protect mode, set `validationNamespaces` to [\"rook-ceph\"] for the run.",
        ]
    );
}

#[test]
fn the_account_of_the_operator_is_written_only_where_the_operator_may_be() {
    let text = "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {name: c, namespace: storage}\nspec:\n  \
                network: {provider: multus, selectors: {public: storage/public-net, cluster: storage/cluster-net}}\n  \
                storage: {nodes: [{name: a, devices: [{name: x}]}]}\n";
    let operator = |namespace: &str| {
        format!(
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: rook-ceph-operator, namespace: {namespace}}}\n\
             spec: {{template: {{metadata: {{labels: {{app: rook-ceph-operator}}}}}}}}\n"
        )
    };
    let account = |operators: &str| {
        let file = written(&format!("{text}{operators}"), "", None).expect("a file");
        let lines = file.lines().filter(|line| line.contains("ccount") || line.contains("protect"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let mode = "# If the policies are in protect mode, set `validationNamespaces` to [\"storage\"] for the run.";
    let system = [mode, "serviceAccountName: \"rook-ceph-system\""];
    assert_eq!(account(""), system);
    assert_eq!(account(&operator("storage")), system);
    assert_eq!(account(&format!("{}{}", operator("rook-ceph"), operator("storage"))), system);
    assert_eq!(
        account(&operator("rook-ceph")),
        [
            mode,
            "# The account `rook-ceph-system` is in `rook-ceph`, with the operator.",
            "serviceAccountName: \"rook-ceph-default\""
        ]
    );
}
