//! What Kubewarden and the API server ask of a ClusterAdmissionPolicy and of the webhook that it becomes
//! (kubewarden/adm-controller: api/policies/v1/policy_types.go, clusteradmissionpolicy_types.go,
//! policy_validation.go; kubernetes/kubernetes: pkg/apis/admissionregistration/validation/validation.go).

use std::collections::BTreeSet;

use cel::Program;
use ceph_multus_manifests::PolicyMode;
use serde_json::{Value, json};

use crate::cluster;
use crate::policy::resources;

/// Settings of several kinds.
fn samples() -> Vec<Value> {
    let many = |place: usize| {
        json!({
            "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster",
            "metadata": {"name": "ceph", "namespace": format!("a-rather-long-namespace-{place}")},
            "spec": {"network": {"provider": "multus", "selectors": {"public": "p", "cluster": format!("a-rather-long-name-{place}")}}},
        })
    };
    let odd = json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "ceph", "namespace": "o'); true || ('"},
        "spec": {"network": {"provider": "multus", "selectors": {"public": "p", "cluster": "o'ne/tw\\o"}}},
    });
    vec![
        json!({}),
        cluster::settings(),
        json!({"inventory": (0..70).map(many).collect::<Vec<_>>()}),
        json!({"inventory": (0..2500).map(many).collect::<Vec<_>>()}),
        json!({"inventory": [odd], "exemptNamespaces": ["lab", "0", "kube-system"]}),
    ]
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Every member of a spec with what is wrong with it; a member that a ClusterAdmissionPolicy does not have is wrong.
fn problem(member: &str, value: &Value) -> Option<String> {
    let one_of = |values: &[&str]| value.as_str().is_some_and(|text| values.contains(&text));
    let is_right = match member {
        "module" | "policyServer" => value.as_str().is_some_and(|text| !text.is_empty()),
        "settings" => value.is_object(),
        "mutating" | "backgroundAudit" => value.is_boolean(),
        "mode" => one_of(&["protect", "monitor"]),
        "failurePolicy" => one_of(&["Fail", "Ignore"]),
        "timeoutSeconds" | "timeoutEvalSeconds" => value.as_u64().is_some_and(|seconds| (2..=30).contains(&seconds)),
        "rules" => value.as_array().is_some_and(|rules| !rules.is_empty() && rules.iter().all(is_rule)),
        "matchConditions" => return conditions(value),
        "namespaceSelector" => is_selector(value),
        _ => false,
    };
    (!is_right).then(|| format!("{member}: {value}"))
}

/// Lists without empty texts, and a wildcard only alone; here none is wanted, which the audit scanner would skip.
fn is_rule(rule: &Value) -> bool {
    let keys: Vec<_> = rule.as_object().into_iter().flat_map(|rule| rule.keys()).collect();
    let operations = texts(&rule["operations"]);
    let listed: Vec<&str> = ["apiVersions", "resources"].into_iter().flat_map(|key| texts(&rule[key])).collect();
    keys == ["apiGroups", "apiVersions", "operations", "resources"]
        && ["apiGroups", "apiVersions", "resources"].into_iter().all(|key| !texts(&rule[key]).is_empty())
        && listed.iter().all(|text| !text.is_empty() && !text.contains(['*', '/']))
        && !operations.is_empty()
        && operations.iter().all(|operation| ["CREATE", "UPDATE", "DELETE"].contains(operation))
}

fn is_label(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let is_end = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    bytes.len() <= 63 && bytes.iter().all(|byte| is_inner(*byte)) && is_end(bytes.first()) && is_end(bytes.last())
}

/// Only `matchExpressions` reach the webhook (internal/controller/policy_subreconciler_webhook.go).
fn is_selector(selector: &Value) -> bool {
    let is_expression = |expression: &Value| {
        let values = texts(&expression["values"]);
        ["In", "NotIn"].contains(&expression["operator"].as_str().unwrap_or_default())
            && !values.is_empty()
            && values.iter().all(|value| is_label(value))
    };
    selector.as_object().is_some_and(|selector| selector.keys().eq(["matchExpressions"]))
        && selector["matchExpressions"].as_array().is_some_and(|all| !all.is_empty() && all.iter().all(is_expression))
}

/// What the API server lets a parser read, in characters (google/cel-go: parser/options.go).
const EXPRESSION_CHARACTERS: usize = 100_000;

