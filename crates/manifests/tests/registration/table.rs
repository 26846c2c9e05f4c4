//! What each of the three policies is.

use std::collections::BTreeSet;
use std::path::Path;

use ceph_multus_manifests::{PolicyMode, Registration, read, registration};
use serde_json::{Value, json};

use crate::cluster;
use crate::policy::{MODULE, resources};

/// The rules of a policy, each in a line: operations, group, resources.
fn rules(resource: &Value) -> Vec<String> {
    let joined = |list: &Value| {
        list.as_array().expect("a list").iter().map(|one| one.as_str().expect("a text")).collect::<Vec<_>>().join(",")
    };
    let line = |rule: &Value| {
        let [operations, group, resources] = ["operations", "apiGroups", "resources"].map(|key| joined(&rule[key]));
        format!("{operations} {group} {resources}")
    };
    resource["spec"]["rules"].as_array().expect("rules").iter().map(line).collect()
}

/// A selector of namespaces in a line.
fn namespaces(resource: &Value) -> String {
    let line = |one: &Value| format!("{} {}", one["operator"].as_str().expect("an operator"), one["values"]);
    let expressions = resource["spec"]["namespaceSelector"]["matchExpressions"].as_array();
    expressions.into_iter().flatten().map(line).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_three_policies_ask_for_what_is_theirs() {
    let [mutating, validating, guard] = &resources(&cluster::settings(), PolicyMode::Protect)[..] else {
        panic!("three")
    };
    assert_eq!(
        rules(mutating),
        [
            "CREATE ceph.rook.io cephclusters",
            "DELETE k8s.cni.cncf.io network-attachment-definitions",
            "CREATE,UPDATE  pods,replicationcontrollers",
            "CREATE ocs.openshift.io storageclusters",
            "CREATE,UPDATE apps deployments,replicasets,statefulsets,daemonsets",
            "CREATE,UPDATE batch jobs,cronjobs",
        ]
    );
    assert_eq!(namespaces(mutating), r#"In ["ceph-two","csi","networks","rook-ceph"], NotIn ["lab"]"#);
    assert_eq!(
        rules(validating),
        [
            "CREATE,UPDATE ceph.rook.io cephclusters,cephfilesystems,cephobjectstores,cephrbdmirrors,cephfilesystemmirrors,cephnfses,cephnvmeofgateways",
            "CREATE,UPDATE k8s.cni.cncf.io network-attachment-definitions",
            "CREATE,UPDATE csi.ceph.io drivers,operatorconfigs",
            "CREATE,UPDATE ocs.openshift.io storageclusters,storageclients",
            "CREATE,UPDATE  configmaps",
        ]
    );
    assert_eq!(namespaces(validating), r#"NotIn ["lab"]"#);
    assert_eq!(
        rules(guard),
        [
            "CREATE,UPDATE k8s.cni.cncf.io network-attachment-definitions",
            "CREATE,UPDATE  pods,replicationcontrollers",
            "CREATE,UPDATE apps deployments,replicasets,statefulsets,daemonsets",
            "CREATE,UPDATE batch jobs,cronjobs",
        ]
    );
    assert_eq!(namespaces(guard), r#"NotIn ["ceph-two","csi","rook-ceph"], NotIn ["lab"]"#);
}

#[test]
fn the_namespaces_of_ceph_are_the_usual_ones_where_no_ceph_cluster_is_known() {
    let [mutating, validating, guard] = &resources(&json!({}), PolicyMode::Protect)[..] else { panic!("three") };
    let found = [mutating, validating, guard].map(namespaces);
    assert_eq!(found, [r#"In ["openshift-storage","rook-ceph"]"#, "", r#"NotIn ["openshift-storage","rook-ceph"]"#]);
}

#[test]
fn the_default_namespace_is_the_guard_s_where_nothing_says_that_an_operator_is_there() {
    let settings = cluster::elsewhere();
    let of = |settings: &Value| {
        let [mutating, _, guard] = &resources(settings, PolicyMode::Protect)[..] else { panic!("three") };
        [mutating, guard].map(namespaces)
    };
    assert_eq!(of(&settings), [r#"In ["rook-ceph","storage"]"#, r#"NotIn ["storage"]"#]);
    let with = |kind: &str, api_version: &str, namespace: &str, name: &str| {
        let mut settings = settings.clone();
        let object =
            json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": name, "namespace": namespace}});
        settings["inventory"].as_array_mut().expect("a list").push(object);
        of(&settings)
    };
    let [name, map] = ["rook-ceph-operator-config", "ConfigMap"];
    assert_eq!(with(map, "v1", "storage", name), [r#"In ["storage"]"#, r#"NotIn ["storage"]"#]);
    // Anybody may have that in a namespace of their own.
    assert_eq!(with(map, "v1", "rook-ceph", name), of(&settings));
    assert_eq!(
        with("Driver", "csi.ceph.io/v1", "rook-ceph", "rbd"),
        [r#"In ["rook-ceph","storage"]"#, r#"NotIn ["rook-ceph","storage"]"#]
    );
    assert_eq!(
        with("Driver", "csi.ceph.io/v1", "csi", "rbd"),
        [r#"In ["csi","storage"]"#, r#"NotIn ["csi","storage"]"#]
    );
}

/// Name, mode, whether it mutates, what happens while the policy server is down, and how long is waited for it.
fn summary(settings: &Value, mode: PolicyMode) -> Vec<Value> {
    let line = |resource: &Value| {
        let spec = &resource["spec"];
        let name = &resource["metadata"]["name"];
        json!([name, spec["mode"], spec["mutating"], spec["failurePolicy"], spec["timeoutSeconds"], spec["settings"]])
    };
    resources(settings, mode).iter().map(line).collect()
}

#[test]
fn protecting_a_daemon_comes_back_and_everything_else_fails_closed() {
    let (mutates, validates) = (json!({"nodes": 3, "mutate": true}), json!({"nodes": 3, "mutate": false}));
    assert_eq!(
        summary(&json!({"nodes": 3}), PolicyMode::Protect),
        [
            json!(["ceph-multus-mutating", "protect", true, "Ignore", 5, mutates]),
            json!(["ceph-multus-validating", "protect", false, "Fail", 10, validates]),
            json!(["ceph-multus-guard", "protect", false, "Fail", 10, validates]),
        ]
    );
}

#[test]
fn monitoring_nothing_waits_for_the_policy_server() {
    let (mutates, validates) = (json!({"nodes": 3, "mutate": true}), json!({"nodes": 3, "mutate": false}));
    assert_eq!(
        summary(&json!({"nodes": 3}), PolicyMode::Monitor),
        [
            json!(["ceph-multus-mutating", "monitor", true, "Ignore", 5, mutates]),
            json!(["ceph-multus-validating", "monitor", false, "Ignore", 5, validates]),
            json!(["ceph-multus-guard", "monitor", false, "Ignore", 5, validates]),
        ]
    );
}

#[test]
fn the_rules_of_all_three_are_those_of_the_metadata() {
    let asked = |rules: &Value| {
        let mut asked = BTreeSet::new();
        for rule in rules.as_array().expect("rules") {
            let list =
                |key: &str| rule[key].as_array().expect("a list").iter().map(Value::to_string).collect::<Vec<_>>();
            for resource in list("resources") {
                for operation in list("operations") {
                    asked.insert((list("apiGroups"), list("apiVersions"), resource.clone(), operation));
                }
            }
        }
        asked
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy-metadata.yml");
    let text = std::fs::read_to_string(path).expect("the metadata");
    let metadata: Value =
        serde_json::from_str(read("policy-metadata.yml", &text).expect("YAML")[0].json()).expect("JSON");
    let all = resources(&json!({}), PolicyMode::Protect);
    let all: BTreeSet<_> = all.iter().flat_map(|resource| asked(&resource["spec"]["rules"])).collect();
    assert_eq!(all, asked(&metadata["rules"]));
}

#[test]
fn settings_that_the_policy_rejects_are_not_written() {
    let settings = json!({"inventary": [], "nodes": 0});
    let mode = PolicyMode::Monitor;
    let errors = registration(&Registration {
        module: MODULE,
        modes: mode.into(),
        policy_server: "default",
        settings: &settings,
    });
    let errors: Vec<String> = errors.expect_err("wrong settings").iter().map(ToString::to_string).collect();
    assert_eq!(
        errors,
        [
            "settings:1:14: `inventary`: unknown setting; did you mean `inventory`?",
            "settings:1:25: `nodes`: `0` is not a valid value; use a whole number from 1 to 100000",
        ]
    );
}
