//! A ClusterAdmissionPolicy as the API server has it once Kubewarden has made a webhook of it.

use cel::{Context, Program, Value as CelValue};
use ceph_multus_core::KINDS;
use ceph_multus_manifests::install::{self, Install, SyncMode};
use ceph_multus_manifests::{PolicyMode, Registration, read, registration};
use serde_json::{Value, json};

/// Where the module of a test comes from.
pub(super) const MODULE: &str = "registry://127.0.0.1:5000/ceph-multus-policy:test";

/// The three resources.
pub(super) fn resources(settings: &Value, mode: PolicyMode) -> Vec<Value> {
    let text = registration(&Registration { module: MODULE, modes: mode.into(), policy_server: "default", settings });
    let text = text.unwrap_or_else(|errors| panic!("{errors:?}"));
    let documents = read("policy.yaml", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    documents.iter().map(|document| serde_json::from_str(document.json()).expect("JSON")).collect()
}

/// One of the three.
#[derive(Debug)]
pub(super) struct Policy {
    /// The resource.
    pub(super) resource: Value,
    conditions: Vec<(String, Program)>,
}

/// The three policies, the mutating one first.
pub(super) fn policies(settings: &Value) -> [Policy; 3] {
    compiled(resources(settings, PolicyMode::Protect))
}

/// The same as they are installed, once the sync has written `inventory` and `previous` of `settings`.
pub(super) fn installed(settings: &Value, ceph_namespaces: &[String]) -> [Policy; 3] {
    let text = install::policies(&Install {
        module: MODULE,
        modes: PolicyMode::Protect.into(),
        policy_server: "default",
        settings,
        ceph_namespaces,
        namespace: "kubewarden",
        image: "127.0.0.1:5000/ceph-multus-sync:test",
        image_pull_secrets: &[],
        sync: SyncMode::Deployment,
    });
    let documents = read("policy.yaml", &text.expect("policies")).expect("YAML");
    let mut resources: Vec<Value> =
        documents.iter().map(|document| serde_json::from_str(document.json()).expect("JSON")).collect();
    for key in ["inventory", "previous"] {
        for resource in &mut resources {
            assert_eq!(resource["spec"]["settings"].get(key), None);
            if let Some(value) = settings.get(key) {
                resource["spec"]["settings"][key] = value.clone();
            }
        }
    }
    compiled(resources)
}

fn compiled(resources: Vec<Value>) -> [Policy; 3] {
    let policy = |resource: Value| {
        let condition = |condition: &Value| {
            let name = condition["name"].as_str().expect("a name").to_owned();
            let text = condition["expression"].as_str().expect("an expression");
            (name, Program::compile(text).unwrap_or_else(|error| panic!("{error}\n{text}")))
        };
        let conditions = resource["spec"]["matchConditions"].as_array().into_iter().flatten().map(condition).collect();
        Policy { resource, conditions }
    };
    let policies: Vec<Policy> = resources.into_iter().map(policy).collect();
    policies.try_into().expect("three policies")
}

impl Policy {
    /// Whether the API server sends `request` to this policy.
    pub(super) fn receives(&self, request: &Value) -> bool {
        self.asks_for(request) && self.selects(request) && self.conditions.iter().all(|one| holds(one, request))
    }

    fn asks_for(&self, request: &Value) -> bool {
        let kind = (request["kind"]["group"].as_str(), request["kind"]["kind"].as_str());
        let resource = KINDS.iter().find(|one| (Some(one.group), Some(one.name)) == kind).map(|one| one.resource);
        self.resource["spec"]["rules"].as_array().expect("rules").iter().any(|rule| {
            let has = |key: &str, value: &Value| rule[key].as_array().expect("a list").contains(value);
            has("apiGroups", &request["kind"]["group"])
                && has("resources", &json!(resource))
                && has("operations", &request["operation"])
        })
    }

    fn selects(&self, request: &Value) -> bool {
        let expressions = self.resource["spec"]["namespaceSelector"]["matchExpressions"].as_array();
        expressions.into_iter().flatten().all(|expression| {
            assert_eq!(expression["key"], "kubernetes.io/metadata.name");
            let is_among = expression["values"].as_array().expect("values").contains(&request["namespace"]);
            match expression["operator"].as_str() {
                Some("In") => is_among,
                Some("NotIn") => !is_among,
                other => panic!("{other:?}"),
            }
        })
    }
}

/// Whether a condition holds. With `failurePolicy: Fail` one that cannot be computed would be a rejection.
fn holds((name, program): &(String, Program), request: &Value) -> bool {
    let mut context = Context::default();
    context.add_variable("request", request.clone()).expect("a value");
    for key in ["object", "oldObject"] {
        context.add_variable(key, request[key].clone()).expect("a value");
    }
    match program.execute(&context) {
        Ok(CelValue::Bool(holds)) => holds,
        other => panic!("{name}: {other:?}\n{request:#}"),
    }
}