fn conditions(conditions: &Value) -> Option<String> {
    let Some(conditions) = conditions.as_array() else { return Some(format!("matchConditions: {conditions}")) };
    let names: BTreeSet<&str> = conditions.iter().filter_map(|one| one["name"].as_str()).collect();
    if conditions.len() > 64 || names.len() != conditions.len() || !names.iter().all(|name| is_label(name)) {
        return Some(format!("matchConditions: {names:?}"));
    }
    for condition in conditions {
        let text = condition["expression"].as_str().unwrap_or_default();
        let program = match Program::compile(text) {
            Ok(program) if text.len() <= EXPRESSION_CHARACTERS => program,
            _ => return Some(format!("{}: not an expression that the API server takes", condition["name"])),
        };
        let references = program.references();
        let known = ["request", "object", "oldObject", "annotations", "networks", "key"];
        if let Some(unknown) = references.variables().into_iter().find(|name| !known.contains(name)) {
            return Some(format!("{}: no variable {unknown}", condition["name"]));
        }
    }
    None
}

#[test]
fn kubewarden_takes_all_three_policies_in_both_modes() {
    for settings in samples() {
        for mode in [PolicyMode::Monitor, PolicyMode::Protect] {
            let resources = resources(&settings, mode);
            assert_eq!(resources.len(), 3);
            for resource in &resources {
                assert_eq!(resource["apiVersion"], "policies.kubewarden.io/v1");
                assert_eq!(resource["kind"], "ClusterAdmissionPolicy");
                assert!(is_label(resource["metadata"]["name"].as_str().expect("a name")));
                let spec = resource["spec"].as_object().expect("a spec");
                for required in ["module", "rules", "mutating", "failurePolicy", "mode", "settings"] {
                    assert!(spec.contains_key(required), "{required}");
                }
                let problems: Vec<String> = spec.iter().filter_map(|(key, value)| problem(key, value)).collect();
                assert_eq!(problems, [""; 0]);
                assert!(spec["timeoutEvalSeconds"].as_u64() <= spec["timeoutSeconds"].as_u64());
            }
        }
    }
}

#[test]
fn what_kubewarden_does_not_take_is_noticed() {
    let condition = |expression: &str| json!({"name": "a", "expression": expression});
    let long = format!("true{}", " ".repeat(EXPRESSION_CHARACTERS));
    let not_compiled = "\"a\": not an expression that the API server takes";
    for (member, value, expected) in [
        ("rules", json!([]), "rules: []"),
        (
            "rules",
            json!([{"apiGroups": ["*"], "apiVersions": ["*"], "resources": ["*"], "operations": ["*"]}]),
            r#"rules: [{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["*"]}]"#,
        ),
        ("mode", json!("enforce"), r#"mode: "enforce""#),
        ("timeoutSeconds", json!(31), "timeoutSeconds: 31"),
        ("matchConditions", json!({}), "matchConditions: {}"),
        ("matchConditions", json!([condition("true"), condition("true")]), r#"matchConditions: {"a"}"#),
        ("matchConditions", json!([condition("has(")]), not_compiled),
        ("matchConditions", json!([condition(&long)]), not_compiled),
        ("matchConditions", json!([condition("subject.x")]), "\"a\": no variable subject"),
        ("namespaceSelector", json!({"matchLabels": {"a": "b"}}), r#"namespaceSelector: {"matchLabels":{"a":"b"}}"#),
        ("scope", json!("Namespaced"), r#"scope: "Namespaced""#),
    ] {
        assert_eq!(problem(member, &value).as_deref(), Some(expected));
    }
}

/// What one expression may cost (kubernetes/apiserver: pkg/apis/cel/config.go, `PerCallLimit`), and all of a webhook.
const EXPRESSION_COST: usize = 1_000_000;
const WEBHOOK_COST: usize = 2_500_000;

/// What the searches in the text of a networks annotation cost at most: a tenth of its length for each ten characters
/// that are looked for, or each four of a pattern (google/cel-go: interpreter/runtimecost.go). They are nearly all there is.
fn cost(expression: &str) -> usize {
    let looked_for = |call: &str| -> Vec<usize> {
        let arguments = expression.split(call).skip(1).filter_map(|rest| rest.split_once("')"));
        arguments.map(|(argument, _)| argument.len()).collect()
    };
    let text = 1025_usize.div_ceil(10);
    let contains: usize = looked_for("networks.contains('").into_iter().map(|length| text * length.div_ceil(10)).sum();
    let matches: usize = looked_for("networks.matches('").into_iter().map(|length| text * length.div_ceil(4)).sum();
    contains + matches
}

#[test]
fn the_conditions_stay_within_the_budget_of_the_api_server() {
    let mut largest = 0;
    for settings in samples() {
        for resource in resources(&settings, PolicyMode::Protect) {
            let conditions = resource["spec"]["matchConditions"].as_array().expect("conditions");
            let costs: Vec<usize> =
                conditions.iter().map(|one| cost(one["expression"].as_str().expect("an expression"))).collect();
            assert!(costs.iter().all(|cost| *cost < EXPRESSION_COST / 2), "{costs:?}");
            assert!(costs.iter().sum::<usize>() < WEBHOOK_COST, "{costs:?}");
            largest = largest.max(costs.into_iter().max().unwrap_or_default());
        }
    }
    assert!(largest > 50_000, "{largest}");
}
