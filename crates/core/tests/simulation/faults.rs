//! Each property notices a policy that does not keep it.

use serde_json::{Value, json};

use crate::core;
use crate::model::NETWORKS;
use crate::policy::Policy;
use crate::run::first_failure;
use crate::scenario::Scenario;

/// What the simulation says of the policy with a fault: `fault` makes another answer of a request and its right answer.
fn noticed(scenario: Scenario, fault: impl Fn(&Value, Value) -> Value + Sync) -> String {
    let validate = |payload: &[u8]| {
        let request: Value = serde_json::from_slice(payload).expect("a payload in JSON");
        let answer = serde_json::from_slice(&core(payload)).expect("an answer in JSON");
        fault(&request["request"], answer).to_string().into_bytes()
    };
    let failure = first_failure(scenario, 0..40, &Policy::new(&validate)).expect("a fault that is noticed");
    let words = failure.violation.split(": ");
    let words: Vec<&str> = words.skip_while(|word| word.starts_with("minute")).take(1).collect();
    words.join("")
}

fn is_pod_of(request: &Value, app: &str) -> bool {
    request["kind"]["kind"] == "Pod" && request["object"]["metadata"]["labels"]["app"] == app
}

/// The pod of the request, on `networks`.
fn on(request: &Value, networks: &str) -> Value {
    let mut object = request["object"].clone();
    object["metadata"]["annotations"] = json!({NETWORKS: networks});
    json!({"accepted": true, "mutated_object": object})
}

#[test]
fn a_policy_that_rejects_old_networks_is_noticed() {
    let found = noticed(Scenario::PublicMoves, |request, answer| {
        let text = request["object"]["metadata"]["annotations"][NETWORKS].as_str().unwrap_or_default();
        let old = is_pod_of(request, "rook-ceph-osd") && text.contains("public-a");
        if old { json!({"accepted": false, "message": "no"}) } else { answer }
    });
    assert_eq!(found, "a pod is rejected that a daemon needs");
}

#[test]
fn a_policy_that_rejects_what_the_operator_writes_is_noticed() {
    let found = noticed(Scenario::BothMove, |request, answer| {
        let write = request["kind"]["kind"] == "Deployment" && request["operation"] == "UPDATE";
        if write { json!({"accepted": false, "message": "no"}) } else { answer }
    });
    assert_eq!(found, "a write is rejected that must pass");
}

#[test]
fn a_policy_that_mixes_networks_is_noticed() {
    let found = noticed(Scenario::ClusterMoves, |request, answer| {
        let networks = r#"[{"name":"public-a","namespace":"rook-ceph"},{"name":"public-b","namespace":"rook-ceph"}]"#;
        let passes = is_pod_of(request, "rook-ceph-osd") && answer["accepted"] == true;
        if passes { on(request, networks) } else { answer }
    });
    assert_eq!(found, "a pod gets networks that it never had");
}

#[test]
fn a_policy_that_asks_for_an_interface_twice_is_noticed() {
    let found = noticed(Scenario::ClusterAdded, |request, answer| {
        let network = |name: &str| json!({"name": name, "namespace": "rook-ceph", "interface": "public"});
        let networks = Value::from(vec![network("public-a"), network("cluster-a")]).to_string();
        let passes = is_pod_of(request, "rook-ceph-osd") && answer["accepted"] == true;
        if passes { on(request, &networks) } else { answer }
    });
    assert_eq!(found, "two interfaces of one name");
}

#[test]
fn a_policy_that_changes_a_running_cluster_is_noticed() {
    let found = noticed(Scenario::EncryptionSwitchedOn, |request, mut answer| {
        if request["kind"]["kind"] == "CephCluster" && request["operation"] == "UPDATE" {
            let mut object = request["object"].clone();
            object["spec"]["network"]["selectors"]["cluster"] = json!("rook-ceph/public-a");
            answer["mutated_object"] = object;
        }
        answer
    });
    assert_eq!(found, "a running CephCluster is changed");
}

#[test]
fn a_policy_that_changes_more_than_networks_is_noticed() {
    let found = noticed(Scenario::NothingChanges, |request, mut answer| {
        if is_pod_of(request, "rook-ceph-mon") {
            answer["mutated_object"] = request["object"].clone();
            answer["mutated_object"]["spec"]["hostNetwork"] = json!(true);
        }
        answer
    });
    assert_eq!(found, "more than its networks is changed");
}

#[test]
fn a_policy_that_lets_forgers_in_is_noticed() {
    let found = noticed(Scenario::BothMove, |_, mut answer| {
        answer["accepted"] = json!(true);
        answer
    });
    assert_eq!(found, "a forged pod passes");
}

#[test]
fn a_policy_that_waits_for_a_network_that_is_gone_is_noticed() {
    let found = noticed(Scenario::ClusterTakenAway, |request, answer| {
        let networks = r#"[{"name":"public-a","namespace":"rook-ceph"},{"name":"cluster-a","namespace":"rook-ceph"}]"#;
        if is_pod_of(request, "rook-ceph-osd") && answer["accepted"] == true { on(request, networks) } else { answer }
    });
    assert_eq!(found, "in the end it is down, and without the policy it is not");
}
