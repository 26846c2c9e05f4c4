//! The two ClusterAdmissionPolicies: fields that Kubewarden has, rules that agree with the policy's metadata.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::collections::BTreeSet;
use std::path::Path;

use ceph_multus_manifests::{MODULE, Registration, read, registration};
use serde_json::{Value, json};

fn resources(settings: &Value) -> Vec<Value> {
    let text = registration(&Registration { module: MODULE, mode: "monitor", policy_server: "default", settings });
    let documents = read("policy.yaml", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    documents.iter().map(|document| serde_json::from_str(document.json()).expect("JSON")).collect()
}

fn metadata() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy-metadata.yml");
    let text = std::fs::read_to_string(path).expect("the metadata");
    serde_json::from_str(read("policy-metadata.yml", &text).expect("YAML")[0].json()).expect("JSON")
}

/// Every field of a ClusterAdmissionPolicy's spec (kubewarden/adm-controller: api/policies/v1/policy_types.go,
/// clusteradmissionpolicy_types.go), and whether `value` may be its value.
fn may_be(field: &str, value: &Value) -> bool {
    let is_one_of = |values: &[&str]| value.as_str().is_some_and(|text| values.contains(&text));
    match field {
        "module" | "policyServer" | "message" => value.is_string(),
        "settings" | "objectSelector" => value.is_object(),
        "rules" => value.as_array().is_some_and(|rules| !rules.is_empty() && rules.iter().all(is_rule)),
        "mutating" | "backgroundAudit" | "allowInsideAdmissionControllerNamespace" => value.is_boolean(),
        "mode" => is_one_of(&["protect", "monitor"]),
        "failurePolicy" => is_one_of(&["Fail", "Ignore"]),
        "matchPolicy" => is_one_of(&["Exact", "Equivalent"]),
        "sideEffects" => is_one_of(&["None", "NoneOnDryRun"]),
        "matchConditions" => {
            let is_condition = |one: &Value| one["name"].is_string() && one["expression"].is_string();
            value.as_array().is_some_and(|all| all.len() <= 64 && all.iter().all(is_condition))
        }
        "namespaceSelector" => value.as_object().is_some_and(|selector| selector.keys().eq(["matchExpressions"])),
        "timeoutSeconds" | "timeoutEvalSeconds" => value.as_u64().is_some_and(|seconds| (2..=30).contains(&seconds)),
        "contextAwareResources" => value.is_array(),
        _ => false,
    }
}

fn is_rule(rule: &Value) -> bool {
    let texts =
        |key: &str| rule[key].as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_string));
    ["apiGroups", "apiVersions", "resources", "operations"].into_iter().all(texts)
        && rule.as_object().is_some_and(|rule| rule.len() == 4)
}

#[test]
fn both_resources_have_the_fields_of_a_cluster_admission_policy() {
    let resources = resources(&json!({"exemptNamespaces": ["lab", "kube-system"]}));
    assert_eq!(resources.len(), 2);
    for resource in &resources {
        assert_eq!(resource["apiVersion"], "policies.kubewarden.io/v1");
        assert_eq!(resource["kind"], "ClusterAdmissionPolicy");
        let spec = resource["spec"].as_object().expect("a spec");
        for (field, value) in spec {
            assert!(may_be(field, value), "{field}: {value}");
        }
        for required in ["module", "rules", "mutating"] {
            assert!(spec.contains_key(required), "{required}");
        }
        assert!(spec["timeoutEvalSeconds"].as_u64() <= spec["timeoutSeconds"].as_u64());
        assert_eq!(
            spec["namespaceSelector"]["matchExpressions"],
            json!([{"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": ["kube-system", "lab"]}])
        );
    }
}

#[test]
fn what_a_daemon_needs_fails_open_and_what_people_apply_fails_closed() {
    let settings = json!({"nodes": 3});
    let [mutating, validating] = &resources(&settings)[..] else { panic!("two resources") };
    assert_eq!(mutating["spec"]["failurePolicy"], "Ignore");
    assert_eq!(mutating["spec"]["settings"], json!({"nodes": 3, "mutate": true}));
    assert_eq!(validating["spec"]["failurePolicy"], "Fail");
    assert_eq!(validating["spec"]["settings"], json!({"nodes": 3, "mutate": false}));
    let rules = validating["spec"]["rules"].as_array().expect("rules");
    let daemons: BTreeSet<_> = ["", "apps", "batch"].into_iter().collect();
    for rule in rules {
        assert!(!daemons.contains(rule["apiGroups"][0].as_str().expect("a group")), "{rule}");
    }
}

#[test]
fn the_rules_of_both_are_those_of_the_metadata() {
    let asked = |rules: &Value| {
        let mut asked = BTreeSet::new();
        for rule in rules.as_array().expect("rules") {
            let list =
                |key: &str| rule[key].as_array().expect("a list").iter().map(Value::to_string).collect::<Vec<_>>();
            for (resource, operation) in list("resources")
                .iter()
                .flat_map(|resource| list("operations").into_iter().map(move |operation| (resource.clone(), operation)))
            {
                asked.insert((list("apiGroups"), list("apiVersions"), resource, operation));
            }
        }
        asked
    };
    let both: BTreeSet<_> =
        resources(&json!({})).iter().flat_map(|resource| asked(&resource["spec"]["rules"])).collect();
    assert_eq!(both, asked(&metadata()["rules"]));
}

#[test]
fn the_module_is_that_of_the_metadata() {
    let annotations = &metadata()["annotations"];
    let (address, version) =
        (&annotations["io.kubewarden.policy.ociUrl"], &annotations["io.kubewarden.policy.version"]);
    assert_eq!(
        MODULE,
        format!("registry://{}:v{}", address.as_str().expect("an address"), version.as_str().expect("a version"))
    );
}

#[test]
fn a_namespace_where_ceph_lives_is_not_left_alone() {
    let object = json!({"apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "c", "namespace": "kube-system"}});
    for resource in resources(&json!({"inventory": [object]})) {
        assert_eq!(resource["spec"].get("namespaceSelector"), None);
    }
}
